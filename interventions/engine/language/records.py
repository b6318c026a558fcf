"""Nodes that look at the rows of a records fact, such as the palpation findings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from interventions.engine.language.logic import Truth, conjunction, disjunction
from interventions.engine.language.nodes import UNKNOWN, Bounds, Condition, RowScope, Scope, Term


def _outcomes(fact: str, test: Condition, scope: Scope) -> list[Truth] | None:
    """The test on each row; None when the records fact itself is unknown."""
    rows = scope.value(fact)
    return None if rows is None else [test.evaluate(RowScope(row, scope)) for row in rows]


@dataclass(frozen=True, slots=True)
class EveryOrAny(Condition):
    """any_record(f, e) and all_record(f, e)."""

    fact: str
    test: Condition
    every: bool

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for node in self.test.walk() for name in node.parameters)

    def evaluate(self, scope: Scope) -> Truth:
        outcomes = _outcomes(self.fact, self.test, scope)
        if outcomes is None:
            return None
        return conjunction(outcomes) if self.every else disjunction(outcomes)


@dataclass(frozen=True, slots=True)
class Count(Term):
    """count_record(f, e): rows that pass; rows whose outcome is unknown widen the bounds."""

    fact: str
    test: Condition

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for node in self.test.walk() for name in node.parameters)

    def bounds(self, scope: Scope) -> Bounds:
        outcomes = _outcomes(self.fact, self.test, scope)
        return None if outcomes is None else count(outcomes)


@dataclass(frozen=True, slots=True)
class Mean(Term):
    """mean_record(f, field): unknown without rows or when a row lacks the field."""

    fact: str
    field: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def bounds(self, scope: Scope) -> Bounds:
        average = mean(scope.value(self.fact), self.field)
        return None if average is None else (average, average)


@dataclass(frozen=True, slots=True)
class SetOf(Term):
    """set_record(f, field): the set of a field's values; a row without one adds `unknown`; no number."""

    fact: str
    field: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def bounds(self, scope: Scope) -> None:
        return None

    def evaluate(self, scope: Scope) -> frozenset[str] | None:
        return set_of(scope.value(self.fact), self.field)


def count(outcomes: Iterable[Truth]) -> tuple[int, int]:
    """How many rows pass at least and at most."""
    known = list(outcomes)
    certain = known.count(True)
    return certain, certain + known.count(None)


def mean(rows: Any, field: str) -> float | None:
    values = [row.get(field) for row in rows or ()]
    return sum(values) / len(values) if values and None not in values else None


def set_of(rows: Any, field: str) -> frozenset[str] | None:
    if rows is None:
        return None
    return frozenset(UNKNOWN if row.get(field) is None else row[field] for row in rows)
