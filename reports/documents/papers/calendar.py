"""The calendar of eight weeks: a box for every session, room for a headache mark on every day."""

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from reports.documents.papers.page import page_of
from reports.documents.papers.plan import called
from reports.documents.papers.programme import (
    DAYS_A_WEEK,
    Activity,
    Content,
    Row,
    date_of,
    programme_of,
    rows_of,
    starts_on,
)

SHEETS = ("static:print/sheets.css", "static:print/calendar.css")
# More boxes than these on one day are one box: the dose beside the week says how often.
MOST_BOXES = 3
# By how many boxes there are on the fullest day: drawn large, or small enough for a third beside two.
ROOMY, DENSE = 2, 4


@dataclass(frozen=True)
class Box:
    """One session to tick: the number and the name of its activity."""

    number: int
    name: str


@dataclass(frozen=True)
class Day:
    """One day. `date` is '' without a start agreed; `is_out` before the plan begins."""

    date: str
    boxes: tuple[Box, ...]
    meetings: tuple[str, ...]
    is_out: bool


@dataclass(frozen=True)
class Dose:
    """What a planned day of this week asks of one activity."""

    number: int
    words: str


@dataclass(frozen=True)
class Week:
    """One row: its heading, the doses of that week, and Monday to Sunday."""

    title: str
    doses: tuple[Dose, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Meeting:
    """Something agreed with the therapist, on a day and mostly at an hour of the clock."""

    on: dt.date
    at: dt.time | None
    title: str

    @property
    def words(self) -> str:
        """'afspraak 14.00'."""
        return f"{self.title} {time_format(self.at, 'G.i')}" if self.at else self.title


def calendar_html(content: Content, language: str) -> str:
    """The whole page."""
    with translation.override(language):
        weeks = weeks_of(content, language)
        context = {
            "page": page_of(content, language, SHEETS),
            "plan": content,
            "name": called(content["patient"]["name"]),
            "signed_on": date_of(content["signed_on"]),
            "activities": programme_of(content, language),
            "weekdays": [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(DAYS_A_WEEK)],
            "weeks": weeks,
            "boxes": _size(max(len(day.boxes) for week in weeks for day in week.days)),
            "bad_day": content["bad_day"][language],
        }
        return render_to_string("documents/print/calendar.html", context)


def _size(most: int) -> str:
    """The class of the page that says how large its boxes are."""
    if most <= ROOMY:
        return "roomy"
    return "dense" if most > DENSE else "even"


def has_activities(content: Content) -> bool:
    """Whether there is anything to tick."""
    return bool(programme_of(content, "nl"))


def weeks_of(content: Content, language: str) -> tuple[Week, ...]:
    """The rows of the calendar, a part week before the first one among them."""
    activities = programme_of(content, language)
    meetings = meetings_of(content)
    rows = rows_of(content)
    return tuple(
        Week(
            title=_("Eerste dagen") if row.is_part else _("Week %(number)d") % {"number": row.number},
            doses=tuple(
                Dose(activity.number, activity.dose(step))
                for activity in activities
                if (step := activity.step_in(row))
            ),
            days=tuple(
                Day(
                    date=_label(date, rows[0].dates[0]),
                    boxes=boxes_of(activities, row, weekday),
                    meetings=tuple(meeting.words for meeting in meetings if meeting.on == date),
                    is_out=_is_before(date, starts_on(content)),
                )
                for weekday, date in enumerate(row.dates)
            ),
        )
        for row in rows
    )


def boxes_of(activities: tuple[Activity, ...], row: Row, weekday: int) -> tuple[Box, ...]:
    """A box for every session of a day."""
    return tuple(
        Box(activity.number, activity.name)
        for activity in activities
        if activity.is_planned(row, weekday)
        for _session in range(activity.per_day if activity.per_day <= MOST_BOXES else 1)
    )


def meetings_of(content: Content) -> tuple[Meeting, ...]:
    """The next appointment and the evaluation, in the language at hand; on one day they are one."""
    appointment, evaluation = content["appointment"], date_of(content["evaluation_on"])
    on = date_of(appointment["on"])
    found = []
    if on:
        at = dt.time.fromisoformat(appointment["at"]) if appointment["at"] else None
        found.append(Meeting(on, at, _("afspraak")))
    if evaluation and evaluation != on:
        found.append(Meeting(evaluation, None, _("hoe gaat het?")))
    return tuple(found)


def _is_before(date: dt.date | None, start: dt.date | None) -> bool:
    return date is not None and start is not None and date < start


def _label(date: dt.date | None, first: dt.date | None) -> str:
    """The day of the month, with the month where it or the calendar begins."""
    if date is None:
        return ""
    return date_format(date, "j b") if date.day == 1 or date == first else str(date.day)
