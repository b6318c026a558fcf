"""Red flags in tiers, the screen before hands-on, exertion, pregnancy, suicidality: as the board has them."""

from typing import Any

import pytest
from hypothesis import given, settings

from interventions.advice.board import Board
from interventions.advice.flags import flag_list
from interventions.knowledge import get_knowledge
from tests.engine.random_patients import ANY
from tests.interventions.patients import MIGRAINE, NECK, board_for, board_of
from tests.worked import PATIENTS

HANDS_ON = {"articular_techniques", "soft_tissue_techniques", "trigger_point_treatment", "dry_needling"}
EXERTION = {"aerobic_training", "neck_exercise", "axioscapular_training", "general_resistance_training"}
VOCABULARY = get_knowledge().vocabulary.facts
ASKED = [
    str(choice.value) for choice in VOCABULARY["red_flags_investigated"].choices if choice.value in VOCABULARY
]
# A headache of less than a year: what is old is no reason to go on (D118).
NEW = {"headache_years": 0.5}
WOMAN = {"sex": "female", "patient_age_years": 30}


def components(board: Board) -> set[str]:
    """Everything that 'Overnemen' or 'Aanpassen' can put into the plan."""
    return {part.value for view in board.options for part in view.card.components}


@pytest.mark.parametrize("flag", ASKED)
def test_every_flag_stops_in_primary_care_with_the_action_of_its_tier(flag: str) -> None:
    board = board_of(MIGRAINE, **{flag: True}, **NEW)
    flags = flag_list(get_knowledge(), board)
    assert board.is_blocked
    assert not board.options
    assert flags.tier is not None
    assert flags.unresolved


@pytest.mark.parametrize("flag", [name for name in ASKED if name in PATIENTS[MIGRAINE]])
def test_one_unanswered_flag_blocks_in_primary_care(flag: str) -> None:
    facts = {name: value for name, value in PATIENTS[MIGRAINE].items() if name != flag}
    board = board_for(facts)
    assert board.is_blocked
    assert flag_list(get_knowledge(), board).unasked


@settings(max_examples=30, deadline=None)
@given(facts=ANY)
def test_hands_on_and_exertion_wait_for_their_screens(facts: dict[str, Any]) -> None:
    board = board_for({**facts, **PATIENTS[NECK], **_screens(facts)})
    offered = components(board)
    if board.scope.value("manual_techniques_cleared") is not True:
        assert not offered & HANDS_ON
    if board.scope.value("exercise_not_contraindicated") is not True:
        assert not offered & EXERTION


def _screens(facts: dict[str, Any]) -> dict[str, Any]:
    """The random answers on what the two screens stand on; the rest is the worked patient's."""
    names = get_knowledge().ruleset.closure({"manual_techniques_cleared", "exercise_not_contraindicated"})
    return {name: value for name, value in facts.items() if name in names}


@pytest.mark.parametrize("name", ["cad_symptoms", "cad_risk_factors", "manual_technique_contraindications"])
def test_without_the_vascular_screen_no_hands_on(name: str) -> None:
    assert components(board_of(NECK)) & HANDS_ON
    facts = {fact: value for fact, value in PATIENTS[NECK].items() if fact != name}
    assert not components(board_for(facts)) & HANDS_ON


def test_chest_pain_on_exertion_keeps_training_away_and_says_so() -> None:
    assert components(board_of(MIGRAINE)) & EXERTION
    board = board_of(MIGRAINE, cardiovascular_contraindications=["chest_pain_on_exertion"])
    assert not components(board) & EXERTION
    assert "exertion-contraindicated" in [item.rule.id for item in board.warnings]


@pytest.mark.parametrize(
    ("facts", "tier"),
    [
        ({"pregnant": True}, "none"),
        ({"pregnant": True, "new_onset_headache": True}, "acute"),
        ({"pregnant": True, "rf_pattern_change": True}, "acute"),
        ({"postpartum_recent": True, "headache_course": "new_pattern"}, "acute"),
    ],
)
def test_pregnancy_is_a_flag_with_a_new_or_changed_headache_only(facts: dict[str, Any], tier: str) -> None:
    board = board_of(MIGRAINE, **WOMAN, **facts)
    assert board.advice.derived["red_flag_tier"] == tier
    assert board.is_blocked is (tier != "none")


@pytest.mark.parametrize("signal", [{"phq9_item9": 1}, {"suicidal_ideation": True}])
@pytest.mark.parametrize("flag", [{}, {"rf_thunderclap": True}])
def test_suicidality_opens_the_protocol_whatever_else_holds(
    signal: dict[str, Any], flag: dict[str, Any]
) -> None:
    board = board_of(MIGRAINE, **signal, **flag)
    assert board.warnings[0].rule.id == "suicide-signal-protocol-now"
