"""What must hold for every patient, tried on random ones."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interventions.engine import advise
from interventions.knowledge import get_knowledge
from tests.engine.random_patients import ANY

pytestmark = pytest.mark.slow

# Statements on how one talks with a patient and works together, and two that give hope without a treatment:
# the screens hide them during a block, the rules need not. Every other statement to advise is held back.
MAY_APPLY_DURING_A_BLOCK = frozenset(
    {
        "HV-I-162",
        "CP-024",
        "CP-030",
        "CP-043",
        "CP-046",
        "CP-084",
        "CP-090",
        "CP-091",
        "CP-136",
        "CP-157",
        "CP-162",
        "CP-163",
        "BX-09",
        "CP-139",
    }
)


def rules_held_back() -> set[str]:
    """The rules that carry out a statement to advise, dose or educate; gates do not matter here."""
    statements = get_knowledge().statements
    return {
        rule.id
        for rule in get_knowledge().ruleset.rules
        for name in set(rule.record.implements) - MAY_APPLY_DURING_A_BLOCK
        if statements[name].use in ("advise", "dose", "educate")
    }


HELD_BACK = rules_held_back()


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_every_patient_gets_an_answer_with_reasons(facts: dict[str, Any]) -> None:
    advice = advise(get_knowledge().ruleset, facts)
    for item in advice.items:
        assert item.because
        assert (item.status == "insufficient_data") <= bool(item.missing)
        assert (item.status == "suppressed") <= bool(item.gates_failed or item.withheld_by)


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_a_block_empties_every_advice(facts: dict[str, Any]) -> None:
    advice = advise(get_knowledge().ruleset, facts)
    if advice.blocked_by:
        assert advice.derived["advice_allowed"] is False
        assert HELD_BACK.isdisjoint(item.rule.id for item in advice.items if item.status == "applies")


def test_a_block_has_much_to_hold_back() -> None:
    assert len(HELD_BACK) > 120
    assert {"aerobic-training-migraine", "aerobic-dose-migraine", "education-tth"} <= HELD_BACK


@settings(max_examples=40, deadline=None)
@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(facts: dict[str, Any], random: Any) -> None:
    shuffled = list(facts.items())
    random.shuffle(shuffled)
    first = advise(get_knowledge().ruleset, facts)
    assert advise(get_knowledge().ruleset, dict(shuffled)) == first


@settings(max_examples=40, deadline=None)
@given(ANY)
def test_unknown_and_absent_are_the_same(facts: dict[str, Any]) -> None:
    unknown = dict.fromkeys(get_knowledge().vocabulary.facts)
    first = advise(get_knowledge().ruleset, facts)
    assert advise(get_knowledge().ruleset, {**unknown, **facts}) == first


@settings(max_examples=40, deadline=None)
@given(ANY)
def test_adding_an_acute_flag_always_blocks(facts: dict[str, Any]) -> None:
    with_flag = {**facts, "rf_thunderclap": True, "red_flags_investigated": ["none"]}
    advice = advise(get_knowledge().ruleset, with_flag)
    assert advice.blocked_by
    assert advice.derived["red_flag_tier"] == "acute"
