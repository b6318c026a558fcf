"""The weeks of a plan on the calendar: over a part week, a change of clock, a year's end and a leap day."""

import datetime as dt

import pytest

from interventions.plan.calendar_weeks import calendar_weeks, last_day, sessions, week_number

WEEKS = 8
# The clock goes back on 25 October 2026 and forward on 28 March 2027; 29 February 2028 is a leap day.
STARTS = ("2026-10-21", "2026-12-16", "2027-03-24", "2028-02-23", "2026-11-30")


@pytest.mark.parametrize("start", STARTS)
def test_weeks_run_from_monday_to_sunday_and_follow_each_other(start: str) -> None:
    dates = [day for week in calendar_weeks(dt.date.fromisoformat(start), WEEKS) for day in week.dates]
    assert dates[0].weekday() == 0
    assert len(dates) % 7 == 0
    first = dates[0].toordinal()
    assert [day.toordinal() for day in dates] == list(range(first, first + len(dates)))
    assert dates[-1] == last_day(dt.date.fromisoformat(start), WEEKS)


def test_a_part_week_before_the_first_shows_the_dose_of_the_first() -> None:
    weeks = calendar_weeks(dt.date(2026, 12, 16), WEEKS)
    assert [week.number for week in weeks] == [1, 1, 2, 3, 4, 5, 6, 7, 8]
    assert [week.is_part for week in weeks] == [True] + 8 * [False]
    assert weeks[1].monday == dt.date(2026, 12, 21)
    assert week_number(dt.date(2026, 12, 16), dt.date(2026, 12, 15)) == 0
    assert week_number(dt.date(2026, 12, 16), dt.date(2026, 12, 16)) == 1


def test_a_start_on_monday_has_no_part_week() -> None:
    weeks = calendar_weeks(dt.date(2026, 11, 30), WEEKS)
    assert [week.number for week in weeks] == list(range(1, 9))
    assert weeks[0].monday == dt.date(2026, 11, 30)
    assert not any(week.is_part for week in weeks)


@pytest.mark.parametrize("start", STARTS)
def test_the_week_of_a_day_is_that_of_its_row(start: str) -> None:
    first = dt.date.fromisoformat(start)
    for week in calendar_weeks(first, WEEKS):
        numbers = {week_number(first, day) for day in week.dates if day >= first}
        assert numbers == {week.number}


def test_sessions_fall_on_the_planned_days_from_the_start() -> None:
    found = [(session.on, session.week) for session in sessions(dt.date(2028, 2, 23), [1, 3, 6], 2)]
    assert found == [
        (dt.date(2028, 2, 24), 1),
        (dt.date(2028, 2, 27), 1),
        (dt.date(2028, 2, 29), 1),
        (dt.date(2028, 3, 2), 1),
        (dt.date(2028, 3, 5), 1),
        (dt.date(2028, 3, 7), 2),
        (dt.date(2028, 3, 9), 2),
        (dt.date(2028, 3, 12), 2),
    ]


def test_over_the_end_of_a_year_the_weeks_go_on() -> None:
    found = {session.on: session.week for session in sessions(dt.date(2026, 12, 21), [4], WEEKS)}
    assert found[dt.date(2026, 12, 25)] == 1
    assert found[dt.date(2027, 1, 1)] == 2
    assert found[dt.date(2027, 1, 8)] == 3
