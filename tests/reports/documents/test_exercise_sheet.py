"""The exercise sheet: every exercise of the plan once, with its drawings, its dose and how it is done."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from reports.documents import pdf
from reports.documents.papers.exercises import dose_words, exercises_html, groups_of, has_exercises, views_of
from reports.documents.papers.programme import programme_of
from tests.markup import read
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
    groups = groups_of(content, "nl")
    assert [(group.number, group.is_later) for group in groups] == [(1, False), (2, True)]
    assert [len(group.rows) for group in groups] == [2, 1]
    assert "Later, vanaf 13 januari." in exercises_html(content, "nl")


def test_an_exercise_stands_under_the_number_of_its_thing_on_plan_and_calendar() -> None:
    """The first thing has no exercise: the second keeps its number, and nothing else is numbered."""
    content = agreed(NECK, activity("Opschrijven"), activity("Nekoefeningen", days=[1, 3, 6]))
    second = [card for card in content["cards"] if card["when"] == "now"][1]
    second["exercises"] = [exercise()]
    (group,) = groups_of(content, "nl")
    assert (group.number, group.name) == (2, "Nekoefeningen")
    assert {entry.number: entry.name for entry in programme_of(content, "nl")}[group.number] == group.name
    assert "Bij 2: Nekoefeningen" in read(exercises_html(content, "nl")).words


def test_what_begins_later_has_no_days_of_week_one() -> None:
    content = agreed(NECK, activity())
    card = next(card for card in content["cards"] if card["on_paper"] and card["when"] == "reading")
    card |= {"when": "later", "activity": activity("Ademen", days=[0, 1, 2]), "exercises": [exercise()]}
    text = read(exercises_html(content, "nl")).words
    assert "Later. Uw fysiotherapeut zegt wanneer u begint. Begin met 10 minuten" in text
    assert "in week 1" not in text
    assert "op ma" not in text
    card["later_from"] = "2027-01-13"
    text = read(exercises_html(content, "nl")).words
    assert "Bij 2: Ademen Later, vanaf 13 januari. Begin met 10 minuten" in text
    assert "op ma" not in text


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
    now(content)["activity"] = None
    assert f"<b>{nl}, 2 keer per dag</b>" in exercises_html(content, "nl")
    assert f"<b>{en}, 2 times a day</b>" in exercises_html(content, "en")
    assert dose_words(exercise()["dose"], "nl") == "10 keer, 10 tellen vasthouden"


def test_the_days_are_those_of_its_activity() -> None:
    content = with_exercises(exercise())
    doing = now(content)["activity"]
    doing["per_day"] = 2
    assert [group.days for group in groups_of(content, "nl")] == ["2 keer per dag, op di, do en zo"]
    doing["days"] = list(range(7))
    assert [group.days for group in groups_of(content, "nl")] == ["2 keer per dag, elke dag"]
    doing["days"] = [2]
    assert [group.days for group in groups_of(content, "nl")] == ["2 keer per dag, op woensdag"]
    assert [row.share for group in groups_of(content, "nl") for row in group.rows] == [
        "10 keer, 10 tellen vasthouden"
    ]


def test_the_dose_of_a_thing_is_that_of_each_exercise_where_all_take_it() -> None:
    dose = exercise()["dose"] | {"repetitions": 5, "hold_seconds": None, "per_day": 1, "grows": True}
    content = with_exercises(exercise(dose=dose), exercise("nod_sitting", dose=dose))
    now(content)["activity"] |= {"unit": both("keer", "times"), "weeks": [{"week": 1, "amount": 5}]}
    (group,) = groups_of(content, "nl")
    assert (group.whose, group.dose) == ("Elke oefening", "5 keer")
    assert [row.share for row in group.rows] == ["5 keer", "5 keer"]


def test_minutes_that_no_exercise_takes_are_those_of_all_together() -> None:
    dose = exercise()["dose"] | {"hold_seconds": None, "per_day": 1}
    content = with_exercises(exercise(dose=dose), exercise("nod_sitting", dose=dose))
    (group,) = groups_of(content, "nl")
    assert (group.whose, group.dose, group.grows) == ("Alles samen", "10 minuten", True)
    assert [row.share for row in group.rows] == ["begin met 10 keer", "begin met 10 keer"]


def test_a_single_exercise_with_the_dose_of_its_thing_says_it_once() -> None:
    dose = exercise()["dose"] | {"repetitions": None, "hold_seconds": None, "minutes": 10, "per_day": 1}
    (group,) = groups_of(with_exercises(exercise(dose=dose)), "nl")
    assert (group.dose, group.whose, [row.share for row in group.rows]) == ("10 minuten", "", [""])


def test_a_dose_that_grows_says_that_it_is_the_first() -> None:
    after = "Uw kalender zegt hoeveel u na week 1 doet."
    content = with_exercises(exercise())
    assert after in exercises_html(content, "nl")
    now(content)["activity"]["weeks"] = [{"week": 1, "amount": 10}]
    assert after not in exercises_html(content, "nl")


def test_two_moments_of_an_activity_have_no_begin_and_end() -> None:
    assert [view.is_captioned for view in views_of("brisk_walking", "nl")] == [False, False]
    assert [view.is_captioned for view in views_of("nod_lying", "nl")] == [True, True, True]


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
    for name in names:
        (page,) = [page for page in pages if name in page]
        begin = page.index(name)
        assert "Stop als u duizelig wordt." in page[begin:]
    assert faults_of(data) == []
    assert words_left_out(html, heard(data)) == ""
    figures = heard(data).all("Figure")
    assert all(figure.alt for figure in figures)
    assert len({figure.alt for figure in figures}) >= 2 * len({*SIX[:count]})
