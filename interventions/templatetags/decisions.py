"""Texts of signed plans."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.models import Approach
from interventions.pages.content_words import doing_lines as lines_of_doing

register = template.Library()


@register.filter
def side(text: Mapping[str, Any] | None) -> Any:
    """The Dutch or English side of a stored text; '' for an absent one."""
    return (text or {}).get("en" if language().startswith("en") else "nl", "")


@register.filter
def doing_lines(card: Mapping[str, Any]) -> list[str]:
    """What the patient does of a card of a stored plan."""
    return list(lines_of_doing(card))


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
