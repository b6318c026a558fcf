"""Which week of a programme a date falls in: calendar weeks from Monday to Sunday, in dates without a clock.

Week 1 is the first full calendar week from the first day on. The days before it, a part of a week, already
have the amount of week 1, so that nobody steps up before a full week.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True)
class CalendarWeek:
    """One row of a calendar; `number` is the week of the programme whose amount counts in it.

    `is_part` marks the days before the first full week, which have the number 1 too.
    """

    number: int
    monday: dt.date
    is_part: bool

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Monday to Sunday."""
        return tuple(self.monday + day * DAY for day in range(7))


@dataclass(frozen=True)
class Session:
    """A day on which something is done, and the week of the programme whose amount counts."""

    on: dt.date
    week: int


def first_monday(starts_on: dt.date) -> dt.date:
    """The Monday of week 1: the first day itself when that is a Monday, else the Monday after it."""
    return starts_on + (-starts_on.weekday() % 7) * DAY


def week_number(starts_on: dt.date, day: dt.date) -> int:
    """The week of the programme in which a day falls: 0 before the first day, then 1, 2 and so on."""
    if day < starts_on:
        return 0
    return max(1, (day - first_monday(starts_on)).days // 7 + 1)


def calendar_weeks(starts_on: dt.date, count: int) -> tuple[CalendarWeek, ...]:
    """The rows for so many weeks of the programme, with the part of a week before them if there is one."""
    monday = first_monday(starts_on)
    part = [CalendarWeek(1, monday - WEEK, is_part=True)] if monday != starts_on else []
    return (*part, *(CalendarWeek(row + 1, monday + row * WEEK, is_part=False) for row in range(count)))


def last_day(starts_on: dt.date, count: int) -> dt.date:
    """The Sunday on which a programme of so many weeks ends."""
    return first_monday(starts_on) + count * WEEK - DAY


def sessions(starts_on: dt.date, days: Collection[int], count: int) -> Iterator[Session]:
    """Every day with a session of a programme of so many weeks, on these weekdays (Monday is 0)."""
    for row in calendar_weeks(starts_on, count):
        for date in row.dates:
            if date >= starts_on and date.weekday() in days:
                yield Session(date, row.number)
