"""Why a form came back: what the summary over its page says, with a link to each place.

The one owner of that summary. A view puts `refusal` in its context; the frame of the page draws it
(templates/components/refusal.html) and says it in the title.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Line:
    """One thing that is wrong; `anchor` is the id of its place on the page, '' when it has none."""

    text: str
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Refusal:
    """What the summary says: before the title of the page, in a sentence, and line by line."""

    title: str
    sentence: str
    lines: tuple[Line, ...] = ()


def say_how() -> None:
    """Let every form say what to do about an empty field; Django says only that it is required."""
    forms.Field.default_error_messages["required"] = gettext_lazy("Vul dit in.")
    forms.ChoiceField.default_error_messages["required"] = gettext_lazy("Kies een van de mogelijkheden.")
    forms.ModelChoiceField.default_error_messages["required"] = gettext_lazy("Kies een van de mogelijkheden.")


def refusal_of(*refused: Any, title: str = "", sentence: str = "") -> Refusal | None:
    """The summary over these forms; None when nothing of them was refused."""
    lines = tuple(line for form in refused if form.is_bound for line in lines_of(form))
    if not lines:
        return None
    if not sentence and all(getattr(form, "saved_rest", False) for form in refused):
        sentence = _("Niet alles is opgeslagen. Kijk dit na en sla nog een keer op; de rest is opgeslagen.")
    return Refusal(
        title or _("Niet opgeslagen"),
        sentence or _("Niet opgeslagen. Kijk dit na en sla nog een keer op; wat u invulde staat er nog."),
        lines,
    )


def lines_of(form: Any) -> Iterator[Line]:
    """What is wrong with one form: as a whole, field by field, and where a colleague was first."""
    for error in form.non_field_errors():
        yield Line(str(error))
    for bound in form:
        if bound.errors:
            yield from _field_lines(bound, getattr(form, "group_label", ""))
    for fact in getattr(form, "unexplained", {}):
        yield Line(
            _("dit antwoord is een alarmsignaal. Kies waarom u het intrekt."),
            str(form[fact].label),
            f"id_reason-{fact}",
        )
    for conflict in getattr(form, "conflicts", {}).values():
        yield Line(
            _("een collega heeft dit gewijzigd. Kies welk antwoord blijft staan."),
            conflict.question,
            f"id_{conflict.name}_theirs",
        )


def _field_lines(bound: BoundField, group: str) -> Iterator[Line]:
    """A field with parts of its own (rows) names each; a hidden one has no place to go to."""
    own = getattr(bound.field, "lines_of", None)
    if own:
        yield from own(bound)
        return
    text = " ".join(map(str, bound.errors))
    if bound.is_hidden:
        yield Line(text)
        return
    own_label = (
        "" if text.startswith(f"{bound.label}: ") else str(bound.label)
    )  # a sentence may name its field
    yield Line(text, ", ".join(filter(None, (group, own_label))), anchor_of(bound))


def anchor_of(bound: BoundField) -> str:
    """The id of the input, of the first of a row of buttons."""
    buttons = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if buttons else str(bound.auto_id)
