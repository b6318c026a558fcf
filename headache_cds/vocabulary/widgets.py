"""How a fact is asked on a page and read from a posted form. The markup is in templates/vocabulary/."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import NUMERIC, Choice, FactSpec, FactType, RecordField
from headache_cds.vocabulary.text import clean_line
from headache_cds.vocabulary.typed import Unread, read_date, read_number
from headache_cds.vocabulary.values import NOT_DONE, as_shown, notice

_YES_NO = {"true": True, "false": False, "": None}
MOST_BUTTONS = 6
LONGEST_BUTTON_ROW = 34
SPARE_ROWS = 3


@dataclass(frozen=True)
class WidgetOption:
    """One button, chip or line of a list."""

    value: str
    label: str
    chosen: bool
    kind: str = ""


@dataclass(frozen=True)
class Cell:
    """One input of a row: a record field with its value."""

    field: RecordField
    name: str
    value: Any
    options: tuple[WidgetOption, ...]
    open_label: str
    error: str = ""

    @property
    def is_open(self) -> bool:
        """Nothing was filled in, or explicitly not done."""
        return self.value in (None, "") or as_shown(self.field, self.value) is None


@dataclass(frozen=True)
class FormRow:
    """One record on the page; `keys` holds the fixed values of a grid (level, side)."""

    number: int | str
    cells: tuple[Cell, ...]
    keys: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A records fact over fixed rows: the first row field goes down, the second across; one record a cell.

    With one row field its values stand in pairs, because movements come as left and right.
    `main` are the rows that come first (the muscles that are always palpated); the others fold away.
    """

    template: str
    row_fields: Sequence[str]
    cell_fields: Sequence[str]
    main: Sequence[str] = ()


def options_of(spec: FactSpec | RecordField, value: Any) -> tuple[WidgetOption, ...]:
    """What can be chosen, without 'not done'."""
    if spec.type == FactType.BOOL:
        return (
            WidgetOption("true", _("Ja"), value is True, "yes"),
            WidgetOption("false", _("Nee"), value is False, "no"),
        )
    chosen = value if isinstance(value, list | tuple) else [value]
    return tuple(
        WidgetOption(
            str(choice.value), choice.text.in_language(language()), choice.value in chosen, _kind(choice)
        )
        for choice in spec.choices
        if choice.value not in NOT_DONE
    )


def open_label_of(field: RecordField, usual: str) -> str:
    """The word for an open cell: its own 'not done' where it has one, else 'not chosen' for a choice."""
    not_done = next((choice for choice in field.choices if choice.value in NOT_DONE), None)
    if not_done:
        return not_done.text.in_language(language()).capitalize()
    return _("Niet gekozen") if field.choices else usual


def scale_of(value: Any) -> tuple[WidgetOption, ...]:
    """The eleven buttons of a score from 0 to 10."""
    return tuple(
        WidgetOption(str(step), str(step), value == step and value is not False) for step in range(11)
    )


def _kind(choice: Choice) -> str:
    if choice.value == "none":
        return "none"
    return "key" if str(choice.value).startswith("recognisable_headache") else ""


