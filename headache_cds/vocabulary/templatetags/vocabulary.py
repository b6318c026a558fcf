"""Filters that put vocabulary texts on a page in the language of the reader."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType, RecordField, Text
from headache_cds.vocabulary.typed import Unread, date_text, number_text
from headache_cds.vocabulary.values import Value, format_number, format_row, format_value, longest, unit_text
from headache_cds.vocabulary.widgets import Cell, FormRow

register = template.Library()


@register.filter
def localized(text: Text | None) -> str:
    """The Dutch or English side of a text; '' for an absent one."""
    return text.in_language(language()) if text else ""


@register.filter
def unit_words(unit: str | None) -> str:
    """The unit of a fact in words."""
    return unit_text(unit, language())


@register.filter
def unit_note(field: RecordField) -> str:
    """The unit in brackets behind the label of a column; '' when the label names it already."""
    words = unit_words(field.unit)
    if not words or words.casefold() in localized(field.label).casefold():
        return ""
    return words if words.startswith("(") else f"({words})"


@register.filter
def in_words(value: Value | None, spec: Any) -> str:
    """The value of a fact as a person reads it: `{{ value|in_words:spec }}`."""
    return format_value(spec, value, language())


@register.filter
def in_field(value: Value | None, spec: FactSpec | RecordField) -> str:
    """The value as it stands in its field, to be typed over: `{{ value|in_field:spec }}`."""
    if isinstance(value, Unread):
        return str(value)
    if spec.type in NUMERIC and isinstance(value, int | float):
        return number_text(value, language())
    if spec.type == FactType.DATE and isinstance(value, str):
        return _date_in_field(value)
    return "" if value is None else str(value)


def _date_in_field(value: str) -> str:
    try:
        return date_text(dt.date.fromisoformat(value))
    except ValueError:
        return value


@register.filter
def longest_of(spec: FactSpec | RecordField) -> int:
    """The most characters that a text can have."""
    return longest(spec)


@register.filter
def rows_in_words(value: list[dict[str, Any]], spec: FactSpec) -> list[str]:
    """Each row of a records fact on a line: `{{ value|rows_in_words:spec }}`."""
    return [format_row(spec, row, language()) for row in value]


@register.filter
def range_words(spec: FactSpec) -> str:
    """The possible range of a number, '0-31'; '' when the unit already tells it or there is none."""
    if spec.min is None or spec.max is None or (spec.unit and "-" in spec.unit):
        return ""
    return f"{format_number(spec.min, language())}-{format_number(spec.max, language())}"


@register.filter
def key_words(key: Cell) -> str:
    """The fixed value of a grid line in words: 'C1-C2', 'links'."""
    return format_value(key.field, key.value, language())


@register.filter
def any_detail(row: FormRow) -> bool:
    """Whether something stands in the folded cells of a grid row, so that they open."""
    return any(not cell.is_open for cell in row.cells[1:])


@register.filter
def any_filled(lines: Sequence[Sequence[FormRow]]) -> bool:
    """Whether something stands in these lines of a grid, so that they open."""
    return any(not cell.is_open for line in lines for row in line for cell in row.cells)
