"""Every rule and every derived fact does what its cases say; no rule goes without cases."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from interventions.advice.json_lines import read_facts
from interventions.engine import Evaluation, advise
from interventions.engine.language.nodes import Answered, Constant
from interventions.engine.ruleset import Rule
from interventions.knowledge import FOLDER, get_knowledge
from interventions.knowledge.case_files import DerivedCase, read_derived_cases, read_rule_cases

RULE_CASES = read_rule_cases(FOLDER)
DERIVED_CASES = read_derived_cases(FOLDER)
RULES = get_knowledge().ruleset.rules
TOLERANCE = 0.01


def statuses_of(rule: str) -> set[str]:
    return {case.status for case in RULE_CASES if case.rule == rule}


def can_be_unknown(rule: Rule) -> bool:
    """Whether the condition is unknown for somebody; for nobody known at all it is, when it ever is."""
    return rule.condition.evaluate(Evaluation(get_knowledge().ruleset, {})) is None


@pytest.mark.parametrize("case", RULE_CASES, ids=str)
def test_a_rule_has_the_status_of_its_case(case: Any) -> None:
    knowledge = get_knowledge()
    advice = advise(knowledge.ruleset, *read_facts(knowledge, case.facts))
    statuses = {item.rule.id: item.status for item in advice.items}
    assert statuses[case.rule] == case.status


def test_a_derived_fact_has_the_value_of_its_case() -> None:
    knowledge = get_knowledge()
    wrong = []
    for case in DERIVED_CASES:
        facts, overrides = read_facts(knowledge, case.facts)
        value = Evaluation(knowledge.ruleset, facts, overrides).derived()[case.fact]
        if not same(value, case.value):
            wrong.append((case.fact, case.facts, case.value, value))
    assert not wrong


def same(value: Any, expected: Any) -> bool:
    """Equal; numbers within the rounding of the case."""
    if isinstance(value, float) and isinstance(expected, int | float):
        return abs(value - expected) < TOLERANCE
    return bool(value == expected and (value is None) is (expected is None))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_cases_that_fire_and_that_do_not(rule: Rule) -> None:
    statuses = statuses_of(rule.id)
    assert "applies" in statuses
    if rule.condition != Constant(True):
        assert "does_not_apply" in statuses
    if can_be_unknown(rule):
        assert "insufficient_data" in statuses
    if rule.record.gate:
        assert "suppressed" in statuses


def test_every_case_names_a_rule() -> None:
    assert {case.rule for case in RULE_CASES} == {rule.id for rule in RULES}


def test_every_derived_fact_has_cases_known_and_unknown() -> None:
    values: dict[str, list[Any]] = defaultdict(list)
    for case in DERIVED_CASES:
        values[case.fact].append(case.value)
    ruleset = get_knowledge().ruleset
    assert set(values) == set(ruleset.derived)
    empty = Evaluation(ruleset, {}).derived()
    for fact, seen in values.items():
        assert any(value is not None for value in seen), fact
        if empty[fact] is None:
            assert None in seen, fact


def test_every_threshold_has_cases_at_both_sides() -> None:
    outcomes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for case in DERIVED_CASES:
        if case.parameter:
            outcomes[case.fact, case.parameter].add(repr(case.value))
    for fact, derivation in get_knowledge().ruleset.derived.items():
        for node in derivation.nodes:
            for parameter in node.parameters:
                assert len(outcomes[fact, parameter]) > 1, f"{fact}: {parameter}"


def without_each_input(case: DerivedCase) -> Iterator[tuple[str, dict[str, Any]]]:
    """The facts of a case, each collected input of its derived fact left out in turn."""
    behind = get_knowledge().ruleset.closure({case.fact})
    for name in case.facts:
        if name in behind:
            yield name, {fact: value for fact, value in case.facts.items() if fact != name}


def test_a_missing_input_leaves_a_derived_fact_as_it_is_or_unknown() -> None:
    """Unless the derivation asks whether something was answered: there "not done" is a conclusion."""
    knowledge = get_knowledge()
    turned, tried = [], 0
    for case in DERIVED_CASES:
        if case.value is None or asks_for_answers(case.fact):
            continue
        for name, facts in without_each_input(case):
            tried += 1
            value = Evaluation(knowledge.ruleset, *read_facts(knowledge, facts)).value(case.fact)
            if value is not None and not same(value, case.value):
                turned.append((case.fact, name, case.value, value))
    assert tried > len(DERIVED_CASES)
    assert not turned


def asks_for_answers(fact: str) -> bool:
    """Whether answered() stands anywhere behind a derived fact."""
    ruleset = get_knowledge().ruleset
    behind = [ruleset.derived[name] for name in ruleset.closure({fact}) if name in ruleset.derived]
    return any(isinstance(node, Answered) for derivation in behind for node in derivation.nodes)
