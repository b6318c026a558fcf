"""Nodes that look at the rows of a records fact, such as the palpation findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interventions.engine.logic import Truth, conjunction, disjunction
from interventions.engine.nodes import UNKNOWN, Condition, Row, Scope, Term


def _outcomes(fact: str, test: Condition, scope: Scope) -> list[Truth] | None:
    """The test on each row; None when the records fact itself is unknown."""
    rows = scope.value(fact)
    return None if rows is None else [test.evaluate(Row(row, scope)) for row in rows]


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

    def bounds(self, scope: Scope) -> tuple[float, float] | None:
        outcomes = _outcomes(self.fact, self.test, scope)
        if outcomes is None:
            return None
        certain = sum(outcome is True for outcome in outcomes)
        return certain, certain + sum(outcome is None for outcome in outcomes)


@dataclass(frozen=True, slots=True)
class Mean(Term):
    """mean_record(f, field): unknown without rows or when a row lacks the field."""

    fact: str
    field: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def bounds(self, scope: Scope) -> tuple[float, float] | None:
        values = list(_column(scope.value(self.fact), self.field))
        if not values or None in values:
            return None
        mean = sum(values) / len(values)
        return mean, mean


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
        rows = scope.value(self.fact)
        if rows is None:
            return None
        return frozenset(UNKNOWN if value is None else value for value in _column(rows, self.field))


def _column(rows: Any, field: str) -> Iterator[Any]:
    return (row.get(field) for row in rows or ())
