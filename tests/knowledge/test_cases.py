"""Every rule and every derived fact does what its cases say; no rule goes without cases."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from interventions.advice.json_lines import read_facts
from interventions.engine import Brief, Evaluation, brief
from interventions.engine.language.nodes import Answered, Constant
from interventions.engine.ruleset import Rule
from interventions.knowledge import FOLDER, get_knowledge
from interventions.knowledge.case_files import DerivedCase, RuleCase, read_derived_cases, read_rule_cases

RULES = get_knowledge().ruleset.rules
TOLERANCE = 0.01
_came_to: dict[str, Brief] = {}


@cache
def cases_of_rules() -> dict[str, list[RuleCase]]:
    """The cases by their rule. Reading them takes a second, which a process that tries none is spared."""
    found: dict[str, list[RuleCase]] = {}
    for case in read_rule_cases(FOLDER):
        found.setdefault(case.rule, []).append(case)
    return found


@cache
def derived_cases() -> list[DerivedCase]:
    """The cases of the derived facts."""
    return list(read_derived_cases(FOLDER))


def came_to(facts: dict[str, Any]) -> Brief:
    """What these raw facts come to; cases with the same facts share one evaluation.

    By the compiled rules, which tests/engine/test_compiled.py holds against the evaluation node by node.
    """
    key = repr(sorted(facts.items()))
    if key not in _came_to:
        knowledge = get_knowledge()
        _came_to[key] = brief(knowledge.ruleset, *read_facts(knowledge, facts))
    return _came_to[key]


@cache
def nobody_known() -> Evaluation:
    """The evaluation of a patient about whom nothing is known."""
    return Evaluation(get_knowledge().ruleset, {})


def can_be_unknown(rule: Rule) -> bool:
    """Whether the condition is unknown for somebody; for nobody known at all it is, when it ever is."""
    return rule.condition.evaluate(nobody_known()) is None


@pytest.mark.parametrize("rule", get_knowledge().ruleset.rule_ids)
def test_a_rule_has_the_status_of_each_of_its_cases(rule: str) -> None:
    """A rule without cases is told once, by `test_every_rule_has_cases_that_fire_and_that_do_not`."""
    at = get_knowledge().ruleset.rule_ids.index(rule)
    found = [(case, came_to(case.facts).statuses[at]) for case in cases_of_rules().get(rule, ())]
    wrong = [
        f"{case.place}: '{case.name}' is {status} instead of {case.status}"
        for case, status in found
        if status != case.status
    ]
    assert not wrong, "\n".join(wrong)


def test_a_wrong_case_is_told_with_its_place() -> None:
    case = cases_of_rules()["education-tth"][0]
    path, _, line = case.place.partition(":")
    written = (FOLDER / path).read_text(encoding="utf-8").splitlines()
    assert case.name in written[int(line) - 1]


def test_a_derived_fact_has_the_value_of_its_case() -> None:
    """Of the facts that count: what contradicts is dropped before anything is derived."""
    knowledge = get_knowledge()
    found = [
        (case, Evaluation(knowledge.ruleset, *read_facts(knowledge, case.facts)).computed(case.fact))
        for case in derived_cases()
    ]
    wrong = [
        f"{case.place}: {case.fact} is {value!r} instead of {case.value!r} for {case.facts}"
        for case, value in found
        if not same(value, case.value)
    ]
    assert not wrong, "\n".join(wrong)


def same(value: Any, expected: Any) -> bool:
    """Equal; numbers within the rounding of the case."""
    if isinstance(value, float) and isinstance(expected, int | float):
        return abs(value - expected) < TOLERANCE
    return bool(value == expected and (value is None) is (expected is None))


def statuses_to_show(rule: Rule) -> set[str]:
    """The statuses that a rule can have, each of which needs a case."""
    wanted = {"applies"}
    if rule.condition != Constant(True):
        wanted.add("does_not_apply")
    if can_be_unknown(rule):
        wanted.add("insufficient_data")
    if rule.record.gate:
        wanted.add("suppressed")
    return wanted


def test_every_rule_has_cases_that_fire_and_that_do_not() -> None:
    lacking = {
        rule.id: sorted(left)
        for rule in RULES
        if (left := statuses_to_show(rule) - {case.status for case in cases_of_rules().get(rule.id, ())})
    }
    assert not lacking, "these rules lack a case with these statuses"


def test_every_case_names_a_rule() -> None:
    assert cases_of_rules().keys() <= {rule.id for rule in RULES}


def test_every_derived_fact_has_cases_known_and_unknown() -> None:
    values: dict[str, list[Any]] = defaultdict(list)
    for case in derived_cases():
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
    for case in derived_cases():
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
    known = [case for case in derived_cases() if case.value is not None and not asks_for_answers(case.fact)]
    for case in known:
        for name, facts in without_each_input(case):
            tried += 1
            value = Evaluation(knowledge.ruleset, *read_facts(knowledge, facts)).value(case.fact)
            if value is not None and not same(value, case.value):
                turned.append((case.fact, name, case.value, value))
    assert tried > len(known) > 400
    assert not turned


def asks_for_answers(fact: str) -> bool:
    """Whether answered() stands anywhere behind a derived fact."""
    ruleset = get_knowledge().ruleset
    behind = [ruleset.derived[name] for name in ruleset.closure({fact}) if name in ruleset.derived]
    return any(isinstance(node, Answered) for derivation in behind for node in derivation.nodes)
