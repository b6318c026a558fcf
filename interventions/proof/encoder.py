"""The ruleset as z3 expressions: every condition and derivation, with the engine's own three values."""

from functools import cached_property, singledispatch
from typing import Any, Protocol

import z3

from headache_cds.vocabulary.spec import FactType
from interventions.engine import nodes, terms
from interventions.engine.records import Count, EveryOrAny, Mean, SetOf
from interventions.engine.ruleset import Derivation, Rule, Ruleset
from interventions.proof.collected import Answer, answer, read
from interventions.proof.rows import Loose, Rows
from interventions.proof.symbols import (
    FALSE,
    NEVER,
    OPEN,
    SURE,
    TRUE,
    Amount,
    Chosen,
    Given,
    Members,
    Symbol,
    Three,
    at_least,
    both,
    conjunction,
    disjunction,
    either,
    never,
)


class Scope(Protocol):
    """What a test can ask, as in the engine: facts by name, parameters, and the rows of a records fact."""

    def value(self, name: str) -> Symbol: ...

    def parameter(self, name: str) -> float: ...

    def rows(self, name: str) -> Loose | Rows: ...


class Encoder:
    """All facts of one ruleset as symbols, each derived one from its derivation.

    `most_rows` of 0 leaves the functions over rows free; more writes out so many rows.
    """

    def __init__(self, ruleset: Ruleset, most_rows: int = 0) -> None:
        self.ruleset = ruleset
        self.most_rows = most_rows
        self._answers: dict[str, Answer] = {}
        self._derived: dict[str, Symbol] = {}
        self._rows: dict[str, Loose | Rows] = {}
        self._active: dict[str, z3.BoolRef] = {}

    def value(self, name: str) -> Symbol:
        """The symbol of a collected or a derived fact."""
        if name in self.ruleset.derived:
            if name not in self._derived:
                self._derived[name] = derive(self.ruleset.derived[name], self)
            return self._derived[name]
        return self._answer(name).symbol

    def parameter(self, name: str) -> float:
        return self.ruleset.parameters[name]

    def rows(self, name: str) -> Loose | Rows:
        if name not in self._rows:
            spec, known = self.ruleset.facts[name], self.value(name).known
            self._rows[name] = Rows(name, spec, known, self.most_rows) if self.most_rows else Loose(name, spec, known)
        return self._rows[name]

    def _answer(self, name: str) -> Answer:
        if name not in self._answers:
            self._answers[name] = answer(name, self.ruleset.facts[name])
        return self._answers[name]

    def cone(self, names: set[str]) -> list[str]:
        """The collected facts that these facts are computed from."""
        return sorted(name for name in self.ruleset.closure(names) if name in self.ruleset.facts)

    def limits(self, cone: list[str]) -> list[z3.BoolRef]:
        """What the answers to these questions can be."""
        found: list[z3.BoolRef] = []
        for name in cone:
            found += self._answer(name).limits
            found += self._rows[name].limits if name in self._rows else ()
        return found

    def condition(self, rule: Rule) -> Three:
        return truth(rule.condition, self)

    def gates(self, rule: Rule) -> z3.BoolRef:
        """Whether all gates of a rule are open."""
        return both(*(self.gate(gate).yes for gate in rule.record.gate))

    def gate(self, name: str) -> Three:
        symbol = self.value(name)
        assert isinstance(symbol, Three)
        return symbol

    def active(self, rule: Rule) -> z3.BoolRef:
        """Whether a rule applies: its condition holds, its gates are open and no contra-advice holds."""
        if rule.id not in self._active:
            against = [self.active(other) for other in self._contra.get(rule.id, ())]
            self._active[rule.id] = both(self.condition(rule).yes, self.gates(rule), never(either(*against)))
        return self._active[rule.id]

    @cached_property
    def _contra(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.ruleset.rules:
            for name in rule.record.withholds:
                found.setdefault(name, []).append(rule)
        return found

    def contra(self, rule: Rule) -> list[Rule]:
        """The contra-advices of a rule."""
        return self._contra.get(rule.id, [])

    def roots(self, *rules: Rule) -> set[str]:
        """The facts that decide on these rules."""
        everyone = [*rules, *(other for rule in rules for other in self.contra(rule))]
        return {
            name
            for rule in everyone
            for name in (*rule.record.gate, *(fact for node in rule.condition.walk() for fact in node.facts))
        }

    def patient(self, model: z3.ModelRef, cone: list[str]) -> dict[str, Any]:
        """The answers of the patient whom a model shows; rows only when they were written out."""
        facts: dict[str, Any] = {}
        for name in cone:
            rows = self._rows.get(name)
            spec = self.ruleset.facts[name]
            if isinstance(rows, Rows):
                facts[name] = rows.read(model)
            elif spec.type != FactType.RECORDS:
                facts[name] = read(self._answer(name).symbol, spec, model)
        return {name: value for name, value in facts.items() if value is not None}

    def loose(self, cone: list[str]) -> list[str]:
        """The records facts among these whose functions are left free."""
        return [name for name in cone if isinstance(self._rows.get(name), Loose)]


class _Row:
    """The scope of one row: names are its fields."""

    def __init__(self, cells: dict[str, Answer], outer: Scope) -> None:
        self._cells = cells
        self._outer = outer

    def value(self, name: str) -> Symbol:
        return self._cells[name].symbol

    def parameter(self, name: str) -> float:
        return self._outer.parameter(name)

    def rows(self, name: str) -> Loose | Rows:
        raise LookupError(f"{name}: a row has no rows of its own")


def derive(derivation: Derivation, scope: Scope) -> Symbol:
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


def _result(result: nodes.Node | bool | str, scope: Scope) -> Symbol:
    if isinstance(result, bool):
        return SURE if result else NEVER
    if isinstance(result, str):
        return Chosen({result: TRUE})
    if isinstance(result, nodes.Condition):
        return truth(result, scope)
    if isinstance(result, SetOf):
        return members(result, scope)
    assert isinstance(result, nodes.Term)
    return amount(result, scope)


def _settled(symbol: Symbol) -> Symbol:
    """A derived number is known only when it is exact."""
    return Amount(symbol.exact, symbol.low, symbol.low) if isinstance(symbol, Amount) else symbol


def _merge(ways: list[tuple[z3.BoolRef, Symbol]], kind: FactType) -> Symbol:
    if kind == FactType.BOOL:
        found = [(way, symbol) for way, symbol in ways if isinstance(symbol, Three)]
        return Three(
            either(*(both(way, symbol.yes) for way, symbol in found)),
            either(*(both(way, symbol.no) for way, symbol in found)),
        )
    if kind == FactType.ENUM:
        options: dict[str, list[z3.BoolRef]] = {}
        for way, symbol in ways:
            assert isinstance(symbol, Chosen)
            for value, option in symbol.options.items():
                options.setdefault(value, []).append(both(way, option))
        return Chosen({value: either(*parts) for value, parts in options.items()})
    numbers = [(way, symbol) for way, symbol in ways if isinstance(symbol, Amount)]
    value: z3.ArithRef = z3.RealVal(0)
    for way, symbol in reversed(numbers):
        value = z3.If(way, symbol.low, value)
    return Amount(either(*(both(way, symbol.known) for way, symbol in numbers)), value, value)


@singledispatch
def truth(node: nodes.Node, scope: Scope) -> Three:
    """A condition as a pair (yes, no)."""
    raise TypeError(f"no encoding for {type(node).__name__}")


@truth.register
def _(node: nodes.Constant, scope: Scope) -> Three:
    return SURE if node.holds else NEVER


@truth.register
def _(node: nodes.And, scope: Scope) -> Three:
    return conjunction(truth(part, scope) for part in node.parts)


@truth.register
def _(node: nodes.Or, scope: Scope) -> Three:
    return disjunction(truth(part, scope) for part in node.parts)


@truth.register
def _(node: nodes.Not, scope: Scope) -> Three:
    return ~truth(node.part, scope)


@truth.register
def _(node: nodes.AtLeast, scope: Scope) -> Three:
    return at_least(amount(node.needed, scope), [truth(part, scope) for part in node.parts])


@truth.register
def _(node: nodes.Is, scope: Scope) -> Three:
    symbol = scope.value(node.fact)
    if isinstance(symbol, Three):
        found = symbol if node.value is True else ~symbol
        return ~found if node.negated else found
    assert isinstance(symbol, Chosen)
    unknown = symbol.option(nodes.UNKNOWN)
    if node.value == nodes.UNKNOWN and not node.negated:
        return Three(unknown, both(symbol.known, never(unknown)))
    chosen = both(symbol.option(str(node.value)), never(unknown))
    found = Three(chosen, both(symbol.known, never(chosen), never(unknown)))
    return ~found if node.negated else found


@truth.register
def _(node: nodes.IsIn, scope: Scope) -> Three:
    symbol = scope.value(node.fact)
    assert isinstance(symbol, Chosen)
    inside = either(*(symbol.option(value) for value in node.values if value != nodes.UNKNOWN))
    return Three(inside, both(symbol.known, never(inside), never(symbol.option(nodes.UNKNOWN))))


@truth.register
def _(node: nodes.Contains, scope: Scope) -> Three:
    symbol = scope.value(node.fact)
    assert isinstance(symbol, Members)
    inside = either(*(symbol.member(value) for value in node.values))
    return Three(
        both(symbol.known, inside),
        both(symbol.known, never(inside), never(symbol.member(nodes.UNKNOWN))),
    )


@truth.register
def _(node: nodes.Answered, scope: Scope) -> Three:
    symbol = scope.value(node.fact)
    given = symbol.known
    if isinstance(symbol, Chosen):
        given = both(given, never(symbol.option(nodes.UNKNOWN)))
    if isinstance(symbol, Members):
        others = [member for value, member in symbol.members.items() if value != nodes.UNKNOWN]
        given = both(given, never(both(symbol.member(nodes.UNKNOWN), never(either(*others)))))
    return Three(given, never(given))


@truth.register
def _(node: nodes.Compare, scope: Scope) -> Three:
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
def _(node: EveryOrAny, scope: Scope) -> Three:
    rows = scope.rows(node.fact)
    if isinstance(rows, Loose):
        return rows.truth(node)
    outcomes = [truth(node.test, _Row(cells, scope)) for cells in rows.cells]
    if not node.every:
        return rows.any(outcomes)
    found = ~rows.any([~outcome for outcome in outcomes])
    return found


@singledispatch
def amount(node: nodes.Node, scope: Scope) -> Amount:
    """A term as a number with its bounds."""
    raise TypeError(f"no encoding for {type(node).__name__}")


def _exactly(value: float) -> Amount:
    number = z3.RealVal(str(value))
    return Amount(TRUE, number, number)


@amount.register
def _(node: terms.Number, scope: Scope) -> Amount:
    return _exactly(node.amount)


@amount.register
def _(node: terms.Parameter, scope: Scope) -> Amount:
    return _exactly(scope.parameter(node.name))


@amount.register
def _(node: terms.FactValue, scope: Scope) -> Amount:
    symbol = scope.value(node.fact)
    assert isinstance(symbol, Amount)
    return symbol


@amount.register
def _(node: terms.Arithmetic, scope: Scope) -> Amount:
    left, right = amount(node.left, scope), amount(node.right, scope)
    known = both(left.exact, right.exact)
    if node.sign == "/":
        known = both(known, right.low != 0)
        result = left.low / right.low
    else:
        result = terms.ARITHMETIC[node.sign](left.low, right.low)  # type: ignore[arg-type]
    return Amount(known, result, result)  # type: ignore[arg-type]


@amount.register
def _(node: terms.Function, scope: Scope) -> Amount:
    parts = [amount(argument, scope) for argument in node.arguments]
    found = parts[0].low
    if node.name == "abs":
        found = z3.If(found >= 0, found, -found)
    for part in parts[1:]:
        first = found <= part.low if node.name == "min" else found >= part.low
        found = z3.If(first, found, part.low)
    return Amount(both(*(part.exact for part in parts)), found, found)


@amount.register
def _(node: Count, scope: Scope) -> Amount:
    rows = scope.rows(node.fact)
    if isinstance(rows, Loose):
        return rows.count(node)
    return rows.count([truth(node.test, _Row(cells, scope)) for cells in rows.cells])


@amount.register
def _(node: Mean, scope: Scope) -> Amount:
    rows = scope.rows(node.fact)
    return rows.mean(node, node.field) if isinstance(rows, Loose) else rows.mean(node.field)


def members(node: SetOf, scope: Scope) -> Members:
    """A set read from the rows."""
    rows = scope.rows(node.fact)
    return rows.members(node, node.field) if isinstance(rows, Loose) else rows.members(node.field)
