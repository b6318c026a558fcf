"""The letter to GP or neurologist: of the dossier as it is, after the HASP-paramedicus guideline.

Everything is shortened by rule to one page. What is not known is told as not known, and whose diagnosis it
is stands beside it: a physiotherapist makes no medical diagnosis.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from examination.overview import progress
from examination.queries import latest_examination
from headache_cds.accounts.models import User
from headache_cds.vocabulary.language import language as of_reader
from intake.models import Episode
from intake.queries import quantities_of
from interventions.advice.board import Board
from interventions.models import Plan, PlanState
from interventions.plan.queries import hypothesis_of
from reports.dashboards.evaluation import verdicts
from reports.dashboards.headline import headline
from reports.dashboards.measurements import Course, course_of
from reports.dashboards.measures import get_measures
from reports.dashboards.queries.patient import diagnosis_of
from reports.dashboards.trends import EpisodeHistory

from .asked import asked_of_physician
from .facts import in_words, letter_facts, told, value_of
from .frame import contact_as_json, frame_of
from .kinds import LetterKind
from .shortening import first, shortened
from .typed import TypedLetter

MOST_FINDINGS, MOST_MEASURES, MOST_VERDICTS, MOST_GOALS, MOST_CARDS, MOST_UNKNOWN = 9, 6, 5, 3, 6, 9
LINE, NAME, PARAGRAPH = 90, 60, 240
# Characters of free text from which the letter is set closer, so that it stays on one page.
MANY = 800


def letter_content(
    episode: Episode, board: Board, by: User, at: dt.datetime, typed: TypedLetter
) -> dict[str, Any]:
    """The whole letter in the language that was chosen."""
    with translation.override(typed.language):
        found = _Writer(episode, board, timezone.localdate(at)).content()
        return found | {
            "is_dense": _free_text(found, typed) > MANY,
            **frame_of(episode, by, at, typed.language),
            "kind": "letter",
            "message": str(LetterKind(typed.kind).label),
            "is_direct": typed.kind == LetterKind.DIRECT_ACCESS,
            "to": contact_as_json(typed.to) if typed.to else None,
            "copy_to": [shortened(copy.called, NAME) for copy in typed.copy_to[:3]],
            "typed": typed.texts,
            "goals": first(
                [{"text": shortened(text, LINE), "result": result} for text, result in typed.goals],
                MOST_GOALS,
            ),
            "consent": {
                "on": typed.consent_on.isoformat() if typed.consent_on else "",
                "by": by.display_name,
            },
        }


def _free_text(found: dict[str, Any], typed: TypedLetter) -> int:
    """How many characters of the letter somebody typed."""
    texts = [*typed.texts.values(), found["request"], (found["hypothesis"] or {}).get("text", "")]
    texts += [text[:LINE] for text, _result in typed.goals[:MOST_GOALS]]
    return sum(map(len, texts))


def signed_plan(episode: Episode) -> Plan | None:
    """The plan in force."""
    return episode.plans.filter(state=PlanState.SIGNED).defer("facts", "record").first()


class _Writer:
    """Reads one dossier once, in the language that is active."""

    def __init__(self, episode: Episode, board: Board, today: dt.date) -> None:
        self.episode, self.board, self.today = episode, board, today
        self.quantities = quantities_of(episode)
        self.history = EpisodeHistory(self.quantities, board.scope, today)

    def content(self) -> dict[str, Any]:
        findings = told(self.board, letter_facts().letter_findings)
        hypothesis = None if self.board.is_blocked else hypothesis_of(self.episode)
        return {
            "screening": screening_words(self.board),
            "request": self._request(),
            "diagnosis": self._diagnosis(),
            "hypothesis": {
                "text": shortened(hypothesis.text, PARAGRAPH),
                "by": hypothesis.written_by.display_name,
            }
            if hypothesis
            else None,
            "findings": first(
                [{**line, "value": shortened(line["value"], LINE)} for line in findings.known], MOST_FINDINGS
            ),
            **self._examined(findings.unknown),
            "measures": first(self._measures(), MOST_MEASURES),
            "verdicts": first(self._verdicts(), MOST_VERDICTS),
            "treatment": self._treatment(),
        }

    def _request(self) -> str:
        name = letter_facts().request
        value = value_of(self.board, name)
        return "" if value is None else shortened(in_words(name, value), LINE * 2)

    def _diagnosis(self) -> dict[str, Any]:
        found = diagnosis_of(self.episode, self.board.scope)
        return {
            "types": found.types,
            "made_by": found.made_by,
            "made_on": found.made_on,
            "chronicity": found.chronicity,
            "is_of_physician": self.board.scope.value(letter_facts().by_physician),
        }

    def _examined(self, unknown: Sequence[str]) -> dict[str, Any]:
        """When was examined, what else was found, and what was not: whole parts of the examination."""
        examination = latest_examination(self.episode)
        parts = progress(self.episode)
        told_facts = set(letter_facts().letter_findings)
        more = [one for part in parts for one in part.found if one.spec.id not in told_facts]
        untouched = [part.part.title.in_language(of_reader()) for part in parts if not part.found]
        return {
            "examined_on": examination.examined_on.isoformat() if examination else "",
            "more_findings": len(more),
            "not_examined": first([*unknown, *(untouched if examination else ())], MOST_UNKNOWN),
        }

    def _measures(self) -> list[dict[str, str]]:
        """Then and now, each with its day; '' for what was not measured."""
        found = [(_("Hoofdpijndagen per maand"), self.history.days)]
        found += [
            (str(one.name.in_language(of_reader())), self.history.score(one)) for one in get_measures().scores
        ]
        found += [
            (shortened(row.name, NAME), course_of(row.score, self.today))
            for row in self.quantities.activities
        ]
        return [_measure(name, course) for name, course in found if course.readings]

    def _verdicts(self) -> list[dict[str, str]]:
        if self.board.is_blocked:
            return []
        return [
            {"name": line.name, "change": line.change, "limit": line.limit, "outcome": line.outcome}
            for line in verdicts(self.board.scope, self.quantities, self.today)
        ]

    def _treatment(self) -> dict[str, Any]:
        plan = signed_plan(self.episode)
        cards = (plan.content or {}).get("cards", []) if plan else []
        next_on = (plan.appointment_on or plan.evaluation_on) if plan else None
        return {
            "started_on": self.episode.started_on.isoformat(),
            "signed_on": timezone.localdate(plan.signed_at).isoformat() if plan and plan.signed_at else "",
            "is_paused": self.board.is_blocked,
            "parts": first([shortened(card["title"][of_reader()], NAME) for card in cards], MOST_CARDS),
            "measured": len(self.quantities.follow_ups),
            "next_on": next_on.isoformat() if next_on and next_on >= self.today else "",
        }


def _measure(name: str, course: Course) -> dict[str, str]:
    then, now = course.start, course.later[-1] if course.later else None
    return {
        "name": name,
        "then": f"{then.words} ({date_format(then.on, 'j-n-Y')})" if then else "",
        "now": f"{now.words} ({date_format(now.on, 'j-n-Y')})" if now else "",
        "is_contradicted": "1" if course.is_contradicted else "",
    }


def screening_words(board: Board) -> str:
    """Clear or not clear, as direct access asks; never that there are no red flags (N05)."""
    facts = letter_facts()
    if board.scope.value(facts.flag_open) is True:
        return _("niet pluis: er staat een alarmsignaal open")
    if board.scope.value(facts.screening_done) is True and board.scope.value(facts.flag_open) is False:
        return _("pluis: de screening is rond en er staat geen alarmsignaal open")
    return _("nog niet te zeggen: de screening is niet rond")


def proposed_texts(episode: Episode, board: Board, kind: str, language: str) -> dict[str, str]:
    """What the dossier proposes for the free parts of a letter of this kind."""
    with translation.override(language):
        asked, by_when = asked_of_physician(board)
        return {"conclusion": _conclusion(episode, board, kind), "asked": asked, "by_when": by_when}


def _conclusion(episode: Episode, board: Board, kind: str) -> str:
    history = EpisodeHistory(quantities_of(episode), board.scope, timezone.localdate())
    if kind == LetterKind.DIRECT_ACCESS:
        words = screening_words(board)
        return words[:1].upper() + words[1:] + "."
    if kind in (LetterKind.INTERIM, LetterKind.END):
        return headline(history.days, history.hit6)
    if board.is_blocked:
        return _("Behandeling nog niet begonnen: er is eerst een arts nodig.")
    if signed_plan(episode):
        return _("Wij hebben een behandelplan afgesproken en zijn begonnen.")
    return _("Wij hebben de patiënt gezien; het behandelplan wordt nog afgesproken.")
