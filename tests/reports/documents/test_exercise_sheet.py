"""The exercise sheet: every exercise of the plan once, with its drawings, its dose and how it is done."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from reports.documents import pdf
from reports.documents.papers.exercises import dose_words, exercises_html, has_exercises, rows_of
from tests.reports.documents.accessible import faults_of, heard, words_left_out
from tests.reports.documents.agreed import Content, activity, agreed, both, exercise
from tests.reports.documents.conftest import NECK

SIX = ("nod_lying", "nod_sitting", "chin_tuck", "belly_breathing", "brisk_walking", "nod_lying")


def with_exercises(*exercises: Content) -> Content:
    """A plan of which the first thing to do is these exercises."""
    content = agreed(NECK, activity("Nekoefeningen", days=[1, 3, 6]))
    now(content)["exercises"] = list(exercises)
    return content


def now(content: Content) -> Any:
    """The first thing to do."""
    return next(card for card in content["cards"] if card["when"] == "now")


def test_an_exercise_of_two_cards_stands_once() -> None:
    content = with_exercises(exercise(), exercise("nod_sitting"), exercise())
    other = next(card for card in content["cards"] if card["on_paper"] and card["when"] == "reading")
    other |= {"when": "later", "later_from": "2027-01-13", "exercises": [exercise(), exercise("chin_tuck")]}
    rows = rows_of(content, "nl")
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.is_later for row in rows] == [False, False, True]
    assert "vanaf 13 januari" in exercises_html(content, "nl")


def test_what_is_for_reading_is_no_exercise() -> None:
    content = with_exercises()
    card = next(card for card in content["cards"] if card["when"] == "reading")
    card["exercises"] = [exercise()]
    assert not has_exercises(content)


@pytest.mark.parametrize(
    ("dose", "nl", "en"),
    [
        ({}, "10 keer, 10 tellen vasthouden", "10 times, hold for a count of 10"),
        ({"sets": 3, "hold_seconds": None}, "3 rondes van 10 keer", "3 sets of 10 times"),
        ({"sets": 1, "hold_seconds": None}, "10 keer", "10 times"),
        ({"repetitions": None, "hold_seconds": None, "minutes": 5}, "5 minuten", "5 minutes"),
        ({"repetitions": None, "hold_seconds": None, "minutes": 1}, "1 minuut", "1 minute"),
    ],
)
def test_the_dose_in_words(dose: dict[str, int | None], nl: str, en: str) -> None:
    content = with_exercises(exercise(dose=exercise()["dose"] | dose))
    assert f"<b>{nl}</b>" in exercises_html(content, "nl")
    assert f"<b>{en}</b>" in exercises_html(content, "en")
    assert dose_words(exercise()["dose"], "nl") == "10 keer, 10 tellen vasthouden"


def test_the_days_are_those_of_its_activity() -> None:
    content = with_exercises(exercise())
    assert [row.days for row in rows_of(content, "nl")] == ["2 keer per dag, op di, do en zo"]
    now(content)["activity"]["days"] = list(range(7))
    assert [row.days for row in rows_of(content, "nl")] == ["2 keer per dag, elke dag"]
    now(content)["activity"]["days"] = [2]
    assert [row.days for row in rows_of(content, "nl")] == ["2 keer per dag, op woensdag"]


def test_a_dose_that_grows_says_that_it_is_the_first() -> None:
    grows = exercise(dose=exercise()["dose"] | {"grows": True})
    assert "Na week 1 staat elke week op uw kalender." in exercises_html(with_exercises(grows), "nl")
    assert "Na week 1 staat elke week op uw kalender." not in exercises_html(with_exercises(exercise()), "nl")


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3, 4, 6])
def test_no_row_is_cut_over_a_page(count: int) -> None:
    """Two rows with three drawings of 5 cm stand on a page; every page says what it is of."""
    names = [f"Oefening nummer {number}" for number in range(count)]
    rows = [
        exercise(drawing) | {"id": name, "name": both(name)}
        for drawing, name in zip(SIX, names, strict=False)
    ]
    html = exercises_html(with_exercises(*rows), "nl")
    data = pdf.render_pdf(html).data
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]
    assert len(pages) == {1: 1, 3: 2, 4: 2, 6: 3}[count]
    for number, name in enumerate(names, start=1):
        (page,) = [page for page in pages if f"{number}. {name}" in page]
        begin = page.index(f"{number}. {name}")
        assert "Stop als u duizelig wordt." in page[begin:]
    assert faults_of(data) == []
    assert words_left_out(html, heard(data)) == ""
    figures = heard(data).all("Figure")
    assert all(figure.alt for figure in figures)
    assert len({figure.alt for figure in figures}) >= 2 * len({*SIX[:count]})
