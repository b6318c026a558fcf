"""What counts as a change: the limits are the knowledge's, the outcome is the engine's."""

import datetime as dt
from typing import Any

import pytest

from intake.measured import Quantities
from reports.dashboards.evaluation import ChangeOutcome, verdicts
from tests.interventions.patients import board_for
from tests.worked import PATIENTS

TODAY = dt.date(2026, 3, 2)


def lines(**facts: Any) -> dict[str, ChangeOutcome]:
    """The verdicts by their name."""
    return {
        str(line.name): line for line in verdicts(board_for(facts).scope, Quantities({}, TODAY, []), TODAY)
    }


def test_the_worked_evaluation() -> None:
    found = lines(**PATIENTS["V12"])
    assert {name: (line.change, line.outcome) for name, line in found.items()} == {
        "Hoofdpijndagen": ("58% lager", "grens gehaald"),
        "HIT-6, bij migraine": ("8 punten lager", "grens gehaald"),
        "MIDAS": ("56% lager", "alleen ter vergelijking"),
        "Activiteiten (PSK), gemiddeld": ("4 punten lager", "grens gehaald"),
        "Ervaren effect (GPE)": ("score 2 van 7", "grens gehaald"),
    }


@pytest.mark.parametrize(
    ("after", "outcome"), [(6, "grens gehaald"), (7, "grens niet gehaald"), (13, "grens niet gehaald")]
)
def test_a_responder_has_half_the_days(after: int, outcome: str) -> None:
    found = lines(baseline_headache_days=12, followup_headache_days=after)
    assert found["Hoofdpijndagen"].outcome == outcome


def test_worse_is_said() -> None:
    found = lines(
        baseline_headache_days=10, followup_headache_days=13, nprs_average=4, nprs_average_followup=5
    )
    assert found["Hoofdpijndagen"].change == "30% hoger"
    assert found["Pijnscore (NPRS)"].change == "1 punten hoger"


def test_each_diagnosis_has_its_own_limit() -> None:
    scores = {"hit6_score": 60, "hit6_followup": 53}
    migraine = lines(headache_type=["migraine"], **scores)["HIT-6, bij migraine"]
    assert (migraine.limit, migraine.outcome) == ("6 punten lager", "grens gehaald")
    chronic = {"headache_type": ["tth"], "headache_days_per_month": 20, "months_headache_15plus": 12}
    found = lines(**chronic, **scores)["HIT-6, bij chronische spanningshoofdpijn"]
    assert (found.limit, found.outcome) == ("8 punten lager", "grens niet gehaald")
    assert found.from_elsewhere


def test_both_diagnoses_give_both_limits() -> None:
    facts = PATIENTS["V01"] | {
        "headache_type": ["migraine", "tth"],
        "tth_days_per_month": 20,
        "hit6_followup": 51,
    }
    found = lines(**facts)
    assert found["HIT-6, bij migraine"].outcome == "grens gehaald"
    assert found["HIT-6, bij chronische spanningshoofdpijn"].outcome == "grens niet gehaald"


def test_episodic_tension_type_headache_has_no_limit() -> None:
    facts = {"headache_type": ["tth"], "headache_days_per_month": 5, "months_headache_15plus": 0}
    found = lines(**facts, hit6_score=60, hit6_followup=50)
    assert found["HIT-6"].outcome == "niet te beoordelen"
    assert found["HIT-6"].change == "10 punten lager"


def test_without_a_follow_up_there_is_nothing_to_say() -> None:
    assert lines(**PATIENTS["V01"]) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({}, ["HIT-6"]),
        ({"headache_type": ["unknown"]}, ["HIT-6"]),
        ({"headache_type": ["tth"]}, ["HIT-6"]),
        ({"headache_type": ["migraine", "tth"]}, ["HIT-6, bij migraine"]),
    ],
)
def test_where_no_limit_is_meant_for_certain_there_is_none(facts: dict[str, Any], names: list[str]) -> None:
    assert list(lines(**facts, hit6_score=60, hit6_followup=50)) == names


def test_a_limit_from_elsewhere_is_marked() -> None:
    found = lines(**PATIENTS["V12"])
    assert not found["Hoofdpijndagen"].from_elsewhere
    assert found["MIDAS"].from_elsewhere
    assert found["MIDAS"].source == "Carvalho 2021"
