"""The things to do now, as the patient reads them: what, on which days, how much, how it feels, when to stop.

Everything comes from the frozen content of a plan; the words follow the language that is active.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headache_cds.vocabulary.values import format_number
from reports.documents.papers.pictures import Address, Picture, picture

Content = Mapping[str, Any]
# Stands behind a number that no source gives and that is not what the patient does already; the paper says
# once, at its foot, where such a number comes from.
MARK = "*"
MARKED = frozenset({"therapist", "centre", "proposal"})


@dataclass(frozen=True)
class Day:
    """One day of the week: its letters, its whole name, and whether there is something to do."""

    letters: str
    name: str
    is_on: bool
    place: int

    @property
    def x(self) -> int:
        """The middle of its round in the row of seven, in the units of that drawing."""
        return 18 + 38 * self.place


@dataclass(frozen=True)
class Thing:
    """One thing to do now."""

    place: int
    name: str
    what: str
    picture: Picture | None
    how: tuple[str, ...]
    dose: str
    times: str
    days: tuple[Day, ...]
    goal: str
    steps: str
    feels: str
    stop: str
    note: str

    @property
    def is_marked(self) -> bool:
        """Whether a number of it has the mark of what no source gives."""
        return any(MARK in text for text in (self.dose, self.goal, self.steps))

    @property
    def days_said(self) -> str:
        """'op maandag, woensdag en zaterdag'; nothing while no days are chosen."""
        names = [day.name for day in self.days if day.is_on]
        if len(names) == len(self.days):
            return _("elke dag")
        return _("op %(days)s") % {"days": get_text_list(names, _("en"))} if names else ""


def things_of(content: Content, language: str, address: Address) -> tuple[Thing, ...]:
    """The things to do now, in the order that was agreed."""
    now = sorted(cards_when(content, "now"), key=lambda card: card["place"])
    return tuple(_thing(place, card, language, address) for place, card in enumerate(now, start=1))


def cards_when(content: Content, when: str) -> list[Content]:
    """The cards of the paper that are for now, for later, or to read."""
    return [card for card in content["cards"] if card["on_paper"] and card["when"] == when]


def first_day(content: Content, things: Sequence[Thing]) -> tuple[dt.date, str] | None:
    """The first day with something to do, and the numbers of what that is ('1 en 3').

    None while no day is agreed. Where it is everything, no number says more.
    """
    if not content["starts_on"]:
        return None
    start = dt.date.fromisoformat(content["starts_on"])
    for later in range(7):
        day = start + dt.timedelta(days=later)
        doing = [str(thing.place) for thing in things if thing.days and thing.days[day.weekday()].is_on]
        if doing:
            return day, get_text_list(doing, _("en")) if len(doing) < len(things) else ""
    return None


def _thing(place: int, card: Content, language: str, address: Address) -> Thing:
    activity, exercises = card["activity"], card["exercises"]
    drawing = (activity or {}).get("drawing") or (exercises[0]["drawing"] if exercises else None)
    shown = picture(drawing, language, address)
    if activity is None:
        return _without_dose(place, card, language, shown)
    return Thing(
        place=place,
        name=activity["name"][language],
        what=activity.get("what", ""),
        picture=shown,
        how=(),
        dose=amount(activity, activity["weeks"][0]["amount"], language)
        + _mark(activity, *_shown_first(activity)),
        times=_times(activity["per_day"]),
        days=_days(activity["days"]),
        goal=_goal(activity, language),
        steps=_steps(activity, language),
        feels=activity["feels"][language] if activity["feels"] else "",
        stop=_stop(activity["stop"], language),
        note=card["note"],
    )


def _without_dose(place: int, card: Content, language: str, shown: Picture | None) -> Thing:
    """What has neither numbers nor days is told in the three lines of its card."""
    return Thing(
        place=place,
        name=card["patient_title"][language],
        what="",
        picture=shown,
        how=tuple(card["how"][language]),
        dose="",
        times="",
        days=(),
        goal="",
        steps="",
        feels="",
        stop=_stop(card["stop"], language),
        note=card["note"],
    )


def amount(activity: Content, number: float, language: str) -> str:
    """'10 minuten', '1 minuut'."""
    unit = activity["unit_one" if number == 1 else "unit"][language]
    return f"{format_number(number, language)} {unit}"


def _times(per_day: int) -> str:
    return _("%(count)s keer per dag") % {"count": per_day} if per_day > 1 else ""


def _days(chosen: Sequence[int]) -> tuple[Day, ...]:
    named = zip(_("ma di wo do vr za zo").split(), WEEKDAYS.values(), strict=True)
    return tuple(
        Day(letters, str(name), number in chosen, number) for number, (letters, name) in enumerate(named)
    )


def ends_after(activity: Content) -> int | None:
    """The last week of something that begins at its target and is not kept up; None for what goes on."""
    goes_on = activity["keeping_up"] or activity["target"]["week"] != 1
    return None if goes_on else len(activity["weeks"])


def _goal(activity: Content, language: str) -> str:
    target = activity["target"]
    often = ""
    if target["times"] != len(activity["days"]) * activity["per_day"]:
        often = ngettext(", %(count)s keer per week", ", %(count)s keer per week", target["times"]) % {
            "count": target["times"]
        }
    if activity["keeping_up"]:
        more = _("Doet u nu meer? Dat mag.") if activity.get("doing_more") else ""
        return " ".join((_("Doel: dit volhouden%(often)s.") % {"often": often}, more)).strip()
    weeks = ends_after(activity)
    if weeks is not None:
        long = ngettext("Een week lang%(often)s.", "%(count)s weken lang%(often)s.", weeks)
        return long % {"count": weeks, "often": often}
    aim = amount(activity, target["amount"], language) + _mark(activity, "target") + often
    return _("Doel: %(aim)s in week %(week)s.") % {"aim": aim, "week": target["week"]}


def _steps(activity: Content, language: str) -> str:
    """What comes each week: one step when all are alike, else every number."""
    numbers = [week["amount"] for week in activity["weeks"]]
    rising = [after - before for before, after in pairwise(numbers)]
    while rising and not rising[-1]:
        rising.pop()
    if not rising:
        return ""
    mark = _mark(activity, "steps")
    if len(set(rising)) == 1 and rising[0] > 0:
        return _("Elke week %(amount)s erbij.") % {"amount": amount(activity, rising[0], language)} + mark
    shown = ", ".join(format_number(number, language) for number in numbers[: len(rising) + 1])
    return _("Week voor week: %(numbers)s.") % {"numbers": shown} + mark


def _shown_first(activity: Content) -> tuple[str, ...]:
    """The parts of the dose that week 1 tells: also the target, where that is reached at once."""
    return ("start", "target") if activity["keeping_up"] or activity["target"]["week"] == 1 else ("start",)


def _mark(activity: Content, *parts: str) -> str:
    return MARK if any(activity["origin"][part] in MARKED for part in parts) else ""


def _stop(text: Content | None, language: str) -> str:
    """When to stop, to read on after the word 'Stop' that stands before it."""
    words: str = text[language] if text else ""
    return words.removeprefix("Stop ")
