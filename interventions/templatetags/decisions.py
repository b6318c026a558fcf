"""What this step shows beside every patient page ('Wat dit al beslist'), and texts of signed plans."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.case.current import current_board
from interventions.models import Approach
from interventions.pages.rail import Rail, rail_of

register = template.Library()

RAIL_STEPS = ("anamnese", "onderzoek", "advies")


@register.simple_tag(takes_context=True)
def decision_rail(context: Mapping[str, Any]) -> Rail | None:
    """What the answers of this episode decide already, and the next best question; None elsewhere."""
    episode = context.get("episode")
    if episode is None or context.get("step") not in RAIL_STEPS:
        return None
    page = context.get("page")
    board = getattr(page, "board", None) or current_board(episode)
    return rail_of(episode, board)


@register.filter
def side(text: Mapping[str, Any] | None) -> Any:
    """The Dutch or English side of a stored text; '' for an absent one."""
    return (text or {}).get("en" if language().startswith("en") else "nl", "")


@register.filter
def day(date: str | None) -> str:
    """A stored ISO date as dd-mm-jjjj; '' for an absent one."""
    return dt.date.fromisoformat(date).strftime("%d-%m-%Y") if date else ""


@register.filter
def approach_words(approach: str) -> str:
    """The stored direction of a hypothesis in words."""
    return str(Approach(approach).label)


@register.filter
def number_words(value: float) -> str:
    """A stored number as a person reads it."""
    return format_number(value, language())
