"""Our conditions in JSONLogic, in CEL, in ZEN and in CLIPS, for the comparison of speed.

All four know only true and false, so a missing fact is read as no. What a language has no word for raises
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
        case terms.NumberLiteral(amount):
            return amount
        case terms.FactTerm(fact):
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
        case terms.NumberLiteral(amount):
            return str(amount)
        case terms.FactTerm(fact):
            return f"{scope}.{fact}"
        case terms.Arithmetic(left, sign, right):
            return f"({cel(left, scope)} {sign} {cel(right, scope)})"
    raise NotThere(type(node).__name__)


def zen(node: Node, scope: str = "") -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each kind of node
    """The expression language of GoRules; the facts stand bare, those of a row after `#.`."""
    match node:
        case nodes.Constant(holds):
            return "true" if holds else "false"
        case nodes.And(parts):
            return "(" + " and ".join(zen(part, scope) for part in parts) + ")"
        case nodes.Or(parts):
            return "(" + " or ".join(zen(part, scope) for part in parts) + ")"
        case nodes.Not(part):
            return f"(not {zen(part, scope)})"
        case nodes.AtLeast(needed, parts):
            total = " + ".join(f"({zen(part, scope)} ? 1 : 0)" for part in parts)
            return f"(({total}) >= {zen(needed, scope)})"
        case nodes.Is(fact, value, negated):
            quoted = str(value).lower() if isinstance(value, bool) else f"'{value}'"
            return f"({scope}{fact} != null and {scope}{fact} {'!=' if negated else '=='} {quoted})"
        case nodes.IsIn(fact, values):
            return f"({scope}{fact} != null and {scope}{fact} in {list(values)})"
        case nodes.Contains(fact, values):
            found = " or ".join(f"'{value}' in {scope}{fact}" for value in values)
            return f"({scope}{fact} != null and ({found}))"
        case nodes.Answered(fact):
            return f"({scope}{fact} != null)"
        case nodes.Compare(left, sign, right):
            asked = [f"{scope}{fact} != null" for part in (left, right) for fact in _reads(part)]
            return "(" + " and ".join([*asked, f"{zen(left, scope)} {sign} {zen(right, scope)}"]) + ")"
        case EveryOrAny(fact, test, every):
            return f"({fact} != null and {'all' if every else 'some'}({fact}, {zen(test, '#.')}))"
        case Count(fact, test):
            return f"({fact} != null ? count({fact}, {zen(test, '#.')}) : 0)"
        case terms.NumberLiteral(amount):
            return str(amount)
        case terms.FactTerm(fact):
            return f"{scope}{fact}"
        case terms.Arithmetic(left, sign, right):
            return f"({zen(left, scope)} {sign} {zen(right, scope)})"
        case terms.Function("abs", (argument,)):
            return f"abs({zen(argument, scope)})"
        case terms.Function(name, arguments):
            return f"{name}([{', '.join(zen(argument, scope) for argument in arguments)}])"
    raise NotThere(type(node).__name__)


_NUMBERS = count()


def clips(node: Node) -> str:  # noqa: PLR0911 - one line for each kind of node
    """The left side of a CLIPS rule over templates: `(fact (value ...))`, one for each value of a set."""
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
            return f"({fact} (value {'~' if negated else ''}{symbol}))"
        case nodes.IsIn(fact, values) | nodes.Contains(fact, values):
            return f"(exists ({fact} (value {'|'.join(values)})))"
        case nodes.Answered(fact):
            return f"(exists ({fact} (value ?)))"
        case nodes.Compare(left, sign, right):
            names = {fact: f"?v{next(_NUMBERS)}" for part in (left, right) for fact in _reads(part)}
            patterns = " ".join(f"({fact} (value {name}))" for fact, name in names.items())
            word = {"==": "=", "!=": "<>"}.get(sign, sign)
            return f"(and {patterns} (test ({word} {_clips_term(left, names)} {_clips_term(right, names)})))"
    raise NotThere(type(node).__name__)


def _clips_term(node: Node, names: dict[str, str]) -> str:
    match node:
        case terms.NumberLiteral(amount):
            return str(amount)
        case terms.FactTerm(fact):
            return names[fact]
        case terms.Arithmetic(left, sign, right):
            return f"({sign} {_clips_term(left, names)} {_clips_term(right, names)})"
        case terms.Function(name, arguments):
            return f"({name} {' '.join(_clips_term(argument, names) for argument in arguments)})"
    raise NotThere(type(node).__name__)


def _reads(term: Node) -> list[str]:
    return [name for part in term.walk() for name in part.facts]
