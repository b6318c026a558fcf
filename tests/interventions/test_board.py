"""What the therapist sees of two hundred results: a handful of cards, each once, none during a block."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings

from headache_cds.accounts.models import User
from interventions.advice.board import Board
from interventions.advice.cards import deduplicate
from interventions.advice.flags import flag_list
from interventions.advice.tiers import MAX_CARDS
from interventions.case.current import current
from interventions.engine import Item
from interventions.knowledge import get_knowledge
from interventions.pages.advice import advice_page
from tests.benchmarks.advice_pages import MOST, offers_of
from tests.engine.random_patients import ANY
from tests.interventions.patients import (
    BLOCKED,
    MIGRAINE,
    MIXED,
    NECK,
    OVERUSE,
    board_for,
    board_of,
    episode_of,
)
from tests.worked import PATIENTS

SIGNAL = "suicide-signal-protocol-now"


def items_of(board: Board) -> list[Item]:
    """Every item that the page puts into words, where it does so."""
    cards = [item for view in board.options for item in (*view.items, *view.notes)]
    alerts = (*board.blocks, *board.flags, *board.warnings)
    return [*alerts, *board.talks, *board.notes, *cards]


def treatment_on(board: Board) -> list[Any]:
    """Everything that has no place on the page while something blocks."""
    return [*board.options, *board.checklist, *board.notes, *board.talks, *board.considered]


def texts_of(board: Board) -> list[str]:
    """Every sentence that leads."""
    return [item.rule.record.summary.nl for item in items_of(board)]


@pytest.mark.parametrize("case", PATIENTS)
def test_a_worked_patient_sees_a_handful_of_cards(case: str) -> None:
    board = board_of(case)
    assert len(board.tiers.cards) <= MAX_CARDS
    assert offers_of(board) <= MOST["offers"]


@pytest.mark.parametrize("case", PATIENTS)
def test_every_card_stands_in_one_tier(case: str) -> None:
    board = board_of(case)
    names = [view.card.id for view in (*board.tiers.cards, *board.tiers.further)]
    assert names == [view.card.id for view in board.options]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", PATIENTS)
def test_a_worked_patient_sees_no_text_and_no_statement_twice(case: str) -> None:
    board = board_of(case)
    statements = Counter(name for item in items_of(board) for name in item.rule.record.implements)
    assert [name for name, count in statements.items() if count > 1] == []
    assert [text for text, count in Counter(texts_of(board)).items() if count > 1] == []


@pytest.mark.parametrize("case", PATIENTS)
def test_overlapping_statements_of_one_card_stand_once(case: str) -> None:
    statements = get_knowledge().statements
    for view in board_of(case).options:
        assert deduplicate(statements, view.items) == view.items


@pytest.mark.parametrize("case", BLOCKED)
def test_a_blocked_patient_sees_no_advice(case: str) -> None:
    board = board_of(case)
    assert board.blocks
    assert treatment_on(board) == []
    assert board.withheld


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ANY)
def test_whenever_something_blocks_only_texts_that_may_stay_are_on_the_board(facts: dict[str, Any]) -> None:
    board = board_for(facts)
    if board.advice.blocked_by:
        assert board.is_blocked
        assert treatment_on(board) == []
        assert all(item.rule.record.while_blocked for item in items_of(board))
        assert all(question.urgent for question in board.questions)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(ANY)
def test_every_applying_advice_stands_on_one_card_or_as_an_echo(facts: dict[str, Any]) -> None:
    board = board_for(facts)
    if board.is_blocked:
        return
    spoken = Counter(item.rule.id for view in board.options for item in view.everything)
    offers = [
        item.rule.id
        for item in board.advice.items
        if item.status == "applies" and item.rule.record.use in ("advise", "dose")
    ]
    silent = [name for name in offers if not spoken[name]]
    noted = {name for view in board.options for item in view.notes for name in item.rule.record.implements}
    for name in silent:
        statements = get_knowledge().ruleset.rules_by_id[name].record.implements
        overlaps = {other for one in statements for other in get_knowledge().statements[one].overlaps_with}
        assert overlaps & noted, f"{name} is lost"


def test_the_sentence_for_the_headache_type_leads() -> None:
    view = board_of(MIGRAINE).option("aerobic_training")
    assert view
    assert view.main.rule.id == "aerobic-training-migraine"
    assert view.types == ("migraine",)


def test_two_headache_types_have_one_sentence_that_leads_and_the_other_behind_it() -> None:
    view = board_of(MIXED).option("aerobic_training")
    assert view
    assert view.main.rule.id == "aerobic-training-migraine"
    assert "aerobic-training-tth" in [item.rule.id for item in view.others]
    assert set(view.types) == {"migraine", "tth"}


def test_what_says_the_same_for_another_type_is_an_echo() -> None:
    view = board_of(MIXED).option("biofeedback_relaxation")
    assert view
    assert {name: [item.rule.id for item in found] for name, found in view.duplicates.items()} == {
        "relaxation-tth": ["relaxation-migraine"]
    }


def test_a_warning_wins_over_the_advice_that_says_the_same() -> None:
    view = board_of(MIGRAINE, planned_interventions=["education"]).option("education")
    assert view
    assert [item.rule.id for item in view.notes] == ["education-not-alone"]
    assert "education-combined-migraine" not in [item.rule.id for item in view.items]


def test_the_suicide_signal_is_the_first_warning() -> None:
    board = board_of(OVERUSE, phq9_item9=2, phq9_score=21, blood_pressure_systolic=190)
    assert board.warnings[0].rule.id == SIGNAL
    assert {"blood-pressure-alert", "report-suspected-overuse"} <= {item.rule.id for item in board.warnings}


def test_the_suicide_signal_stays_while_something_blocks() -> None:
    board = board_of("V07", phq9_item9=2)
    assert board.is_blocked
    assert board.warnings[0].rule.id == SIGNAL


def test_what_is_decided_in_the_plan_is_no_question() -> None:
    for case in PATIENTS:
        asked = {question.fact for question in board_of(case).questions}
        assert not asked & {"planned_interventions", "treatment_goals", "aerobic_weeks"}


def test_a_question_that_was_answered_is_no_talk() -> None:
    asked = {"stress_present": True, "chronic_stress": False, "stress_affects_headache": False}
    assert "ask-stress" in {item.rule.id for item in board_of("V10").talks}
    assert "ask-stress" not in {item.rule.id for item in board_of("V10", **asked).talks}


def test_a_flag_that_is_not_found_is_no_reassurance() -> None:
    for case in PATIENTS:
        assert all(item.rule.record.group != "red_flags" for item in board_of(case).considered)


@pytest.mark.parametrize(
    ("case", "first"),
    [(NECK, "neck_programme"), (MIGRAINE, "aerobic_training"), (MIXED, "jaw"), ("V05", "aerobic_training")],
)
def test_what_the_findings_call_for_leads(case: str, first: str) -> None:
    assert board_of(case).options[0].card.id == first


def test_a_dose_for_everybody_does_not_lift_its_card() -> None:
    options = board_of(NECK).options
    relevance = {view.card.id: view.relevance for view in options}
    assert relevance["activity"] == 0
    assert relevance["neck_programme"] > relevance["activity"]


def test_what_was_not_studied_in_headache_never_stands_before_what_was() -> None:
    options = board_of(NECK).options
    tips = next(view for view in options if view.card.id == "self_care")
    assert tips.relevance == 0
    assert options.index(tips) >= len([view for view in options if view.relevance > 0])


@pytest.mark.parametrize("case", PATIENTS)
def test_no_card_that_a_finding_calls_for_is_pushed_out_by_one_that_none_calls_for(case: str) -> None:
    tiers = board_of(case).tiers
    left = [view for view in tiers.further if view.findings and not view.is_guide]
    assert not left or all(view.findings for view in tiers.cards)


@pytest.mark.parametrize("case", PATIENTS)
def test_what_holds_for_everybody_leads_no_card_for_this_patient(case: str) -> None:
    tiers = board_of(case).tiers
    assert not [view.card.id for view in tiers.cards if view.main.rule.record.is_universal]
    assert not tiers.called_for or all(view.relevance for view in tiers.cards)


def test_a_card_leads_with_the_sentence_that_a_finding_calls_for() -> None:
    view = board_of("V05").option("aerobic_training")
    assert view
    assert view.main.rule.id == "aerobic-emphasis-weight"
    assert {reason.fact for reason in view.findings} == {"obesity", "preventive_weight_effect"}


def test_where_no_finding_calls_for_a_card_those_for_the_headache_type_stand_there() -> None:
    tiers = board_of("V14").tiers
    assert not tiers.called_for
    assert {view.types for view in tiers.cards} == {("tth",)}


def test_where_to_begin_is_a_sentence_and_no_card_for_this_patient() -> None:
    tiers = board_of(NECK).tiers
    assert [view.card.id for view in tiers.guides] == ["approach"]
    assert "approach" in [view.card.id for view in tiers.further]


def test_what_cannot_wait_stands_before_what_is_for_this_week() -> None:
    facts = {"blood_pressure_systolic": 190, "blood_pressure_diastolic": 110, "phq9_score": 24}
    board = board_of("V02", **facts)
    assert [item.rule.id for item in board.tiers.today] == ["blood-pressure-alert"]
    soon = [item.rule.id for item in board.tiers.soon]
    assert {"oestrogen-contraception-with-aura", "severe-mood-score-refer"} <= set(soon)
    assert [item.rule.id for item in board.warnings] == ["blood-pressure-alert", *soon]


def test_a_term_that_can_wait_is_named_for_this_week() -> None:
    soon = board_of("V19").tiers.soon
    assert {item.urgency for item in soon} == {"this_week"}
    assert not board_of("V19").tiers.today


def test_a_safety_signal_is_for_today() -> None:
    assert [item.rule.id for item in board_of(NECK, phq9_item9=1).tiers.today] == [SIGNAL]


@pytest.mark.parametrize("case", PATIENTS)
def test_nothing_urgent_is_lost(case: str) -> None:
    board = board_of(case)
    tiers = board.tiers
    told = [*board.blocks, *board.flags, *tiers.today, *tiers.soon, *(view.main for view in tiers.cards)]
    urgent = [item for item in board.advice.items if item.urgency != "none"]
    statements = get_knowledge().statements
    lost = {item.rule.id for item in deduplicate(statements, (*told, *urgent))}
    assert lost <= {item.rule.id for item in told}


def test_a_referral_that_leads_its_card_stands_there_and_once() -> None:
    signs = {"snoring": True, "apnoea_episodes": True, "daytime_sleepiness": True, "morning_headache": True}
    tiers = board_of(MIGRAINE, **signs).tiers
    assert tiers.cards[0].card.id == "daily_life"
    assert tiers.cards[0].main.rule.id == "full-sleep-apnoea-picture"
    assert "full-sleep-apnoea-picture" not in [item.rule.id for item in (*tiers.today, *tiers.soon)]


def test_of_two_referrals_that_lead_a_card_the_urgent_one_does() -> None:
    """Sleep apnoea says not to drive; with insomnia beside it that may not move into a fold (D124)."""
    signs = {"snoring": True, "apnoea_episodes": True, "daytime_sleepiness": True, "morning_headache": True}
    tiers = board_of(MIGRAINE, **signs, insomnia=True).tiers
    card = next(view for view in tiers.cards if view.card.id == "daily_life")
    assert card.main.rule.id == "full-sleep-apnoea-picture"


def test_the_most_urgent_flag_stands_first() -> None:
    flags = {"rf_unexplained_weight_loss": True, "rf_fever_or_chills": True, "rf_thunderclap": True}
    board = board_of(MIGRAINE, **flags, headache_years=0.5)
    names = [flag.name for flag in flag_list(get_knowledge(), board).unresolved]
    choices = get_knowledge().vocabulary.facts["red_flags_investigated"].choices
    label = {str(choice.value): choice.text.nl for choice in choices}
    ranked = [label[name] for name in ("rf_thunderclap", "rf_fever_or_chills", "rf_unexplained_weight_loss")]
    assert names == ranked


def test_the_reason_of_a_card_names_the_headache_that_it_is_for(alice: User) -> None:
    episode = episode_of("V05", alice, headache_type=["migraine", "tac"])
    now = current(episode)
    card = next(one for one in advice_page(episode, now).cards if one.view.card.id == "aerobic_training")
    assert "Cluster" not in card.because


def test_a_referral_that_leads_a_card_is_a_warning_while_something_blocks() -> None:
    signs = {"snoring": True, "apnoea_episodes": True, "daytime_sleepiness": True, "morning_headache": True}
    board = board_of("V07", **signs)
    assert board.is_blocked
    assert "full-sleep-apnoea-picture" in [item.rule.id for item in board.tiers.soon]
