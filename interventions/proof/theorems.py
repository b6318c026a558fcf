"""The theorems: what must hold for every patient whom the vocabulary allows.

Each theorem is a list of questions to z3. A question that must have no answer is asked with the functions
over rows left free, one that must have an answer with rows written out: no verdict leans on what is left out.
Overruling a derived fact by hand is outside the theorems; the engine refuses it for all safety facts.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import z3

from headache_cds.vocabulary.names import ADVICE_ALLOWED
from interventions.engine import advise
from interventions.engine.advice import Advice, Item
from interventions.engine.constraints import Constraint
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.nodes import UNKNOWN, Condition, Constant
from interventions.engine.language.syntax import parse_condition
from interventions.engine.ruleset import Rule
from interventions.engine.urgency import Level
from interventions.engine.uses import Use
from interventions.proof.encoder import Encoder
from interventions.proof.forgetting import PartialEncoder
from interventions.proof.question import Facts, Shows, SolverQuery, Theorem
from interventions.proof.settled import ask_whether_settled
from interventions.proof.symbols import Three, as_kind, both, either, never
from interventions.proof.truths import truth


def _item(advice: Advice, rule: Rule) -> Item:
    return next(item for item in advice.items if item.rule.id == rule.id)


def _applies(advice: Advice, rule: Rule) -> bool:
    return _item(advice, rule).status == "applies"


def _applies_beside(rule: Rule, danger: Condition) -> Shows:
    """Whether a rule applies while the danger is really there."""
    return lambda advice, facts: (
        _applies(advice, rule) and danger.evaluate(Evaluation(advice.ruleset, facts)) is True
    )


def _applies_while_blocked(rule: Rule) -> Shows:
    return lambda advice, facts: bool(advice.blocked_by) and _applies(advice, rule)


def _allowed_without(rules: list[Rule]) -> Shows:
    """Whether advice is allowed and none of the rules gives any."""
    return lambda advice, facts: (
        advice.derived[ADVICE_ALLOWED] is True and not any(_applies(advice, rule) for rule in rules)
    )


def _shut_without_a_word(gate: str, cone: list[str], stated: Condition, told: list[Rule]) -> Shows:
    """Whether a gate is shut, all it reads is answered, and nothing says why."""
    return lambda advice, facts: (
        advice.derived[gate] is not True
        and all(_is_full(facts.get(name)) for name in cone)
        and stated.evaluate(Evaluation(advice.ruleset, facts)) is not True
        and not advice.blocked_by
        and not any(_applies(advice, rule) for rule in told)
    )


def _open_without_a_block(flag: str, here: Condition) -> Shows:
    """Whether a red flag is unanswered where each needs an answer, and nothing blocks."""
    return lambda advice, facts: (
        here.evaluate(Evaluation(advice.ruleset, facts)) is True
        and flag not in facts
        and not advice.blocked_by
    )


def _holds_not(rule: Rule) -> Shows:
    return lambda advice, facts: not _applies(advice, rule)


def _condition_true(rule: Rule) -> Shows:
    return lambda advice, facts: _item(advice, rule).status in ("applies", "suppressed")


def _alive(encoder: Encoder) -> Iterator[SolverQuery]:
    for rule in encoder.ruleset.rules:
        yield SolverQuery(
            rule.id,
            encoder.active(rule),
            frozenset(encoder.roots(rule)),
            _holds_not(rule),
            wanted=True,
            nearest=encoder.condition(rule).yes,
        )


def _not_always(encoder: Encoder) -> Iterator[SolverQuery]:
    for rule in encoder.ruleset.rules:
        if rule.condition != Constant(True):
            condition = encoder.condition(rule)
            yield SolverQuery(
                rule.id,
                condition.no,
                frozenset(encoder.roots(rule)),
                _condition_true(rule),
                wanted=True,
                nearest=condition.yes,
            )


def _both_apply(encoder: Encoder, one: Rule, other: Rule) -> SolverQuery:
    return SolverQuery(
        f"{one.id} + {other.id}",
        both(encoder.active(one), encoder.active(other)),
        frozenset(encoder.roots(one, other)),
        lambda advice, facts: _applies(advice, one) and _applies(advice, other),
    )


def _no_contradiction(encoder: Encoder) -> Iterator[SolverQuery]:
    rules = encoder.ruleset.rules_by_id
    for rule in rules.values():
        for name in rule.record.withholds:
            yield _both_apply(encoder, rule, rules[name])
    for sides in encoder.ruleset.dangers.contradictions:
        for rule in rules.values():
            for opposite in rules.values():
                if set(sides.one) & set(rule.record.implements) and set(sides.other) & set(
                    opposite.record.implements
                ):
                    yield _both_apply(encoder, rule, opposite)


def _no_danger(encoder: Encoder) -> Iterator[SolverQuery]:
    for danger in encoder.ruleset.dangers.dangers:
        condition = parse_condition(danger.when)
        holds = truth(condition, encoder).yes
        read = {name for node in condition.walk() for name in node.facts}
        for rule in encoder.ruleset.rules:
            if danger.forbids.includes(rule.nature, rule.record.use):
                yield SolverQuery(
                    f"{danger.name}: {rule.id}",
                    both(holds, encoder.active(rule)),
                    frozenset(read | encoder.roots(rule)),
                    _applies_beside(rule, condition),
                )


def _open_beside(gate: str, given: Condition) -> Shows:
    """Whether a gate is open while an answer that closes it was really given."""
    return lambda advice, facts: (
        advice.derived[gate] is True and given.evaluate(Evaluation(advice.ruleset, facts)) is True
    )


def _closed(encoder: Encoder) -> Iterator[SolverQuery]:
    """For each part of the body: each value that closes it, against each of its gates."""
    for part in encoder.ruleset.dangers.parts:
        for value in part.values:
            given = parse_condition(value.when)
            for gate in part.gates:
                yield SolverQuery(
                    f"{part.id}: {value.when} + {gate}",
                    both(truth(given, encoder).yes, encoder.gate(gate).yes),
                    frozenset({value.fact, gate}),
                    _open_beside(gate, given),
                )


def _something(encoder: Encoder) -> Iterator[SolverQuery]:
    """Also something meant for the type of headache, beside what every patient gets."""
    offers = [rule for rule in encoder.ruleset.rules if rule.record.use is Use.ADVISE and rule.is_treatment]
    specific = [rule for rule in offers if rule.condition != Constant(True)]
    allowed = encoder.gate(ADVICE_ALLOWED).yes
    for about, rules in (("any advice", offers), ("advice for the type of headache", specific)):
        yield SolverQuery(
            about,
            both(allowed, never(either(*(encoder.active(rule) for rule in rules)))),
            frozenset({ADVICE_ALLOWED} | encoder.roots(*rules)),
            _allowed_without(rules),
        )


def _blocks(encoder: Encoder) -> tuple[list[Rule], z3.BoolRef]:
    rules = [rule for rule in encoder.ruleset.rules if rule.record.use is Use.BLOCK]
    return rules, either(*(encoder.active(rule) for rule in rules))


def _blocks_empty(encoder: Encoder) -> Iterator[SolverQuery]:
    blocks, blocked = _blocks(encoder)
    for rule in encoder.ruleset.rules:
        if rule.is_treatment and not rule.record.while_blocked:
            yield SolverQuery(
                f"a block + {rule.id}",
                both(blocked, encoder.active(rule)),
                frozenset(encoder.roots(rule, *blocks)),
                _applies_while_blocked(rule),
            )


def _answered(encoder: Encoder, cone: list[str]) -> z3.BoolRef:
    """Whether every one of these questions has an answer."""
    symbols = [encoder.value(name) for name in cone]
    return both(*(symbol.known for symbol in symbols), *(_in_full(symbol) for symbol in symbols))


def _in_full(symbol: Any) -> z3.BoolRef:
    options = getattr(symbol, "options", None) or getattr(symbol, "members", None) or {}
    return never(options[UNKNOWN]) if UNKNOWN in options else z3.BoolVal(True)


def _is_full(value: Any) -> bool:
    return value is not None and value != UNKNOWN and not (isinstance(value, list) and UNKNOWN in value)


def _explained(encoder: Encoder) -> Iterator[SolverQuery]:
    """For each gate: when it is shut although everything it reads was answered, something says why."""
    ruleset = encoder.ruleset
    stated = parse_condition(ruleset.dangers.stated)
    reads = {name for node in stated.walk() for name in node.facts}
    blocks, blocked = _blocks(encoder)
    alerts = [rule for rule in ruleset.rules if rule.record.use.alerts]
    gates = sorted({gate for rule in ruleset.rules for gate in rule.record.gate})
    for gate in gates:
        cone = encoder.cone({gate})
        told = [rule for rule in alerts if set(encoder.cone(encoder.roots(rule))) & set(cone)]
        yield SolverQuery(
            gate,
            both(
                never(encoder.gate(gate).yes),
                _answered(encoder, cone),
                never(blocked),
                never(truth(stated, encoder).yes),
                *(never(encoder.active(rule)) for rule in told),
            ),
            frozenset({gate} | reads | encoder.roots(*blocks, *told)),
            _shut_without_a_word(gate, cone, stated, told),
        )


def _opened_by_a_drop(gate: str) -> Shows:
    """Whether a gate is open only because of what does not count."""
    return lambda advice, facts: (
        advice.derived[gate] is True
        and Evaluation(advice.ruleset, advice.counted.given).value(gate) is not True
    )


def _drops(encoder: Encoder) -> Iterator[SolverQuery]:
    """For each gate: two moments of one patient, with all facts and with those that count."""
    counted = PartialEncoder(encoder)
    for gate in sorted({gate for rule in encoder.ruleset.rules for gate in rule.record.gate}):
        possible, read = _what_may_drop(encoder, counted, {gate})
        formula = both(never(encoder.gate(gate).yes), counted.gate(gate).yes, possible)
        yield SolverQuery(gate, formula, read, _opened_by_a_drop(gate), first=counted)


def _silenced_by_a_drop(rule: Rule, instead: list[Rule]) -> Shows:
    """Whether a signal is gone only because of what does not count, and nothing stands in its place."""

    def shows(advice: Advice, _facts: Facts) -> bool:
        plain = replace(advice.ruleset, constraints=(), alarms=())
        before = advise(plain, advice.counted.given)
        risen = (other for other in instead if _applies(advice, other) and not _applies(before, other))
        return _applies(before, rule) and not _applies(advice, rule) and not any(risen)

    return shows


def _signals(encoder: Encoder) -> Iterator[SolverQuery]:
    """For each signal that cannot wait: the same two moments.

    A block that was not there may stand in the place of another, and what must be done now in that of what
    can wait until later today.
    """
    rules, counted = encoder.ruleset.rules, PartialEncoder(encoder)
    blocks = [rule for rule in rules if rule.record.use is Use.BLOCK]
    at_once = [rule for rule in rules if Level.NOW in _levels(rule)]
    for rule in rules:
        if rule in blocks or rule.record.acknowledge or any(level.is_pressing for level in _levels(rule)):
            instead = blocks if rule in blocks else [] if rule in at_once else at_once
            possible, read = _what_may_drop(encoder, counted, encoder.roots(rule, *instead))
            risen = (both(counted.active(other), never(encoder.active(other))) for other in instead)
            gone = never(either(counted.active(rule), *risen))
            formula = both(encoder.active(rule), gone, possible)
            yield SolverQuery(rule.id, formula, read, _silenced_by_a_drop(rule, instead), first=counted)


def _levels(rule: Rule) -> list[Level]:
    return [branch.level for branch in rule.record.urgency]


def _what_may_drop(
    encoder: Encoder, counted: PartialEncoder, roots: set[str]
) -> tuple[z3.BoolRef, frozenset[str]]:
    """How the facts that count may differ from all facts, and what was read for it.

    Only what a failing constraint drops can be missing from the second, and every alarm that holds with all
    facts holds there too. Alarms that read none of those facts cannot change and are left out.
    """
    ruleset = encoder.ruleset
    dropped_by: dict[str, list[Constraint]] = {}
    for constraint in ruleset.constraints:
        for drop in constraint.record.drops:
            for name in ruleset.unknown_with(drop):
                dropped_by.setdefault(name, []).append(constraint)
    cone = encoder.cone(roots)
    droppable = [name for name in cone if name in dropped_by]
    constraints = {one.id: one for name in droppable for one in dropped_by[name]}
    alarms = [alarm for alarm in ruleset.alarms if _cone_of(alarm, encoder) & set(droppable)]
    read = [*alarms, *(constraint.condition for constraint in constraints.values())]
    formula = both(
        *(z3.Implies(truth(alarm, encoder).yes, truth(alarm, counted).yes) for alarm in alarms),
        *(
            counted.asked(name)
            if name not in dropped_by
            else either(counted.asked(name), *(truth(one.condition, encoder).no for one in dropped_by[name]))
            for name in sorted(set(cone).union(*(_cone_of(alarm, encoder) for alarm in alarms)))
        ),
    )
    return formula, frozenset(roots.union(*(_cone_of(condition, encoder) for condition in read)))


def _cone_of(condition: Condition, encoder: Encoder) -> set[str]:
    return set(encoder.cone({name for node in condition.walk() for name in node.facts}))


def _primary_care(encoder: Encoder) -> Iterator[SolverQuery]:
    ruleset = encoder.ruleset
    here = parse_condition(ruleset.dangers.screened_here)
    setting = truth(here, encoder).yes
    read = {name for node in here.walk() for name in node.facts}
    blocks, blocked = _blocks(encoder)
    for name in ruleset.red_flags:
        if name in ruleset.facts:
            flag = as_kind(Three, encoder.value(name))
            yield SolverQuery(
                name,
                both(setting, flag.open, never(blocked)),
                frozenset(read | {name} | encoder.roots(*blocks)),
                _open_without_a_block(name, here),
            )


THEOREMS = (
    Theorem("alive", "no rule is dead: each applies to some patient", _alive, real_rows=True),
    Theorem(
        "not-always",
        "no rule always holds, but those declared so by an empty condition",
        _not_always,
        real_rows=True,
    ),
    Theorem("contra-advice", "no advice applies together with its contra-advice", _no_contradiction),
    Theorem("danger", "no advice applies beside a danger that forbids it", _no_danger),
    Theorem("closed", "what closes a part of the body closes every gate of it", _closed),
    Theorem("something", "whoever may have advice gets at least one", _something),
    Theorem("block", "every block empties advice, doses and education", _blocks_empty),
    Theorem(
        "explained", "a shut gate has a block, an alert, a stated reason or an open question", _explained
    ),
    Theorem("settled", "more answers never turn a settled test around", ask_whether_settled),
    Theorem("primary-care", "an unanswered red flag blocks in primary care", _primary_care),
    Theorem("drops", "a gate is never opened by what does not count", _drops),
    Theorem("signals", "a contradiction never silences an alarm", _signals),
)

__all__ = ["THEOREMS"]
