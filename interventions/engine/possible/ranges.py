"""Arithmetic and comparison over numbers of which only the range is known."""

from collections.abc import Sequence
from math import inf, isnan

from interventions.engine.language.terms import ARITHMETIC
from interventions.engine.possible.outcomes import FALSE, OPEN, TRUE, Outcomes, of_bits
from interventions.engine.possible.reach import NEVER_KNOWN, Range, joined

# What else a comparison turns into by exchanging its sides.
_TURNED = {">": "<", ">=": "<="}


def compare(left: Range, sign: str, right: Range) -> Outcomes:
    """The outcomes of a comparison."""
    if left.is_never_known or right.is_never_known:
        return Outcomes(OPEN)
    if sign in _TURNED:
        left, sign, right = right, _TURNED[sign], left
    bits = OPEN if left.may_stay_open or right.may_stay_open else 0
    can, cannot = _CAN[sign](left, right)
    bits |= (TRUE if can else 0) | (FALSE if cannot else 0)
    return of_bits(bits, left.movers | right.movers)


def _less(left: Range, right: Range) -> tuple[bool, bool]:
    return left.low < right.high, left.high >= right.low


def _at_most(left: Range, right: Range) -> tuple[bool, bool]:
    return left.low <= right.high, left.high > right.low


def _equal(left: Range, right: Range) -> tuple[bool, bool]:
    overlap = left.low <= right.high and right.low <= left.high
    return overlap, not (left.low == left.high == right.low == right.high)


def _unequal(left: Range, right: Range) -> tuple[bool, bool]:
    can, cannot = _equal(left, right)
    return cannot, can


_CAN = {"<": _less, "<=": _at_most, "==": _equal, "!=": _unequal}


def calculate(left: Range, sign: str, right: Range) -> Range:
    """The range of a sum, difference, product or quotient."""
    if left.is_never_known or right.is_never_known:
        return NEVER_KNOWN
    movers = left.movers | right.movers
    is_open = left.may_stay_open or right.may_stay_open
    if sign == "/" and right.low <= 0 <= right.high:
        if right.low == right.high:
            return NEVER_KNOWN
        return Range(-inf, inf, may_stay_open=True, movers=movers)
    result = ARITHMETIC[sign]
    ends = [result(one, other) for one in (left.low, left.high) for other in (right.low, right.high)]
    if any(isnan(end) for end in ends):
        return Range(-inf, inf, is_open, movers)
    return Range(min(ends), max(ends), is_open, movers)


def function(name: str, arguments: Sequence[Range]) -> Range:
    """The range of min, max or abs."""
    if any(argument.is_never_known for argument in arguments):
        return NEVER_KNOWN
    movers = joined(argument.movers for argument in arguments)
    is_open = any(argument.may_stay_open for argument in arguments)
    if name == "abs":
        low, high = arguments[0].low, arguments[0].high
        ends = (abs(low), abs(high))
        return Range(0 if low <= 0 <= high else min(ends), max(ends), is_open, movers)
    choose = {"min": min, "max": max}[name]
    return Range(
        choose(argument.low for argument in arguments),
        choose(argument.high for argument in arguments),
        is_open,
        movers,
    )
