"""What a plan holds of one card, in words, from its content, of whichever version."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.models import Phase
from interventions.pages.when_words import day_words, when_words


def side(text: Mapping[str, str]) -> str:
    """A text of the content in the language of the reader."""
    return text["en" if language().startswith("en") else "nl"]


def card_lines(card: Mapping[str, Any]) -> Iterator[str]:
    """When it begins, what is done on which days, with which exercises, and the numbers of its dose."""
    yield from doing_lines(card)
    if card["components"]:
        yield ", ".join(side(part) for part in card["components"])
    for dose in card["doses"]:
        for part in dose["parts"]:
            yield f"{side(part['label'])}: {format_number(part['value'], language())} {side(part['unit'])}"
    if card["note"]:
        yield card["note"]


def doing_lines(card: Mapping[str, Any]) -> Iterator[str]:
    """When it begins, what is done on which days, with which exercises; nothing before version 3.

    A card that is for the therapist only comes on no paper, so it begins nowhere.
    """
    if card.get("when") and card["on_paper"]:
        later = card.get("later_from")
        cell = {
            "phase": Phase(card["when"]),
            "place": card.get("place"),
            "later_from": dt.date.fromisoformat(later) if later else None,
        }
        yield _("Wanneer") + ": " + when_words(cell)
    activity = card.get("activity")
    if activity:
        if activity.get("what"):
            yield activity["what"]
        yield _activity_line(activity)
    if card.get("exercises"):
        yield ", ".join(side(exercise["name"]) for exercise in card["exercises"])


def _activity_line(activity: Mapping[str, Any]) -> str:
    weeks = activity["weeks"]
    often = _("%(times)d keer per week (%(days)s)") % {
        "times": len(activity["days"]),
        "days": day_words(activity["days"]),
    }
    if not weeks:
        return often
    first, last = (_amount(activity, week["amount"]) for week in (weeks[0], weeks[-1]))
    if first == last:
        return f"{often}: {first}"
    return _("%(often)s; week 1: %(first)s, week %(week)d: %(last)s") % {
        "often": often,
        "first": first,
        "week": weeks[-1]["week"],
        "last": last,
    }


def _amount(activity: Mapping[str, Any], amount: float) -> str:
    unit = activity["unit_one"] if amount == 1 else activity["unit"]
    return f"{format_number(amount, language())} {side(unit)}"
