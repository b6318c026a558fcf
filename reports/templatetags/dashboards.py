"""Puts charts and values of the dashboards on a page."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_value, within_sentence
from interventions.engine import Item
from interventions.knowledge import get_knowledge
from reports.dashboards.charts import draw, sparkline
from reports.dashboards.figures import Chart
from reports.dashboards.measurements import DatedValue

register = template.Library()
register.filter(within_sentence)
DAYS_IN_MONTH = 31


@register.filter
def drawn(chart: Chart) -> SafeString:
    """The SVG of a chart."""
    return draw(chart)


@register.filter
def spark(readings: tuple[DatedValue, ...]) -> SafeString:
    """Headache days as a word-sized line."""
    return sparkline(tuple(reading.point for reading in readings), high=DAYS_IN_MONTH)


@register.filter
def short_date(day: dt.date) -> SafeString:
    """A day in one piece, without its year when that is this one: '27-11'."""
    is_this_year = day.year == timezone.localdate().year
    return format_html('<span class="nowrap">{}</span>', date_format(day, "d-m" if is_this_year else "d-m-Y"))


@register.filter
def fact_words(value: Any, fact: str) -> str:
    """The value of a fact in words, '' when it is not known: `{{ value|fact_words:"headache_type" }}`."""
    return format_value(get_knowledge().spec(fact), value, language()) if value else ""


@register.filter
def sentence(item: Item) -> str:
    """What a rule says in one sentence."""
    return item.rule.record.summary.in_language(language())


@register.filter
def more_words(item: Item) -> str:
    """What a rule says beside its sentence, '' when nothing."""
    advice = item.rule.record.advice
    return advice.in_language(language()) if advice else ""
