"""Three other engines with our rules: each gives the ids of the rules whose condition and gates hold.

A peer is given the derived facts ready-made, since JSONLogic and CEL have no way to name a value in between;
our engine computes them within its time. Each takes the facts of a patient as they come, a Python dictionary.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cel
import clips
from datalogic_py import Engine

from interventions.engine import Ruleset
from interventions.engine.language import nodes, terms
from interventions.engine.language.nodes import Node
from interventions.engine.language.records import Count, EveryOrAny
from interventions.engine.ruleset import Rule
from tests.benchmarks import peer_languages as languages

Known = Mapping[str, Any]


@dataclass(frozen=True)
class Peer:
    """An engine that is ready: `run` gives the ids of the rules that hold; `left_out` those it cannot say."""

    name: str
    run: Callable[[Known], list[str]]
    left_out: tuple[str, ...]


def peers(ruleset: Ruleset) -> list[Peer]:
    """All three, each with the whole ruleset as one program."""
    return [_datalogic(ruleset), _cel(ruleset), _clips(ruleset)]


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


def _clips(ruleset: Ruleset) -> Peer:
    rules, left_out = _translated(ruleset, languages.clips)
    environment = clips.Environment()
    environment.build("(defglobal ?*holds* = (create$))")
    for name, pattern in rules.items():
        then = f"(bind ?*holds* (create$ ?*holds* {name}))"
        environment.build(f"(defrule {name} (exists {pattern}) => {then})")
    holds = environment.find_global("holds")

    def run(known: Known) -> list[str]:
        environment.reset()
        environment.load_facts("\n".join(_clips_facts(known)))
        environment.run()
        return [str(name) for name in holds.value]

    return Peer("clipspy", run, left_out)


def _clips_facts(known: Known) -> list[str]:
    lines = []
    for fact, value in known.items():
        if isinstance(value, bool):
            lines.append(f"({fact} {'TRUE' if value else 'FALSE'})")
        elif isinstance(value, list):
            lines += [f"({fact} {item})" for item in value if isinstance(item, str)]
        elif not isinstance(value, str) or value.isidentifier():
            lines.append(f"({fact} {value})")
    return lines


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
            return terms.Number(ruleset.parameters[name])
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
