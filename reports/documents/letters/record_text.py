"""The dossier as plain text by phase, to be copied into the record system of the practice."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from examination.overview import progress
from examination.queries import latest_examination
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.source import SourceError, Strict, read_yaml, validate
from intake.models import Episode
from intake.overview import measurements_of
from intake.queries import quantities_of
from intake.review import ReviewedSection, review_of
from intake.sections import load_sections
from interventions.advice.board import Board
from interventions.plan.queries import acknowledgements, hypothesis_of
from reports.dashboards.evaluation import verdicts
from reports.dashboards.headline import headline
from reports.dashboards.plan_summary import plan_summary
from reports.dashboards.queries.patient import diagnosis_of
from reports.dashboards.trends import EpisodeHistory
from reports.models import Document

from .facts import in_words
from .frame import moment_words
from .letter_content import screening_words

PHASES_FILE = Path(__file__).with_name("phases.yaml")


class Phases(Strict):
    """The file."""

    request: list[str]


@dataclass(frozen=True)
class Phase:
    """One part of a record: its id on the page, its name, and its text without any mark-up."""

    id: str
    title: str
    text: str


@cache
def phases() -> Phases:
    """Of this release. Raises SourceError for a page that does not exist."""
    source = read_yaml(PHASES_FILE)
    found = validate(source, Phases)
    known = {section.id for section in load_sections()}
    for at, name in enumerate(found.request):
        if name not in known:
            raise SourceError([source.mistake(("request", at), f"'{name}' is no page of the anamnese")])
    return found


@transaction.atomic
def open_record_text(*, episode: Episode, board: Board, by: User) -> tuple[Phase, ...]:
    """The text by phase in the language of the reader, with the taking of it in the audit trail."""
    record(
        actor=by,
        action="record_text.open",
        subject=episode,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
    )
    return record_text(episode, board)


def record_text(episode: Episode, board: Board) -> tuple[Phase, ...]:
    """Request, anamnese, examination, conclusion, plan and course; what is not known is told so."""
    sections = review_of(episode).sections
    asked = [item for item in sections if item.section.id in phases().request]
    rest = [item for item in sections if item not in asked and (item.required or item.answered)]
    return (
        Phase("hulpvraag", _("Hulpvraag"), _joined(_sections(asked))),
        Phase("anamnese", _("Anamnese"), _joined(_sections(rest))),
        Phase("onderzoek", _("Onderzoek"), _joined(_examination(episode))),
        Phase("conclusie", _("Conclusie"), _joined(_conclusion(episode, board))),
        Phase("plan", _("Plan"), _joined(_plan(episode, board))),
        Phase("verloop", _("Verloop"), _joined(_course(episode, board))),
    )


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) or _("Niets vastgelegd.")


def _sections(sections: Iterable[ReviewedSection]) -> Iterable[str]:
    for item in sections:
        yield f"{_words(item.section.title)}:"
        for line in item.answered:
            yield f"- {_words(line.spec.label)}: {in_words(line.spec.id, line.value)}"
        if item.open_core:
            labels = "; ".join(_words(line.spec.label) for line in item.open_core)
            yield "- " + _("Niet gevraagd: %(labels)s") % {"labels": labels}


def _examination(episode: Episode) -> Iterable[str]:
    examination = latest_examination(episode)
    if examination is None:
        return
    day = date_format(examination.examined_on, "j F Y")
    yield _("Onderzocht op %(day)s door %(name)s.") % {"day": day, "name": examination.examiner.display_name}
    for part in progress(episode):
        found = [f"{_words(one.spec.label)}: {in_words(one.spec.id, one.value)}" for one in part.found]
        yield f"{_words(part.part.title)}: " + ("; ".join(found) or _("niet getest"))


def _conclusion(episode: Episode, board: Board) -> Iterable[str]:
    found = diagnosis_of(episode, board.scope)
    unknown = _("niet vastgelegd")
    yield _("Screening: %(result)s.") % {"result": screening_words(board)}
    yield _("Diagnose: %(types)s; gesteld door: %(who)s; datum: %(day)s.") % {
        "types": found.types or unknown,
        "who": found.made_by or unknown,
        "day": found.made_on or unknown,
    }
    for item in (*board.blocks, *board.warnings):
        yield f"- {_words(item.rule.record.summary)}"
    for row in acknowledgements(episode, board).values():
        yield "- " + _("Gedaan: %(text)s (%(name)s, %(moment)s)") % {
            "text": row.action_taken,
            "name": row.acknowledged_by.display_name,
            "moment": moment_words(row.acknowledged_at),
        }
    hypothesis = None if board.is_blocked else hypothesis_of(episode)
    yield _("Hypothese: %(text)s") % {"text": hypothesis.text if hypothesis else unknown}


def _plan(episode: Episode, board: Board) -> Iterable[str]:
    documents = Prefetch("documents", queryset=Document.objects.defer("pdf"))
    plans = episode.plans.prefetch_related("decisions", "goals", documents).order_by("number")
    summary = plan_summary(plans, blocked=board.is_blocked)
    if summary is None:
        return
    if summary.paused:
        yield _("Het plan is gepauzeerd: er is eerst een arts nodig.")
        return
    plan = summary.plan
    signed = timezone.localdate(plan.signed_at) if plan.signed_at else None
    yield (
        _("Plan %(number)d, ondertekend op %(day)s.")
        % {"number": plan.number, "day": date_format(signed, "j F Y")}
        if signed
        else _("Plan %(number)d, nog niet ondertekend.") % {"number": plan.number}
    )
    for goal in summary.goals:
        yield _("Doel: %(text)s") % {"text": goal.text} + (f" ({goal.measure})" if goal.measure else "")
    for line in summary.lines:
        about = line.decision.get_reason_code_display() if line.is_declined else "; ".join(line.dose)
        did = line.decision.get_choice_display()
        yield f"- {line.title} ({did})" + (f": {about}" if about else "")
    if plan.agreement:
        yield _("Afgesproken: %(text)s") % {"text": plan.agreement}
    if plan.evaluation_on:
        yield _("Evaluatie op %(day)s.") % {"day": date_format(plan.evaluation_on, "j F Y")}


def _course(episode: Episode, board: Board) -> Iterable[str]:
    quantities, today = quantities_of(episode), timezone.localdate()
    history = EpisodeHistory(quantities, board.scope, today)
    yield headline(history.days, history.hit6)
    for measured in measurements_of(episode).counting:
        values = [f"{_words(spec.label)}: {in_words(spec.id, value)}" for spec, value in measured.lines]
        yield f"{date_format(measured.follow_up.measured_on, 'j F Y')}: " + "; ".join(values)
    if not board.is_blocked:
        for line in verdicts(board.scope, quantities, today):
            yield f"- {line.name}: {line.change}; {line.limit}: {line.outcome}"


def _words(text: Any) -> str:
    return str(text.in_language(language()))
