"""A condition in words of the statement language, with the value of each parameter filled in."""

from functools import singledispatch

from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny, Mean, SetOf

Words = tuple[tuple[str, ...], str]  # the facts of a test, and the test in the statement language


def facts_read_by(leaf: nodes.Node) -> tuple[str, ...]:
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
def _(node: terms.Arithmetic, scope: nodes.Scope) -> str:
    return f"({wording(node.left, scope)} {node.sign} {wording(node.right, scope)})"


@wording.register
def _(node: terms.Function, scope: nodes.Scope) -> str:
    return f"{node.name}({', '.join(wording(argument, scope) for argument in node.arguments)})"


@wording.register
def _(node: terms.NumberLiteral, scope: nodes.Scope) -> str:
    return f"{node.amount:g}"


@wording.register
def _(node: terms.Parameter, scope: nodes.Scope) -> str:
    return f"{scope.parameter(node.name):g}"


@wording.register
def _(node: terms.FactTerm, scope: nodes.Scope) -> str:
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
