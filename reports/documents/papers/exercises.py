"""The exercise sheet: the dose of each thing of the plan, and its exercises with drawings."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headache_cds.vocabulary.values import format_number
from reports.documents.papers.page import page_of
from reports.documents.papers.pictures import Picture, for_print, picture
from reports.documents.papers.plan import called
from reports.documents.papers.programme import LATER, Content, cards_to_do, date_of, days_words
from reports.documents.papers.things import amount

SHEETS = ("static:print/sheets.css", "static:print/exercises.css")
# Drawings of something that goes on, not of a movement from begin to end.
ACTIVITIES = frozenset({"brisk_walking", "calm_sitting", "cycling", "sleeping", "stairs", "warm_compress"})
# The unit of a thing whose dose may be that of its exercises together.
MINUTES = "minuten"
# The word that stands in bold before a stop line; in both languages the line may begin with it.
STOP = "Stop "


@dataclass(frozen=True)
class View:
    """One drawing and what it shows of the movement; `is_close` shows it from nearby."""

    picture: Picture
    caption: str
    is_captioned: bool
    is_close: bool


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise. `share` is what it asks where the dose of its group does not say so already."""

    name: str
    share: str
    how: tuple[str, ...]
    stop: str
    mistake: str
    views: tuple[View, ...]


@dataclass(frozen=True)
class Group:
    """The exercises of one thing of the plan, under its number there and on the calendar.

    `is_later` says that it is not for now; `later_from` is the day from which it is done, where one was
    agreed. `grows`: the dose is that of the first week, and the calendar says the next. `whose` stands
    before the dose: whether it is that of each exercise or of all of them.
    """

    number: int
    name: str
    is_later: bool
    later_from: dt.date | None
    grows: bool
    whose: str
    dose: str
    days: str
    rows: tuple[ExerciseRow, ...]


def exercises_html(content: Content, language: str) -> str:
    """The whole page."""
    with translation.override(language):
        groups = groups_of(content, language)
        count = sum(len(group.rows) for group in groups)
        context = {
            "page": page_of(content, language, SHEETS),
            "plan": content,
            "name": called(content["patient"]["name"]),
            "signed_on": date_of(content["signed_on"]),
            "groups": groups,
            "count": count,
            "grows": any(group.grows for group in groups),
        }
        return render_to_string("documents/print/exercises.html", context)


def has_exercises(content: Content) -> bool:
    """Whether the plan asks for any exercise."""
    return any(card["exercises"] for card in cards_to_do(content))


def groups_of(content: Content, language: str) -> tuple[Group, ...]:
    """Every exercise once, in the order of the plan; what two things share stands with the first."""
    seen: set[str] = set()
    groups = []
    for number, card in _numbered(content):
        new = {exercise["id"]: exercise for exercise in card["exercises"] if exercise["id"] not in seen}
        seen.update(new)
        if new:
            groups.append(_group(number, card, list(new.values()), language))
    return tuple(groups)


def _numbered(content: Content) -> Iterator[tuple[int, Content]]:
    """Each thing of the plan with its number on the calendar; what has no day yet comes after those, as 0."""
    cards = cards_to_do(content)
    begun = [card for card in cards if card["when"] != LATER or card["later_from"]]
    yield from enumerate(begun, start=1)
    yield from ((0, card) for card in cards if card["when"] == LATER and not card["later_from"])


def _group(number: int, card: Content, exercises: list[Content], language: str) -> Group:
    activity, is_later = card["activity"], card["when"] == LATER
    of_all, dose = _is_of_all(activity, exercises), first_amount(activity, language)
    shares = [_share(exercise, activity, language) for exercise in exercises]
    if shares == [dose]:
        shares = [""]
    return Group(
        number=number,
        name=activity["name"][language] if activity else card["patient_title"][language],
        is_later=is_later,
        later_from=date_of(card["later_from"]),
        grows=bool(activity) and len({week["amount"] for week in activity["weeks"]}) > 1,
        whose=_("Alles samen") if of_all else _("Elke oefening") if _is_of_each(exercises) else "",
        dose=dose,
        # The days of what begins later stand on the calendar, from its own day.
        days=days_words(activity["days"], activity["per_day"]) if activity and not is_later else "",
        rows=tuple(
            _row(exercise, share, language, begins=of_all)
            for exercise, share in zip(exercises, shares, strict=True)
        ),
    )


def first_amount(activity: Content | None, language: str) -> str:
    """The amount of a session in the first week."""
    return amount(activity, activity["weeks"][0]["amount"], language) if activity else ""


def _is_of_all(activity: Content | None, exercises: list[Content]) -> bool:
    """Whether the dose of a thing is that of its exercises together: minutes that no exercise takes."""
    takes_minutes = activity is not None and activity["unit"]["nl"] == MINUTES
    return takes_minutes and len(exercises) > 1 and not any(_grows(exercises))


def _is_of_each(exercises: list[Content]) -> bool:
    """Whether every exercise takes the dose of its thing; of a single one it goes without saying."""
    return len(exercises) > 1 and all(_grows(exercises))


def _grows(exercises: list[Content]) -> list[bool]:
    return [exercise["dose"]["grows"] for exercise in exercises]


def _share(exercise: Content, activity: Content | None, language: str) -> str:
    """What one exercise asks: its dose, and how often a day where that is not how often the thing is done."""
    dose = dose_words(exercise["dose"], language)
    per_day = exercise["dose"]["per_day"]
    often = "" if activity and activity["per_day"] == per_day else days_words((), per_day)
    return ", ".join(filter(None, (dose, often)))


def _row(exercise: Content, share: str, language: str, *, begins: bool) -> ExerciseRow:
    """`begins`: the share is what the exercise begins with, and all of them together grow."""
    return ExerciseRow(
        name=exercise["name"][language],
        share=_("begin met %(dose)s") % {"dose": share} if begins and share else share,
        how=tuple(exercise["how"][language]),
        stop=exercise["stop"][language].removeprefix(STOP),
        mistake=exercise["mistake"][language],
        views=views_of(exercise["drawing"], language),
    )


def dose_words(dose: Mapping[str, Any], language: str) -> str:
    """How much at a time: '10 keer, 10 tellen vasthouden', '3 rondes van 10 keer', '5 minuten'."""
    parts = []
    if dose["repetitions"]:
        times = _("%(count)s keer") % {"count": format_number(dose["repetitions"], language)}
        sets = dose["sets"] or 1
        rounds = ngettext("%(count)d ronde van %(times)s", "%(count)d rondes van %(times)s", sets)
        parts.append(rounds % {"count": sets, "times": times} if sets > 1 else times)
    if dose["hold_seconds"]:
        count = dose["hold_seconds"]
        held = ngettext("%(count)s tel vasthouden", "%(count)s tellen vasthouden", count)
        parts.append(held % {"count": format_number(count, language)})
    if dose["minutes"]:
        count = dose["minutes"]
        long = ngettext("%(count)s minuut", "%(count)s minuten", count)
        parts.append(long % {"count": format_number(count, language)})
    return ", ".join(parts)


def views_of(drawing: str, language: str) -> tuple[View, ...]:
    """Begin and end of the whole body, and the end from nearby where the movement is small.

    Two moments of an activity, such as walking, have no begin and end that a caption could name.
    """
    is_activity = drawing in ACTIVITIES
    captions = {"start": _("begin"), "end": _("eind"), "close-end": _("van dichtbij")}
    found = ((view, picture(drawing, language, for_print, view)) for view in captions)
    return tuple(
        View(shown, captions[view], not is_activity, view == "close-end") for view, shown in found if shown
    )
