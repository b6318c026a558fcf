"""One question of a fact form: label, answer, help, source, error and notice."""

from typing import Any

from django import template
from django.template import Context

from headache_cds.vocabulary.forms import FactField, FactForm, Place, StoredFactForm
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import notice
from headache_cds.vocabulary.widgets import FactWidget

register = template.Library()


@register.inclusion_tag("vocabulary/question.html", takes_context=True)
def question(context: Context, form: FactForm, place: Place) -> dict[str, Any]:
    """`{% question form place %}` draws the fact at its place on the page.

    Beside it stands what contradicts it, of the `contradictions` of the page.
    """
    bound = form[place.fact]
    field = bound.field
    if not isinstance(field, FactField) or not isinstance(field.widget, FactWidget):
        raise TypeError(f"{place.fact} is no question")
    return {
        "answer": bound,
        "place": place,
        "spec": field.spec,
        "widget": field.widget,
        "notice": notice(field.spec, bound.value(), language()),
        "contradictions": [
            (item.message, item.besides(place.fact))
            for item in context.get("contradictions") or ()
            if place.fact in item.facts
        ],
        "conflict": form.conflicts.get(place.fact) if isinstance(form, StoredFactForm) else None,
    }
