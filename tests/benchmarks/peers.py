"""Four other engines with our rules: each gives the ids of the rules whose condition and gates hold.

A peer is given the derived facts ready-made, since JSONLogic, CEL and ZEN have no way to name a value in
between; our engine computes them within its time. Each takes the facts of a patient as they come, a Python
dictionary.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cel
import clips
import zen
from datalogic_py import Engine

from interventions.engine import Ruleset
from interventions.engine.language import nodes, terms
from interventions.engine.language.nodes import Node
from interventions.engine.language.records import Count, EveryOrAny
from interventions.engine.ruleset import Rule
from tests.benchmarks import peer_languages as languages

Known = Mapping[str, Any]
_TRUE, _FALSE = clips.Symbol("TRUE"), clips.Symbol("FALSE")


@dataclass(frozen=True)
class Peer:
    """An engine that is ready: `run` gives the ids of the rules that hold; `left_out` those it cannot say."""

    name: str
    run: Callable[[Known], list[str]]
    left_out: tuple[str, ...]


def peers(ruleset: Ruleset) -> list[Peer]:
    """All four, each with the whole ruleset as one program."""
    return [_datalogic(ruleset), _cel(ruleset), _zen(ruleset), _clips(ruleset)]


def _datalogic(ruleset: Ruleset) -> Peer:
    rules, left_out = _translated(ruleset, languages.json_logic)
    program = Engine().compile([{"if": [rule, 1, 0]} for rule in rules.values()])
    names = tuple(rules)

    def run(known: Known) -> list[str]:
        return [name for name, holds in zip(names, program.evaluate(known), strict=True) if holds]

    return Peer("datalogic-py", run, left_out)


def _cel(ruleset: Ruleset) -> Peer:
    rules, left_out = _translated(ruleset, languages.cel)
    program = cel.compile(f"[{', '.join(rules.values())}]")
    names = tuple(rules)

    def run(known: Known) -> list[str]:
        return [name for name, holds in zip(names, program.execute({"d": known}), strict=True) if holds]

    return Peer("common-expression-language", run, left_out)


def _zen(ruleset: Ruleset) -> Peer:
    rules, left_out = _translated(ruleset, languages.zen)
    program = zen.compile_expression(f"[{', '.join(f'{rule} ? 1 : 0' for rule in rules.values())}]")
    names = tuple(rules)

    def run(known: Known) -> list[str]:
        return [name for name, holds in zip(names, program.evaluate(dict(known)), strict=True) if holds]

    return Peer("zen-engine", run, left_out)


def _clips(ruleset: Ruleset) -> Peer:
    """CLIPS in the way that suits it: facts as templates, asserted through its interface.

    What holds is what stands on the agenda, so nothing is fired and no list is copied.
    """
    rules, left_out = _translated(ruleset, languages.clips)
    environment = clips.Environment()
    templates = {}
    for name in (*ruleset.facts, *ruleset.derived):
        environment.build(f"(deftemplate {name} (slot value))")
        templates[name] = environment.find_template(name)
    for name, pattern in rules.items():
        environment.build(f"(defrule {name} (exists {pattern}) =>)")

    def run(known: Known) -> list[str]:
        environment.reset()
        for name, value in known.items():
            template = templates[name]
            for one in value if isinstance(value, list | tuple | frozenset) else (value,):
                if not isinstance(one, dict):
                    template.assert_fact(value=_clips_value(one))
        return [activation.name for activation in environment.activations()]

    return Peer("clipspy", run, left_out)


def _clips_value(value: Any) -> Any:
    """A yes or no and a choice are symbols, numbers are numbers."""
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    return clips.Symbol(value) if isinstance(value, str) else value


def _translated(ruleset: Ruleset, language: Callable[[Node], Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The rules in a language by id, and the ids of those that it cannot say."""
    found: dict[str, Any] = {}
    left_out = []
    for rule in ruleset.rules:
        try:
            found[rule.id] = language(with_amounts(whole(rule), ruleset))
        except languages.NotThere:
            left_out.append(rule.id)
    return found, tuple(left_out)


def whole(rule: Rule) -> nodes.Condition:
    """The condition and the gates of a rule as one."""
    gates = tuple(nodes.Is(gate, value=True, negated=False) for gate in rule.record.gate)
    return nodes.And((rule.condition, *gates)) if gates else rule.condition


def with_amounts(node: Any, ruleset: Ruleset) -> Any:  # noqa: PLR0911 - one line for each kind of node
    """The same tree with the amount of every parameter written in."""

    def inside(part: Any) -> Any:
        return with_amounts(part, ruleset)

    match node:
        case terms.Parameter(name):
            return terms.NumberLiteral(ruleset.parameters[name])
        case nodes.And(parts) | nodes.Or(parts):
            return type(node)(tuple(map(inside, parts)))
        case nodes.Not(part):
            return nodes.Not(inside(part))
        case nodes.AtLeast(needed, parts):
            return nodes.AtLeast(inside(needed), tuple(map(inside, parts)))
        case nodes.Compare(left, sign, right) | terms.Arithmetic(left, sign, right):
            return type(node)(inside(left), sign, inside(right))
        case terms.Function(name, arguments):
            return terms.Function(name, tuple(map(inside, arguments)))
        case EveryOrAny(fact, test, every):
            return EveryOrAny(fact, inside(test), every)
        case Count(fact, test):
            return Count(fact, inside(test))
    return node
