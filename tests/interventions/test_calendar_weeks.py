"""The weeks of a plan on the calendar: over a part week, a change of clock, a year's end and a leap day."""

import datetime as dt

import pytest

from interventions.plan.calendar_weeks import amount_in, calendar_weeks, sessions

LADDER = [{"week": 1, "amount": 10}, {"week": 2, "amount": 15}, {"week": 3, "amount": 20}]
# The clock goes back on 25 October 2026 and forward on 28 March 2027; 29 February 2028 is a leap day.
STARTS = ("2026-10-21", "2026-12-16", "2027-03-24", "2028-02-23", "2026-11-30")


@pytest.mark.parametrize("start", STARTS)
def test_weeks_run_from_monday_to_sunday_and_follow_each_other(start: str) -> None:
    weeks = calendar_weeks(dt.date.fromisoformat(start))
    mondays = [week.monday for week in weeks if week.monday]
    assert len(mondays) == len(weeks)
    assert {monday.weekday() for monday in mondays} == {0}
    ordinals = [monday.toordinal() for monday in mondays]
    assert ordinals == list(range(ordinals[0], ordinals[0] + 7 * len(weeks), 7))


def test_a_part_week_before_the_first_shows_the_dose_of_the_first() -> None:
    weeks = calendar_weeks(dt.date(2026, 12, 16))
    assert [week.step for week in weeks] == [1, 1, 2, 3, 4, 5, 6, 7, 8]
    assert [week.is_part for week in weeks] == [True] + 8 * [False]
    part = weeks[0]
    assert [part.includes(weekday) for weekday in range(7)] == [False, False, True, True, True, True, True]
    assert weeks[1].monday == dt.date(2026, 12, 21)


def test_a_start_on_monday_has_no_part_week() -> None:
    weeks = calendar_weeks(dt.date(2026, 11, 30))
    assert [week.step for week in weeks] == list(range(1, 9))
    assert weeks[0].monday == dt.date(2026, 11, 30)
    assert not any(week.is_part for week in weeks)


def test_without_a_start_the_weeks_have_numbers_and_no_dates() -> None:
    weeks = calendar_weeks(None)
    assert [week.step for week in weeks] == list(range(1, 9))
    assert {week.date_of(3) for week in weeks} == {None}
    assert list(sessions(weeks, [0, 3])) == []


def test_after_its_last_week_a_ladder_is_kept_up() -> None:
    assert [amount_in(LADDER, step) for step in (1, 2, 3, 4, 8)] == [10, 15, 20, 20, 20]
    with pytest.raises(ValueError, match="at least one week"):
        amount_in([], 1)


def test_sessions_fall_on_the_planned_days_from_the_start() -> None:
    found = list(sessions(calendar_weeks(dt.date(2028, 2, 23), 2), [1, 3, 6]))
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


def test_over_the_end_of_a_year_the_steps_go_on() -> None:
    found = dict(sessions(calendar_weeks(dt.date(2026, 12, 21)), [4]))
    assert found[dt.date(2026, 12, 25)] == 1
    assert found[dt.date(2027, 1, 1)] == 2
    assert found[dt.date(2027, 1, 8)] == 3
