"""Symbols for what can be answered: one per fact, with the limits of its type, choices and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import z3

from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType, RecordField
from headache_cds.vocabulary.values import NONE
from interventions.proof.symbols import (
    Amount,
    ChoiceSymbol,
    Given,
    Members,
    Symbol,
    Three,
    both,
    either,
    never,
)

Spec = FactSpec | RecordField


@dataclass(frozen=True)
class AnswerSymbol:
    """The symbol of one fact or field, and what its answer can be."""

    symbol: Symbol
    limits: tuple[z3.BoolRef, ...]


def answer(name: str, spec: Spec) -> AnswerSymbol:
    """Every possible answer to one question, no answer among them."""
    values = [str(choice.value) for choice in spec.choices]
    if spec.type == FactType.BOOL:
        truth = Three(z3.Bool(f"{name}=yes"), z3.Bool(f"{name}=no"))
        return AnswerSymbol(truth, (never(both(truth.yes, truth.no)),))
    if spec.type == FactType.ENUM:
        options = {value: z3.Bool(f"{name}={value}") for value in values}
        return AnswerSymbol(
            ChoiceSymbol(options), tuple(never(both(*two)) for two in combinations(options.values(), 2))
        )
    if spec.type == FactType.SET:
        members = {value: z3.Bool(f"{name}:{value}") for value in values}
        others = [member for value, member in members.items() if value != NONE]
        alone = (never(both(members[NONE], either(*others))),) if NONE in members else ()
        return AnswerSymbol(Members(either(*members.values()), members), alone)
    if spec.type in NUMERIC:
        return _number(name, spec)
    return AnswerSymbol(Given(z3.Bool(f"{name}?")), ())


def _number(name: str, spec: Spec) -> AnswerSymbol:
    whole = spec.type == FactType.INT
    number = z3.Int(name) if whole else z3.Real(name)
    limits = []
    if spec.choices:
        limits.append(z3.Or([number == choice.value for choice in spec.choices]))
    if spec.min is not None:
        limits.append(number >= spec.min)
    if spec.max is not None:
        limits.append(number <= spec.max)
    amount = z3.ToReal(number) if whole else number
    return AnswerSymbol(Amount(z3.Bool(f"{name}?"), amount, amount), tuple(limits))


def read(symbol: Symbol, spec: Spec, model: z3.ModelRef) -> Any:
    """The answer that a model gives, as JSON writes it; None when it leaves the question open."""

    def holds(part: z3.BoolRef) -> bool:
        return z3.is_true(model.eval(part))

    if isinstance(symbol, Three):
        return True if holds(symbol.yes) else (False if holds(symbol.no) else None)
    if isinstance(symbol, ChoiceSymbol):
        return next((value for value, option in symbol.options.items() if holds(option)), None)
    if isinstance(symbol, Members):
        return [value for value, member in symbol.members.items() if holds(member)] or None
    if not holds(symbol.known):
        return None
    if isinstance(symbol, Amount):
        return _plain_number(model.eval(symbol.low, model_completion=True), spec)
    return "2026-01-12" if spec.type == FactType.DATE else "words"


def _plain_number(value: z3.ExprRef, spec: Spec) -> int | float:
    if not z3.is_rational_value(value):
        value = value.approx(6)
    number = value.numerator_as_long() / value.denominator_as_long()
    return int(number) if spec.type == FactType.INT or number == int(number) else round(number, 6)


def answers(specs: Mapping[str, Spec], prefix: str = "") -> dict[str, AnswerSymbol]:
    """An answer per fact or field."""
    return {name: answer(prefix + name, spec) for name, spec in specs.items()}
