"""What would change an item: tried on random patients, and read on patients made by hand."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headache_cds.vocabulary.values import parse_value
from interventions.engine import Item, advise, brief
from interventions.engine.counted import count_facts
from interventions.engine.whatif.changes import AnswerChange, WouldChange
from interventions.knowledge import get_knowledge
from tests.engine.random_patients import ANY
from tests.worked import CASES, PATIENTS

pytestmark = pytest.mark.slow

RULESET = get_knowledge().ruleset
PLACES = {rule.id: place for place, rule in enumerate(RULESET.rules)}


def status(facts: dict[str, Any], rule: str) -> str:
    """The status that `advise` gives a rule, without the reasons of all rules."""
    return brief(RULESET, facts).statuses[PLACES[rule]]


def with_changes(facts: dict[str, Any], changes: tuple[AnswerChange, ...]) -> dict[str, Any]:
    return {**facts, **{change.fact: change.new for change in changes}}


def found(facts: dict[str, Any], rule: str) -> tuple[AnswerChange, ...]:
    item = next(item for item in advise(RULESET, facts).items if item.rule.id == rule)
    return WouldChange(RULESET, facts).of(item)


def turned(facts: dict[str, Any], items: list[Item]) -> int:
    """Tries every proposal on the engine; gives how many there were."""
    would_change = WouldChange(RULESET, facts)
    proposed = 0
    for item in items:
        changes = would_change.of(item)
        if changes:
            proposed += 1
            after = status(with_changes(facts, changes), item.rule.id)
            assert (after == "applies") is (item.status != "applies"), (item.rule.id, changes)
            for change in changes:
                assert parse_value(RULESET.facts[change.fact], change.new) == change.new
                assert change.old == facts.get(change.fact) != change.new
    return proposed


def test_a_proposal_says_what_else_must_change_to_contradict_nothing() -> None:
    """More days with tension-type headache need as many headache days."""
    facts = PATIENTS["V04"]
    changes = found(facts, "multimodal-effect-chronic-tth")
    assert {change.fact: change.new for change in changes} == {
        "tth_days_per_month": 15,
        "months_headache_15plus": 4,
        "headache_days_per_month": 15,
    }
    assert not count_facts(RULESET, with_changes(facts, changes)).failing


@settings(max_examples=25, deadline=None)
@given(facts=ANY, data=st.data())
def test_every_proposal_really_turns_the_item(facts: dict[str, Any], data: st.DataObject) -> None:
    items = advise(RULESET, facts).items
    some = data.draw(st.lists(st.sampled_from(items), min_size=6, max_size=6, unique_by=lambda i: i.rule.id))
    turned(facts, some)


@pytest.mark.parametrize("patient", CASES, ids=lambda patient: patient["id"])
def test_every_proposal_turns_the_item_of_a_worked_patient(patient: dict[str, Any]) -> None:
    facts = patient["facts"]
    items = [item for item in advise(RULESET, facts).items if item.rule.record.when or item.rule.record.gate]
    some = items[:: max(1, len(items) // 40)]
    assert turned(facts, some) > len(some) * 0.9


@pytest.mark.parametrize("patient", CASES[:4], ids=lambda patient: patient["id"])
def test_no_answer_of_a_proposal_can_be_left_out(patient: dict[str, Any]) -> None:
    facts = patient["facts"]
    would_change = WouldChange(RULESET, facts)
    several = [item for item in advise(RULESET, facts).items if 1 < len(would_change.of(item)) <= 5]
    assert several
    for item in several[:12]:
        changes = would_change.of(item)
        for left_out in changes:
            fewer = tuple(change for change in changes if change != left_out)
            after = status(with_changes(facts, fewer), item.rule.id)
            assert (after == "applies") is (item.status == "applies"), (item.rule.id, left_out)


@given(facts=ANY)
@settings(max_examples=5, deadline=None)
def test_the_same_patient_gives_the_same_proposals(facts: dict[str, Any]) -> None:
    items = advise(RULESET, facts).items[:40]
    shuffled = dict(reversed(facts.items()))
    first, second = WouldChange(RULESET, facts), WouldChange(RULESET, shuffled)
    assert [first.of(item) for item in items] == [second.of(item) for item in reversed(items)][::-1]


def test_a_number_moves_just_past_its_threshold() -> None:
    assert found({"weight_kg": 90, "height_cm": 170}, "ask-preventive-medication-in-overweight") == (
        AnswerChange("weight_kg", 90, 72),
    )
    assert found({"weight_kg": 60, "height_cm": 170}, "ask-preventive-medication-in-overweight") == (
        AnswerChange("weight_kg", 60, 73),
    )


def test_a_choice_is_added_to_a_set_and_taken_from_it() -> None:
    assert found({"headache_type": ["migraine"]}, "panic-in-migraine")[0].fact == "headache_type"
    (added,) = found({"headache_type": ["tth"]}, "ask-anxiety-in-migraine")
    assert added == AnswerChange("headache_type", ["tth"], ["tth", "migraine"])


def test_none_goes_when_a_choice_comes() -> None:
    (change,) = found({"preventive_medication": ["none"]}, "ask-preventive-medication-in-overweight")[:1]
    assert change.new != ["none"]
    (flag,) = found({"cad_symptoms": ["none"], "rf_unlike_usual_headache": True}, "acute-red-flag-call-now")
    assert flag.new is False or "none" not in flag.new


def test_an_open_question_is_proposed_before_an_answer_is_changed() -> None:
    facts = {**CASES[2]["facts"], "bruxism_awake": False}
    assert found(facts, "jaw-awareness-and-self-massage") == (AnswerChange("bruxism_sleep", None, True),)


def test_what_holds_for_everybody_has_nothing_that_changes_it() -> None:
    unconditional = next(
        rule
        for rule in RULESET.rules
        if not rule.record.when and not rule.record.gate and rule.record.use == "ask"
    )
    assert found({"headache_type": ["tth"]}, unconditional.id) == ()


def test_a_block_goes_through_all_of_its_open_questions() -> None:
    facts = {**CASES[0]["facts"], "rf_thunderclap": True}
    assert status(facts, "stop-at-unresolved-red-flag") == "applies"
    changes = found(facts, "stop-at-unresolved-red-flag")
    assert {change.fact for change in changes} <= {"rf_thunderclap", "red_flags_investigated"}