class FactWidget(forms.Widget):
    """Reads and shows one fact; `spec` tells how. `open_label` is the word for an open answer."""

    def __init__(self, spec: FactSpec, *, open_label: str = "") -> None:
        self.spec = spec
        self.shape = shape_of(spec)
        self.open_label = open_label or _("Niet gevraagd")
        self.wrong: Mapping[tuple[int, str], str] = {}
        """What is wrong with a cell, by the place of its row among the values and its field."""
        self.template_name = f"vocabulary/{self.shape}.html"
        super().__init__()

    @property
    def is_single_input(self) -> bool:
        """Whether one labelled input carries the answer, so that the question can be its label."""
        return self.shape in ("select", "measure", "date", "text")

    @property
    def is_stacked(self) -> bool:
        """Whether the answer stands under the question: it is too wide to stand beside it."""
        if self.shape == "segments":
            return sum(len(option.label) for option in options_of(self.spec, None)) > LONGEST_BUTTON_ROW
        return self.shape not in ("measure", "date")

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
        invalid = bool(attrs and attrs.get("aria-invalid")) and not self.wrong
        notes = [f"error_{name}"] * invalid + [f"notice_{name}"] * bool(notice(self.spec, value, language()))
        context |= {"spec": self.spec, "value": value, "name": name, "open_label": self.open_label}
        context |= {"invalid": invalid, "described_by": " ".join(notes), "is_open": value in (None, "", [])}
        context["options"] = scale_of(value) if self.shape == "scale" else options_of(self.spec, value)
        if self.spec.type == FactType.RECORDS:
            context |= self.rows(name, value or [])
        return context

    def rows(self, name: str, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The filled rows, spare ones for a browser without script, and a template row."""
        spare: list[Mapping[str, Any]] = [{}] * SPARE_ROWS
        rows = [self._row(name, number, row) for number, row in enumerate([*values, *spare])]
        return {"rows": rows, "template_row": self._row(name, "__row__", {})}

    def _row(self, name: str, number: int | str, values: Mapping[str, Any]) -> FormRow:
        at = number if isinstance(number, int) else None
        cells = tuple(self.cell(name, number, field, values, at) for field in self.spec.fields)
        return FormRow(number, cells)

    def cell(
        self, name: str, number: int | str, field: RecordField, values: Mapping[str, Any], at: int | None
    ) -> Cell:
        """One input of a row, named <fact>-<row>-<field>; `at` is the place of the row among the values."""
        value = values.get(field.id)
        label = open_label_of(field, self.open_label)
        error = self.wrong.get((at, field.id), "") if at is not None else ""
        return Cell(field, f"{name}-{number}-{field.id}", value, options_of(field, value), label, error)

    def row_numbers(self, values: Sequence[Mapping[str, Any]]) -> list[int]:
        """The number on the page of the row that shows each of these values."""
        return list(range(len(values)))

    def row_name(self, values: Sequence[Mapping[str, Any]], at: int) -> str:
        """How a person finds the row of this value on the page."""
        return _("regel %(number)d") % {"number": at + 1}

    def cell_id(self, name: str, values: Sequence[Mapping[str, Any]], at: int, field: str) -> str:
        """The id of the input of this field of this value."""
        return f"id_{name}-{self.row_numbers(values)[at]}-{field}"


class GridWidget(FactWidget):
    """Draws a records fact as a grid; a cell left open is no record, which means not tested.

    A record that does not fit the grid, such as a second method on the same level, keeps a line of its own.
    """

    def __init__(self, spec: FactSpec, grid: Grid, *, open_label: str = "") -> None:
        super().__init__(spec, open_label=open_label)
        fields = {field.id: field for field in spec.fields}
        self.row_fields = [fields[name] for name in grid.row_fields]
        self.cell_fields = [fields[name] for name in grid.cell_fields]
        self.main = tuple(grid.main)
        self.template_name = grid.template

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        keys = {field.id for field in self.row_fields}
        return [row for row in read_rows(self.spec, data, name) if row.keys() - keys]

    def rows(self, name: str, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        places = {number: at for at, number in enumerate(self.row_numbers(values))}
        rows = [
            self._grid_row(name, number, key, values[places[number]] if number in places else {}, places)
            for number, key in enumerate(self._combinations)
        ]
        extra = [
            self._grid_row(name, number, self._key(values[at]), values[at], places)
            for number, at in sorted(places.items())
            if number >= len(rows)
        ]
        across = len(self.row_fields[1].choices) if len(self.row_fields) > 1 else 2
        lines = [rows[at : at + across] for at in range(0, len(rows), across)] + [[row] for row in extra]
        split = len(self.main) or len(lines)
        return {"lines": lines[:split], "more_lines": lines[split:]}

    @property
    def _combinations(self) -> list[tuple[Any, ...]]:
        """The fixed values of the rows that are always there."""
        return list(product(*([choice.value for choice in field.choices] for field in self.row_fields)))

    def row_numbers(self, values: Sequence[Mapping[str, Any]]) -> list[int]:
        """A value stands in the row of its fixed values; one too many for the grid comes after."""
        combinations = self._combinations
        numbers: list[int] = []
        extra = len(combinations)
        for row in values:
            key = self._key(row)
            number = combinations.index(key) if key in combinations else extra
            if number in numbers or number == extra:
                number, extra = extra, extra + 1
            numbers.append(number)
        return numbers

    def row_name(self, values: Sequence[Mapping[str, Any]], at: int) -> str:
        """The fixed values in words: 'C2, links'."""
        words = [
            next((option.label for option in options_of(field, value) if option.chosen), str(value))
            for field, value in zip(self.row_fields, self._key(values[at]), strict=True)
        ]
        return ", ".join(words)

    def _key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row.get(field.id) for field in self.row_fields)

    def _grid_row(
        self,
        name: str,
        number: int,
        key: tuple[Any, ...],
        values: Mapping[str, Any],
        places: Mapping[int, int],
    ) -> FormRow:
        at = places.get(number)
        fixed = {field.id: value for field, value in zip(self.row_fields, key, strict=True)}
        cells = tuple(self.cell(name, number, field, values, at) for field in self.cell_fields)
        keys = tuple(self.cell(name, number, field, fixed, at) for field in self.row_fields)
        return FormRow(number, cells, keys)


def shape_of(spec: FactSpec) -> str:
    """The name of the template that asks this kind of fact."""
    if spec.type == FactType.BOOL:
        return "segments"
    if spec.type == FactType.ENUM or (spec.type == FactType.INT and spec.choices):
        return "segments" if len(spec.choices) <= MOST_BUTTONS else "select"
    if spec.type == FactType.INT and (spec.min, spec.max) == (0, 10):
        return "scale" if "0-10" in (spec.unit or "") else "measure"
    return {
        FactType.SET: "chips",
        FactType.DATE: "date",
        FactType.TEXT: "text",
        FactType.RECORDS: "records",
    }.get(spec.type, "measure")


def read_single(spec: FactSpec | RecordField, raw: Any) -> Any:
    """Form text as JSON-like input: 'true' becomes True, '7,5' becomes 7.5, 31-1-2026 becomes 2026-01-31.

    What cannot be read stays as it was typed.
    """
    if not isinstance(raw, str):
        return raw
    raw = raw.strip()
    if spec.type == FactType.BOOL:
        return _YES_NO.get(raw, raw)
    if not clean_line(raw):
        return ""
    if spec.type in NUMERIC:
        return read_number(raw, spec.unit, language())
    if spec.type == FactType.DATE:
        date = read_date(raw)
        return date if isinstance(date, Unread) else date.isoformat()
    return raw


def read_rows(spec: FactSpec, data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a records fact, from inputs named <fact>-<row>-<field>; empty rows fall away."""
    fields = {field.id: field for field in spec.fields}
    pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-(\w+)")
    rows: dict[int, dict[str, Any]] = {}
    for key in data:
        match = pattern.fullmatch(key)
        if match and match[2] in fields:
            value = read_single(fields[match[2]], data.get(key, ""))
            if value not in ("", None):
                rows.setdefault(int(match[1]), {})[match[2]] = value
    return [rows[number] for number in sorted(rows)]
