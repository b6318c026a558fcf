"""The worked patients, as expected: derived facts, and the statements that tell right from wrong."""

from typing import Any

import pytest

from interventions.advice.json_lines import advise_on
from interventions.engine import Advice
from interventions.knowledge import get_knowledge
from interventions.knowledge.coverage import cover
from tests.worked import CASES

NUMBERS_WITHIN = 0.05


def statuses(advice: Advice, statement: str) -> set[str]:
    return {item.status for item in advice.items if statement in item.rule.record.implements}


def in_reach(names: list[str]) -> list[str]:
    return [name for name in names if name in cover(get_knowledge()).places]


@pytest.mark.parametrize("patient", CASES, ids=lambda patient: patient["id"])
def test_a_worked_patient_comes_out_as_expected(patient: dict[str, Any]) -> None:
    advice = advise_on(get_knowledge(), patient["facts"])
    expect = patient["expect"]
    for name in in_reach(expect["applies"]):
        assert "applies" in statuses(advice, name), name
    for name in in_reach(expect["suppressed"]):
        assert "applies" not in statuses(advice, name), name
        assert "suppressed" in statuses(advice, name) or not statuses(advice, name), name
    for name in in_reach(expect["not"]):
        assert "applies" not in statuses(advice, name), name
    for name in in_reach(expect["waits"]):
        assert "insufficient_data" in statuses(advice, name), name
        assert "applies" not in statuses(advice, name), name
    assert bool(advice.blocked_by) is expect["blocked"]


@pytest.mark.parametrize("patient", CASES, ids=lambda patient: patient["id"])
def test_the_derived_facts_come_out_as_expected(patient: dict[str, Any]) -> None:
    derived = advise_on(get_knowledge(), patient["facts"]).derived
    for fact, expected in patient["expect"]["derived"].items():
        if isinstance(expected, float):
            assert derived[fact] == pytest.approx(expected, abs=NUMBERS_WITHIN), fact
        else:
            assert derived[fact] == expected, fact
            assert (derived[fact] is None) is (expected is None), fact
