"""The theorem that a true or false test stays so when more becomes known.

Tests that ask `answered()`, themselves or through a derived fact, are left out: they are there to change. An
answer comes as a whole: that rows are added, or that `unknown` leaves a set, is not covered.
"""

from collections.abc import Iterator

import z3

from interventions.engine.advice import Advice
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.nodes import Answered, Node
from interventions.engine.ruleset import Rule, Ruleset
from interventions.proof.encoder import Encoder
from interventions.proof.forgetting import PartialEncoder
from interventions.proof.question import Facts, Shows, SolverQuery
from interventions.proof.symbols import (
    Amount,
    ChoiceSymbol,
    Members,
    Symbol,
    Three,
    as_kind,
    both,
    either,
    never,
)
from interventions.proof.truths import truth

STATUS = {"applies": True, "suppressed": True, "does_not_apply": False, "insufficient_data": None}


def asks_what_was_asked(nodes: tuple[Node, ...]) -> bool:
    return any(isinstance(node, Answered) for node in nodes)


def plain_facts(ruleset: Ruleset) -> set[str]:
    """The facts that do not depend on whether something was asked."""
    asking = {name for name, item in ruleset.derived.items() if asks_what_was_asked(item.nodes)}
    names = {*ruleset.derived, *ruleset.facts}
    return {name for name in names if not ruleset.closure({name}) & asking}


def plain_rules(ruleset: Ruleset) -> list[Rule]:
    """The rules whose condition does not depend on whether something was asked."""
    plain = plain_facts(ruleset)
    found = []
    for rule in ruleset.rules:
        nodes = tuple(rule.condition.walk())
        if not asks_what_was_asked(nodes) and all(name in plain for node in nodes for name in node.facts):
            found.append(rule)
    return found


def ask_whether_settled(encoder: Encoder) -> Iterator[SolverQuery]:
    """For each such fact and rule: is there somebody for whom more answers turn it around?"""
    first, ruleset = PartialEncoder(encoder), encoder.ruleset
    plain = plain_facts(ruleset)
    for name in ruleset.derived:
        if name in plain:
            turned = _turned(first.value(name), encoder.value(name))
            yield SolverQuery(name, turned, frozenset({name}), _fact_turns(ruleset, name), first=first)
    for rule in plain_rules(ruleset):
        turned = _turned(truth(rule.condition, first), truth(rule.condition, encoder))
        read = frozenset(name for node in rule.condition.walk() for name in node.facts)
        yield SolverQuery(rule.id, turned, read, _rule_turns(ruleset, rule), first=first)


def _turned(before: Symbol, after: Symbol) -> z3.BoolRef:
    """Known before, and something else, or unknown, after."""
    if isinstance(before, Three):
        later = as_kind(Three, after)
        return either(both(before.yes, never(later.yes)), both(before.no, never(later.no)))
    if isinstance(before, ChoiceSymbol):
        chosen = as_kind(ChoiceSymbol, after)
        return either(*(both(held, never(chosen.option(name))) for name, held in before.options.items()))
    if isinstance(before, Members):
        many = as_kind(Members, after)
        differs = [before.member(name) != member for name, member in many.members.items()]
        return both(before.known, either(never(many.known), *differs))
    number = as_kind(Amount, after)
    known = as_kind(Amount, before)
    return both(known.known, either(never(number.known), known.low != number.low))


def _fact_turns(ruleset: Ruleset, name: str) -> Shows:
    def shows(advice: Advice, fewer: Facts) -> bool:
        before = Evaluation(ruleset, fewer).derived()[name]
        return before is not None and before != advice.derived[name]

    return shows


def _rule_turns(ruleset: Ruleset, rule: Rule) -> Shows:
    def shows(advice: Advice, fewer: Facts) -> bool:
        before = rule.condition.evaluate(Evaluation(ruleset, fewer))
        status = next(item.status for item in advice.items if item.rule.id == rule.id)
        return before is not None and before is not STATUS[status]

    return shows
