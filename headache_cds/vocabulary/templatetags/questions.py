"""One question of a fact form: label, answer, help, source, error and notice."""

from typing import Any

from django import template

from headache_cds.vocabulary.forms import (
    FactField,
    FactForm,
    Place,
    StoredFactForm,
    whole_errors,
    wrong_cells,
)
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import notice
from headache_cds.vocabulary.widgets import FactWidget

register = template.Library()


@register.inclusion_tag("vocabulary/question.html")
def question(form: FactForm, place: Place) -> dict[str, Any]:
    """`{% question form place %}` draws the fact at its place on the page."""
    bound = form[place.fact]
    field = bound.field
    if not isinstance(field, FactField) or not isinstance(field.widget, FactWidget):
        raise TypeError(f"{place.fact} is no question")
    field.widget.wrong = wrong_cells(bound)
    return {
        "answer": bound,
        "errors": whole_errors(bound),
        "place": place,
        "spec": field.spec,
        "widget": field.widget,
        "notice": notice(field.spec, bound.value(), language()),
        "conflict": form.conflicts.get(place.fact) if isinstance(form, StoredFactForm) else None,
    }
