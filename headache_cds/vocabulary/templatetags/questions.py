"""One question of a fact form: label, answer, help, source, error and notice."""

from typing import Any

from django import template

from headache_cds.vocabulary.forms import FactForm, Place

register = template.Library()


@register.inclusion_tag("vocabulary/question.html")
def question(form: FactForm, place: Place) -> dict[str, Any]:
    """`{% question form place %}` draws the fact at its place on the page."""
    return form.asked(place.fact) | {"place": place}
