"""'Dossier volledig': what a record has to hold (completeness.yaml), and what of it this one holds.

Three states, which are told apart: present, asked and none, and missing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from django.urls import reverse
from pydantic import BeforeValidator, TypeAdapter, model_validator

from examination.queries import latest_examination
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import Strict, read_yaml, validate
from headache_cds.vocabulary.spec import FactType, Text
from headache_cds.vocabulary.values import NONE
from intake.models import ContactRole, Episode, EpisodeState
from intake.queries import answers_of
from intake.sections import load_sections
from interventions.case.facts import current_plan
from interventions.models import Plan, PlanState
from interventions.plan.queries import hypothesis_of
from reports.dashboards.reading import References
from reports.models import DocumentKind

COMPLETENESS_FILE = Path(__file__).with_name("completeness.yaml")
PRESENT, ASKED_NONE, MISSING = "present", "none", "missing"


class Required(Strict):
    """One item; it is settled by `facts` or by a `check`. `source` is the part of the guideline."""

    label: Text
    source: str
    facts: Annotated[tuple[str, ...], BeforeValidator(tuple)] = ()
    check: str = ""

    @model_validator(mode="after")
    def _is_settled_in_one_way(self) -> Self:
        if bool(self.facts) == bool(self.check):
            raise ValueError("give either facts or check")
        if self.check and self.check not in CHECKS:
            raise ValueError(f"unknown check '{self.check}'")
        return self


class RequiredPhase(Strict):
    """The items of one phase of care."""

    phase: Text
    items: Annotated[tuple[Required, ...], BeforeValidator(tuple)]


@dataclass(frozen=True)
class Line:
    """One item of this dossier; `address` is where it is filled in, '' where nowhere."""

    label: str
    state: str
    source: str
    address: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PhaseLines:
    """The items of one phase, and how many of them are settled."""

    title: str
    lines: tuple[Line, ...]

    @property
    def settled(self) -> int:
        return sum(line.state != MISSING for line in self.lines)


@dataclass(frozen=True)
class Dossier:
    """What the checks look at, read once."""

    episode: Episode
    plan: Plan | None
    letters: int

    @property
    def contacts(self) -> Any:
        return self.episode.patient.contacts.filter(voided_at__isnull=True)

    @property
    def goals(self) -> bool:
        return self.plan is not None and bool(self.plan.current_goals)


Check = tuple[Callable[[Dossier], bool], str]
CHECKS: dict[str, Check] = {
    "person": (lambda dossier: True, "intake:correct"),
    # Recorded nowhere yet: its place on letters stays empty.
    "bsn": (lambda dossier: False, ""),
    "gp": (lambda dossier: dossier.contacts.filter(role=ContactRole.GP).exists(), "intake:contacts"),
    "referrer": (lambda dossier: dossier.contacts.filter(referred=True).exists(), "intake:contacts"),
    "examination": (lambda dossier: latest_examination(dossier.episode) is not None, "examination:start"),
    "hypothesis": (lambda dossier: hypothesis_of(dossier.episode) is not None, "interventions:synthesis"),
    "goals": (lambda dossier: dossier.goals, "interventions:plan"),
    "signed": (
        lambda dossier: dossier.episode.plans.exclude(state=PlanState.DRAFT).exists(),
        "interventions:plan",
    ),
    "consent": (lambda dossier: bool(dossier.plan and dossier.plan.consent), "interventions:plan"),
    "evaluation": (lambda dossier: bool(dossier.plan and dossier.plan.evaluation_on), "interventions:plan"),
    "follow_up": (
        lambda dossier: dossier.episode.follow_ups.filter(voided_at__isnull=True).exists(),
        "intake:follow_up",
    ),
    "letter": (lambda dossier: dossier.letters > 0, "documents:letter"),
    "closed": (lambda dossier: dossier.episode.state == EpisodeState.CLOSED, "intake:close_episode"),
}

_SHAPE: TypeAdapter[list[RequiredPhase]] = TypeAdapter(list[RequiredPhase])


@cache
def required() -> tuple[RequiredPhase, ...]:
    """Of this release. Raises SourceError with file and line of every mistake."""
    source = read_yaml(COMPLETENESS_FILE)
    found = validate(source, _SHAPE)
    references = References(source)
    asked = {fact for section in load_sections() for fact in section.facts}
    for at, phase in enumerate(found):
        for number, item in enumerate(phase.items):
            for place, fact in enumerate(item.facts):
                where = (at, "items", number, "facts", place)
                references.fact(where, fact, *FactType)
                if fact not in asked:
                    references.note(where, f"'{fact}' is asked on no page of the anamnese")
    references.raise_mistakes()
    return tuple(found)


def completeness_of(episode: Episode) -> tuple[PhaseLines, ...]:
    """The whole list for one dossier."""
    letters = episode.documents.filter(kind=DocumentKind.LETTER).count()
    dossier = Dossier(episode, current_plan(episode), letters)
    answers = answers_of(episode)
    return tuple(
        PhaseLines(
            phase.phase.in_language(language()),
            tuple(_line(item, dossier, answers) for item in phase.items),
        )
        for phase in required()
    )


def _line(item: Required, dossier: Dossier, answers: dict[str, Any]) -> Line:
    lacks: tuple[str, ...] = ()
    if item.check:
        holds, place = CHECKS[item.check]
        state = PRESENT if holds(dossier) else MISSING
        address = reverse(place, args=[dossier.episode.pk]) if place else ""
    else:
        missing = [fact for fact in item.facts if answers.get(fact) is None]
        state = MISSING if missing else _answered(answers[fact] for fact in item.facts)
        lacks = tuple(_label(fact) for fact in missing)
        address = _page_of((missing or item.facts)[0], dossier.episode)
    return Line(item.label.in_language(language()), state, item.source, address, lacks)


def _answered(values: Iterable[Any]) -> str:
    """Present, unless everything was asked and there is none of it."""
    return ASKED_NONE if all(value in (False, [], [NONE], NONE) for value in values) else PRESENT


def _page_of(fact: str, episode: Episode) -> str:
    section = next(section for section in load_sections() if fact in section.facts)
    return reverse("intake:section", args=[episode.pk, section.id])


def _label(fact: str) -> str:
    return str(get_vocabulary().facts[fact].label.in_language(language()))
