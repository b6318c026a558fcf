"""The criteria board and the engine never differ, and the board says what D84, D85 and D72 ask of it."""

from typing import Any

import pytest

from examination.battery import load_battery
from interventions.advice.criteria import ClassState, criteria_board
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.logic import conjunction
from interventions.knowledge import get_knowledge
from tests.interventions.random_facts import random_facts

MIGRAINE: dict[str, Any] = {
    "ichd_attack_count": 5,
    "untreated_duration_min_hours": 4,
    "untreated_duration_max_hours": 72,
    "headache_side": "left",
    "headache_quality": ["pulsating"],
    "headache_intensity_nrs": 7,
    "aggravated_by_routine_activity": True,
    "nausea_level": "mild",
    "vomiting": False,
    "photophobia": False,
    "phonophobia": False,
    "aura_symptom_types": ["none"],
    "headache_days_per_month": 4,
    "months_headache_15plus": 0,
    "pattern_days_per_month": 4,
    "months_current_frequency": 12,
    "migraine_days_per_month": 4,
    "months_migraine_8plus": 0,
    "migraine_attacks_ever_5": True,
    "headache_unremitting": False,
    "ichd_better_explained": False,
    "acute_medication_classes": ["none"],
}


def states(facts: dict[str, Any]) -> dict[str, ClassState]:
    knowledge = get_knowledge()
    board = criteria_board(knowledge.criteria, Evaluation(knowledge.ruleset, facts))
    return {state.of.record.id: state for state in board.classes}


@pytest.mark.parametrize("hundred", range(6))
def test_board_and_engine_agree(hundred: int) -> None:
    knowledge = get_knowledge()
    wanted = {row.record.fact for row in knowledge.criteria.classes if row.record.fact}
    for seed in range(100 * hundred, 100 * hundred + 100):
        assert_agreement(random_facts(wanted, seed))


def assert_agreement(facts: dict[str, Any]) -> None:
    """Class, criterion and feature come out as the derived fact that they name."""
    knowledge = get_knowledge()
    scope = Evaluation(knowledge.ruleset, facts)
    for state in criteria_board(knowledge.criteria, scope).classes:
        if state.of.record.fact:
            counted = [row.truth for row in state.criteria if row.is_decided_here]
            assert conjunction(counted) is state.truth
            assert state.truth is scope.value(state.of.record.fact), (state.of.record.id, facts)
        for row in state.criteria:
            named = row.criterion.record.fact
            assert not named or row.truth is scope.value(named), (named, facts)
            for part in row.parts:
                same = part.line.record.fact
                assert not same or part.truth is scope.value(same), (same, facts)


def test_the_random_patients_reach_every_outcome() -> None:
    """Without this the agreement could be that of unknown with unknown."""
    knowledge = get_knowledge()
    facts_of_classes = {row.record.fact for row in knowledge.criteria.classes if row.record.fact}
    seen: dict[str, set[Any]] = {fact: set() for fact in facts_of_classes}
    for seed in range(400):
        scope = Evaluation(knowledge.ruleset, random_facts(facts_of_classes, seed))
        for fact in facts_of_classes:
            seen[fact].add(scope.value(fact))
    full = {"ichd_1_3", "ichd_1_5", "medication_overuse", "tmd_headache_pattern"}
    assert all(outcomes >= {False, None} for outcomes in seen.values()), seen
    assert all(True in seen[fact] for fact in full), seen


def test_every_ichd_class_has_its_place() -> None:
    codes = [row.record.code for row in get_knowledge().criteria.classes]
    below = ["1.2.2", "1.2.3", "1.2.4"]
    assert codes == ["1.1", "1.2", *below, "1.3", "1.5", "2.1", "2.2", "2.3", "2.4", "8.2", "11.2.1", "11.7"]


def test_a_full_picture_is_met_and_stands_on_top() -> None:
    found = states(MIGRAINE)
    assert next(iter(found)) == "migraine-without-aura"
    assert found["migraine-without-aura"].truth is True
    assert found["probable-migraine"].truth is False


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        ({"ichd_attack_count": 4}, "A"),
        ({"untreated_duration_min_hours": 3.9}, "B"),
        ({"untreated_duration_max_hours": 72.5}, "B"),
        ({"nausea_level": "none"}, "D"),
        (
            {
                "headache_side": "bilateral",
                "headache_quality": ["stabbing"],
                "aggravated_by_routine_activity": False,
            },
            "C",
        ),
    ],
)
def test_probable_names_the_one_criterion_that_is_missing(change: dict[str, Any], letter: str) -> None:
    found = states(MIGRAINE | change)
    assert found["migraine-without-aura"].truth is False
    assert found["probable-migraine"].truth is True
    lacking = found["probable-migraine"].lacking
    assert [(of.record.code, criterion.record.letter) for of, criterion in lacking] == [("1.1", letter)]


def test_probable_waits_while_a_criterion_is_unknown() -> None:
    facts = {name: value for name, value in MIGRAINE.items() if name != "ichd_attack_count"}
    found = states(facts)
    assert found["migraine-without-aura"].truth is None
    assert found["probable-migraine"].truth is None
    assert found["probable-migraine"].lacking == ()


def test_a_definite_class_wins_over_a_probable_one() -> None:
    tension = {"headache_side": "bilateral", "headache_quality": ["pressing_tightening"]}
    found = states(MIGRAINE | tension | {"headache_intensity_nrs": 5})
    assert found["migraine-without-aura"].truth is True
    assert found["probable-tth"].truth is False


