"""The calendar on paper: the dose of every week, a box for every session, room for a mark on every day."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import InlineBlockBox

from interventions.plan.calendar_weeks import sessions
from reports.documents import pdf
from reports.documents.fetcher import StaticFetcher
from reports.documents.papers.calendar import MOST_BOXES, calendar_html, has_activities, weeks_of
from tests.reports.documents.accessible import Part, faults_of, heard, words_left_out
from tests.reports.documents.agreed import activity, agreed, both
from tests.reports.documents.conftest import NECK

# Over the end of summer time, its beginning, a year's end and a leap day; on a Monday and on other days.
STARTS = ("2026-10-21", "2027-03-24", "2026-12-16", "2028-02-23", "2026-11-30")
NECK_WORK: dict[str, Any] = {
    "unit": both("keer", "times"),
    "unit_one": both("keer", "time"),
    "weeks": [{"week": week, "amount": amount} for week, amount in enumerate((5, 5, 8, 10), start=1)],
    "days": [1, 3, 6],
    "per_day": 2,
}


@pytest.mark.parametrize("start", STARTS)
def test_there_is_a_box_for_every_session_and_for_nothing_else(start: str) -> None:
    content = agreed(NECK, activity(), activity("Nekoefeningen", **NECK_WORK), starts_on=start)
    weeks = weeks_of(content, "nl")
    first = dt.date.fromisoformat(start)
    monday = first - dt.timedelta(days=first.weekday())
    expected = {1: sessions(first, [0, 2, 5], 8), 2: sessions(first, [1, 3, 6], 8)}
    planned = {number: {session.on for session in found} for number, found in expected.items()}
    for row, week in enumerate(weeks):
        for weekday, day in enumerate(week.days):
            date = monday + dt.timedelta(weeks=row, days=weekday)
            boxes = [box.number for box in day.boxes]
            assert boxes == [1] * (date in planned[1]) + [2, 2] * (date in planned[2]), date
            assert day.is_out is (date < first)
            assert day.date.split()[0] == str(date.day)


@pytest.mark.parametrize(("start", "rows"), [("2026-12-16", 9), ("2026-11-30", 8)])
def test_every_week_has_its_own_dose_and_a_part_week_that_of_the_first(start: str, rows: int) -> None:
    content = agreed(NECK, activity(), activity("Nekoefeningen", **NECK_WORK), starts_on=start)
    weeks = weeks_of(content, "nl")
    assert len(weeks) == rows
    doses = [[dose.words for dose in week.doses] for week in weeks]
    ladder = ["10", "15", "20", "25", "30", "35", "40", "40"]
    kept_up = ["5", "5", "8", "10", "10", "10", "10", "10"]
    whole = [[f"{long} minuten", f"2 × {often} keer"] for long, often in zip(ladder, kept_up, strict=True)]
    assert doses == (whole if rows == 8 else [whole[0], *whole])
    assert (weeks[0].title, weeks[rows - 8].title) == ("Eerste dagen" if rows == 9 else "Week 1", "Week 1")


def test_a_month_is_named_where_it_begins() -> None:
    days = [day.date for week in weeks_of(agreed(NECK, activity()), "nl") for day in week.days]
    assert days[:3] == ["30 nov", "1 dec", "2"]
    assert [day for day in days if " " in day] == ["30 nov", "1 dec", "1 jan"]


def test_in_a_plan_that_nobody_signed_the_weeks_have_numbers_only() -> None:
    content = agreed(NECK, activity(), starts_on="", appointment={"on": None, "at": None})
    weeks = weeks_of(content | {"evaluation_on": None}, "nl")
    assert [week.title for week in weeks] == [f"Week {number}" for number in range(1, 9)]
    assert {day.date for week in weeks for day in week.days} == {""}
    assert [len(day.boxes) for day in weeks[4].days] == [1, 0, 1, 0, 0, 1, 0]


def test_what_is_done_for_one_week_has_boxes_in_that_week_only() -> None:
    once = activity(weeks=[{"week": 1, "amount": 5}], target={"amount": 5, "times": 3, "week": 1})
    first, *others = weeks_of(agreed(NECK, once, starts_on="2026-12-07"), "nl")
    assert sum(len(day.boxes) for day in first.days) == 3
    assert [dose.words for dose in first.doses] == ["5 minuten"]
    assert not any(week.doses or any(day.boxes for day in week.days) for week in others)


def test_what_begins_later_has_boxes_from_its_own_day_with_its_first_dose() -> None:
    content = agreed(NECK, activity())
    later = next(card for card in content["cards"] if card["on_paper"] and card["when"] == "reading")
    doing = activity("Traplopen", **NECK_WORK | {"per_day": 1})
    later |= {"when": "later", "later_from": "2027-01-13", "activity": doing}
    weeks = weeks_of(content, "nl")
    begun = [[dose.words for dose in week.doses if dose.number == 2] for week in weeks]
    assert begun == [[]] * 6 + [["5 keer"], ["5 keer"], ["5 keer"]]
    boxes = [[box.number for box in day.boxes].count(2) for day in weeks[6].days]
    assert boxes == [0, 0, 0, 1, 0, 0, 1]
    later["later_from"] = None
    assert {dose.number for week in weeks_of(content, "nl") for dose in week.doses} == {1}


def test_more_sessions_than_fit_on_a_day_are_one_box() -> None:
    content = agreed(NECK, activity(per_day=MOST_BOXES + 3))
    (week, *_rest) = weeks_of(content, "nl")
    assert {len(day.boxes) for day in week.days} == {0, 1}
    assert [dose.words for dose in week.doses] == ["6 × 10 minuten"]


def test_appointment_and_evaluation_stand_on_their_day_and_once_on_the_same() -> None:
    content = agreed(NECK, activity())
    found = {day.date: day.meetings for week in weeks_of(content, "nl") for day in week.days if day.meetings}
    assert found == {"14": ("afspraak 14.00",), "18": ("hoe gaat het?",)}
    content["appointment"] = {"on": content["evaluation_on"], "at": None}
    found = {day.date: day.meetings for week in weeks_of(content, "nl") for day in week.days if day.meetings}
    assert found == {"18": ("afspraak",)}


def test_a_plan_without_anything_to_do_has_no_calendar() -> None:
    assert has_activities(agreed(NECK, activity()))
    assert not has_activities(agreed(NECK))


@pytest.fixture(scope="module")
def full() -> tuple[str, bytes]:
    """Four activities, one of them later, over nine rows, for somebody with a long name."""
    names = ("Rustig ademen met uw buik", "Nekoefeningen op een stoel", "Stevig wandelen of fietsen")
    content = agreed(NECK, *(activity(name, **NECK_WORK) for name in names))
    later = next(card for card in content["cards"] if card["on_paper"] and card["when"] == "reading")
    later |= {"when": "later", "later_from": "2026-12-21", "activity": activity("Traplopen met een tas")}
    content["patient"]["name"] = f"Van {'Wolfeschlegelstein' * 6}, A.B.C."
    content["contact"] = "de praktijk, " * 15
    html = calendar_html(content, "nl")
    return html, pdf.render_pdf(html).data


@pytest.mark.slow
def test_it_is_one_page_that_can_be_heard(full: tuple[str, bytes]) -> None:
    html, data = full
    assert len(PdfReader(BytesIO(data)).pages) == 1
    assert faults_of(data) == []
    assert words_left_out(html, heard(data)) == ""


@pytest.mark.slow
def test_its_heads_say_of_which_day_and_week(full: tuple[str, bytes]) -> None:
    heads: list[Part] = heard(full[1]).all("TH")
    columns = [head.text for head in heads if head.scope == "Column"]
    rows = [head.text for head in heads if head.scope == "Row"]
    assert columns == ["Week", "ma", "di", "wo", "do", "vr", "za", "zo"]
    assert [row.split(" 1 ")[0] for row in rows[:2]] == ["Eerste dagen", "Week"]
    assert rows[1].startswith("Week 1 1 2 × 5 keer")


@pytest.mark.slow
def test_seven_activities_stay_on_one_page() -> None:
    content = agreed(NECK, activity(), activity("Fietsen"), activity("Zwemmen"), starts_on="2026-12-02")
    reading = [card for card in content["cards"] if card["on_paper"] and card["when"] == "reading"]
    for card in reading[:4]:
        card |= {"when": "later", "later_from": "2026-12-09", "activity": activity()}
    data = pdf.render_pdf(calendar_html(content, "nl")).data
    assert len(PdfReader(BytesIO(data)).pages) == 1


def marks_of(html: str) -> list[tuple[str, Any]]:
    """The boxes to tick and the rounds of a calendar as they are laid out, each with what it is."""
    page = HTML(string=html, url_fetcher=StaticFetcher()).render().pages[0]
    found = []
    for box in page._page_box.descendants(placeholders=True):
        is_box = box.element_tag == "span" and box.element.get("class") == "box"
        if box.element_tag == "td::after" or (is_box and isinstance(box, InlineBlockBox)):
            found.append((box.element_tag, box))
    return found


def overlapping(html: str) -> list[tuple[float, float]]:
    """Where a round is drawn over a box."""
    marks = [(tag, *edges(box)) for tag, box in marks_of(html)]
    rounds = [mark[1:] for mark in marks if mark[0] == "td::after"]
    boxes = [mark[1:] for mark in marks if mark[0] == "span"]
    assert rounds
    assert boxes
    return [
        (left, top)
        for left, top, right, bottom in rounds
        for its_left, its_top, its_right, its_bottom in boxes
        if left < its_right and its_left < right and top < its_bottom and its_top < bottom
    ]


def edges(box: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn of a box."""
    left, top = box.border_box_x(), box.border_box_y()
    return left, top, left + box.border_width(), top + box.border_height()


@pytest.mark.slow
@pytest.mark.parametrize("starts_on", ["", "2026-12-02"])
@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_no_round_lies_over_a_box(starts_on: str, count: int) -> None:
    content = agreed(NECK, *[activity() for _number in range(min(count, 3))], starts_on=starts_on)
    reading = [card for card in content["cards"] if card["on_paper"] and card["when"] == "reading"]
    for card in reading[: count - 3 if count > 3 else 0]:
        card |= {"when": "later", "later_from": starts_on or None, "activity": activity()}
    assert overlapping(calendar_html(content, "nl")) == []
    twice = agreed(NECK, *[activity(per_day=2) for _number in range(min(count, 3))], starts_on=starts_on)
    assert overlapping(calendar_html(twice, "nl")) == []


def test_a_number_before_a_dose_is_set_apart() -> None:
    html = calendar_html(agreed(NECK, activity()), "nl")
    assert '<p><span class="box">1</span> 10 minuten</p>' in html


def test_without_a_start_there_is_room_to_write_it() -> None:
    assert "Week 1 begint op maandag" in calendar_html(agreed(NECK, activity(), starts_on=""), "nl")
    assert "Week 1 begint op maandag" not in calendar_html(agreed(NECK, activity()), "nl")
