"""One question of a fact form: label, answer, help, source, error and notice."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from headache_cds.vocabulary.forms import FactForm, Place

register = template.Library()


@register.inclusion_tag("vocabulary/question.html", takes_context=True)
def question(context: Context, form: FactForm, place: Place) -> dict[str, Any]:
    """`{% question form place %}` draws the fact at its place on the page.

    Beside it stands what contradicts it, of the `contradictions` of the page.
    """
    told = contradictions_beside(context.get("contradictions") or (), place.fact)
    return form.asked(place.fact) | {"place": place, "contradictions": told}


def contradictions_beside(found: Iterable[Any], fact: str) -> list[tuple[str, Any]]:
    """What contradicts one answer, as beside_answer.html shows it: the message and the other questions."""
    return [(item.message, item.besides(fact)) for item in found if fact in item.facts]
