"""Filters of the letters: their content holds days as ISO text."""

from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

register = template.Library()


@register.filter
def day(text: str) -> str:
    """`{{ content.treatment.next_on|day }}`: '1 december 2026'; '' for no day."""
    found = parse_date(text) if text else None
    return date_format(found, "j F Y") if found else ""
