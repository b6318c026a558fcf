"""The charts of a patient: what each reads, its limit and its bands."""

from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from headache_cds.accounts.models import User
from intake.models import Episode
from intake.queries import quantities_of
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from reports.dashboards import trends
from reports.dashboards.figures import Chart
from reports.dashboards.measures import bands_of, get_measures, ticks_of
from reports.dashboards.trends import EpisodeHistory, charts_of
from tests.factories import make_episode_with, make_follow_up
from tests.interventions.patients import episode_of

from .scenes import settled


def charts(episode: Episode) -> dict[str, Chart]:
    """The charts by their id."""
    scope = current_board(episode).scope
    dossier = EpisodeHistory(quantities_of(episode), scope, timezone.localdate())
    return {chart.id: chart for chart in charts_of(dossier, ())}


def values(chart: Chart, series: int = 0) -> list[float]:
    return [point.value for point in chart.series[series].points]


def with_facts(alice: User, **facts: Any) -> Episode:
    episode, _later = make_episode_with(alice, settled(**facts))
    return episode


def test_the_evaluation_has_its_charts(alice: User) -> None:
    found = charts(episode_of("V12", alice))
    assert list(found) == ["chart-days", "chart-hit6", "chart-midas", "chart-psk", "chart-gpe"]
    assert values(found["chart-days"]) == [12, 5]
    assert found["chart-hit6"].title == "HIT-6: van 64 naar 56 (ernstige impact → aanzienlijke impact)"
    assert found["chart-midas"].title == "MIDAS: van 34 naar 15 (graad IV-A → graad III)"
    assert [series.name for series in found["chart-psk"].series] == [
        "A: lezen",
        "B: voetballen met de kinderen",
    ]
    assert [values(found["chart-psk"], at) for at in (0, 1)] == [[8, 4], [7, 3]]
    assert found["chart-gpe"].bands[0].label == "geslaagd"


def test_nothing_measured_draws_nothing(alice: User, episode: Episode) -> None:
    assert charts(episode) == {}


def test_days_from_memory_carry_their_margin(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=16, headache_days_source="recall")
    make_follow_up(episode, alice, days_ago=3, followup_headache_days=9, headache_days_source="diary")
    make_follow_up(episode, alice, followup_headache_days=8)
    points = charts(episode)["chart-days"].series[0].points
    assert [point.margin for point in points] == [6.2, 0, 0]
    assert [point.note for point in points] == ["geschat uit geheugen, ± 6 dagen", "", ""]


def test_a_corrected_baseline_is_the_start(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=16)
    make_follow_up(episode, alice, followup_headache_days=9, baseline_headache_days=14)
    assert values(charts(episode)["chart-days"]) == [14, 9]


def test_of_two_measurements_on_one_day_the_last_counts(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=16)
    make_follow_up(episode, alice, followup_headache_days=9)
    make_follow_up(episode, alice, followup_headache_days=8)
    chart = charts(episode)["chart-days"]
    assert values(chart) == [16, 8]
    assert [row.cells[0][0] for row in chart.rows()] == ["16", "8"]


@pytest.mark.parametrize(
    ("facts", "name", "drawn", "limit"),
    [
        (
            {"acute_medication_classes": ["triptan"], "acute_days_triptan": 14},
            "Dagen met triptan",
            [14],
            "grens 10 dagen",
        ),
        (
            {"acute_medication_classes": ["paracetamol"], "acute_days_paracetamol": 6},
            "Dagen met paracetamol",
            [6],
            "grens 15 dagen",
        ),
        (
            {
                "acute_medication_classes": ["paracetamol", "triptan"],
                "acute_days_paracetamol": 3,
                "acute_days_triptan": 3,
            },
            "Dagen met aanvalsmedicatie",
            [20],
            "grens 10 dagen",
        ),
        (
            {"acute_medication_classes": ["gepant_or_ditan"], "acute_days_gepant_or_ditan": 5},
            "Dagen met aanvalsmedicatie",
            [20],
            None,
        ),
        ({}, "Dagen met aanvalsmedicatie", [20], None),
    ],
)
def test_the_limit_belongs_to_what_is_counted(
    alice: User, facts: dict[str, Any], name: str, drawn: list[float], limit: str | None
) -> None:
    chart = charts(with_facts(alice, acute_medication_days_per_month=20, **facts)).get("chart-medication")
    if chart is None:
        assert facts == {}, "hidden by routing without a class"
        return
    assert chart.title.startswith(f"{name}: ")
    assert values(chart) == drawn
    assert [item.label for item in chart.limits] == ([limit] if limit else [])


def test_a_suspicion_of_overuse_stands_in_the_title(alice: User) -> None:
    chart = charts(episode_of("V03", alice))["chart-medication"]
    assert chart.title == "Dagen met triptan: 14, één meting; vermoeden van overgebruik"


def test_an_activity_without_a_score_of_now_keeps_its_start(alice: User) -> None:
    rows = [{"activity": "lezen", "score_baseline": 8}, {"activity": "fietsen", "score_baseline": 6}]
    episode = with_facts(alice, psk_activities=rows)
    make_follow_up(episode, alice, psk_activities=[{"activity": "fietsen", "score_followup": 2}])
    chart = charts(episode)["chart-psk"]
    assert [values(chart, at) for at in (0, 1)] == [[8], [6, 2]]


def test_bands_are_the_knowledge_s_and_leave_no_gap() -> None:
    knowledge = get_knowledge()
    for measure in get_measures().scores:
        bands = bands_of(measure)
        if measure.bands is None:
            continue
        assert [band.low for band in bands[1:]] == [
            knowledge.parameters[name].value for name in measure.bands.begins
        ]
        assert all(lower.high == upper.low for lower, upper in pairwise(bands))
        spec = knowledge.vocabulary.facts[measure.fact]
        assert (bands[0].low, bands[-1].high) == (spec.min, spec.max)
        assert ticks_of(measure, 1000)[-1] == spec.max


def test_a_score_without_bands_has_a_chart_that_speaks_of_none(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    measures = get_measures()
    plain = measures.scores[0].model_copy(update={"bands": None, "ticks": (36, 57, 78)})
    monkeypatch.setattr(trends, "get_measures", lambda: measures.model_copy(update={"scores": (plain,)}))
    found = charts(with_facts(alice, hit6_score=64))["chart-hit6"]
    assert (found.bands, found.summary) == ((), "HIT-6 over de tijd.")
    assert found.title == "HIT-6: 64, één meting"
