"""The exercise sheet: one row an exercise, with its drawings, its dose and how it is done."""

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

SHEETS = ("static:print/sheets.css", "static:print/exercises.css")
# As many exercises as stand two on a page whatever their drawings, in larger letters.
ROOMY = (1, 2, 4)
# The word that stands in bold before a stop line; in both languages the line may begin with it.
STOP = "Stop "


@dataclass(frozen=True)
class View:
    """One drawing of a movement and the word under it; `is_close` shows it from nearby."""

    picture: Picture
    caption: str
    is_close: bool


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise.

    `is_later` says that it is not for now; `later_from` is the day from which it is done, where one was
    agreed. `grows`: the dose is that of the first week, and the calendar says the next.
    """

    number: int
    is_later: bool
    later_from: dt.date | None
    grows: bool
    name: str
    dose: str
    days: str
    how: tuple[str, ...]
    stop: str
    mistake: str
    views: tuple[View, ...]


def exercises_html(content: Content, language: str) -> str:
    """The whole page."""
    with translation.override(language):
        rows = rows_of(content, language)
        context = {
            "page": page_of(content, language, SHEETS),
            "plan": content,
            "name": called(content["patient"]["name"]),
            "signed_on": date_of(content["signed_on"]),
            "rows": rows,
            "is_roomy": len(rows) in ROOMY,
            "grows": any(row.grows for row in rows),
        }
        return render_to_string("documents/print/exercises.html", context)


def has_exercises(content: Content) -> bool:
    """Whether the plan asks for any exercise."""
    return any(card["exercises"] for card in cards_to_do(content))


def rows_of(content: Content, language: str) -> tuple[ExerciseRow, ...]:
    """Every exercise once, in the order of the plan."""
    return tuple(
        ExerciseRow(
            number=number,
            is_later=card["when"] == LATER,
            later_from=date_of(card["later_from"]),
            grows=exercise["dose"]["grows"],
            name=exercise["name"][language],
            dose=dose_words(exercise["dose"], language),
            days=days_words((card["activity"] or {}).get("days", ()), exercise["dose"]["per_day"]),
            how=tuple(exercise["how"][language]),
            stop=exercise["stop"][language].removeprefix(STOP),
            mistake=exercise["mistake"][language],
            views=views_of(exercise["drawing"], language),
        )
        for number, (card, exercise) in enumerate(_exercises(content), start=1)
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
    """Begin and end of the whole body, and the end from nearby where the movement is small."""
    captions = {"start": _("begin"), "end": _("eind"), "close-end": _("van dichtbij")}
    found = ((view, picture(drawing, language, for_print, view)) for view in captions)
    return tuple(View(shown, captions[view], view == "close-end") for view, shown in found if shown)


def _exercises(content: Content) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each exercise with its card; what two cards share stands with the first."""
    seen: set[str] = set()
    for card in cards_to_do(content):
        for exercise in card["exercises"]:
            if exercise["id"] not in seen:
                seen.add(exercise["id"])
                yield card, exercise
