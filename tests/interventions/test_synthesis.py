"""The synthesis over facts: unknown is no absence, D06 and D107 decide, signs agree with the profile."""

from typing import Any

import pytest

from interventions.advice.synthesis import SynthesisState, synthesis_of
from interventions.engine.evaluate import Evaluation
from interventions.knowledge import get_knowledge
from tests.interventions.patients import NECK
from tests.interventions.random_facts import random_facts
from tests.worked import PATIENTS

DOMAINS = ["peripheral", "central", "psychosocial", "movement", "lifestyle"]
NO_FACTOR = {
    "negative_mood": False,
    "depression_symptoms": False,
    "poor_coping": False,
    "fear_of_movement": False,
    "hit6_score": 50,
    "acute_medication_classes": ["none"],
    "headache_days_per_month": 10,
    "csi_score": 20,
    "allodynia_present": False,
    "cs_symptoms_history": ["none"],
    "hyperesthesia_present": False,
}


def state_of(facts: dict[str, Any]) -> SynthesisState:
    knowledge = get_knowledge()
    return synthesis_of(knowledge.synthesis, Evaluation(knowledge.ruleset, facts))


def directions(facts: dict[str, Any]) -> dict[str, bool | None]:
    return {state.direction.record.id: state.truth for state in state_of(facts).directions}


def test_the_domains_are_those_of_the_handvat() -> None:
    assert [state.domain.record.id for state in state_of({}).domains] == DOMAINS


def test_without_facts_everything_is_unknown() -> None:
    for state in state_of({}).domains:
        assert state.present == ()
        assert len(state.unknown) == len(state.domain.factors)
        assert all(row.missing for row in state.unknown), state.domain.record.id
    assert set(directions({}).values()) == {None}


@pytest.mark.parametrize("seed", range(60))
def test_a_factor_is_present_unknown_or_known_to_be_absent(seed: int) -> None:
    knowledge = get_knowledge()
    factors = {factor.record.id: factor for row in knowledge.synthesis.domains for factor in row.factors}
    named = {name for factor in factors.values() for name in factor.line.facts}
    facts = random_facts(named, seed)
    scope = Evaluation(knowledge.ruleset, facts)
    shown = {row.factor.record.id: row.truth for state in state_of(facts).domains for row in state.present}
    shown |= {row.factor.record.id: row.truth for state in state_of(facts).domains for row in state.unknown}
    assert {name for name in factors if name not in shown} == {
        name for name, factor in factors.items() if factor.line.condition.evaluate(scope) is False
    }


@pytest.mark.parametrize("seed", range(60))
def test_signs_and_profile_agree(seed: int) -> None:
    knowledge = get_knowledge()
    facts = random_facts({"cs_suspected", "peripheral_source_present"}, seed)
    scope = Evaluation(knowledge.ruleset, facts)
    central, peripheral = ([line.truth for line in states] for _signs, states in state_of(facts).signs)
    needed = knowledge.ruleset.parameters["cs_min_signs"]
    if scope.value("cs_suspected") is True:
        assert central[0] is True or central[1:].count(True) >= needed
    if central[0] is True or central[1:].count(True) >= needed:
        assert scope.value("cs_suspected") is True
    assert (True in peripheral) is (scope.value("peripheral_source_present") is True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (NO_FACTOR | {"jaw_pain": True}, {"bottom_up": True, "top_down": False}),
        (NO_FACTOR | {"jaw_pain": True, "poor_coping": True}, {"bottom_up": False, "top_down": True}),
        (NO_FACTOR | {"jaw_pain": True, "csi_score": 45}, {"bottom_up": True, "top_down": True}),
        (NO_FACTOR, {"bottom_up": None, "top_down": None}),
        ({"csi_score": 45}, {"bottom_up": None, "top_down": True}),
        ({"fear_of_movement": True}, {"bottom_up": None, "top_down": True}),
    ],
)
def test_top_down_leads_and_a_mixed_profile_shows_both(
    facts: dict[str, Any], expected: dict[str, bool | None]
) -> None:
    assert directions(facts) == expected


@pytest.mark.parametrize(
    ("facts", "present"),
    [
        ({"headache_type": ["tth"], "neck_complaints": True}, True),
        ({"headache_type": ["migraine"], "neck_complaints": True}, None),
        ({"headache_type": ["migraine"], "neck_complaints": True, "neck_pain_attack_only": False}, True),
        ({"headache_type": ["migraine"], "neck_complaints": True, "neck_pain_attack_only": True}, False),
        ({"headache_type": ["tth"], "neck_complaints": False}, False),
        ({"neck_complaints": True}, None),
    ],
)
def test_neck_complaints_count_without_the_question_that_only_migraine_gets(
    facts: dict[str, Any], present: bool | None
) -> None:
    """The intake asks only in migraine whether the neck complaints come in attacks only."""
    peripheral = state_of(facts).domains[0]
    found = {row.factor.record.id: row.truth for row in (*peripheral.present, *peripheral.unknown)}
    assert found.get("neck-complaints", False) is present


def test_no_direction_is_shown_while_its_gate_is_closed() -> None:
    shown = {
        state.direction.record.id: state for state in state_of(NO_FACTOR | {"jaw_pain": True}).directions
    }
    assert shown["bottom_up"].truth is True
    assert not shown["bottom_up"].is_shown
    assert set(shown["bottom_up"].closed_gates) == {"advice_allowed", "manual_techniques_cleared"}
    assert shown["bottom_up"].missing


def test_the_gates_are_those_of_the_advice_that_carries_the_direction_out() -> None:
    knowledge = get_knowledge()
    rules = {name: rule for rule in knowledge.ruleset.rules for name in rule.record.implements}
    carried = {"bottom_up": "HV-I-053", "top_down": "HV-I-054"}
    for direction in knowledge.synthesis.directions:
        rule = rules.get(carried[direction.record.id])
        assert rule is None or set(rule.record.gate) <= set(direction.record.gate)


def test_an_open_safety_screen_keeps_hands_on_away() -> None:
    facts = {name: value for name, value in PATIENTS[NECK].items() if not name.startswith("cad_")}
    shown = {state.direction.record.id: state for state in state_of(facts | {"csi_score": 45}).directions}
    assert not shown["bottom_up"].is_shown


def test_patient_words_stay_short() -> None:
    """B1: few words and no abbreviations on the picture."""
    for domain in get_knowledge().synthesis.domains:
        for factor in domain.factors:
            for text in (factor.record.patient.nl, factor.record.patient.en):
                assert len(text.split()) <= 9, text
                assert not any(word.isupper() and len(word) > 1 for word in text.split()), text
