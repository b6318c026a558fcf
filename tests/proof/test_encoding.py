"""What z3 makes of a patient is what the engine makes of the same patient."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import z3
from hypothesis import given, settings

from interventions.engine import Evaluation
from interventions.knowledge import get_knowledge
from interventions.proof.encoder import Encoder
from interventions.proof.rows import Rows
from interventions.proof.symbols import Amount, ChoiceSymbol, Members, Symbol, Three, either, never
from interventions.proof.theorems import THEOREMS
from tests.engine.random_patients import ANY

RULESET = get_knowledge().ruleset
MOST_ROWS = 3
CLOSE = 1e-6


@dataclass(frozen=True)
class Encoded:
    """All that z3 makes of the rules; reading every condition once makes the encoder write out their rows."""

    encoder: Encoder
    conditions: dict[str, Three]
    derived: dict[str, Symbol]
    limits: list[z3.BoolRef]


@cache
def encoded() -> Encoded:
    encoder = Encoder(RULESET, MOST_ROWS)
    conditions = {rule.id: encoder.condition(rule) for rule in RULESET.rules}
    derived = {name: encoder.value(name) for name in RULESET.derived}
    return Encoded(encoder, conditions, derived, list(encoder.limits(sorted(RULESET.facts))))


def equals(symbol: Symbol, value: Any, close: float = 0) -> z3.BoolRef:
    """Whether the symbol has this value, a number up to the rounding of the engine; None is unknown."""
    if isinstance(symbol, Three):
        return z3.And(symbol.yes == (value is True), symbol.no == (value is False))
    if isinstance(symbol, ChoiceSymbol):
        return z3.And([option == (name == value) for name, option in symbol.options.items()])
    if isinstance(symbol, Amount):
        if value is None:
            return never(symbol.known)
        gap = symbol.low - z3.RealVal(str(value))
        return z3.And(symbol.known, gap <= close, gap >= -close)
    if isinstance(symbol, Members):
        inside = [option == (name in (value or ())) for name, option in symbol.members.items()]
        return z3.And(symbol.known == (value is not None), *inside)
    return symbol.known == (value is not None)


def pinned(facts: dict[str, Any]) -> list[z3.BoolRef]:
    """This patient and nobody else."""
    found = list(encoded().limits)
    for name, spec in RULESET.facts.items():
        found.append(equals(encoded().encoder.value(name), facts.get(name)))
        rows = encoded().encoder.rows(name) if spec.fields else None
        if isinstance(rows, Rows):
            found += pinned_rows(rows, facts.get(name) or [])
    return found


def pinned_rows(rows: Rows, values: list[dict[str, Any]]) -> list[z3.BoolRef]:
    found = [present == (place < len(values)) for place, present in enumerate(rows.present)]
    for value, cells in zip(values, rows.cells, strict=False):
        found += [equals(cell.symbol, value.get(name)) for name, cell in cells.items()]
    return found


@settings(max_examples=25, deadline=None)
@given(ANY)
def test_the_encoding_agrees_with_the_engine(facts: dict[str, Any]) -> None:
    scope = Evaluation(RULESET, facts)
    solver = z3.SimpleSolver()
    solver.add(pinned(facts))
    assert solver.check() == z3.sat, "the limits refuse a patient whom the engine takes"
    truths = {rule.id: rule.condition.evaluate(scope) for rule in RULESET.rules}
    agree = {name: equals(encoded().conditions[name], truth) for name, truth in truths.items()}
    agree |= {name: equals(symbol, scope.value(name), CLOSE) for name, symbol in encoded().derived.items()}
    solver.add(either(*(never(equal) for equal in agree.values())))
    if solver.check() == z3.sat:
        model = solver.model()
        differ = [name for name, equal in agree.items() if not z3.is_true(model.eval(equal, True))]
        raise AssertionError(f"differs from the engine: {differ}")


def test_rows_left_free_allow_whatever_the_rows_give() -> None:
    """A proof with free functions covers every real patient: each value of the real one is possible."""
    loose = Encoder(RULESET)
    for name in RULESET.records_facts:
        readers = [key for key, item in RULESET.derived.items() if name in item.inputs]
        for reader in readers:
            for wanted in outcomes(loose.value(reader)):
                solver = z3.SimpleSolver()
                solver.add(*loose.limits(loose.cone({reader})), wanted)
                assert solver.check() == z3.sat, reader


def outcomes(symbol: Symbol) -> list[z3.BoolRef]:
    """Each outcome that a symbol can have."""
    if isinstance(symbol, Three):
        return [symbol.yes, symbol.no, symbol.open]
    if isinstance(symbol, ChoiceSymbol):
        return list(symbol.options.values())
    return [symbol.known, never(symbol.known)]


def test_the_theorems_have_names_of_their_own() -> None:
    assert len({theorem.name for theorem in THEOREMS}) == len(THEOREMS)
