"""The weeks of a plan on the calendar, and which step of a ladder holds in each.

A calendar week runs from Monday to Sunday. Week 1 of a ladder is the first whole week from the start; the
days before it show the dose of week 1 already, so that nobody steps up before a full week. Plain dates, so a
change of clock, a year's end and a leap day need no rule of their own.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# What one calendar holds; a longer programme gets its next one at the evaluation.
WEEKS = 8
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class CalendarWeek:
    """One week from Monday to Sunday.

    `step` is the week of the ladder whose dose holds, from 1. `first_weekday` is the day on which the plan
    starts in a part week (Monday = 0), else 0. Without a start agreed there is no `monday`.
    """

    step: int
    first_weekday: int = 0
    monday: dt.date | None = None

    @property
    def is_part(self) -> bool:
        """Whether these are the days before the first whole week."""
        return self.first_weekday > 0

    def date_of(self, weekday: int) -> dt.date | None:
        """The date of a weekday, Monday = 0; None without a start."""
        return self.monday + dt.timedelta(days=weekday) if self.monday else None

    def includes(self, weekday: int) -> bool:
        """Whether the plan has started on that weekday."""
        return weekday >= self.first_weekday


def calendar_weeks(starts_on: dt.date | None, count: int = WEEKS) -> tuple[CalendarWeek, ...]:
    """So many whole weeks from the start, after the part week before them where there is one."""
    if starts_on is None:
        return tuple(CalendarWeek(step) for step in range(1, count + 1))
    monday = starts_on - dt.timedelta(days=starts_on.weekday())
    part = starts_on.weekday() > 0
    before = (CalendarWeek(1, starts_on.weekday(), monday),) if part else ()
    first = monday + dt.timedelta(days=DAYS_A_WEEK if part else 0)
    whole = (
        CalendarWeek(step, 0, first + dt.timedelta(days=DAYS_A_WEEK * (step - 1)))
        for step in range(1, count + 1)
    )
    return (*before, *whole)


def amount_in(weeks: Sequence[Mapping[str, float]], step: int) -> float:
    """The amount of a session in a week of the ladder; after its last week the last amount is kept up.

    Raises ValueError for a ladder without weeks.
    """
    if not weeks:
        raise ValueError("a ladder has at least one week")
    return weeks[min(step, len(weeks)) - 1]["amount"]


def sessions(weeks: Sequence[CalendarWeek], days: Sequence[int]) -> Iterator[tuple[dt.date, int]]:
    """Every planned day with the step that holds on it, in order; nothing without a start."""
    for week in weeks:
        for weekday in sorted(days):
            date = week.date_of(weekday)
            if date and week.includes(weekday):
                yield date, week.step
