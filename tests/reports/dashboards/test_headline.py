"""The top line and the titles of charts: what happened, in words."""

import datetime as dt

import pytest
from django.utils.translation import override

from reports.dashboards.headline import change_title, headline
from reports.dashboards.measurements import Course, DatedValue

START = dt.date(2026, 1, 5)
Pairs = list[tuple[int, float]]


def course(pairs: Pairs, margin: float = 0) -> Course:
    """A quantity with these values; what was counted on day 0 is its start."""
    readings = tuple(DatedValue(START + dt.timedelta(days=day), value, margin) for day, value in pairs)
    if pairs and pairs[0][0] == 0:
        return Course(readings[0], readings[1:])
    return Course(later=readings)


@pytest.mark.parametrize(
    ("days", "hit6", "line"),
    [
        (
            [(0, 16), (84, 9)],
            [(0, 64), (84, 56)],
            "Van 16 naar 9 hoofdpijndagen in 12 weken; HIT-6 8 punten lager.",
        ),
        ([(0, 16), (40, 3), (84, 9)], [], "Van 16 naar 9 hoofdpijndagen in 12 weken."),
        ([(0, 2), (14, 1)], [(0, 60), (14, 61)], "Van 2 naar 1 hoofdpijndag in 2 weken; HIT-6 1 punt hoger."),
        (
            [(0, 9), (13, 9)],
            [(0, 60), (9, 60)],
            "Onveranderd 9 hoofdpijndagen per maand in 13 dagen; HIT-6 gelijk gebleven.",
        ),
        ([(0, 9), (1, 10.5)], [], "Van 9 naar 10,5 hoofdpijndagen in 1 dag."),
        ([(0, 22)], [(0, 58)], "22 hoofdpijndagen per maand bij de start; nog geen vervolgmeting."),
        ([(0, 0)], [], "0 hoofdpijndagen per maand bij de start; nog geen vervolgmeting."),
        ([(14, 20)], [], "20 hoofdpijndagen per maand op 19-01-2026; start niet gemeten."),
        (
            [(14, 15), (84, 3)],
            [(0, 64), (84, 53)],
            "3 hoofdpijndagen per maand op 30-03-2026; start niet gemeten.",
        ),
        ([(0, 16), (84, 9)], [(14, 64), (84, 53)], "Van 16 naar 9 hoofdpijndagen in 12 weken."),
        ([], [(0, 58), (9, 50)], "Hoofdpijndagen zijn nog niet geteld."),
    ],
)
def test_the_top_line(days: Pairs, hit6: Pairs, line: str) -> None:
    assert headline(course(days), course(hit6)) == line


def test_an_estimate_is_named() -> None:
    note = "(geschat uit geheugen, ± 6 dagen)"
    assert (
        headline(course([(0, 16), (84, 9)], margin=6.2), Course())
        == f"Van 16 naar 9 hoofdpijndagen in 12 weken {note}."
    )
    assert headline(course([(0, 16)], margin=6.2), Course()).startswith(
        f"16 hoofdpijndagen per maand bij de start {note};"
    )


@pytest.mark.parametrize(
    ("pairs", "title"),
    [
        ([(0, 64), (84, 56)], "HIT-6: van 64 naar 56"),
        ([(0, 64), (84, 64)], "HIT-6: onveranderd 64"),
        ([(0, 64)], "HIT-6: 64, één meting"),
        ([(14, 64), (84, 56)], "HIT-6: van 64 op 19-01-2026 naar 56"),
        ([(14, 64), (84, 64)], "HIT-6: van 64 op 19-01-2026 naar 64"),
    ],
)
def test_the_title_of_a_chart(pairs: Pairs, title: str) -> None:
    assert change_title("HIT-6", course(pairs)) == title


def test_numbers_follow_the_reader() -> None:
    with override("en"):
        assert "10.5" in headline(course([(0, 9), (1, 10.5)]), Course())
