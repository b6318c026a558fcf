"""Filters that put vocabulary texts on a page in the language of the reader."""

from typing import Any

from django import template
from django.utils.translation import get_language

from headache_cds.vocabulary.spec import Text
from headache_cds.vocabulary.values import Value, format_value, unit_text

register = template.Library()


def reader_language() -> str:
    """The active language; Dutch when none is active, as in a task."""
    return get_language() or "nl"


@register.filter
def localized(text: Text | None) -> str:
    """The Dutch or English side of a text; '' for an absent one."""
    return text.in_language(reader_language()) if text else ""


@register.filter
def unit_words(unit: str | None) -> str:
    """The unit of a fact in words."""
    return unit_text(unit, reader_language())


@register.filter
def in_words(value: Value | None, spec: Any) -> str:
    """The value of a fact as a person reads it: `{{ value|in_words:spec }}`."""
    return format_value(spec, value, reader_language())
