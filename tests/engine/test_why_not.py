"""Why an item is not offered, and what to ask next for it."""

from typing import Any

import pytest
from hypothesis import given, settings

from interventions.advice.explained import ItemExplanations
from interventions.engine import Item, advise
from interventions.engine.evaluate import Evaluation
from interventions.engine.why_not import behind, closed_gate
from interventions.knowledge import get_knowledge
from tests.engine.random_patients import ANY
from tests.worked import PATIENTS

KNOWLEDGE = get_knowledge()
OVERUSE, FLAGGED = PATIENTS["V03"], PATIENTS["V07"]


def explained(facts: dict[str, Any]) -> ItemExplanations:
    return ItemExplanations(KNOWLEDGE, advise(KNOWLEDGE.ruleset, facts))


def item(answers: ItemExplanations, rule: str) -> Item:
    return next(found for found in answers.advice.items if found.rule.id == rule)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(facts=ANY)
def test_only_what_applies_has_no_why_not(facts: dict[str, Any]) -> None:
    answers = explained(facts)
    for found in answers.advice.items:
        assert bool(answers.why_not(found)) is (found.status != "applies"), found.rule.id


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(facts=ANY)
def test_every_failed_gate_stands_in_why_not(facts: dict[str, Any]) -> None:
    answers = explained(facts)
    for found in answers.advice.items:
        if found.status != "applies":
            assert set(found.gates_failed) <= {reason.fact for reason in answers.why_not(found)}


def test_a_closed_gate_names_what_closes_it_one_level_deeper() -> None:
    scope = Evaluation(KNOWLEDGE.ruleset, FLAGGED)
    gate, *closers = closed_gate("advice_allowed", scope)
    assert (gate.fact, gate.value, gate.holds) == ("advice_allowed", False, False)
    assert {reason.fact for reason in closers} == {"intake_settled", "red_flag_unresolved"}


def test_a_case_that_cannot_be_decided_names_its_open_tests() -> None:
    scope = Evaluation(KNOWLEDGE.ruleset, {})
    (reason,) = behind("headache_chronicity", scope)[:1]
    assert reason.holds is None
    assert behind("headache_type", scope) == ()


def test_a_number_is_explained_by_its_inputs() -> None:
    reasons = behind("bmi", Evaluation(KNOWLEDGE.ruleset, {"weight_kg": 80}))
    assert [(reason.fact, reason.value, reason.holds) for reason in reasons] == [
        ("weight_kg", 80, True),
        ("height_cm", None, False),
    ]


def test_a_contra_advice_that_won_gives_its_reasons() -> None:
    withholding = [rule for rule in KNOWLEDGE.ruleset.rules if rule.record.withholds]
    assert withholding
    for facts in PATIENTS.values():
        answers = explained(facts)
        for found in answers.advice.items:
            for name in found.withheld_by:
                assert set(item(answers, name).because) <= set(answers.why_not(found))


@pytest.mark.parametrize("facts", PATIENTS.values(), ids=PATIENTS)
def test_the_next_question_is_the_open_one_that_decides_most(facts: dict[str, Any]) -> None:
    answers = explained(facts)
    ranked = [question.fact for question in answers.next_questions]
    for found in answers.advice.items:
        if found.status == "insufficient_data" and found.missing:
            missing = [KNOWLEDGE.vocabulary.dates_by_days.get(fact, fact) for fact in found.missing]
            asked = [fact for fact in ranked if fact in missing]
            assert answers.ask_next(found) in (asked[:1] or missing)
        if found.status == "does_not_apply":
            assert answers.ask_next(found) is None


def test_a_rule_has_the_conflicts_of_its_statements() -> None:
    answers = explained(OVERUSE)
    conflicts = {conflict.id for conflict in answers.conflicts(item(answers, "aerobic-training-migraine"))}
    assert "D35" in conflicts
    for rule in KNOWLEDGE.ruleset.rules:
        names = {*rule.record.implements, *rule.record.explains}
        for conflict in KNOWLEDGE.conflicts_of(rule):
            assert names & set(conflict.statements)


def test_every_conflict_is_met_by_a_rule() -> None:
    met = {conflict.id for rule in KNOWLEDGE.ruleset.rules for conflict in KNOWLEDGE.conflicts_of(rule)}
    assert set(KNOWLEDGE.conflicts) == met
