"""'Belangrijk voor u': no sentence that holds for a patient is lost without a reason."""

from dataclasses import replace
from typing import Any

import pytest

from headache_cds.vocabulary.spec import Text
from interventions.advice.board import Board
from interventions.advice.important import important_for, is_boxed, missing_since, patient_text
from interventions.engine import Item
from interventions.engine.language.nodes import Constant
from interventions.engine.urgency import Level, UrgencyBranch
from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import NoPlan, plan_from_facts
from tests.interventions.patients import BLOCKED, FLAGGED, board_for, board_of
from tests.realistic import everybody
from tests.worked import PATIENTS

REALISTIC, SEED = 60, 9


def test_the_sentence_of_a_flag_goes_before_what_a_block_says_of_every_flag() -> None:
    lines = important_for(board_of(FLAGGED).advice).lines
    blocks = {
        text for item in board_of(FLAGGED).blocks if (text := patient_text(item, board_of(FLAGGED).advice))
    }
    now = [line.text in blocks for line in lines if line.urgency is Level.NOW]
    assert now == sorted(now)


def test_a_branch_speaks_to_the_patient_in_its_own_words() -> None:
    advice = board_of("V01").advice
    item = next(item for item in advice.items if item.rule.record.patient)
    other = Text(nl="Bel nu 112.", en="Call 112 now.")
    branch = UrgencyBranch(level=Level.NOW, patient=other)
    for holds, expected in ((True, other), (False, item.rule.record.patient)):
        rule = replace(item.rule, urgency=((Constant(holds), branch),))
        assert patient_text(item._replace(rule=rule), advice) == expected


def holding(board: Board) -> list[Item]:
    """Every warning, referral and block that holds."""
    return [item for item in board.advice.items if item.status == "applies" and is_boxed(item)]


def test_every_sentence_that_holds_is_on_paper_or_has_a_reason() -> None:
    """Also those of critical items, which no card shows, and of notes.

    While something blocks there is no paper: then the page of the plan tells what stays visible
    (tests/reports/documents/test_important_pages.py), after the stop of the advice page was acted on.
    """
    knowledge, told_by_block, on_paper = get_knowledge(), 0, 0
    for name, facts in everybody(REALISTIC, SEED):
        board = board_for(facts)
        found = important_for(board.advice)
        lines, reasons = {line.text for line in found.lines}, {entry.rule for entry in found.not_told}
        for item in holding(board):
            record = item.rule.record
            if board.is_blocked and not record.while_blocked:
                continue
            text = patient_text(item, board.advice)
            by = set(record.told_by) & {line.rule for line in found.lines}
            assert text is None or text in lines or by, (name, item.rule.id)
            assert record.not_for_patient is None or item.rule.id in reasons, (name, item.rule.id)
            urgent = item.urgency is not Level.NONE
            assert not urgent or record.patient or record.not_for_patient, (name, item.rule.id)
        content = plan_from_facts(knowledge, name, facts, "nl")
        if board.is_blocked:
            assert isinstance(content, NoPlan), name
            told_by_block += bool(lines)
        elif isinstance(content, dict):
            printed = {Text(**line["text"]) for line in content["important"]}
            assert lines <= printed, name
            on_paper += bool(lines)
    assert told_by_block > len(BLOCKED)
    assert on_paper > 3


def test_a_sentence_stands_in_the_box_and_not_a_second_time_on_a_card() -> None:
    knowledge = get_knowledge()
    seen = 0
    for name, facts in PATIENTS.items():
        content = plan_from_facts(knowledge, name, facts, "nl")
        if isinstance(content, dict):
            boxed = [line["text"]["nl"] for line in content["important"]]
            assert len(boxed) == len(set(boxed)), name
            assert not {text["nl"] for card in content["cards"] for text in card["texts"]} & set(boxed), name
            seen += len(boxed)
    assert seen > 5


