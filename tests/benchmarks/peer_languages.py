"""Our conditions in JSONLogic, in CEL and in CLIPS, for the comparison of speed.

All three know only true and false, so a missing fact is read as no. What a language has no word for raises
NotThere.
"""

from itertools import count
from typing import Any

from interventions.engine.language import nodes, terms
from interventions.engine.language.nodes import Node
from interventions.engine.language.records import Count, EveryOrAny

_JSON_SIGNS = {"==": "===", "!=": "!=="}


class NotThere(ValueError):
    """The language has no word for this."""


def json_logic(node: Node) -> Any:  # noqa: C901, PLR0911 - one line for each kind of node
    """JSONLogic, with the `length` and `abs` that datalogic-py adds."""
    match node:
        case nodes.Constant(holds):
            return {"===": [1, 1 if holds else 0]}
        case nodes.And(parts):
            return {"and": [json_logic(part) for part in parts]}
        case nodes.Or(parts):
            return {"or": [json_logic(part) for part in parts]}
        case nodes.Not(part):
            return {"!": [json_logic(part)]}
        case nodes.AtLeast(needed, parts):
            return {">=": [{"+": [{"if": [json_logic(part), 1, 0]} for part in parts]}, json_logic(needed)]}
        case nodes.Is(fact, value, negated):
            return {"!==" if negated else "===": [{"var": fact}, value]}
        case nodes.IsIn(fact, values):
            return {"in": [{"var": fact}, list(values)]}
        case nodes.Contains(fact, values):
            found = [{"in": [value, {"var": fact}]} for value in values]
            return {"or": found} if len(found) > 1 else found[0]
        case nodes.Answered(fact):
            return {"!==": [{"var": fact}, None]}
        case nodes.Compare(left, sign, right):
            test = {_JSON_SIGNS.get(sign, sign): [json_logic(left), json_logic(right)]}
            asked = [{"!==": [{"var": fact}, None]} for part in (left, right) for fact in _reads(part)]
            return {"and": [*asked, test]} if asked else test
        case EveryOrAny(fact, test, every):
            return {"all" if every else "some": [{"var": fact}, json_logic(test)]}
        case Count(fact, test):
            return {"length": [{"filter": [{"var": fact}, json_logic(test)]}]}
    return _json_term(node)


def _json_term(node: Node) -> Any:
    match node:
        case terms.Number(amount):
            return amount
        case terms.FactValue(fact):
            return {"var": fact}
        case terms.Arithmetic(left, sign, right):
            return {sign: [json_logic(left), json_logic(right)]}
        case terms.Function(name, arguments):
            return {name: [json_logic(argument) for argument in arguments]}
    raise NotThere(type(node).__name__)


def cel(node: Node, scope: str = "d") -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each kind of node
    """The Common Expression Language; the facts stand in `d`, those of a row in `r`."""
    match node:
        case nodes.Constant(holds):
            return "true" if holds else "false"
        case nodes.And(parts):
            return "(" + " && ".join(cel(part, scope) for part in parts) + ")"
        case nodes.Or(parts):
            return "(" + " || ".join(cel(part, scope) for part in parts) + ")"
        case nodes.Not(part):
            return f"!({cel(part, scope)})"
        case nodes.AtLeast(needed, parts):
            total = " + ".join(f"({cel(part, scope)} ? 1 : 0)" for part in parts)
            return f"({total} >= {cel(needed, scope)})"
        case nodes.Is(fact, value, negated):
            quoted = str(value).lower() if isinstance(value, bool) else f"'{value}'"
            return f"(has({scope}.{fact}) && {scope}.{fact} {'!=' if negated else '=='} {quoted})"
        case nodes.IsIn(fact, values):
            return f"(has({scope}.{fact}) && {scope}.{fact} in {list(values)})"
        case nodes.Contains(fact, values):
            found = " || ".join(f"'{value}' in {scope}.{fact}" for value in values)
            return f"(has({scope}.{fact}) && ({found}))"
        case nodes.Answered(fact):
            return f"has({scope}.{fact})"
        case nodes.Compare(left, sign, right):
            asked = [f"has({scope}.{fact})" for part in (left, right) for fact in _reads(part)]
            return "(" + " && ".join([*asked, f"{cel(left, scope)} {sign} {cel(right, scope)}"]) + ")"
        case EveryOrAny(fact, test, every):
            inside = f"{scope}.{fact}.{'all' if every else 'exists'}(r, {cel(test, 'r')})"
            return f"(has({scope}.{fact}) && {inside})"
        case Count(fact, test):
            return f"size({scope}.{fact}.filter(r, {cel(test, 'r')}))"
        case terms.Number(amount):
            return str(amount)
        case terms.FactValue(fact):
            return f"{scope}.{fact}"
        case terms.Arithmetic(left, sign, right):
            return f"({cel(left, scope)} {sign} {cel(right, scope)})"
    raise NotThere(type(node).__name__)


_NUMBERS = count()


def clips(node: Node) -> str:  # noqa: PLR0911 - one line for each kind of node
    """The left side of a CLIPS rule over ordered facts: `(fact value)`, one for each value of a set."""
    match node:
        case nodes.Constant(holds):
            return f"(test (eq 1 {1 if holds else 0}))"
        case nodes.And(parts):
            return "(and " + " ".join(clips(part) for part in parts) + ")"
        case nodes.Or(parts):
            return "(or " + " ".join(clips(part) for part in parts) + ")"
        case nodes.Not(part):
            return f"(not {clips(part)})"
        case nodes.Is(fact, value, negated):
            symbol = str(value).upper() if isinstance(value, bool) else value
            return f"({fact} {'~' if negated else ''}{symbol})"
        case nodes.IsIn(fact, values) | nodes.Contains(fact, values):
            return f"(exists ({fact} {'|'.join(values)}))"
        case nodes.Answered(fact):
            return f"(exists ({fact} ?))"
        case nodes.Compare(left, sign, right):
            names = {fact: f"?v{next(_NUMBERS)}" for part in (left, right) for fact in _reads(part)}
            patterns = " ".join(f"({fact} {name})" for fact, name in names.items())
            word = {"==": "=", "!=": "<>"}.get(sign, sign)
            return f"(and {patterns} (test ({word} {_clips_term(left, names)} {_clips_term(right, names)})))"
    raise NotThere(type(node).__name__)


def _clips_term(node: Node, names: dict[str, str]) -> str:
    match node:
        case terms.Number(amount):
            return str(amount)
        case terms.FactValue(fact):
            return names[fact]
        case terms.Arithmetic(left, sign, right):
            return f"({sign} {_clips_term(left, names)} {_clips_term(right, names)})"
        case terms.Function(name, arguments):
            return f"({name} {' '.join(_clips_term(argument, names) for argument in arguments)})"
    raise NotThere(type(node).__name__)


def _reads(term: Node) -> list[str]:
    return [name for part in term.walk() for name in part.facts]
