"""What a fact or a term can still become: the values that are left, over all answers to the open questions.

Each is never too narrow. It may be too wide: two facts that hang together are looked at one by one.
`movers` are the open questions that can make a difference, as bits (`Questions`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from interventions.engine.language.nodes import Bounds

NOBODY = 0


class Questions:
    """The open questions of one patient, each with a bit of its own."""

    def __init__(self, names: Iterable[str]) -> None:
        self._bit = {name: 1 << place for place, name in enumerate(dict.fromkeys(names))}

    def __len__(self) -> int:
        return len(self._bit)

    def __contains__(self, name: str) -> bool:
        return name in self._bit

    def bit(self, name: str) -> int:
        """The bit of a question."""
        return self._bit[name]

    def named(self, bits: int) -> tuple[str, ...]:
        """The questions of these bits, in their order."""
        return tuple(name for name, bit in self._bit.items() if bits & bit)


@dataclass(frozen=True, slots=True)
class Values:
    """A fact that takes one of these values; None among them is unknown. One value: it is settled."""

    values: tuple[Any, ...]
    movers: int = NOBODY

    @property
    def is_settled(self) -> bool:
        return len(self.values) == 1


@dataclass(frozen=True, slots=True)
class Anything:
    """A set or a list of rows that is still open: it may hold anything, and may stay unknown."""

    movers: int

    @property
    def is_settled(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Range:
    """A number between `low` and `high`, both included; `may_stay_open`: also unknown."""

    low: float
    high: float
    may_stay_open: bool
    movers: int = NOBODY

    @property
    def is_settled(self) -> bool:
        return self.low == self.high and not self.may_stay_open

    @property
    def is_never_known(self) -> bool:
        """No value is left: unknown whatever is answered."""
        return self.low > self.high


Reach = Values | Anything | Range
NEVER_KNOWN = Range(inf, -inf, may_stay_open=True)


def exactly(value: Any) -> Values:
    """A fact that is settled, also when it is settled that it stays unknown."""
    return Values((value,))


def of_bounds(bounds: Bounds) -> Range:
    """The range of a settled term. Bounds that lie apart are a count of rows that are partly unknown."""
    if bounds is None:
        return NEVER_KNOWN
    return Range(bounds[0], bounds[1], may_stay_open=bounds[0] != bounds[1])


def as_range(reach: Reach) -> Range:
    """A reach as a number."""
    if isinstance(reach, Range):
        return reach
    if isinstance(reach, Anything):
        return Range(-inf, inf, may_stay_open=True, movers=reach.movers)
    numbers = [value for value in reach.values if isinstance(value, int | float)]
    is_open = len(numbers) < len(reach.values)
    return Range(min(numbers, default=inf), max(numbers, default=-inf), is_open, reach.movers)


def union(reaches: Sequence[Reach]) -> Reach:
    """A fact that takes what any of these takes."""
    movers = joined(reach.movers for reach in reaches)
    plain = [reach for reach in reaches if isinstance(reach, Values)]
    if len(plain) == len(reaches):
        return Values(tuple(distinct(value for reach in plain for value in reach.values)), movers)
    if any(isinstance(reach, Anything) for reach in reaches):
        return Anything(movers)
    ranges = [as_range(reach) for reach in reaches]
    return Range(
        min(one.low for one in ranges),
        max(one.high for one in ranges),
        any(one.may_stay_open for one in ranges),
        movers,
    )


def joined(bits: Iterable[int]) -> int:
    """All these questions."""
    found = NOBODY
    for one in bits:
        found |= one
    return found


def distinct(values: Iterable[Any]) -> Iterator[Any]:
    """Each value once; True and 1 are two values, and a list is one."""
    seen: list[Any] = []
    for value in values:
        if not any(type(value) is type(one) and value == one for one in seen):
            seen.append(value)
            yield value
