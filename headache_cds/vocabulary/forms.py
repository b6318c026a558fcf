"""Django forms built from fact declarations: one field per fact, the same checks as the advise door.

Every field is optional: what is left open is 'not asked', never 'no'. The markup is in templates/vocabulary/.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language

from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType, RecordField
from headache_cds.vocabulary.values import Value, ValueProblem, notice, parse_value

_YES_NO = {"true": True, "false": False, "": None}
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def language() -> str:
    return get_language() or "nl"


class FactWidget(forms.Widget):
    """Reads and shows one fact; `spec` tells how. The template gets spec, value and rows."""

    def __init__(self, spec: FactSpec) -> None:
        self.spec = spec
        self.template_name = f"vocabulary/{spec.type}.html"
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if self.spec.type == FactType.RECORDS:
            return read_rows(self.spec, data, name)
        if self.spec.type == FactType.SET:
            return data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return read_single(self.spec, data.get(name, ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return context | {"spec": self.spec, "value": value, "name": name}


def read_single(spec: FactSpec | RecordField, raw: Any) -> Any:
    """Form text as JSON-like input: 'true' becomes True, '7,5' becomes 7.5; what cannot be read stays as typed."""
    if not isinstance(raw, str):
        return raw
    raw = raw.strip()
    if spec.type == FactType.BOOL:
        return _YES_NO.get(raw, raw)
    if spec.type in NUMERIC and _NUMBER.fullmatch(raw):
        number = float(raw.replace(",", "."))
        return int(number) if number.is_integer() else number
    return raw


def read_rows(spec: FactSpec, data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a records fact, from inputs named <fact>-<row>-<field>, in row order; empty rows fall away."""
    rows: dict[int, dict[str, Any]] = {}
    for field in spec.fields:
        pattern = re.compile(rf"{re.escape(name)}-(\d+)-{re.escape(field.id)}")
        for key in data:
            match = pattern.fullmatch(key)
            if match:
                value = read_single(field, data.get(key, ""))
                if value not in ("", None):
                    rows.setdefault(int(match[1]), {})[field.id] = value
    return [rows[number] for number in sorted(rows)]


class FactField(forms.Field):
    """One fact in a form; cleaning gives the checked value, or None for not asked."""

    def __init__(self, spec: FactSpec) -> None:
        self.spec = spec
        super().__init__(
            required=False, widget=FactWidget(spec), label=spec.question.in_language(language())
        )

    def clean(self, value: Any) -> Value | None:
        try:
            parsed = parse_value(self.spec, value)
            if self.spec.type == FactType.RECORDS:
                parsed = complete_rows(self.spec, parsed)
        except ValueProblem as problem:
            raise forms.ValidationError(problem.message(language()), code=problem.code) from problem
        return parsed

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True


def complete_rows(spec: FactSpec, rows: Any) -> Any:
    """Rows with their required fields; None when there is no row. Raises ValueProblem('required')."""
    for row in rows or ():
        for field in spec.fields:
            if field.required and field.id not in row:
                raise ValueProblem(spec.id, "required", value=field.label.in_language(language()))
    return rows or None


class FactForm(forms.Form):
    """A form over a number of facts. `values` are the stored answers; absent means not asked."""

    def __init__(
        self, specs: Iterable[FactSpec], *, values: Mapping[str, Value], data: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(data=data, initial=dict(values), **kwargs)
        for spec in specs:
            self.fields[spec.id] = FactField(spec)

    def answers(self) -> dict[str, Value | None]:
        """Every fact of the form with its checked value; None for not asked. Only after is_valid()."""
        return {name: self.cleaned_data[name] for name in self.fields}

    def notices(self) -> dict[str, str]:
        """The sentence for each possible but unusual value, typed now or stored earlier."""
        found = {}
        for name, field in self.fields.items():
            if isinstance(field, FactField):
                value = self.cleaned_data.get(name) if self.is_bound else self.initial.get(name)
                sentence = notice(field.spec, value, language())
                if sentence:
                    found[name] = sentence
        return found
