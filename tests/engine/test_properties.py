"""What must hold for every patient, tried on random ones."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interventions.engine import advise
from interventions.engine.as_json import advice_as_json
from interventions.knowledge import get_knowledge
from interventions.proof.dangers import is_treatment
from tests.engine.random_patients import ANY


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_every_patient_gets_an_answer_with_reasons(facts: dict[str, Any]) -> None:
    advice = advise(get_knowledge().ruleset, facts)
    for item in advice.items:
        assert item.because
        assert (item.status == "insufficient_data") <= bool(item.missing)
        assert (item.status == "suppressed") <= bool(item.gates_failed or item.withheld_by)


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_a_block_empties_every_advice(facts: dict[str, Any]) -> None:
    advice = advise(get_knowledge().ruleset, facts)
    if advice.blocked_by:
        assert advice.derived["advice_allowed"] is False
        assert not [
            item.rule.id for item in advice.items if item.status == "applies" and is_treatment(item.rule)
        ]


@settings(max_examples=100, deadline=None)
@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(facts: dict[str, Any], random: Any) -> None:
    shuffled = list(facts.items())
    random.shuffle(shuffled)
    first = advise(get_knowledge().ruleset, facts)
    assert advice_as_json(advise(get_knowledge().ruleset, dict(shuffled))) == advice_as_json(first)


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_unknown_and_absent_are_the_same(facts: dict[str, Any]) -> None:
    unknown = dict.fromkeys(get_knowledge().vocabulary.facts)
    assert advice_as_json(advise(get_knowledge().ruleset, {**unknown, **facts})) == advice_as_json(
        advise(get_knowledge().ruleset, facts)
    )


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_adding_an_acute_flag_always_blocks(facts: dict[str, Any]) -> None:
    with_flag = {**facts, "rf_thunderclap": True, "red_flags_investigated": ["none"]}
    advice = advise(get_knowledge().ruleset, with_flag)
    assert advice.blocked_by
    assert advice.derived["red_flag_tier"] == "acute"