def test_without_the_judgement_of_the_professional_a_class_stays_open() -> None:
    facts = {name: value for name, value in MIGRAINE.items() if name != "ichd_better_explained"}
    state = states(facts)["migraine-without-aura"]
    assert state.truth is None
    assert [row.criterion.record.letter for row in state.having(None)] == ["E"]
    assert state.having(None)[0].missing == ("ichd_better_explained",)


def test_features_of_the_neck_never_become_an_outcome() -> None:
    everything = {
        "neck_complaints": True,
        "neck_onset_vs_headache": "before",
        "neck_headache_course_linked": True,
        "neck_headache_influence": "both",
        "pain_starts_in_neck": True,
        "neck_trauma_history": True,
        "frt_left_deg": 20,
        "frt_right_deg": 20,
        "provocation_findings": [{"site": "C2", "side": "left", "result": "recognisable_headache"}],
    }
    state = states(everything)["cervicogenic-features"]
    assert state.truth is None
    assert {part.truth for row in state.criteria for part in row.parts} == {True}
    assert next(reversed(states(everything | MIGRAINE))) in ("cervicogenic-features", "jaw-features")


def test_findings_of_the_jaw_alone_do_not_fit() -> None:
    findings = {
        "tmdh_location_confirmed": True,
        "tmdh_palpation_reproduces": True,
        "tmd_static_test_positive": True,
    }
    assert states(findings)["jaw-features"].truth is None
    history = {"tmdh_temple_headache": True, "tmdh_modified_by_jaw": True}
    assert states(findings | history)["jaw-features"].truth is True
    assert states(findings | {"tmdh_temple_headache": False})["jaw-features"].truth is False


def test_no_headache_class_reads_a_physical_test() -> None:
    """D72: ICHD uses the history only."""
    knowledge = get_knowledge()
    found = {
        fact
        for row in knowledge.criteria.classes
        if row.record.kind in ("class", "subform")
        for criterion in row.criteria
        if criterion.condition
        for node in criterion.condition.walk()
        for fact in node.facts
    }
    assert not knowledge.ruleset.closure(found) & set(load_battery().facts)


def test_the_diagnosis_of_the_neurologist_stands_on_top_and_a_difference_is_a_question() -> None:
    knowledge = get_knowledge()
    facts = MIGRAINE | {"care_setting": "secondary_care", "headache_type": ["tth"]}
    board = criteria_board(knowledge.criteria, Evaluation(knowledge.ruleset, facts))
    assert board.diagnosis_is_input
    assert board.classes[0].on_file is True
    assert board.classes[0].of.record.code.startswith("2.")
    assert "migraine-features-not-on-file" in [row.record.id for row in board.questions]
    assert "diagnosis-without-features" in [row.record.id for row in board.questions]


def test_no_question_when_the_features_fit() -> None:
    knowledge = get_knowledge()
    facts = MIGRAINE | {"care_setting": "secondary_care", "headache_type": ["migraine"]}
    assert criteria_board(knowledge.criteria, Evaluation(knowledge.ruleset, facts)).questions == ()


def test_without_neck_complaints_no_feature_waits_for_a_question_that_is_not_asked() -> None:
    """The intake asks about neck and headache together only when there are neck complaints."""
    features = states({"neck_complaints": False})["cervicogenic-features"]
    parts = [part for row in features.criteria for part in row.parts]
    assert [part.truth for part in parts[:3]] == [False, False, False]
    assert {part.truth for part in parts[3:]} == {None}


CHRONIC = {
    "headache_days_per_month": 20,
    "months_headache_15plus": 12,
    "migraine_days_per_month": 10,
    "months_migraine_8plus": 12,
}
TENSION = {
    "ichd_attack_count": 50,
    "pattern_days_per_month": 20,
    "months_current_frequency": 12,
    "untreated_duration_min_hours": 6,
    "untreated_duration_max_hours": 24,
    "headache_side": "bilateral",
    "headache_quality": ["pressing_tightening"],
    "headache_intensity_nrs": 5,
    "aggravated_by_routine_activity": False,
    "nausea_level": "none",
}
# All but one of 1.1 (nothing accompanies the attack) and all but one of 2.1 (too few episodes).
BOTH_PROBABLE = {
    "ichd_attack_count": 9,
    "pattern_days_per_month": 0.5,
    "headache_side": "left",
    "aggravated_by_routine_activity": True,
}


def test_chronic_migraine_goes_before_tension_type_headache() -> None:
    """D121: the board names what goes first, as a criterion of its own."""
    assert states(MIGRAINE | TENSION)["chronic-tth"].truth is True
    found = states(MIGRAINE | TENSION | CHRONIC)
    assert found["chronic-migraine"].truth is True
    assert [row.criterion.record.letter for row in found["chronic-tth"].having(False)] == ["1.3"]


def test_probable_migraine_goes_before_probable_tension_type_headache() -> None:
    found = states(MIGRAINE | TENSION | BOTH_PROBABLE)
    assert found["probable-migraine"].truth is True
    assert [row.criterion.record.letter for row in found["probable-tth"].having(False)] == ["1.5"]
    without = states(
        MIGRAINE
        | TENSION
        | BOTH_PROBABLE
        | {"headache_side": "bilateral", "aggravated_by_routine_activity": False}
    )
    assert without["probable-migraine"].truth is False
    assert without["probable-tth"].truth is True


@pytest.mark.parametrize(
    ("symptom", "subform"),
    [
        ("brainstem", "migraine-with-brainstem-aura"),
        ("motor", "hemiplegic-migraine"),
        ("retinal", "retinal-migraine"),
    ],
)
def test_a_subform_of_aura_stands_on_the_board_once_its_sign_was_told(symptom: str, subform: str) -> None:
    assert subform not in states(MIGRAINE)
    assert subform not in states({})
    assert subform in states(MIGRAINE | {"aura_symptom_types": ["visual", symptom]})
