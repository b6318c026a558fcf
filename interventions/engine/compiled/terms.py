"""Writes the terms of a condition, numbers and counts, as Python's own syntax tree."""

import ast
from collections.abc import Mapping
from functools import singledispatch
from typing import NamedTuple, Protocol

from interventions.engine.compiled import python_tree as python
from interventions.engine.compiled.python_tree import NONE
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, Mean, SetOf

_ARITHMETIC: dict[str, ast.operator] = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div()}


class Body(Protocol):
    """What a term needs of the function that it is written for."""

    parameters: Mapping[str, float]

    def fact(self, fact: str) -> ast.expr: ...

    def local(self, value: ast.expr) -> ast.expr: ...

    def row_test(self, fact: str, test: nodes.Condition) -> ast.expr: ...


class Value(NamedTuple):
    """An expression that may be computed when none of `needs` is None."""

    needs: tuple[ast.expr, ...]
    expression: ast.expr


class Bounds(NamedTuple):
    """The lowest and the highest value of a term, when none of `needs` is None."""

    needs: tuple[ast.expr, ...]
    lowest: ast.expr
    highest: ast.expr

    @property
    def is_exact(self) -> bool:
        return self.lowest is self.highest


def unless_open(value: Value) -> ast.expr:
    """The expression, or None when something that it needs is unknown."""
    if not value.needs:
        return value.expression
    absent = python.any_of([python.is_(need, NONE) for need in value.needs])
    return python.choose(absent, NONE, value.expression)


def bounds_of(term: nodes.Node, body: Body, *, exactly: bool) -> Bounds:
    """The bounds of a term; with `exactly`, only if they leave one value."""
    if isinstance(term, Count) and not exactly:
        pair = body.local(_counted(term, body))
        return Bounds((pair,), python.item(pair, 0), python.item(pair, 1))
    value = value_of(term, body)
    return Bounds(value.needs, value.expression, value.expression)


def _counted(term: Count, body: Body) -> ast.expr:
    rows = body.fact(term.fact)
    outcomes = python.call("map", body.row_test(term.fact, term.test), rows)
    return unless_open(Value((rows,), python.call("count", outcomes)))


@singledispatch
def value_of(node: nodes.Node, body: Body) -> Value:
    """A term as an expression, with what must be known for it."""
    raise TypeError(f"cannot write {type(node).__name__}")


@value_of.register
def _(node: terms.NumberLiteral, body: Body) -> Value:
    return Value((), python.constant(node.amount))


@value_of.register
def _(node: terms.Parameter, body: Body) -> Value:
    return Value((), python.constant(body.parameters[node.name]))


@value_of.register
def _(node: terms.FactTerm, body: Body) -> Value:
    return _computed(body.fact(node.fact))


@value_of.register
def _(node: terms.Arithmetic, body: Body) -> Value:
    left, right = value_of(node.left, body), value_of(node.right, body)
    if node.sign == "/":
        some = python.choose(right.expression, right.expression, NONE)
        right = _computed(body.local(unless_open(Value(right.needs, some))))
    combined = ast.BinOp(left.expression, _ARITHMETIC[node.sign], right.expression)
    return Value(left.needs + right.needs, combined)


@value_of.register
def _(node: terms.Function, body: Body) -> Value:
    arguments = [value_of(argument, body) for argument in node.arguments]
    needs = tuple(need for argument in arguments for need in argument.needs)
    inputs = [argument.expression for argument in arguments]
    return Value(needs, python.call(node.name, inputs[0] if node.name == "abs" else python.values(inputs)))


@value_of.register
def _(node: Count, body: Body) -> Value:
    return _computed(body.local(python.call("exact", _counted(node, body))))


@value_of.register
def _(node: Mean, body: Body) -> Value:
    return _computed(body.local(python.call("mean", body.fact(node.fact), python.constant(node.field))))


@value_of.register
def _(node: SetOf, body: Body) -> Value:
    return _computed(body.local(python.call("set_of", body.fact(node.fact), python.constant(node.field))))


def _computed(local: ast.expr) -> Value:
    return Value((local,), local)
