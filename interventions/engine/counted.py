"""Which of the given facts count: those that contradict others may count as unknown (D127).

Constraints are judged on the facts as given. The drops of those that fail are tried in order, one at a time:
a fact is dropped only when every alarm that holds with all facts still holds without it, so that no drop
takes an alarm away. What is stored does not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from interventions.engine.compiled import compiled
from interventions.engine.constraints import Constraint
from interventions.engine.evaluate import Evaluation
from interventions.engine.explain import Truths, deciding
from interventions.engine.language.logic import Truth
from interventions.engine.language.nodes import Condition
from interventions.engine.language.wording import facts_read_by
from interventions.engine.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A constraint that fails, and the answered facts that it fails on: of a number of days the date."""

    constraint: Constraint
    facts: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.constraint.id


@dataclass(frozen=True, slots=True)
class Counted:
    """The facts as given, those that count, and what contradicts, in the order of the constraints."""

    given: Mapping[str, Any]
    facts: Mapping[str, Any]
    failing: tuple[Contradiction, ...] = ()

    @property
    def contradictions(self) -> tuple[str, ...]:
        """The ids of the constraints that fail."""
        return tuple(failing.id for failing in self.failing)


class Judge(Protocol):
    """What tells the truth of every constraint and of every alarm, in the order of their file."""

    def tests(self, known: Mapping[str, Any]) -> tuple[Truth, ...]: ...

    def alarms(self, known: Mapping[str, Any]) -> tuple[Truth, ...]: ...

    def behind(self, known: Mapping[str, Any]) -> Truths: ...


class ReadableJudge:
    """The reference: one condition after the other. The compiled form does the same faster."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset

    def tests(self, known: Mapping[str, Any]) -> tuple[Truth, ...]:
        scope = Evaluation(self._ruleset, known)
        return tuple(scope.truth(constraint.condition) for constraint in self._ruleset.constraints)

    def alarms(self, known: Mapping[str, Any]) -> tuple[Truth, ...]:
        scope = Evaluation(self._ruleset, known)
        return tuple(scope.truth(alarm) for alarm in self._ruleset.alarms)

    def behind(self, known: Mapping[str, Any]) -> Truths:
        """What gives the truth of every condition behind a constraint."""
        return Evaluation(self._ruleset, known)


def count_facts(
    ruleset: Ruleset,
    facts: Mapping[str, Any],
    overrides: Mapping[str, Any] | None = None,
    *,
    judge: Judge | None = None,
) -> Counted:
    """The facts that count, with what contradicts among those given; what was set by hand stays as set."""
    if not ruleset.constraints:
        return Counted(facts, facts)
    judge, by_hand = judge or compiled(ruleset), overrides or {}
    known = {**facts, **by_hand} if by_hand else facts
    truths = judge.tests(known)
    failing = tuple(
        constraint for constraint, truth in zip(ruleset.constraints, truths, strict=True) if truth is False
    )
    if not failing:
        return Counted(facts, facts)
    raised = [place for place, truth in enumerate(judge.alarms(known)) if truth is True]
    kept = dict(facts)
    for name in (name for constraint in failing for name in constraint.record.drops):
        gone = ruleset.unknown_with(name)
        if not gone.isdisjoint(kept):
            fewer = {fact: value for fact, value in kept.items() if fact not in gone}
            without = judge.alarms({**fewer, **by_hand})
            if all(without[place] is True for place in raised):
                kept = fewer
    behind = judge.behind(known)
    found = (Contradiction(item, _facts_of(ruleset, item, behind, facts)) for item in failing)
    return Counted(facts, kept, tuple(found))


def _facts_of(
    ruleset: Ruleset, constraint: Constraint, truths: Truths, facts: Mapping[str, Any]
) -> tuple[str, ...]:
    """The given facts that decided the test, in order of appearance."""
    found: dict[str, None] = {}
    for name in _decided_by(ruleset, constraint.condition, truths):
        date = ruleset.facts[name].days_since
        found[date if date and date in facts else name] = None
    return tuple(name for name in found if name in facts)


def _decided_by(ruleset: Ruleset, condition: Condition, truths: Truths) -> list[str]:
    """The collected facts behind the tests that decided, also inside a derived fact that is a test itself."""
    found: list[str] = []
    for leaf, _truth in deciding(condition, truths):
        for name in facts_read_by(leaf):
            derivation = ruleset.derived.get(name)
            if derivation and isinstance(derivation.expression, Condition):
                found += _decided_by(ruleset, derivation.expression, truths)
            else:
                found += sorted(ruleset.closure({name}) & ruleset.facts.keys())
    return found
