"""The calendar of a plan as .ics: sessions and appointments, private, without a name, clinic or diagnosis.

One event for each stretch of weeks with the same dose, so that telephones show what it is on that day. Times
are those of the clock in Amsterdam, so that a session stays at the same hour when the clock changes.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from interventions.plan.calendar_weeks import sessions
from reports.documents.papers.calendar import MOST_BOXES, Meeting, meetings_of
from reports.documents.papers.programme import WEEKS, Activity, Content, programme_of, starts_on

ZONE = ZoneInfo("Europe/Amsterdam")
# Nobody agreed on an hour: sessions stand here until the patient moves them.
HOURS = {1: (18,), 2: (9, 18), 3: (9, 13, 18)}
LASTS = dt.timedelta(minutes=30)
WARNED_BEFORE = dt.timedelta(minutes=10)
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# An event and what makes it itself in every language, so that a second import replaces the first.
Keyed = tuple[str, Event]
PRODUCT = "-//Headache CDS//Calendar//NL"


def calendar_ics(content: Content, language: str, plan_id: UUID, signed_at: dt.datetime) -> bytes:
    """The file for a signed plan; the same plan gives the same bytes."""
    with translation.override(language):
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add_component(_time_zone())
        activities = programme_of(content, language)
        events = [*_sessions(activities), *_meetings(meetings_of(content))]
        for key, event in events:
            event.add("uid", str(uuid5(plan_id, f"{key} {event.start.isoformat()}")))
            event.add("dtstamp", signed_at.astimezone(dt.UTC).replace(microsecond=0))
            event.add("class", "PRIVATE")
            calendar.add_component(event)
        return bytes(calendar.to_ical())


def has_dates(content: Content) -> bool:
    """Whether the plan says from when its activities are done: without, there is nothing for a calendar."""
    return starts_on(content) is not None and bool(programme_of(content, "nl"))


def _sessions(activities: Sequence[Activity]) -> Iterator[Keyed]:
    """For every activity, stretch of weeks with one dose and hour of the day: one event that comes back."""
    for activity in activities:
        if activity.starts_on is None:
            continue
        planned = [
            (session.on, _words(activity, session.week, activities))
            for session in sessions(activity.starts_on, activity.days, WEEKS)
        ]
        for words, stretch in groupby(planned, key=itemgetter(1)):
            dates = [date for date, _same in stretch]
            for hour in HOURS.get(activity.per_day, HOURS[1]):
                yield str(activity.number), _session(activity, words, dates, hour)


def _session(activity: Activity, words: str, dates: Sequence[dt.date], hour: int) -> Event:
    event = _event(words, dt.datetime.combine(dates[0], dt.time(hour), ZONE))
    rule = {"freq": "weekly", "count": len(dates), "byday": [BYDAY[day] for day in activity.days]}
    if len(dates) > 1:
        event.add("rrule", rule)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -WARNED_BEFORE)
    event.add_component(alarm)
    return event


def _words(activity: Activity, step: int, activities: Sequence[Activity]) -> str:
    """'Oefenen: 15 minuten'; with more than one activity the number that it has on the calendar of paper."""
    split = activity.per_day <= MOST_BOXES
    dose = activity.session(step) if split else activity.dose(step)
    if len(activities) == 1:
        return _("Oefenen: %(dose)s") % {"dose": dose}
    return _("Oefenen %(number)d: %(dose)s") % {"number": activity.number, "dose": dose}


def _meetings(meetings: Sequence[Meeting]) -> Iterator[Keyed]:
    """Every appointment; without an hour it stands on its whole day."""
    for meeting in meetings:
        if meeting.at:
            yield "meeting", _event(meeting.title, dt.datetime.combine(meeting.on, meeting.at, ZONE))
        else:
            event = Event()
            event.add("summary", meeting.title)
            event.add("dtstart", meeting.on)
            event.add("transp", "TRANSPARENT")
            yield "meeting", event


def _event(summary: str, start: dt.datetime) -> Event:
    """An event at an hour of the clock in Amsterdam."""
    event = Event()
    event.add("summary", summary)
    event.add("dtstart", start)
    event.add("dtend", start + LASTS)
    return event


def _time_zone() -> Timezone:
    """The clock of Amsterdam by the rule of the European Union, which holds since October 1996."""
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    for part, name, begins, month, before, after in (
        (TimezoneDaylight, "CEST", "19970330T020000", 3, 1, 2),
        (TimezoneStandard, "CET", "19961027T030000", 10, 2, 1),
    ):
        rule = part()
        rule.add("tzname", name)
        rule.add("dtstart", dt.datetime.fromisoformat(begins))
        rule.add("tzoffsetfrom", dt.timedelta(hours=before))
        rule.add("tzoffsetto", dt.timedelta(hours=after))
        rule.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(rule)
    return zone
