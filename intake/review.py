"""The review page of the anamnese: every question with its answer, or 'niet gevraagd', page by page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec

from .models import Episode
from .queries import answers_of, patient_facts
from .routing import shown_facts
from .sections import Section, all_questions, load_sections


@dataclass(frozen=True)
class ReviewLine:
    """One question with what was answered; None means not asked."""

    spec: FactSpec
    value: Any
    new_since: str = ""
    """The edition that first asks it, where the rest of its page was answered before that."""

    @property
    def is_answered(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class ReviewedSection:
    """One page: what was answered, and what was not asked, core questions apart from the folded groups."""

    section: Section
    required: bool
    answered: tuple[ReviewLine, ...]
    open_core: tuple[ReviewLine, ...]
    open_extra: tuple[ReviewLine, ...]


@dataclass(frozen=True)
class Review:
    """The whole anamnese; `hidden` are stored answers whose question is not asked now, `retired` those of
    questions that no page asks any more."""

    sections: tuple[ReviewedSection, ...]
    hidden: tuple[ReviewLine, ...]
    retired: tuple[ReviewLine, ...]

    @property
    def incomplete(self) -> list[ReviewedSection]:
        """Required pages with core questions that were not asked."""
        return [item for item in self.sections if item.required and item.open_core]


def review_of(episode: Episode, new: Collection[str] = ()) -> Review:
    """Read the current answers once and lay them beside the questions that are asked now.

    `new` are the facts that nobody could have asked (asked_again.py).
    """
    answers = answers_of(episode)
    known = answers | patient_facts(episode)
    shown = shown_facts(all_questions(), known)
    specs, retired = get_vocabulary().facts, get_vocabulary().retired
    sections = tuple(_reviewed(section, shown, specs, new) for section in load_sections())
    hidden = tuple(ReviewLine(specs[fact], value) for fact, value in answers.items() if fact not in shown)
    of_before = [ReviewLine(specs[fact], answers[fact]) for fact in specs if fact in retired & answers.keys()]
    return Review(sections, hidden, tuple(of_before))


def _reviewed(
    section: Section, shown: Mapping[str, Any], specs: Mapping[str, FactSpec], new: Collection[str]
) -> ReviewedSection:
    core = {question.fact for question in section.core_questions(shown)}
    asked = [question.fact for question in section.questions if question.is_asked(shown)]
    lines = [
        ReviewLine(specs[fact], shown.get(fact), (specs[fact].new_in or "") if fact in new else "")
        for fact in asked
    ]
    unanswered = [line for line in lines if not line.is_answered]
    return ReviewedSection(
        section=section,
        required=section.is_required(dict(shown)),
        answered=tuple(line for line in lines if line.is_answered),
        open_core=tuple(line for line in unanswered if line.spec.id in core),
        open_extra=tuple(line for line in unanswered if line.spec.id not in core),
    )
