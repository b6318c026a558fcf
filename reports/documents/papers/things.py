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
from django.utils.translation import gettext_lazy, ngettext

from headache_cds.vocabulary.values import format_number
from reports.documents.papers.pictures import Address, Picture, picture

Content = Mapping[str, Any]
# Whose the dose is, when it is neither the source's nor what the patient does already: all, or parts.
OWNERS = {
    "therapist": (
        gettext_lazy("Dit is van uw fysiotherapeut."),
        gettext_lazy("Van uw fysiotherapeut: %(parts)s."),
    ),
    "centre": (gettext_lazy("Dit is van uw centrum."), gettext_lazy("Van uw centrum: %(parts)s.")),
    "proposal": (gettext_lazy("Voorstel."), gettext_lazy("Voorstel: %(parts)s.")),
}
PARTS = {"start": gettext_lazy("begin"), "steps": gettext_lazy("stappen"), "target": gettext_lazy("doel")}


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
    whose: str
    feels: str
    stop: str
    note: str

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
        dose=amount(activity, activity["weeks"][0]["amount"], language),
        times=_times(activity["per_day"]),
        days=_days(activity["days"]),
        goal=_goal(activity, language),
        steps=_steps(activity, language),
        whose=_whose(activity),
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
        whose="",
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


def _goal(activity: Content, language: str) -> str:
    target = activity["target"]
    aim = amount(activity, target["amount"], language)
    if target["times"] != len(activity["days"]) * activity["per_day"]:
        aim += ngettext(", %(count)s keer per week", ", %(count)s keer per week", target["times"]) % {
            "count": target["times"]
        }
    if activity["keeping_up"]:
        return _("Doel: dit volhouden. %(aim)s.") % {"aim": aim}
    return _("Doel: %(aim)s in week %(week)s.") % {"aim": aim, "week": target["week"]}


def _steps(activity: Content, language: str) -> str:
    """What comes each week: one step when all are alike, else every number."""
    numbers = [week["amount"] for week in activity["weeks"]]
    rising = [after - before for before, after in pairwise(numbers)]
    while rising and not rising[-1]:
        rising.pop()
    if not rising:
        return ""
    if len(set(rising)) == 1 and rising[0] > 0:
        return _("Elke week %(amount)s erbij.") % {"amount": format_number(rising[0], language)}
    shown = ", ".join(format_number(number, language) for number in numbers[: len(rising) + 1])
    return _("Week voor week: %(numbers)s.") % {"numbers": shown}


def _whose(activity: Content) -> str:
    """Whose the dose is when not the source's: 'Voorstel.', or 'Voorstel: stappen.'."""
    said = []
    for owner, (whole, some) in OWNERS.items():
        parts = [str(word) for part, word in PARTS.items() if activity["origin"][part] == owner]
        if parts:
            of_all = len(parts) == len(PARTS)
            said.append(str(whole) if of_all else some % {"parts": get_text_list(parts, _("en"))})
    return " ".join(said)


def _stop(text: Content | None, language: str) -> str:
    """When to stop, to read on after the word 'Stop' that stands before it."""
    words: str = text[language] if text else ""
    return words.removeprefix("Stop ")
