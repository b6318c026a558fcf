"""Which patients would get other advice from another version of the rules."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from interventions.advice.compared import (
    StatusChange,
    UrgencyChange,
    changed_patients,
    declared_changes,
    status_changes,
)
from interventions.engine import Rule, Ruleset
from interventions.engine.language.syntax import parse_condition
from interventions.engine.urgency import Level, UrgencyBranch
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
    assert [(one.patient, one.appears, one.disappears) for one in found] == [
        (name, (), ("check-scope",)) for name in ("man", "unknown")
    ]
    back = list(changed_patients(new, old, [("man", man)]))
    assert [(one.patient, one.appears, one.disappears) for one in back] == [("man", ("check-scope",), ())]


def test_a_rule_that_one_version_lacks_counts_when_it_is_shown() -> None:
    old = get_knowledge().ruleset
    new = changed("check-scope", lambda _rule: None)
    (found,) = changed_patients(old, new, [("a", {})])
    assert (found.appears, found.disappears) == ((), ("check-scope",))


def as_urgent(*branches: tuple[str, Level]) -> Callable[[Rule], Rule]:
    levels = tuple((parse_condition(when), UrgencyBranch(level=level)) for when, level in branches)
    return lambda rule: Rule(rule.record, parse_condition(""), urgency=levels)


def without_urgency() -> Ruleset:
    """The installed rules as editions before said them."""
    ruleset = get_knowledge().ruleset
    return replace(ruleset, rules=tuple(replace(rule, urgency=()) for rule in ruleset.rules))


URGENT = (("sex == female", Level.NOW), ("", Level.THIS_WEEK))


def test_what_an_edition_never_said_is_unknown_and_not_none() -> None:
    old, new = without_urgency(), changed("check-scope", as_urgent(*URGENT))
    (woman,) = changed_patients(old, new, [("woman", {"sex": "female"})])
    assert woman.urgency == UrgencyChange(None, Level.NOW)
    assert ("check-scope", UrgencyChange(None, Level.NOW)) in woman.urgencies
    assert str(woman.urgency) == "unknown -> now"
    assert ("check-scope", "unknown -> now or this_week") in declared_changes(old, new)


def test_no_urgency_is_no_news_where_it_was_never_said() -> None:
    assert not UrgencyChange(None, Level.NONE).is_news
    assert not UrgencyChange(Level.TODAY, Level.TODAY).is_news
    assert UrgencyChange(Level.TODAY, None).is_news
    assert UrgencyChange(Level.NONE, Level.TODAY).is_news


def test_a_rule_that_becomes_more_urgent_is_named_for_whom_it_does() -> None:
    old = changed("check-scope", as_urgent(("", Level.THIS_WEEK)))
    new = changed("check-scope", as_urgent(*URGENT))
    found = list(changed_patients(old, new, [("woman", {"sex": "female"}), ("man", {"sex": "male"})]))
    assert [(one.patient, one.urgencies) for one in found] == [
        ("woman", (("check-scope", UrgencyChange(Level.THIS_WEEK, Level.NOW)),))
    ]
    assert list(declared_changes(old, new)) == [("check-scope", "this_week -> now or this_week")]


def test_contradictions_that_come_and_go_are_named() -> None:
    new = get_knowledge().ruleset
    old = replace(new, constraints=())
    facts = {"headache_days_per_month": 6, "migraine_days_per_month": 14}
    (found,) = changed_patients(old, new, [("a", facts)])
    assert found.contradicts == ("C-migraine-above-headache-days",)
    (back,) = changed_patients(new, old, [("a", facts)])
    assert back.agrees == ("C-migraine-above-headache-days",)


@pytest.mark.slow
def test_a_change_behind_the_scenes_is_a_status_change_only() -> None:
    old = changed("check-scope", reworded("sex == female"))
    new = changed("check-scope", reworded("sex == female and neck_complaints == true"))
    assert status_changes(old, new, {"neck_complaints": False}) == [
        StatusChange("check-scope", "insufficient_data", "does_not_apply")
    ]
    assert list(changed_patients(old, new, [("a", {"neck_complaints": False})])) == []
