"""Conditions and terms as z3 expressions, node by node, with the engine's own three values."""

from functools import singledispatch
from typing import Protocol

import z3

from headache_cds.vocabulary.spec import FactType
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny, Mean, SetOf
from interventions.engine.ruleset import Derivation
from interventions.proof.collected import AnswerSymbol
from interventions.proof.rows import Rows, UnconstrainedRows
from interventions.proof.symbols import (
    NEVER,
    SURE,
    TRUE,
    Amount,
    ChoiceSymbol,
    Members,
    Symbol,
    Three,
    as_kind,
    at_least,
    both,
    conjunction,
    disjunction,
    either,
    never,
)


class SymbolicScope(Protocol):
    """What a test can ask, as in the engine: facts by name, parameters, and the rows of a records fact."""

    def value(self, name: str) -> Symbol: ...

    def parameter(self, name: str) -> float: ...

    def rows(self, name: str) -> UnconstrainedRows | Rows: ...


class _Row:
    """The scope of one row: names are its fields."""

    def __init__(self, cells: dict[str, AnswerSymbol], outer: SymbolicScope) -> None:
        self._cells = cells
        self._outer = outer

    def value(self, name: str) -> Symbol:
        return self._cells[name].symbol

    def parameter(self, name: str) -> float:
        return self._outer.parameter(name)

    def rows(self, name: str) -> UnconstrainedRows | Rows:
        raise LookupError(f"{name}: a row has no rows of its own")


def derive(derivation: Derivation, scope: SymbolicScope) -> Symbol:
    """The value of a derived fact: its expression, or the result of the first case that is true."""
    if derivation.expression is not None:
        return _settled(_result(derivation.expression, scope))
    before: list[z3.BoolRef] = []
    ways: list[tuple[z3.BoolRef, Symbol]] = []
    for condition, result in derivation.cases:
        holds = truth(condition, scope).yes
        reached = both(holds, *(never(other) for other in before))
        before.append(holds)
        if result is not None:
            ways.append((reached, _settled(_result(result, scope))))
    return _merge(ways, derivation.record.type)


def _result(result: nodes.Node | bool | str, scope: SymbolicScope) -> Symbol:
    if isinstance(result, bool):
        return SURE if result else NEVER
    if isinstance(result, str):
        return ChoiceSymbol({result: TRUE})
    if isinstance(result, nodes.Condition):
        return truth(result, scope)
    if isinstance(result, SetOf):
        return members(result, scope)
    return amount(result, scope)


def _settled(symbol: Symbol) -> Symbol:
    """A derived number is known only when it is exact."""
    return Amount(symbol.exact, symbol.low, symbol.low) if isinstance(symbol, Amount) else symbol


def _merge(ways: list[tuple[z3.BoolRef, Symbol]], kind: FactType) -> Symbol:
    if kind == FactType.BOOL:
        found = [(way, as_kind(Three, symbol)) for way, symbol in ways]
        return Three(
            either(*(both(way, symbol.yes) for way, symbol in found)),
            either(*(both(way, symbol.no) for way, symbol in found)),
        )
    if kind == FactType.ENUM:
        options: dict[str, list[z3.BoolRef]] = {}
        for way, symbol in ways:
            for value, option in as_kind(ChoiceSymbol, symbol).options.items():
                options.setdefault(value, []).append(both(way, option))
        return ChoiceSymbol({value: either(*parts) for value, parts in options.items()})
    numbers = [(way, as_kind(Amount, symbol)) for way, symbol in ways]
    total: z3.ArithRef = z3.RealVal(0)
    for way, number in reversed(numbers):
        total = z3.If(way, number.low, total)
    return Amount(either(*(both(way, number.known) for way, number in numbers)), total, total)


@singledispatch
def truth(node: nodes.Node, scope: SymbolicScope) -> Three:
    """A condition as a pair (yes, no)."""
    raise TypeError(f"no encoding for {type(node).__name__}")


@truth.register
def _(node: nodes.Constant, scope: SymbolicScope) -> Three:
    return SURE if node.holds else NEVER


@truth.register
def _(node: nodes.And, scope: SymbolicScope) -> Three:
    return conjunction(truth(part, scope) for part in node.parts)


@truth.register
def _(node: nodes.Or, scope: SymbolicScope) -> Three:
    return disjunction(truth(part, scope) for part in node.parts)


@truth.register
def _(node: nodes.Not, scope: SymbolicScope) -> Three:
    return ~truth(node.part, scope)


@truth.register
def _(node: nodes.AtLeast, scope: SymbolicScope) -> Three:
    return at_least(amount(node.needed, scope), [truth(part, scope) for part in node.parts])


@truth.register
def _(node: nodes.Is, scope: SymbolicScope) -> Three:
    given = scope.value(node.fact)
    if isinstance(given, Three):
        found = given if node.value is True else ~given
        return ~found if node.negated else found
    symbol = as_kind(ChoiceSymbol, given)
    unknown = symbol.option(nodes.UNKNOWN)
    if node.value == nodes.UNKNOWN and not node.negated:
        return Three(unknown, both(symbol.known, never(unknown)))
    chosen = both(symbol.option(str(node.value)), never(unknown))
    found = Three(chosen, both(symbol.known, never(chosen), never(unknown)))
    return ~found if node.negated else found


