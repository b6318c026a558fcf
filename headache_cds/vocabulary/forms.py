"""Django forms built from fact declarations: one field per fact, the same checks as `manage.py advise`.

Every field is optional: what is left open is 'not asked', never 'no'.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import FactSpec, FactType, RecordField
from headache_cds.vocabulary.values import Value, ValueProblem, notice, parse_value
from headache_cds.vocabulary.widgets import FactWidget


@dataclass(frozen=True)
class Place:
    """Where a fact stands on a page: its condition as JSON for routing.js, and whether it is shown now."""

    fact: str
    when: str = ""
    shown: bool = True


class FactField(forms.Field):
    """One fact in a form; cleaning gives the checked value, or None for not asked."""

    def __init__(self, spec: FactSpec, widget: FactWidget | None = None) -> None:
        self.spec = spec
        super().__init__(
            required=False, widget=widget or FactWidget(spec), label=spec.question.in_language(language())
        )

    def clean(self, value: Any) -> Value | None:
        if self.spec.type == FactType.RECORDS:
            return clean_rows(self.spec, value)
        try:
            return parse_value(self.spec, value)
        except ValueProblem as problem:
            raise ValidationError(problem.message(language()), code=problem.code) from problem

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True


def clean_rows(spec: FactSpec, rows: list[dict[str, Any]]) -> Value | None:
    """The checked rows, None when there is none. Raises one ValidationError that names every wrong cell."""
    problems = [
        ValidationError(
            _("Regel %(row)d, %(field)s: %(message)s"),
            code=problem.code,
            params={
                "row": number,
                "field": field.label.in_language(language()),
                "message": problem.message(language()),
            },
        )
        for number, row in enumerate(rows, start=1)
        for field in spec.fields
        if (problem := cell_problem(field, row.get(field.id)))
    ]
    if problems:
        raise ValidationError(problems)
    return parse_value(spec, rows) or None


def cell_problem(field: RecordField, raw: object) -> ValueProblem | None:
    """What is wrong with one cell of a row, if anything."""
    try:
        value = parse_value(field, raw)
    except ValueProblem as problem:
        return problem
    if value is None and field.required:
        return ValueProblem(field.id, "required", value=field.label.in_language(language()))
    return None


class FactForm(forms.Form):
    """A form over a number of facts. `values` are the stored answers; absent means not asked.

    `open_label` is the word for an open answer ('Niet gevraagd'); `widgets` replaces the control of a fact.
    """

    def __init__(
        self,
        specs: Iterable[FactSpec],
        *,
        values: Mapping[str, Value],
        data: Any = None,
        open_label: str = "",
        widgets: Mapping[str, FactWidget] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data=data, initial=dict(values), **kwargs)
        for spec in specs:
            widget = (widgets or {}).get(spec.id) or FactWidget(spec, open_label=open_label)
            self.fields[spec.id] = FactField(spec, widget)

    def answers(self) -> dict[str, Value | None]:
        """Every fact of the form with its checked value; None for not asked. Only after is_valid()."""
        return {name: self.cleaned_data[name] for name in self.fields}

    def notices(self) -> dict[str, str]:
        """The sentence for each possible but unusual value, typed now or stored earlier."""
        found = {}
        for name, field in self.fields.items():
            if isinstance(field, FactField):
                sentence = notice(field.spec, self[name].value(), language())
                if sentence:
                    found[name] = sentence
        return found
