"""Which questions are asked: pure functions over facts, the same as static/js/routing.js.

A condition is a mapping from a fact to the values that open the question; all entries must hold, and what is
unknown does not hold. Conditions only ever decide what is asked, never what is advised.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Number


def as_tuple(value: object) -> object:
    """YAML gives lists; the records hold tuples, so that they cannot change."""
    return tuple(value) if isinstance(value, list) else value


class Bound(Strict):
    """Holds for a number from `min` up to and including `max`."""

    min: Number | None = None
    max: Number | None = None

    @model_validator(mode="after")
    def _bounds_something(self) -> "Bound":
        if self.min is None and self.max is None:
            raise ValueError("give min or max")
        return self

    def holds(self, value: object) -> bool:
        """Whether a known value lies within the bounds."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


AnyOf = Annotated[tuple[bool | int | str, ...], BeforeValidator(as_tuple)]


class AllOf(Strict):
    """Holds for a set that has every one of these values."""

    all: AnyOf

    def holds(self, value: object) -> bool:
        """Whether a known set has them all."""
        return isinstance(value, list | tuple) and set(self.all) <= set(value)


Wanted = AnyOf | Bound | AllOf
When = Mapping[str, Wanted]


class Question(Strict):
    """A fact at its place on a page, with the condition under which it is asked.

    `unless`: it cannot apply while this holds, and is not asked unless it was answered already; an answer
    keeps counting. `more_when`: while this holds it stands folded under 'Meer vragen'.
    """

    fact: str
    when: When | None = None
    unless: When | None = None
    more_when: When | None = None

    def is_asked(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is asked over the known facts."""
        return is_shown(self.when, facts) and not self.is_settled(facts)

    def is_settled(self, facts: Mapping[str, Any]) -> bool:
        """Whether it cannot apply, and nobody said otherwise."""
        return self.unless is not None and self.fact not in facts and is_shown(self.unless, facts)

    def is_more(self, facts: Mapping[str, Any]) -> bool:
        """Whether it stands folded over the known facts."""
        return self.more_when is not None and is_shown(self.more_when, facts)


def as_question(value: object) -> object:
    """A bare fact id is a question that is always asked."""
    return {"fact": value} if isinstance(value, str) else value


Questions = Annotated[
    tuple[Annotated[Question, BeforeValidator(as_question)], ...], BeforeValidator(as_tuple)
]


def is_shown(when: When | None, facts: Mapping[str, Any]) -> bool:
    """Whether every entry of the condition holds over the known facts; no condition always holds."""
    return all(_holds(wanted, facts.get(fact)) for fact, wanted in (when or {}).items())


def _holds(wanted: tuple[bool | int | str, ...] | Bound | AllOf, value: object) -> bool:
    if value is None:
        return False
    if isinstance(wanted, Bound | AllOf):
        return wanted.holds(value)
    values = value if isinstance(value, list | tuple) else [value]
    return any(_same(one, other) for one in wanted for other in values)


def _same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def shown_facts(questions: Iterable[Question], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without those whose question is not asked, repeated until nothing more falls away.

    A hidden answer opens no other question. Facts that no question asks for (age, sex, setting) stay.
    """
    conditional = [question for question in questions if question.when]
    shown = dict(facts)
    while hidden := [q.fact for q in conditional if q.fact in shown and not is_shown(q.when, shown)]:
        for fact in hidden:
            del shown[fact]
    return shown


def questions_behind(questions: Iterable[Question], facts: Collection[str]) -> tuple[Question, ...]:
    """The questions on these facts, and those that decide whether they are asked."""
    by_fact = {question.fact: question for question in questions}
    found: dict[str, Question] = {}
    open_facts = [fact for fact in facts if fact in by_fact]
    while open_facts:
        question = by_fact[open_facts.pop()]
        found[question.fact] = question
        open_facts += [name for name in question.when or {} if name in by_fact and name not in found]
    return tuple(found.values())
