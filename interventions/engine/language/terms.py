"""The terms of a comparison: numbers, parameters, facts, and arithmetic over them."""

import operator
from collections.abc import Callable
from dataclasses import dataclass

from interventions.engine.language.nodes import UNKNOWN, Bounds, Node, Scope, Term

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


@dataclass(frozen=True, slots=True)
class NumberLiteral(Term):
    amount: float

    def bounds(self, scope: Scope) -> tuple[float, float]:
        return self.amount, self.amount


@dataclass(frozen=True, slots=True)
class Parameter(Term):
    name: str

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.name,)

    def bounds(self, scope: Scope) -> tuple[float, float]:
        amount = scope.parameter(self.name)
        return amount, amount


@dataclass(frozen=True, slots=True)
class FactTerm(Term):
    fact: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def bounds(self, scope: Scope) -> Bounds:
        actual = scope.value(self.fact)
        return None if actual is None or actual == UNKNOWN else (actual, actual)


@dataclass(frozen=True, slots=True)
class Arithmetic(Term):
    """Unknown when an input is unknown or when it would divide by zero."""

    left: Term
    sign: str
    right: Term

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def bounds(self, scope: Scope) -> Bounds:
        left, right = self.left.evaluate(scope), self.right.evaluate(scope)
        if left is None or right is None or (self.sign == "/" and right == 0):
            return None
        result = ARITHMETIC[self.sign](left, right)
        return result, result


@dataclass(frozen=True, slots=True)
class Function(Term):
    """min(a, b), max(a, b), abs(a)."""

    name: str
    arguments: tuple[Term, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments

    def bounds(self, scope: Scope) -> Bounds:
        values = [argument.evaluate(scope) for argument in self.arguments]
        if None in values:
            return None
        result = abs(values[0]) if self.name == "abs" else {"min": min, "max": max}[self.name](values)
        return result, result
