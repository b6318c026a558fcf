"""Which patients would get other advice from another version of the rules."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from interventions.advice.compared import PatientChange, StatusChange, changed_patients, status_changes
from interventions.engine import Rule, Ruleset
from interventions.engine.language.syntax import parse_condition
from interventions.knowledge import get_knowledge

FIRST = {"headache_type": ["migraine"]}


def changed(rule_id: str, change: Callable[[Rule], Rule | None]) -> Ruleset:
    """The installed rules, with one of them changed or left out."""
    ruleset = get_knowledge().ruleset
    rules = [change(rule) if rule.id == rule_id else rule for rule in ruleset.rules]
    return replace(ruleset, rules=tuple(rule for rule in rules if rule is not None))


def reworded(condition: str) -> Callable[[Rule], Rule]:
    return lambda rule: Rule(rule.record, parse_condition(condition))


def test_the_same_rules_change_nothing() -> None:
    ruleset = get_knowledge().ruleset
    assert list(changed_patients(ruleset, ruleset, [("a", {}), ("b", FIRST)])) == []


def test_a_patient_for_whom_an_advice_disappears_is_named() -> None:
    old = get_knowledge().ruleset
    new = changed("check-scope", reworded("sex == female"))
    woman, man = {"sex": "female"}, {"sex": "male"}
    found = list(changed_patients(old, new, [("woman", woman), ("man", man), ("unknown", {})]))
    assert found == [PatientChange(name, (), ("check-scope",)) for name in ("man", "unknown")]
    back = list(changed_patients(new, old, [("man", man)]))
    assert back == [PatientChange("man", ("check-scope",), ())]


def test_a_rule_that_one_version_lacks_counts_when_it_is_shown() -> None:
    old = get_knowledge().ruleset
    new = changed("check-scope", lambda _rule: None)
    assert list(changed_patients(old, new, [("a", {})])) == [PatientChange("a", (), ("check-scope",))]


@pytest.mark.slow
def test_a_change_behind_the_scenes_is_a_status_change_only() -> None:
    old = changed("check-scope", reworded("sex == female"))
    new = changed("check-scope", reworded("sex == female and neck_complaints == true"))
    assert status_changes(old, new, {"neck_complaints": False}) == [
        StatusChange("check-scope", "insufficient_data", "does_not_apply")
    ]
    assert list(changed_patients(old, new, [("a", {"neck_complaints": False})])) == []
