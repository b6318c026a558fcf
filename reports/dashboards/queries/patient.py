"""Everything on the page of one patient, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.vocabulary import names
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_value, within_sentence
from intake.models import Answer, Episode, EpisodeState, FollowUp, Patient, TeamNote
from intake.queries import quantities_of
from interventions.advice.board import Board
from interventions.advice.flags import FlagList, flag_list
from interventions.case.current import current_board
from interventions.engine import Item
from interventions.engine.evaluate import Evaluation
from interventions.knowledge import get_knowledge
from interventions.models import Hypothesis, Plan
from interventions.plan.queries import hypothesis_of
from reports.models import Document

from ..evaluation import ChangeOutcome, verdicts
from ..figures import Chart, Period
from ..headline import headline
from ..plan_summary import PlanSummary, plan_summary
from ..schedule import Moment, moments_of
from ..trends import EpisodeHistory, charts_of

BY_STATE = [state.value for state in (EpisodeState.OPEN, EpisodeState.CLOSED, EpisodeState.VOIDED)]


@dataclass(frozen=True)
class Diagnosis:
    """The diagnosis on file: what, who made it and when, who wrote it down; and who screened for flags."""

    types: str
    made_by: str
    made_on: str
    chronicity: str
    recorded: Answer | None
    screening: str


@dataclass(frozen=True)
class PatientOverview:
    """The page of one patient; while something blocks without hypothesis, plan content and verdicts."""

    episode: Episode
    earlier: tuple[Episode, ...]
    doubles: tuple[Patient, ...]
    headline: str
    board: Board
    flags: FlagList
    warnings: tuple[Item, ...]
    diagnosis: Diagnosis
    hypothesis: Hypothesis | None
    plan: PlanSummary | None
    moments: list[Moment]
    charts: list[Chart]
    verdicts: list[ChangeOutcome]
    follow_ups: list[FollowUp]
    notes: tuple[TeamNote, ...]
    letters: tuple[Document, ...]


def patient_overview(patient: Patient, episode_id: UUID | None = None) -> PatientOverview:
    """The overview of an episode: the latest, an open one first, unless one is named. Raises Http404."""
    rows = patient.episodes.select_related("therapist__centre").order_by("-started_on", "-pk")
    episodes = sorted(rows, key=lambda item: BY_STATE.index(item.state))
    episode = next((item for item in episodes if episode_id in (None, item.pk)), None)
    if episode is None:
        raise Http404
    episode.patient = patient
    board = current_board(episode)
    quantities = quantities_of(episode)
    plans = _plans(episode)
    today = timezone.localdate()
    dossier = EpisodeHistory(quantities, board.scope, today)
    return PatientOverview(
        episode=episode,
        earlier=tuple(item for item in episodes if item is not episode),
        doubles=tuple(patient.duplicates.all()),
        headline=headline(dossier.days, dossier.hit6),
        board=board,
        flags=flag_list(get_knowledge(), board),
        warnings=(*(() if board.is_blocked else board.flags), *board.warnings),
        diagnosis=diagnosis_of(episode, board.scope),
        hypothesis=None if board.is_blocked else hypothesis_of(episode),
        plan=plan_summary(plans, blocked=board.is_blocked),
        moments=moments_of(plans, quantities.follow_ups, today),
        charts=charts_of(dossier, _periods(plans, today)),
        verdicts=[] if board.is_blocked else verdicts(board.scope, quantities, today),
        follow_ups=quantities.follow_ups,
        letters=_letters(episode),
        notes=tuple(episode.notes.select_related("written_by", "voided_by", "replaced_by")),
    )


def _letters(episode: Episode) -> tuple[Document, ...]:
    """What was issued of the dossier, the latest first."""
    rows = episode.documents.filter(plan__isnull=True).defer("pdf", "content").select_related("requested_by")
    return tuple(rows.order_by("-requested_at"))


def _plans(episode: Episode) -> list[Plan]:
    documents = Prefetch("documents", queryset=Document.objects.defer("pdf"))
    plans = episode.plans.select_related("signed_by", "created_by").defer("facts", "record")
    return list(plans.prefetch_related("decisions", "goals", documents).order_by("number"))


def _periods(plans: list[Plan], today: dt.date) -> tuple[Period, ...]:
    """From the signing of each plan to that of the next, or today."""
    signed = [plan for plan in plans if plan.signed_at]
    starts = [timezone.localdate(plan.signed_at) for plan in signed]
    ends = [*starts[1:], today]
    return tuple(
        Period(start, end, _("plan %(number)d") % {"number": plan.number})
        for plan, start, end in zip(signed, starts, ends, strict=False)
    )


def diagnosis_of(episode: Episode, scope: Evaluation) -> Diagnosis:
    """What is on file about the diagnosis, in words; '' for what is not known."""
    rows = episode.answers.current().filter(fact=names.HEADACHE_TYPE).select_related("recorded_by")
    return Diagnosis(
        types=_words(names.HEADACHE_TYPE, scope),
        made_by=_words(names.DIAGNOSIS_SOURCE, scope),
        made_on=_words(names.DIAGNOSIS_DATE, scope),
        chronicity=_words(names.HEADACHE_CHRONICITY, scope),
        recorded=rows.first(),
        screening=_screening(scope),
    )


def _screening(scope: Evaluation) -> str:
    """Who screened and when; never that there are no red flags (N05)."""
    if scope.value(get_knowledge().red_flags.record.screening) is not True:
        return _("screening nog niet rond")
    who, when = _words(names.SCREENED_BY, scope), _words(names.SCREENED_ON, scope)
    text = _("gescreend door %(who)s, %(when)s") if when else _("gescreend door %(who)s")
    return text % {"who": within_sentence(who), "when": when}


def _words(fact: str, scope: Evaluation) -> str:
    """The value in words, '' when it is not known."""
    value: Any = scope.value(fact)
    if value is None:
        return ""
    return format_value(get_knowledge().spec(fact), value, language())