def test_the_most_urgent_comes_first() -> None:
    for name, facts in everybody(REALISTIC, SEED):
        ranks = [line.urgency.rank for line in important_for(board_for(facts).advice).lines]
        assert ranks == sorted(ranks), name
    board = board_of("V19", blood_pressure_systolic=190, blood_pressure_diastolic=115)
    levels = [line.urgency for line in important_for(board.advice).lines]
    assert levels[0] is Level.TODAY
    assert len(set(levels)) > 1


def with_items(board: Board, **changes: Any) -> list[Item]:
    """The items of a board, each with its record changed where it holds and asks something."""
    items = []
    for item in board.advice.items:
        if item.status == "applies" and is_boxed(item) and item.rule.record.patient:
            record = item.rule.record.model_copy(update=changes)
            # A branch of the urgency may have a sentence of its own.
            items.append(item._replace(rule=replace(item.rule, record=record, urgency=())))
        else:
            items.append(item)
    return items


def test_what_is_not_told_says_why() -> None:
    board = board_of("V19")
    reason = Text(nl="Alleen voor de voorschrijver.", en="For the prescriber only.")
    items = with_items(board, patient=None, not_for_patient=reason)
    found = important_for(replace(board.advice, items=tuple(items)))
    assert found.lines == ()
    assert {entry.reason for entry in found.not_told} >= {reason}
    told = {item.rule.id for item in holding(board) if item.rule.record.patient}
    assert told <= {entry.rule for entry in found.not_told}


def test_one_sentence_of_two_rules_stands_once_under_the_most_urgent() -> None:
    board = board_of("V19")
    sentence = Text(nl="Bel uw arts.", en="Call your physician.")
    items = with_items(board, patient=sentence)
    (line,) = important_for(replace(board.advice, items=tuple(items))).lines
    most_urgent = min(item.urgency.rank for item in holding(board) if item.rule.record.patient)
    assert (line.text, line.urgency.rank) == (sentence, most_urgent)


def rules_told(board: Board) -> set[str]:
    return {line.rule for line in important_for(board.advice).lines}


def test_what_two_rules_say_nearly_the_same_stands_once() -> None:
    """The wider sentence stays; alone, the narrower one stands."""
    board = board_of("V19", takes_opioids=True, interaction_risk_disproportionate=True)
    narrow, wide = (
        next(item for item in holding(board) if item.rule.id == name)
        for name in ("report-opioid-use", "interaction-risk-to-gp")
    )
    assert wide.rule.id in rules_told(board)
    assert narrow.rule.id not in rules_told(board)
    assert narrow.rule.id in rules_told(board_of("V19", takes_opioids=True))
    milder = [item for item in board.advice.items if item is not wide] + [
        wide._replace(urgency=Level.NONE),
    ]
    urgent = [item._replace(urgency=Level.TODAY) if item is narrow else item for item in milder]
    told = important_for(replace(board.advice, items=tuple(urgent))).lines
    assert {narrow.rule.id, wide.rule.id} <= {line.rule for line in told}


def test_a_change_of_words_is_no_news_and_a_change_of_urgency_is() -> None:
    important = important_for(board_of("V19").advice)
    content = {
        "important": [
            {
                "rule": line.rule,
                "urgency": str(line.urgency),
                "text": {"nl": "Oude woorden.", "en": "Old words."},
            }
            for line in important.lines
        ]
    }
    assert missing_since(important, content) == ()
    content["important"][0]["urgency"] = "none"
    assert missing_since(important, content) == important.lines[:1]
    assert missing_since(important, {}) == important.lines


@pytest.mark.parametrize("case", [FLAGGED, "V13", "V21"])
def test_while_something_blocks_no_treatment_is_told(case: str) -> None:
    board = board_of(case)
    rules = board.advice.ruleset.rules_by_id
    lines = important_for(board.advice).lines
    assert lines
    assert all(rules[line.rule].record.while_blocked for line in lines)
