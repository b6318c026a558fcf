"""Answers that a fact could have had: the small set worth trying when one test must come out otherwise."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType, Number, RecordField
from headache_cds.vocabulary.values import NONE
from interventions.engine.language.nodes import UNKNOWN

Spec = FactSpec | RecordField
Test = Callable[[Any], bool]
_LOWEST, _HIGHEST = 0, 1000  # where a fact has no bound of its own
WHOLE, TENTHS = 1, 10


def answers(spec: Spec, current: Any, named: Iterable[str]) -> Iterator[Any]:
    """The other answers of a yes/no, choice or set fact; `named` are the choices that the test names."""
    if spec.type == FactType.BOOL:
        yield from (value for value in (False, True) if value is not current)
    elif spec.type == FactType.SET:
        yield from _sets(spec, current, tuple(named))
    elif spec.choices:
        yield from (choice.value for choice in spec.choices if choice.value not in (UNKNOWN, current))


def _sets(spec: Spec, current: Any, named: tuple[str, ...]) -> Iterator[list[str]]:
    """One choice more, one less, the named ones gone, and `none` where that is an answer."""
    held = list(current or ())
    choices = [str(choice.value) for choice in spec.choices]
    first = [name for name in named if name in choices]
    others = [name for name in choices if name not in first and name not in (NONE, UNKNOWN)]
    without = [name for name in held if name not in named and name != UNKNOWN]
    if without and without != held:
        yield without
    elif held and not without:
        yield from ([name] for name in others)
    if NONE in choices and held != [NONE]:
        yield [NONE]
    for name in (*first, *others):
        if name not in held and name not in (NONE, UNKNOWN):
            yield [*(kept for kept in held if kept not in (NONE, UNKNOWN)), name]


def nearest_numbers(spec: Spec, current: Number | None, holds: Test) -> Iterator[Number]:
    """The nearest number above and the nearest below for which the test comes out as wanted.

    Whole numbers first; tenths only where a fact takes them and no whole number will do. An unknown fact
    gives the numbers at the edge of the wanted range.
    """
    for parts in (WHOLE, TENTHS) if spec.type == FactType.NUMBER else (WHOLE,):
        grid = _Grid(spec, parts)
        found = [] if not grid.size else grid.around(current, holds)
        if found:
            yield from found
            return


class _Grid:
    """The numbers that a fact can take, counted from the lowest."""

    def __init__(self, spec: Spec, parts: int) -> None:
        low = spec.min if spec.min is not None else _LOWEST
        high = spec.max if spec.max is not None else _HIGHEST
        self.parts = parts
        self.is_whole = spec.type == FactType.INT
        self.first = -int(-low * parts // 1)
        self.size = int(high * parts // 1) - self.first + 1

    def number(self, index: int) -> Number:
        """The number at a place of the grid."""
        value = (self.first + index) / self.parts
        return int(value) if self.parts == WHOLE else value

    def around(self, current: Number | None, holds: Test) -> list[Number]:
        """The wanted numbers nearest to the current one, the nearest first."""
        if current is None:
            return self._edges(holds)
        at = current * self.parts - self.first
        upward = self._first_from(int(at // 1) + 1, 1, holds)
        downward = self._first_from(-int(-at // 1) - 1, -1, holds)
        found = [index for index in (upward, downward) if index is not None]
        return [self.number(index) for index in sorted(found, key=lambda index: abs(index - at))]

    def _edges(self, holds: Test) -> list[Number]:
        """Where the wanted range begins or ends; its middle when everything is wanted."""
        last = self.size - 1
        lowest, highest = holds(self.number(0)), holds(self.number(last))
        if lowest and highest:
            return [self.number(last // 2)]
        if lowest:
            return [self.number(self._boundary(last, 0, holds))]
        found = self._first_from(0, 1, holds)
        return [] if found is None else [self.number(found)]

    def _first_from(self, start: int, direction: int, holds: Test) -> int | None:
        """The first wanted place in one direction: strides that double, then halving back."""
        before, stride, at = start - direction, 1, start
        while 0 <= at < self.size:
            if holds(self.number(at)):
                return self._boundary(before, at, holds)
            before, stride = at, stride * 2
            last = self.size - 1 if direction > 0 else 0
            if at == last:
                return None
            at = min(at + stride, last) if direction > 0 else max(at - stride, last)
        return None

    def _boundary(self, outside: int, inside: int, holds: Test) -> int:
        """The wanted place nearest to `outside`, between a place that is not wanted and one that is."""
        while abs(inside - outside) > 1:
            middle = (inside + outside) // 2
            if holds(self.number(middle)):
                inside = middle
            else:
                outside = middle
        return inside


def neutral(spec: Spec) -> Number | None:
    """A usual number for a fact that nobody gave yet; None for a fact that is no number."""
    if spec.type not in NUMERIC or spec.choices:
        return None
    low = spec.min if spec.min is not None else _LOWEST
    high = spec.max if spec.max is not None else _HIGHEST
    if isinstance(spec, FactSpec) and spec.usual:
        low, high = spec.usual
    return int((low + high) // 2)
