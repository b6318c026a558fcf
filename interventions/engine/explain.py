"""Why a condition came out as it did: the tests that decided, and the questions that would settle it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from interventions.engine import nodes
from interventions.engine.evaluate import Evaluation
from interventions.engine.logic import Truth
from interventions.engine.records import Count, EveryOrAny, Mean, SetOf


@dataclass(frozen=True)
class Because:
    """One deciding test: the fact, its value (None = unknown), the test in the language, the outcome.

    `fact` is None for a condition that holds for every patient.
    """

    fact: str | None
    value: Any
    test: str
    holds: Truth


def deciding(condition: nodes.Condition, scope: Evaluation) -> Iterator[tuple[nodes.Condition, Truth]]:
    """The leaves that decided: of a true `and` all parts, of a false one the false parts, and so on."""
    truth = condition.evaluate(scope)
    if isinstance(condition, nodes.Not):
        yield from deciding(condition.part, scope)
        return
    if not isinstance(condition, nodes.And | nodes.Or | nodes.AtLeast):
        yield condition, truth
        return
    everything = isinstance(condition, nodes.And | nodes.Or) and truth is isinstance(condition, nodes.And)
    for part in condition.parts:
        if everything or part.evaluate(scope) is truth:
            yield from deciding(part, scope)


def because(condition: nodes.Condition, scope: Evaluation) -> tuple[Because, ...]:
    """The deciding tests of a condition, each once."""
    found: dict[tuple[str | None, str], Because] = {}
    for leaf, truth in deciding(condition, scope):
        test = wording(leaf, scope)
        for fact in facts_of(leaf) or (None,):
            value = scope.value(fact) if fact else None
            found.setdefault((fact, test), Because(fact, value, test, truth))
    return tuple(found.values())


def missing(condition: nodes.Condition, scope: Evaluation, *, settled: bool) -> tuple[str, ...]:
    """The collected facts that would settle an unknown condition.

    With `settled` the condition is already known and the open questions behind it are wanted, such as the
    unasked red flags behind a block.
    """
    found: dict[str, None] = {}
    _collect(condition, scope, settled, found, set())
    return tuple(found)


def _collect(
    condition: nodes.Condition, scope: Evaluation, settled: bool, found: dict[str, None], seen: set[str]
) -> None:
    for leaf, truth in deciding(condition, scope):
        if isinstance(leaf, nodes.Answered):
            if truth is False:
                _collect_fact(leaf.fact, scope, settled, found, seen)
        elif truth is None or settled:
            for fact in facts_of(leaf):
                if truth is None and scope.value(fact) is not None and fact not in scope.ruleset.facts:
                    continue
                _collect_fact(fact, scope, settled, found, seen)


def _collect_fact(
    fact: str, scope: Evaluation, settled: bool, found: dict[str, None], seen: set[str]
) -> None:
    if fact in seen:
        return
    seen.add(fact)
    derivation = scope.ruleset.derived.get(fact)
    if derivation is None:
        if scope.value(fact) is None or scope.value(fact) == nodes.UNKNOWN:
            found[fact] = None
        return
    if isinstance(derivation.expression, nodes.Condition):
        _collect(derivation.expression, scope, settled, found, seen)
    elif derivation.expression is not None:
        for name in derivation.inputs:
            _collect_fact(name, scope, settled, found, seen)
    for condition, _ in derivation.cases:
        if condition.evaluate(scope) is None or settled:
            _collect(condition, scope, settled, found, seen)


def facts_of(leaf: nodes.Node) -> tuple[str, ...]:
    """All facts a leaf reads, those of its terms included."""
    return tuple(dict.fromkeys(name for node in leaf.walk() for name in node.facts))


@singledispatch
def wording(node: nodes.Node, scope: nodes.Scope) -> str:
    """A node in the statement language, with the value of each parameter filled in."""
    raise TypeError(f"no wording for {type(node).__name__}")


@wording.register
def _(node: nodes.Constant, scope: nodes.Scope) -> str:
    return "true" if node.holds else "false"


@wording.register
def _(node: nodes.Is, scope: nodes.Scope) -> str:
    value = str(node.value).lower() if isinstance(node.value, bool) else node.value
    return f"{node.fact} {'!=' if node.negated else '=='} {value}"


@wording.register
def _(node: nodes.IsIn, scope: nodes.Scope) -> str:
    return f"{node.fact} in [{', '.join(node.values)}]"


@wording.register
def _(node: nodes.Contains, scope: nodes.Scope) -> str:
    if len(node.values) == 1:
        return f"{node.fact} contains {node.values[0]}"
    return f"{node.fact} contains_any [{', '.join(node.values)}]"


@wording.register
def _(node: nodes.Answered, scope: nodes.Scope) -> str:
    return f"answered({node.fact})"


@wording.register
def _(node: nodes.Compare, scope: nodes.Scope) -> str:
    return f"{wording(node.left, scope)} {node.sign} {wording(node.right, scope)}"


@wording.register
def _(node: nodes.Arithmetic, scope: nodes.Scope) -> str:
    return f"({wording(node.left, scope)} {node.sign} {wording(node.right, scope)})"


@wording.register
def _(node: nodes.Function, scope: nodes.Scope) -> str:
    return f"{node.name}({', '.join(wording(argument, scope) for argument in node.arguments)})"


@wording.register
def _(node: nodes.Number, scope: nodes.Scope) -> str:
    return f"{node.amount:g}"


@wording.register
def _(node: nodes.Parameter, scope: nodes.Scope) -> str:
    return f"{scope.parameter(node.name):g}"


@wording.register
def _(node: nodes.FactValue, scope: nodes.Scope) -> str:
    return node.fact


@wording.register
def _(node: nodes.And, scope: nodes.Scope) -> str:
    return " and ".join(_inner(part, scope) for part in node.parts)


@wording.register
def _(node: nodes.Or, scope: nodes.Scope) -> str:
    return " or ".join(_inner(part, scope) for part in node.parts)


@wording.register
def _(node: nodes.Not, scope: nodes.Scope) -> str:
    return f"not {_inner(node.part, scope)}"


@wording.register
def _(node: nodes.AtLeast, scope: nodes.Scope) -> str:
    parts = ", ".join(wording(part, scope) for part in node.parts)
    return f"at_least({wording(node.needed, scope)}, {parts})"


@wording.register
def _(node: EveryOrAny, scope: nodes.Scope) -> str:
    return f"{'all' if node.every else 'any'}_record({node.fact}, {wording(node.test, scope)})"


@wording.register
def _(node: Count, scope: nodes.Scope) -> str:
    return f"count_record({node.fact}, {wording(node.test, scope)})"


@wording.register
def _(node: Mean, scope: nodes.Scope) -> str:
    return f"mean_record({node.fact}, {node.field})"


@wording.register
def _(node: SetOf, scope: nodes.Scope) -> str:
    return f"set_record({node.fact}, {node.field})"


def _inner(node: nodes.Node, scope: nodes.Scope) -> str:
    text = wording(node, scope)
    return f"({text})" if isinstance(node, nodes.And | nodes.Or) else text
