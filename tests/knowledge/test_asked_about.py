"""Sources that studied no headache, or sell something: what of them reaches the patient, and what never."""

import re
from typing import Any

from interventions.advice.board import Board, build_board
from interventions.advice.json_lines import read_facts
from interventions.engine import Advice, advise
from interventions.engine.ruleset import Rule
from interventions.knowledge import get_knowledge
from tests.worked import PATIENTS, SCREENED_ON

SETTLED = {
    "care_setting": "secondary_care",
    "red_flags_screened_by": "neurologist",
    "red_flags_screened_on": SCREENED_ON,
    "red_flag_screening_result": "no_flag",
    "headache_diagnosis_source": "neurologist",
    "patient_age_years": 40,
    "headache_type": ["tth"],
}
# Hormones, the autonomic system and figures of the exercise review (D42, D54, D55, D58).
NEVER_NAMED = re.compile(
    r"cortisol|HPA|glucocort|sympath|autonoom|autonome|serotonin|endorf|endorph|\d ?%", re.IGNORECASE
)
# Claims and names of the commercial source (N14, D62).
CLAIMS = re.compile(
    r"balance method|meridia|afvalstof|waste product|doorbloed|blood flow|reset|disbalans", re.IGNORECASE
)
TO_THE_PATIENT = {"EX-17", "EX-35", "EX-36", "EX-44", "EX-47", "EX-49"}


def rules_of(prefix: str) -> list[Rule]:
    return [
        rule
        for rule in get_knowledge().ruleset.rules
        if any(name.startswith(prefix) for name in rule.record.implements)
    ]


def texts_of(rule: Rule) -> str:
    record = rule.record
    texts = (record.summary, record.advice, record.patient, record.strength)
    return " ".join(f"{text.nl} {text.en}" for text in texts if text)


def advice_on(facts: dict[str, Any]) -> tuple[Advice, Board]:
    knowledge = get_knowledge()
    known, overrides = read_facts(knowledge, facts)
    advice = advise(knowledge.ruleset, known, overrides)
    return advice, build_board(knowledge, advice)


def status_of(advice: Advice, rule: str) -> str:
    return next(item.status for item in advice.items if item.rule.id == rule)


def test_the_exercise_review_names_no_hormones_and_no_figures() -> None:
    rules = rules_of("EX-")
    assert len(rules) > 10
    assert [rule.id for rule in rules if NEVER_NAMED.search(texts_of(rule))] == []
    told = [rule for rule in rules if rule.record.patient]
    assert [rule.id for rule in told if not set(rule.record.implements) <= TO_THE_PATIENT] == []


def test_a_mechanism_says_that_headache_was_not_studied() -> None:
    mechanisms = [rule for rule in rules_of("EX-") if rule.record.group == "exercise_mechanisms"]
    assert mechanisms
    for rule in mechanisms:
        assert "niet onderzocht bij hoofdpijn" in rule.record.strength.nl, rule.id
        assert rule.record.dose is None, rule.id


def test_the_commercial_source_is_never_repeated() -> None:
    rules = rules_of("AC-")
    assert len(rules) > 10
    assert [rule.id for rule in rules if CLAIMS.search(texts_of(rule))] == []


def test_accepting_what_a_patient_asks_about_plans_nothing() -> None:
    card = next(card for card in get_knowledge().cards.cards if card.id == "patient_asks")
    assert not card.components
    components = {part.value for card in get_knowledge().cards.cards for part in card.components}
    assert "acupuncture" not in components


def test_the_physician_comes_before_any_information_on_needles() -> None:
    asked = {**SETTLED, "considered_interventions": ["acupuncture"]}
    advice, _board = advice_on(asked)
    assert status_of(advice, "acupuncture-elsewhere") == "applies"
    advice, board = advice_on({**asked, "anticoagulant_use": True})
    assert status_of(advice, "acupuncture-elsewhere") == "suppressed"
    assert "physician-before-needling" in {item.rule.id for item in board.warnings}


def test_suspected_overuse_comes_before_injections() -> None:
    facts = {**PATIENTS["V03"], "botox_asked_or_used": True}
    advice, board = advice_on(facts)
    assert status_of(advice, "botulinum-reimbursement") == "suppressed"
    assert status_of(advice, "botulinum-and-overuse") == "applies"
    assert "report-suspected-overuse" in {item.rule.id for item in board.warnings}


def test_heat_waits_for_its_own_question() -> None:
    advice, _board = advice_on(PATIENTS["V01"])
    assert status_of(advice, "warm-compress") == "insufficient_data"
    advice, _board = advice_on({**PATIENTS["V01"], "heat_contraindicated": True})
    assert status_of(advice, "warm-compress") == "does_not_apply"


def test_a_tip_without_evidence_does_not_lift_its_card() -> None:
    _advice, board = advice_on(PATIENTS["V01"])
    order = [view.card.id for view in board.options]
    assert order.index("neck_programme") < order.index("daily_life")
    for dose in get_knowledge().doses.values():
        if any(name.startswith("AC-") for name in dose.source):
            assert not dose.parts, dose.id
            assert dose.status.nl == "zelfzorg, zonder bron", dose.id
