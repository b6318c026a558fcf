"""Which answers of before have to be asked again, and which questions are new since.

A record of before is never converted: its answers go on counting as they stand. What a question asks now is
data on the fact (`reworded`, `new_in`); under which questions an answer was given stands on its row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.models import ValueState
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec, Reworded, in_order
from headache_cds.vocabulary.values import format_value

from .models import Answer, Episode
from .queries import patient_facts
from .routing import shown_facts
from .sections import Section, all_questions, load_sections


@dataclass(frozen=True)
class AgainAsked:
    """An answer of before that counts on and is asked again; `answer` is what was said, in words."""

    spec: FactSpec
    section: Section
    answer: str
    reworded: Reworded


@dataclass(frozen=True)
class NewlyAsked:
    """A question that did not exist when the rest of its page was answered."""

    spec: FactSpec
    section: Section

    @property
    def edition(self) -> str:
        """The edition that first asks it."""
        return self.spec.new_in or ""


@dataclass(frozen=True)
class OfBefore:
    """What an edition that came after the answers asks for; empty for who was asked the questions of now."""

    again: tuple[AgainAsked, ...] = ()
    new: tuple[NewlyAsked, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.again or self.new)

    @property
    def new_facts(self) -> frozenset[str]:
        """The facts that nobody could have asked."""
        return frozenset(item.spec.id for item in self.new)


def of_before(episode: Episode) -> OfBefore:
    """What has to be asked again or for the first time, in the order of the pages: one query.

    Of the questions that are asked now only; a hidden answer counts nowhere.
    """
    rows = {row.fact: row for row in episode.answers.current().exclude(state=ValueState.NOT_ASKED)}
    newest = in_order(get_vocabulary().edition)
    if all(in_order(row.edition) >= newest for row in rows.values()):
        return OfBefore()
    known = {fact: row.value for fact, row in rows.items() if row.state == ValueState.KNOWN}
    shown = shown_facts(all_questions(), known | patient_facts(episode))
    specs = get_vocabulary().facts
    asked = [
        (section, specs[question.fact], question in section.core_questions(shown))
        for section in load_sections()
        for question in section.questions
        if question.is_asked(shown)
    ]
    return OfBefore(
        again=tuple(
            _again(spec, section, rows[spec.id])
            for section, spec, _is_core in asked
            if spec.id in known and is_due(spec, rows[spec.id])
        ),
        new=tuple(
            NewlyAsked(spec, section)
            for section, spec, is_core in asked
            if is_core
            and spec.new_in
            and spec.id not in rows
            and _was_answered_before(section, spec.new_in, rows)
        ),
    )


def again_on(section: Section, episode: Episode, facts: Collection[str]) -> dict[str, AgainAsked]:
    """Which of these answers of one page are asked again: one query, none where no question changed."""
    specs = get_vocabulary().facts
    reworded = [fact for fact in facts if specs[fact].reworded]
    if not reworded:
        return {}
    rows = episode.answers.current().filter(fact__in=reworded, state=ValueState.KNOWN)
    due = (row for row in rows if is_due(specs[row.fact], row))
    return {row.fact: _again(specs[row.fact], section, row) for row in due}


def is_due(spec: FactSpec, row: Answer) -> bool:
    """Whether this answer was given to a question that asks something else now."""
    return spec.reworded is not None and spec.reworded.is_due(row.value, row.edition)


def _again(spec: FactSpec, section: Section, row: Answer) -> AgainAsked:
    if spec.reworded is None:
        raise ValueError(f"{spec.id} asks what it always asked")
    words = format_value(spec, row.value, language())
    return AgainAsked(spec, section, words, spec.reworded)


def _was_answered_before(section: Section, edition: str, rows: Mapping[str, Any]) -> bool:
    """Whether somebody answered on this page when the question was not there yet."""
    found = (rows[fact] for fact in section.facts if fact in rows)
    return any(in_order(row.edition) < in_order(edition) for row in found)
