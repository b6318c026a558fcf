"""What a plan asks of a patient: the activities with the dose of each week, from the day that each begins."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interventions.plan.calendar_weeks import calendar_weeks, week_number
from reports.documents.papers.things import amount, cards_when, ends_after

Content = Mapping[str, Any]
NOW, LATER = "now", "later"
DAYS_A_WEEK = 7
# What one calendar holds; a longer programme gets its next one at the evaluation.
WEEKS = 8


@dataclass(frozen=True)
class Row:
    """One week of the calendar: its number, and its days, which have no date in a plan that nobody signed.

    `is_part` marks the days before the first whole week.
    """

    number: int
    is_part: bool
    dates: tuple[dt.date | None, ...]


@dataclass(frozen=True)
class Activity:
    """One thing to do, in one language.

    `number` is its place in the plan, `days` count from Monday = 0. `starts_on` is the day from which it is
    done, None in a plan that nobody signed; `later_from` is that day when it is not the first of the plan.
    """

    number: int
    name: str
    frozen: Mapping[str, Any]
    starts_on: dt.date | None
    later_from: dt.date | None
    language: str

    @property
    def days(self) -> tuple[int, ...]:
        """The weekdays with a session."""
        return tuple(sorted(set(self.frozen["days"])))

    @property
    def per_day(self) -> int:
        """The sessions on such a day."""
        sessions: int = self.frozen["per_day"]
        return sessions

    def step_on(self, row: Row, weekday: int) -> int:
        """The week of its ladder on a day of the calendar; 0 before it begins and after it ends."""
        date = row.dates[weekday]
        week = week_number(self.starts_on, date) if self.starts_on and date else row.number
        last = ends_after(self.frozen)
        return week if last is None or week <= last else 0

    def step_in(self, row: Row) -> int:
        """The week of its ladder that a row of the calendar shows; 0 before it begins and after it ends."""
        return self.step_on(row, DAYS_A_WEEK - 1)

    def is_planned(self, row: Row, weekday: int) -> bool:
        """Whether a session falls on that day."""
        return weekday in self.days and self.step_on(row, weekday) > 0

    def dose(self, step: int) -> str:
        """The dose of a planned day in a week of the ladder: '15 minuten', '2 keer 10 minuten'."""
        return f"{self.per_day} × {self.session(step)}" if self.per_day > 1 else self.session(step)

    def session(self, step: int) -> str:
        """The amount of one session: '1 minuut', '15 minuten'; after the ladder its last is kept up."""
        weeks = self.frozen["weeks"]
        return amount(self.frozen, weeks[min(step, len(weeks)) - 1]["amount"], self.language)


def rows_of(content: Content) -> tuple[Row, ...]:
    """The weeks of the calendar, after the part of a week before them where there is one."""
    first = starts_on(content)
    if first is None:
        return tuple(Row(number, False, (None,) * DAYS_A_WEEK) for number in range(1, WEEKS + 1))
    return tuple(Row(week.number, week.is_part, week.dates) for week in calendar_weeks(first, WEEKS))


def programme_of(content: Content, language: str) -> tuple[Activity, ...]:
    """The activities in the order of the plan: to do now, then those that begin at a later date."""
    cards = [card for card in cards_to_do(content) if card["when"] == NOW or card["later_from"]]
    return tuple(
        Activity(
            number=number,
            name=card["activity"]["name"][language],
            frozen=card["activity"],
            starts_on=date_of(card["later_from"]) or starts_on(content),
            later_from=date_of(card["later_from"]),
            language=language,
        )
        for number, card in enumerate(cards, start=1)
        if card["activity"]
    )


def cards_to_do(content: Content) -> list[Content]:
    """The cards that are done, in the order of the plan: now, then later."""
    now = sorted(cards_when(content, NOW), key=lambda card: card["place"])
    return [*now, *cards_when(content, LATER)]


def starts_on(content: Content) -> dt.date | None:
    """The first day of the plan; None in a plan that nobody signed."""
    return date_of(content["starts_on"])


def date_of(text: str | None) -> dt.date | None:
    """A frozen date; None for one that was not agreed."""
    return dt.date.fromisoformat(text) if text else None


def days_words(days: Sequence[int], per_day: int) -> str:
    """When to do something: 'elke dag 2 keer', 'op ma, wo en za'; without days only how often a day."""
    often = ngettext("%(count)d keer per dag", "%(count)d keer per dag", per_day) % {"count": per_day}
    if not days:
        return often
    if len(set(days)) == DAYS_A_WEEK:
        return _("elke dag") if per_day == 1 else f"{often}, {_('elke dag')}"
    names = [str(WEEKDAYS[day] if len(days) == 1 else WEEKDAYS_ABBR[day]) for day in sorted(set(days))]
    on = _("op %(days)s") % {"days": joined(names)}
    return on if per_day == 1 else f"{often}, {on}"


def joined(words: Sequence[str]) -> str:
    """Words as one reads them aloud: 'ma, wo en za'."""
    *first, last = words
    return f"{', '.join(first)} {_('en')} {last}" if first else last
