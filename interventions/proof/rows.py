"""Symbols for the rows of a records fact, in two ways.

`UnconstrainedRows` leaves every record function free (any truth, any count): nothing that holds then can fail
for a real patient. `Rows` writes out a limited number of rows: everything it shows is a real patient.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import z3

from headache_cds.vocabulary.spec import FactSpec
from interventions.engine.language.nodes import UNKNOWN
from interventions.proof.collected import AnswerSymbol, answers, read
from interventions.proof.symbols import (
    Amount,
    ChoiceSymbol,
    Members,
    Three,
    as_kind,
    both,
    either,
    how_many,
    never,
)


@dataclass
class UnconstrainedRows:
    """Each function over the rows is a symbol of its own, tied only to whether there are rows at all."""

    name: str
    spec: FactSpec
    known: z3.BoolRef
    limits: list[z3.BoolRef] = field(default_factory=list)
    functions: dict[Any, Any] = field(default_factory=dict)

    def _named(self, key: Any) -> str:
        return f"{self.name}#{len(self.functions)}"

    def truth(self, key: Any) -> Three:
        if key not in self.functions:
            name = self._named(key)
            truth = Three(z3.Bool(f"{name}=yes"), z3.Bool(f"{name}=no"))
            self.limits += [never(both(truth.yes, truth.no)), z3.Implies(truth.known, self.known)]
            self.functions[key] = truth
        return self.functions[key]

    def count(self, key: Any) -> Amount:
        if key not in self.functions:
            name = self._named(key)
            low, high = z3.Int(f"{name}>="), z3.Int(f"{name}<=")
            self.limits += [low >= 0, high >= low]
            self.functions[key] = Amount(self.known, z3.ToReal(low), z3.ToReal(high))
        return self.functions[key]

    def mean(self, key: Any, column: str) -> Amount:
        if key not in self.functions:
            name = self._named(key)
            spec = next(item for item in self.spec.fields if item.id == column)
            known, value = z3.Bool(f"{name}?"), z3.Real(name)
            self.limits += [z3.Implies(known, self.known)]
            self.limits += [value >= spec.min] if spec.min is not None else []
            self.limits += [value <= spec.max] if spec.max is not None else []
            self.functions[key] = Amount(known, value, value)
        return self.functions[key]

    def members(self, key: Any, column: str) -> Members:
        if key not in self.functions:
            name = self._named(key)
            spec = next(item for item in self.spec.fields if item.id == column)
            values = {str(choice.value) for choice in spec.choices} | {UNKNOWN}
            members = {value: z3.Bool(f"{name}:{value}") for value in sorted(values)}
            self.limits.append(z3.Implies(either(*members.values()), self.known))
            self.functions[key] = Members(self.known, members)
        return self.functions[key]


@dataclass
class Rows:
    """A records fact with at most so many rows; the rows that exist come first."""

    name: str
    spec: FactSpec
    known: z3.BoolRef
    most: int
    present: list[z3.BoolRef] = field(init=False)
    cells: list[dict[str, AnswerSymbol]] = field(init=False)

    def __post_init__(self) -> None:
        fields = {item.id: item for item in self.spec.fields}
        self.present = [z3.Bool(f"{self.name}[{row}]?") for row in range(self.most)]
        self.cells = [answers(fields, f"{self.name}[{row}].") for row in range(self.most)]

    @cached_property
    def limits(self) -> list[z3.BoolRef]:
        limits = [
            z3.Implies(row, before) for before, row in zip(self.present, self.present[1:], strict=False)
        ]
        limits.append(z3.Implies(self.present[0], self.known))
        for cells in self.cells:
            for cell in cells.values():
                limits += cell.limits
        return limits

    def any(self, outcomes: list[Three]) -> Three:
        here = list(zip(self.present, outcomes, strict=True))
        yes = either(*(both(row, outcome.yes) for row, outcome in here))
        no = both(*(either(never(row), outcome.no) for row, outcome in here))
        return Three(both(self.known, yes), both(self.known, no))

    def count(self, outcomes: list[Three]) -> Amount:
        here = list(zip(self.present, outcomes, strict=True))
        low = how_many(both(row, outcome.yes) for row, outcome in here)
        high = how_many(both(row, never(outcome.no)) for row, outcome in here)
        return Amount(self.known, z3.ToReal(low), z3.ToReal(high))

    def mean(self, column: str) -> Amount:
        values = [as_kind(Amount, cells[column].symbol) for cells in self.cells]
        here = zip(self.present, values, strict=True)
        complete = [either(never(row), value.known) for row, value in here]
        total = values[0].low
        mean: z3.ArithRef = total
        for number, (row, value) in enumerate(zip(self.present[1:], values[1:], strict=True), start=2):
            total = total + value.low
            mean = z3.If(row, total / number, mean)
        return Amount(both(self.known, self.present[0], *complete), mean, mean)

    def members(self, column: str) -> Members:
        found: dict[str, list[z3.BoolRef]] = {UNKNOWN: []}
        for row, cells in zip(self.present, self.cells, strict=True):
            chosen = as_kind(ChoiceSymbol, cells[column].symbol)
            for value, option in chosen.options.items():
                found.setdefault(value, []).append(both(row, option))
            found[UNKNOWN].append(both(row, never(chosen.known)))
        return Members(self.known, {value: both(self.known, either(*ways)) for value, ways in found.items()})

    def read(self, model: z3.ModelRef) -> list[dict[str, Any]] | None:
        """The rows that a model gives, None when there are none on file."""
        if not z3.is_true(model.eval(self.known)):
            return None
        fields = {item.id: item for item in self.spec.fields}
        rows = []
        for row, cells in zip(self.present, self.cells, strict=True):
            if z3.is_true(model.eval(row)):
                values = {name: read(cells[name].symbol, spec, model) for name, spec in fields.items()}
                rows.append({name: value for name, value in values.items() if value is not None})
        return rows
