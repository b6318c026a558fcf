"""What is lent from the guideline on chronic pain says so and never outranks the headache guidance."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from interventions.advice.board import build_board
from interventions.advice.json_lines import read_facts
from interventions.engine import advise
from interventions.engine.ruleset import Rule
from interventions.knowledge import get_knowledge
from tests.worked import SCREENED_ON

LENT = [
    rule
    for rule in get_knowledge().ruleset.rules
    if any(name.startswith("CP-") for name in rule.record.implements)
]
GRADE = re.compile(r"\b[12][ABC]\b")
SETTLED = {
    "care_setting": "secondary_care",
    "red_flags_screened_by": "neurologist",
    "red_flags_screened_on": SCREENED_ON,
    "red_flag_screening_result": "no_flag",
    "headache_diagnosis_source": "neurologist",
    "patient_age_years": 40,
    "headache_type": ["migraine"],
}


def grades_of(rule: Rule) -> set[str]:
    """The grades that the statements of a rule carry."""
    statements = get_knowledge().statements
    return {grade for name in rule.record.implements for grade in GRADE.findall(statements[name].strength)}


def board_of(**facts: Any) -> Any:
    knowledge = get_knowledge()
    known, overrides = read_facts(knowledge, {**SETTLED, **facts})
    return build_board(knowledge, advise(knowledge.ruleset, known, overrides))


def test_the_label_says_where_it_comes_from() -> None:
    silent = [
        rule.id
        for rule in LENT
        if "afgeleid van algemene chronische pijn" not in rule.record.strength.nl
        or "derived from general chronic pain" not in rule.record.strength.en
    ]
    assert not silent


def grade_problems(rule: Rule) -> Iterator[str]:
    """What is wrong with the grade in the label of a rule."""
    strength = rule.record.strength
    shown = set(GRADE.findall(strength.nl))
    if shown != set(GRADE.findall(strength.en)):
        yield "Dutch and English show other grades"
    if not shown <= grades_of(rule):
        yield "shows a grade that its statements do not carry"
    if shown and not ("niet voor hoofdpijn" in strength.nl and "not for headache" in strength.en):
        yield "does not say that the grade is not for headache"


def test_a_grade_is_the_grade_of_the_source_and_not_for_headache() -> None:
    wrong = {rule.id: problems for rule in LENT if (problems := list(grade_problems(rule)))}
    assert not wrong


def test_a_graded_recommendation_shows_its_grade() -> None:
    silent = {rule.id for rule in LENT if grades_of(rule) and not GRADE.search(rule.record.strength.nl)}
    assert not silent


def test_a_good_practice_point_says_that_direct_evidence_is_missing() -> None:
    statements = get_knowledge().statements
    points = [rule for rule in LENT if statements[rule.record.implements[0]].strength.startswith("GPP")]
    assert len(points) > 50
    for rule in points:
        assert re.search("(geen|zonder) direct bewijs", rule.record.strength.nl), rule.id


def test_no_lent_rule_withholds_advice_on_headache() -> None:
    rules = get_knowledge().ruleset.rules_by_id
    for rule in LENT:
        for name in rule.record.withholds:
            assert all(found.startswith("CP-") for found in rules[name].record.implements), rule.id


@pytest.mark.parametrize(
    "rule",
    [
        "impact-remains-after-first-line-care",
        "comorbidity-beyond-first-line",
        "pregnancy-consult-physician",
        "technical-procedure-needed",
    ],
)
def test_a_referral_names_both_settings(rule: str) -> None:
    summary = get_knowledge().ruleset.rules_by_id[rule].record.summary
    assert "eerste lijn" in summary.nl
    assert "behandelend neuroloog" in summary.nl
    assert "primary care" in summary.en
    assert "treating neurologist" in summary.en


def test_the_headache_guidance_leads_its_card() -> None:
    board = board_of(biomedical_belief_strong=True, wants_pain_education=True)
    view = board.option("education")
    assert "biopsychosocial-explanation-first" in {item.rule.id for item in view.items}
    assert view.main.rule.record.implements == ("HV-I-046",)


def test_what_the_guidance_says_as_well_stands_in_its_words() -> None:
    """CP-093 says what HV-I-003 says; the words of the headache guidance stand."""
    items = {item.rule.id for item in board_of().option("plan").items}
    assert "physical-module" in items
    assert "exercise-as-part-of-the-plan" not in items


def test_the_conversation_card_puts_no_treatment_into_the_plan() -> None:
    view = board_of().option("conversation")
    assert view is not None
    assert not view.card.components
