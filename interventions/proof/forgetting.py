"""The same patient with fewer answers: each fact of another encoder, or unknown.

One patient of both encoders together is a pair: what was known first, and what is known later.
"""

from dataclasses import replace
from typing import Any

import z3

from interventions.proof.encoder import Encoder
from interventions.proof.rows import UnconstrainedRows
from interventions.proof.symbols import Amount, ChoiceSymbol, Given, Members, Symbol, Three, both


class PartialEncoder(Encoder):
    """Reads the collected facts of `later`, each only when its question was asked by then."""

    def __init__(self, later: Encoder) -> None:
        super().__init__(later.ruleset)
        self.later = later

    def value(self, name: str) -> Symbol:
        if name in self.ruleset.derived:
            return super().value(name)
        return masked(self.later.value(name), self.asked(name))

    def rows(self, name: str) -> Any:
        rows = self.later.rows(name)
        return _MaskedRows(rows, self.asked(name)) if isinstance(rows, UnconstrainedRows) else rows

    def asked(self, name: str) -> z3.BoolRef:
        """Whether the first of the two patients has this answer."""
        return z3.Bool(f"{name} was asked")


def masked(symbol: Symbol, asked: z3.BoolRef) -> Any:
    """The symbol, unknown while it was not asked."""
    if isinstance(symbol, Three):
        return Three(both(symbol.yes, asked), both(symbol.no, asked))
    if isinstance(symbol, ChoiceSymbol):
        return ChoiceSymbol({name: both(option, asked) for name, option in symbol.options.items()})
    if isinstance(symbol, Members):
        return Members(
            both(symbol.known, asked), {name: both(member, asked) for name, member in symbol.members.items()}
        )
    if isinstance(symbol, Amount):
        return replace(symbol, known=both(symbol.known, asked))
    return Given(both(symbol.known, asked))


class _MaskedRows(UnconstrainedRows):
    """The rows of the later patient, or none."""

    def __init__(self, rows: UnconstrainedRows, asked: z3.BoolRef) -> None:
        self._rows, self._asked = rows, asked

    def truth(self, key: Any) -> Three:
        return masked(self._rows.truth(key), self._asked)

    def count(self, key: Any) -> Amount:
        return masked(self._rows.count(key), self._asked)

    def mean(self, key: Any, column: str) -> Amount:
        return masked(self._rows.mean(key, column), self._asked)

    def members(self, key: Any, column: str) -> Members:
        return masked(self._rows.members(key, column), self._asked)
