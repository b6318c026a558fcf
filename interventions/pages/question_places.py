"""Where a fact is asked: the page of the anamnese, of the examination or of the plan, with its anchor."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from examination.battery import load_battery
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import Text
from intake.follow_up import follow_up_facts
from intake.models import Episode
from intake.sections import PATIENT_FACTS, load_sections
from interventions.advice.questions import OpenQuestion
from interventions.knowledge import get_knowledge


@dataclass(frozen=True)
class QuestionLink:
    """An open question with its wording and the page where it is answered."""

    question: OpenQuestion
    label: str
    text: str
    page: str
    url: str


@cache
def _pages() -> dict[str, tuple[str, str, Text]]:
    """For every fact on a page: the url name, the slug of the page and its title."""
    pages = {
        fact: ("examination:part", part.id, part.title)
        for part in load_battery().parts
        for fact in part.facts
    }
    return pages | {
        fact: ("intake:section", section.id, section.title)
        for section in load_sections()
        for fact in section.facts
    }


def link_question(question: OpenQuestion, episode: Episode) -> QuestionLink:
    """The question in words with the address of its place; of the days since a date, that of the date."""
    fact = asked_by(question.fact)
    spec = get_knowledge().vocabulary.facts[fact]
    page, url = _place(fact, episode)
    return QuestionLink(
        question=question,
        label=spec.label.in_language(language()),
        text=spec.question.in_language(language()),
        page=page,
        url=url,
    )


def link_facts(facts: Iterable[str], episode: Episode) -> tuple[QuestionLink, ...]:
    """The questions on these facts; one that is derived is asked nowhere and is left out."""
    known = get_knowledge().vocabulary.facts
    collected = dict.fromkeys(asked_by(fact) for fact in facts if fact in known)
    return tuple(link_question(OpenQuestion(fact), episode) for fact in collected)


def asked_by(fact: str) -> str:
    """The fact that is asked for it: the date behind a number of days, every other fact itself."""
    return get_knowledge().vocabulary.dates_by_days.get(fact, fact)


def _place(fact: str, episode: Episode) -> tuple[str, str]:
    anchor = f"#ask_{fact}"
    if fact in _pages():
        name, slug, title = _pages()[fact]
        return str(title.in_language(language())), _address(name, episode.pk, slug) + anchor
    if fact in PATIENT_FACTS:
        return _("Inschrijving"), reverse("intake:correct", args=[episode.pk])
    if fact in follow_up_facts():
        return _("Beloop"), reverse("intake:follow_up", args=[episode.pk]) + anchor
    return _("Plan"), reverse("interventions:plan", args=[episode.pk]) + anchor


@lru_cache(maxsize=256)
def _address(name: str, episode_id: UUID, slug: str) -> str:
    """The address of a page: a hundred open questions of one patient stand on some twenty pages."""
    return reverse(name, args=[episode_id, slug])
