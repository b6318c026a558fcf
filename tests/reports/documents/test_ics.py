"""The calendar file: right on the clock of Amsterdam, private, the same at every import."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from interventions.plan.calendar_weeks import sessions
from reports.documents.papers.ics import HOURS, ZONE, calendar_ics, has_dates
from tests.reports.documents.agreed import Content, activity, agreed, both
from tests.reports.documents.conftest import NECK

PLAN = UUID("12345678-1234-5678-1234-567812345678")
SIGNED = dt.datetime(2026, 12, 1, 14, 5, tzinfo=ZONE)
# Over the end of summer time, its beginning, a year's end and a leap day.
STARTS = ("2026-10-21", "2027-03-24", "2026-12-16", "2028-02-23")


def read(content: Content, language: str = "nl") -> Any:
    """The file as a calendar reads it."""
    return Calendar.from_ical(calendar_ics(content, language, PLAN, SIGNED))


def exercising(calendar: Any) -> list[Any]:
    """The events that are no appointment."""
    return [event for event in calendar.events if "Oefenen" in event["summary"]]


def moments(calendar: Any) -> dict[dt.datetime, str]:
    """Every moment of exercising in world time, by the rules of the file itself, and what is done."""
    (zone,) = calendar.timezones
    clock, found = zone.to_tz(), {}
    for event in exercising(calendar):
        start = event.start.replace(tzinfo=None)
        rule = event["rrule"].to_ical().decode() if "rrule" in event else "FREQ=WEEKLY;COUNT=1"
        for local in rrulestr(rule, dtstart=start):
            found[local.replace(tzinfo=clock).astimezone(dt.UTC)] = str(event["summary"])
    return found


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("per_day", [1, 2])
def test_every_session_is_on_its_day_and_hour_with_the_dose_of_its_week(start: str, per_day: int) -> None:
    doing = activity(per_day=per_day)
    amounts = [week["amount"] for week in doing["weeks"]]
    expected = {
        dt.datetime.combine(session.on, dt.time(hour), ZONE).astimezone(dt.UTC): (
            f"Oefenen: {amounts[session.week - 1]} minuten"
        )
        for session in sessions(dt.date.fromisoformat(start), doing["days"], 8)
        for hour in HOURS[per_day]
    }
    assert moments(read(agreed(NECK, doing, starts_on=start))) == expected


def test_weeks_with_one_dose_are_one_event() -> None:
    ladder = [{"week": week, "amount": amount} for week, amount in enumerate((10, 10, 15), start=1)]
    events = exercising(read(agreed(NECK, activity(weeks=ladder), starts_on="2026-11-30")))
    assert [(str(event["summary"]), event["rrule"]["count"]) for event in events] == [
        ("Oefenen: 10 minuten", [6]),
        ("Oefenen: 15 minuten", [18]),
    ]


def test_it_says_nothing_of_the_patient() -> None:
    content = agreed(NECK, activity("Nekoefeningen bij migraine"), activity("Fietsen"))
    raw = calendar_ics(content, "nl", PLAN, SIGNED).decode()
    patient = content["patient"]
    for word in (
        "Dalen",
        patient["number"],
        content["centre"],
        "Bakker",
        content["contact"],
        "Nek",
        "migraine",
    ):
        assert word not in raw
    calendar = read(content)
    assert {str(event["class"]) for event in calendar.events} == {"PRIVATE"}
    assert {str(event["summary"]).split(":")[0] for event in exercising(calendar)} == {
        "Oefenen 1",
        "Oefenen 2",
    }


def test_the_same_plan_gives_the_same_file_and_the_same_event_in_each_language() -> None:
    content = agreed(NECK, activity(), activity("Fietsen", per_day=2))
    assert calendar_ics(content, "nl", PLAN, SIGNED) == calendar_ics(content, "nl", PLAN, SIGNED)
    dutch, english = read(content), read(content, "en")
    ids = [str(event["uid"]) for event in dutch.events]
    assert ids == [str(event["uid"]) for event in english.events]
    assert len(set(ids)) == len(ids)
    assert {event["dtstamp"].dt for event in dutch.events} == {SIGNED.astimezone(dt.UTC)}
    assert "Exercise 1: 10 minutes" in {str(event["summary"]) for event in english.events}
    other: Any = Calendar.from_ical(calendar_ics(content, "nl", UUID(int=1), SIGNED))
    assert not {str(event["uid"]) for event in other.events} & set(ids)


def test_appointments_stand_at_their_hour_or_on_their_day() -> None:
    calendar = read(agreed(NECK, activity()))
    meetings = {
        str(event["summary"]): event.start for event in calendar.events if "Oef" not in event["summary"]
    }
    assert meetings == {
        "afspraak": dt.datetime(2026, 12, 14, 14, tzinfo=ZONE),
        "hoe gaat het?": dt.date(2027, 1, 18),
    }


def test_more_sessions_a_day_than_there_are_hours_are_one_event() -> None:
    events = exercising(read(agreed(NECK, activity(per_day=6))))
    assert {str(event["summary"]) for event in events} > {"Oefenen: 6 × 10 minuten"}
    assert {event.start.hour for event in events} == {18}


def test_a_hostile_name_of_a_unit_makes_no_line_of_its_own() -> None:
    unit = both("minuten\r\nATTENDEE:mailto:x@example.org\nBEGIN:VALARM")
    raw = calendar_ics(agreed(NECK, activity(unit=unit)), "nl", PLAN, SIGNED).decode()
    lines = raw.replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("ATTENDEE")]
    assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75


def test_without_a_first_day_there_is_no_file() -> None:
    assert has_dates(agreed(NECK, activity()))
    assert not has_dates(agreed(NECK, activity(), starts_on=""))
    assert not has_dates(agreed(NECK))