@truth.register
def _(node: nodes.IsIn, scope: SymbolicScope) -> Three:
    symbol = as_kind(ChoiceSymbol, scope.value(node.fact))
    inside = either(*(symbol.option(value) for value in node.values if value != nodes.UNKNOWN))
    return Three(inside, both(symbol.known, never(inside), never(symbol.option(nodes.UNKNOWN))))


@truth.register
def _(node: nodes.Contains, scope: SymbolicScope) -> Three:
    symbol = as_kind(Members, scope.value(node.fact))
    inside = either(*(symbol.member(value) for value in node.values))
    return Three(
        both(symbol.known, inside),
        both(symbol.known, never(inside), never(symbol.member(nodes.UNKNOWN))),
    )


@truth.register
def _(node: nodes.Answered, scope: SymbolicScope) -> Three:
    symbol = scope.value(node.fact)
    given = symbol.known
    if isinstance(symbol, ChoiceSymbol):
        given = both(given, never(symbol.option(nodes.UNKNOWN)))
    if isinstance(symbol, Members):
        others = [member for value, member in symbol.members.items() if value != nodes.UNKNOWN]
        given = both(given, never(both(symbol.member(nodes.UNKNOWN), never(either(*others)))))
    return Three(given, never(given))


@truth.register
def _(node: nodes.Compare, scope: SymbolicScope) -> Three:
    left, right = amount(node.left, scope), amount(node.right, scope)
    known = both(left.known, right.known)
    if node.sign in ("==", "!="):
        equal = left.low == right.low
        exact = both(left.exact, right.exact)
        found = Three(both(exact, equal), both(exact, never(equal)))
        return found if node.sign == "==" else ~found
    compare = nodes.COMPARE[node.sign]
    upwards = node.sign in (">", ">=")
    surely = compare(left.low, right.high) if upwards else compare(left.high, right.low)
    maybe = compare(left.high, right.low) if upwards else compare(left.low, right.high)
    return Three(both(known, surely), both(known, never(maybe)))


@truth.register
def _(node: EveryOrAny, scope: SymbolicScope) -> Three:
    rows = scope.rows(node.fact)
    if isinstance(rows, UnconstrainedRows):
        return rows.truth(node)
    outcomes = [truth(node.test, _Row(cells, scope)) for cells in rows.cells]
    if not node.every:
        return rows.any(outcomes)
    return ~rows.any([~outcome for outcome in outcomes])


@singledispatch
def amount(node: nodes.Node, scope: SymbolicScope) -> Amount:
    """A term as a number with its bounds."""
    raise TypeError(f"no encoding for {type(node).__name__}")


def _exactly(value: float) -> Amount:
    number = z3.RealVal(str(value))
    return Amount(TRUE, number, number)


@amount.register
def _(node: terms.NumberLiteral, scope: SymbolicScope) -> Amount:
    return _exactly(node.amount)


@amount.register
def _(node: terms.Parameter, scope: SymbolicScope) -> Amount:
    return _exactly(scope.parameter(node.name))


@amount.register
def _(node: terms.FactTerm, scope: SymbolicScope) -> Amount:
    return as_kind(Amount, scope.value(node.fact))


@amount.register
def _(node: terms.Arithmetic, scope: SymbolicScope) -> Amount:
    left, right = amount(node.left, scope), amount(node.right, scope)
    known = both(left.exact, right.exact)
    if node.sign == "/":
        known = both(known, right.low != 0)
        result = left.low / right.low
    else:
        result = terms.ARITHMETIC[node.sign](left.low, right.low)
    return Amount(known, result, result)


@amount.register
def _(node: terms.Function, scope: SymbolicScope) -> Amount:
    parts = [amount(argument, scope) for argument in node.arguments]
    found = parts[0].low
    if node.name == "abs":
        found = z3.If(found >= 0, found, -found)
    for part in parts[1:]:
        first = found <= part.low if node.name == "min" else found >= part.low
        found = z3.If(first, found, part.low)
    return Amount(both(*(part.exact for part in parts)), found, found)


@amount.register
def _(node: Count, scope: SymbolicScope) -> Amount:
    rows = scope.rows(node.fact)
    if isinstance(rows, UnconstrainedRows):
        return rows.count(node)
    return rows.count([truth(node.test, _Row(cells, scope)) for cells in rows.cells])


@amount.register
def _(node: Mean, scope: SymbolicScope) -> Amount:
    rows = scope.rows(node.fact)
    return rows.mean(node, node.field) if isinstance(rows, UnconstrainedRows) else rows.mean(node.field)


def members(node: SetOf, scope: SymbolicScope) -> Members:
    """A set read from the rows."""
    rows = scope.rows(node.fact)
    return rows.members(node, node.field) if isinstance(rows, UnconstrainedRows) else rows.members(node.field)
