"""Every small change of a condition or term: one operator, one value or one threshold at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any, NamedTuple

from headache_cds.vocabulary.spec import FactType
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny

FINE, COARSE = 0.1, 1
_STRICTER = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "!=", "!=": "=="}
_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*"}
_OTHER_END = {"min": "max", "max": "min"}


class Variant(NamedTuple):
    """A changed tree and what was changed."""

    node: Any
    change: str


class Ground(NamedTuple):
    """What the size of a step depends on: the declaration of each fact, and the parameters."""

    specs: Mapping[str, Any]
    parameters: Mapping[str, float]

    def step(self, other: nodes.Node) -> float:
        """The smallest difference in a value that a threshold is held against: whole for counts."""
        facts = [node for node in other.walk() if isinstance(node, terms.FactTerm)]
        fine = any(self.specs[node.fact].type != FactType.INT for node in facts if node.fact in self.specs)
        return FINE if fine else COARSE


def variants(node: nodes.Node, ground: Ground) -> Iterator[Variant]:
    """The tree with one change, for every change that there is."""
    yield from _own(node, ground)
    for name, place, child in _children(node):
        for changed, change in variants(child, ground):
            yield Variant(_with(node, name, place, changed), change)


def _children(node: nodes.Node) -> Iterator[tuple[str, int | None, nodes.Node]]:
    """The field, the place in it and the child; thresholds of comparisons are changed by the comparison."""
    if isinstance(node, nodes.And | nodes.Or | nodes.AtLeast):
        yield from (("parts", place, part) for place, part in enumerate(node.parts))
    elif isinstance(node, nodes.Not):
        yield "part", None, node.part
    elif isinstance(node, EveryOrAny | Count):
        yield "test", None, node.test
    elif isinstance(node, nodes.Compare | terms.Arithmetic):
        yield "left", None, node.left
        yield "right", None, node.right
    elif isinstance(node, terms.Function):
        yield from (("arguments", place, part) for place, part in enumerate(node.arguments))


def _with(node: Any, name: str, place: int | None, changed: nodes.Node) -> Any:
    if place is None:
        return replace(node, **{name: changed})
    many = getattr(node, name)
    return replace(node, **{name: (*many[:place], changed, *many[place + 1 :])})


@singledispatch
def _own(node: nodes.Node, ground: Ground) -> Iterator[Variant]:
    """The changes of this node itself."""
    yield from ()


@_own.register
def _(node: nodes.And, ground: Ground) -> Iterator[Variant]:
    for place in range(1, len(node.parts)):
        sides = tuple(map(_all_of, (node.parts[:place], node.parts[place:])))
        yield Variant(nodes.Or(sides), f"'and' {place} becomes 'or'")


@_own.register
def _(node: nodes.Or, ground: Ground) -> Iterator[Variant]:
    for place in range(1, len(node.parts)):
        tied = nodes.And(node.parts[place - 1 : place + 1])
        rest = (*node.parts[: place - 1], tied, *node.parts[place + 1 :])
        yield Variant(rest[0] if len(rest) == 1 else nodes.Or(rest), f"'or' {place} becomes 'and'")


def _all_of(parts: tuple[nodes.Condition, ...]) -> nodes.Condition:
    return parts[0] if len(parts) == 1 else nodes.And(parts)


@_own.register
def _(node: nodes.Not, ground: Ground) -> Iterator[Variant]:
    yield Variant(node.part, "'not' dropped")


@_own.register
def _(node: nodes.Is, ground: Ground) -> Iterator[Variant]:
    sign = "==" if node.negated else "!="
    yield Variant(replace(node, negated=not node.negated), f"{node.fact} {sign} {_word(node.value)}")


@_own.register
def _(node: nodes.IsIn, ground: Ground) -> Iterator[Variant]:
    yield from _without_a_value(node)


@_own.register
def _(node: nodes.Contains, ground: Ground) -> Iterator[Variant]:
    yield from _without_a_value(node)


def _without_a_value(node: nodes.IsIn | nodes.Contains) -> Iterator[Variant]:
    """One value less in the list; a single value is turned into its opposite."""
    if len(node.values) == 1:
        yield Variant(nodes.Not(node), f"not {node.fact} {node.values[0]}")
        return
    for value in node.values:
        left = tuple(other for other in node.values if other != value)
        yield Variant(replace(node, values=left), f"{node.fact} without {value}")


@_own.register
def _(node: nodes.Answered, ground: Ground) -> Iterator[Variant]:
    for holds in (True, False):
        yield Variant(nodes.Constant(holds), f"answered({node.fact}) becomes {_word(holds)}")


@_own.register
def _(node: nodes.Compare, ground: Ground) -> Iterator[Variant]:
    for signs in (_STRICTER, _TURNED):
        if node.sign in signs:
            sign = signs[node.sign]
            yield Variant(replace(node, sign=sign), f"{_name(node.left)} {sign} {_name(node.right)}")
    for name, threshold, other in (("left", node.left, node.right), ("right", node.right, node.left)):
        for changed, change in _moved(threshold, ground, ground.step(other)):
            yield Variant(_with(node, name, None, changed), f"{_name(other)}: {change}")


@_own.register
def _(node: nodes.AtLeast, ground: Ground) -> Iterator[Variant]:
    for changed, change in _moved(node.needed, ground, COARSE):
        yield Variant(replace(node, needed=changed), f"at_least: {change}")


@_own.register
def _(node: terms.Arithmetic, ground: Ground) -> Iterator[Variant]:
    sign = _ARITHMETIC[node.sign]
    yield Variant(replace(node, sign=sign), f"'{node.sign}' becomes '{sign}'")
    for name in ("left", "right"):
        for changed, change in _moved(getattr(node, name), ground, COARSE):
            yield Variant(_with(node, name, None, changed), change)


@_own.register
def _(node: terms.Function, ground: Ground) -> Iterator[Variant]:
    if node.name in _OTHER_END:
        yield Variant(replace(node, name=_OTHER_END[node.name]), f"{_OTHER_END[node.name]}()")
    else:
        yield Variant(node.arguments[0], f"{node.name}() dropped")


@_own.register
def _(node: EveryOrAny, ground: Ground) -> Iterator[Variant]:
    yield Variant(
        replace(node, every=not node.every), f"{'any' if node.every else 'all'}_record({node.fact})"
    )


def _moved(term: nodes.Node, ground: Ground, step: float) -> Iterator[Variant]:
    """A number or parameter one step lower and one higher."""
    if isinstance(term, terms.Parameter):
        value = ground.parameters[term.name]
    elif isinstance(term, terms.NumberLiteral):
        value = term.amount
    else:
        return
    for moved in (round(value - step, 6), round(value + step, 6)):
        yield Variant(terms.NumberLiteral(moved), f"{_name(term)} becomes {moved:g}")


def _name(term: nodes.Node) -> str:
    """A short name of a term, for reading."""
    if isinstance(term, terms.Parameter):
        return f"${term.name}"
    if isinstance(term, terms.NumberLiteral):
        return f"{term.amount:g}"
    if isinstance(term, terms.FactTerm):
        return term.fact
    return f"term over {', '.join(dict.fromkeys(name for part in term.walk() for name in part.facts))}"


def _word(value: bool | str) -> str:
    return str(value).lower()
