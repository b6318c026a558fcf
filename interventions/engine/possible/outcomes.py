"""What a condition can still come to, as a set of true, false and unknown in three bits.

Written beside the evaluation that every node has: settled facts give exactly its result.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from interventions.engine.language.logic import Truth
from interventions.engine.possible.reach import NOBODY, joined

TRUE, FALSE, OPEN = 1, 2, 4
BITS: dict[Truth, int] = {True: TRUE, False: FALSE, None: OPEN}
TRUTHS: dict[int, Truth] = {bit: truth for truth, bit in BITS.items()}


class Outcomes(NamedTuple):
    """The outcomes that are left, and the open questions that can make it one or another."""

    bits: int
    movers: int = NOBODY

    @property
    def is_settled(self) -> bool:
        """Whether one outcome is left."""
        return self.bits in TRUTHS

    def can(self, truth: Truth) -> bool:
        """Whether this outcome is left."""
        return bool(self.bits & BITS[truth])

    @property
    def truths(self) -> frozenset[Truth]:
        """The outcomes that are left."""
        return frozenset(truth for bit, truth in TRUTHS.items() if self.bits & bit)


def settled(truth: Truth) -> Outcomes:
    """One outcome, whatever is answered."""
    return Outcomes(BITS[truth])


def of_bits(bits: int, movers: int) -> Outcomes:
    """These outcomes; where one is left no question matters any more."""
    return Outcomes(bits, NOBODY if bits in TRUTHS else movers)


def negated(part: Outcomes) -> Outcomes:
    """Of `not`: true and false change places."""
    bits = part.bits & OPEN
    bits |= FALSE if part.bits & TRUE else 0
    bits |= TRUE if part.bits & FALSE else 0
    return Outcomes(bits, part.movers)


def every(parts: Sequence[Outcomes]) -> Outcomes:
    """Of `and`: false wins, then unknown."""
    bits = 0
    if all(part.bits & TRUE for part in parts):
        bits |= TRUE
    if any(part.bits & FALSE for part in parts):
        bits |= FALSE
    if any(part.bits & OPEN for part in parts) and all(part.bits & (TRUE | OPEN) for part in parts):
        bits |= OPEN
    return of_bits(bits, _movers(parts))


def some(parts: Sequence[Outcomes]) -> Outcomes:
    """Of `or`: true wins, then unknown."""
    return negated(every([negated(part) for part in parts]))


def at_least(needed: int, parts: Sequence[Outcomes]) -> Outcomes:
    """Of so many parts at least."""
    most_true = sum(part.can(True) for part in parts)
    certain = sum(part.bits == TRUE for part in parts)
    most_false = sum(part.can(False) for part in parts)
    excluded = sum(part.bits == FALSE for part in parts)
    bits = 0
    if most_true >= needed:
        bits |= TRUE
    if len(parts) - most_false < needed:
        bits |= FALSE
    if any(part.can(None) for part in parts) and certain < needed <= len(parts) - excluded:
        bits |= OPEN
    return of_bits(bits, _movers(parts))


def _movers(parts: Iterable[Outcomes]) -> int:
    return joined(part.movers for part in parts)
