"""What a fact or a test is worth for every patient at once, as z3 expressions.

A test is a pair (yes, no): neither of both is unknown, the Kleene truth of the engine. Every other kind says
with `known` whether there is a value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import z3

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True)
class Three:
    """A yes/no value that can be unknown."""

    yes: z3.BoolRef
    no: z3.BoolRef

    @property
    def known(self) -> z3.BoolRef:
        return either(self.yes, self.no)

    @property
    def open(self) -> z3.BoolRef:
        return never(self.known)

    def __invert__(self) -> "Three":
        return Three(self.no, self.yes)


@dataclass(frozen=True)
class ChoiceSymbol:
    """The value of an enum: at most one option is true; none is unknown."""

    options: Mapping[str, z3.BoolRef]

    @property
    def known(self) -> z3.BoolRef:
        return either(*self.options.values())

    def option(self, value: str) -> z3.BoolRef:
        return self.options.get(value, FALSE)


@dataclass(frozen=True)
class Members:
    """The members of a set; a member `unknown` leaves the others open."""

    known: z3.BoolRef
    members: Mapping[str, z3.BoolRef]

    def member(self, value: str) -> z3.BoolRef:
        return self.members.get(value, FALSE)


@dataclass(frozen=True)
class Amount:
    """A number between `low` and `high`: the same expression when it is exact."""

    known: z3.BoolRef
    low: z3.ArithRef
    high: z3.ArithRef

    @property
    def exact(self) -> z3.BoolRef:
        return self.known if self.low is self.high else both(self.known, self.low == self.high)


@dataclass(frozen=True)
class Given:
    """A date, a text, or the rows of a records fact: only whether there is one."""

    known: z3.BoolRef


Symbol = Three | ChoiceSymbol | Members | Amount | Given

SURE, NEVER = Three(TRUE, FALSE), Three(FALSE, TRUE)
_S = TypeVar("_S")


def as_kind(kind: type[_S], symbol: object) -> _S:
    """The symbol, known to be of this kind. Raises TypeError when the ruleset was not checked on loading."""
    if not isinstance(symbol, kind):
        raise TypeError(f"{type(symbol).__name__} stands where {kind.__name__} belongs")
    return symbol


def _is(part: z3.BoolRef, constant: z3.BoolRef) -> bool:
    """Whether this is one of the two constants: z3 keeps each expression once, so the address tells."""
    return part.ast.value == constant.ast.value


def both(*parts: z3.BoolRef) -> z3.BoolRef:
    """And, with the constants left out."""
    left = [part for part in parts if not _is(part, TRUE)]
    if any(_is(part, FALSE) for part in left):
        return FALSE
    return z3.And(left) if len(left) > 1 else (left[0] if left else TRUE)


def either(*parts: z3.BoolRef) -> z3.BoolRef:
    """Or, with the constants left out."""
    left = [part for part in parts if not _is(part, FALSE)]
    if any(_is(part, TRUE) for part in left):
        return TRUE
    return z3.Or(left) if len(left) > 1 else (left[0] if left else FALSE)


def never(part: z3.BoolRef) -> z3.BoolRef:
    """Not, with the constants folded."""
    if _is(part, TRUE):
        return FALSE
    return TRUE if _is(part, FALSE) else z3.Not(part)


def conjunction(parts: Iterable[Three]) -> Three:
    """True when all are, false as soon as one is."""
    found = list(parts)
    return Three(both(*(part.yes for part in found)), either(*(part.no for part in found)))


def disjunction(parts: Iterable[Three]) -> Three:
    """True as soon as one is, false when all are."""
    return ~conjunction(~part for part in parts)


def how_many(parts: Iterable[z3.BoolRef]) -> z3.ArithRef:
    """The number of parts that are true."""
    return z3.Sum([z3.If(part, z3.IntVal(1), z3.IntVal(0)) for part in parts])


def at_least(needed: Amount, parts: Sequence[Three]) -> Three:
    """True when enough are true; false when fewer can still become true; else unknown."""
    certain = how_many(part.yes for part in parts)
    possible = how_many(never(part.no) for part in parts)
    return Three(both(needed.exact, certain >= needed.low), both(needed.exact, possible < needed.low))


def same(one: Symbol, other: Symbol) -> z3.BoolRef:
    """Whether two symbols of the same kind have the same value, unknown included."""
    pairs: list[tuple[z3.ExprRef, z3.ExprRef]] = []
    if isinstance(one, Three) and isinstance(other, Three):
        pairs = [(one.yes, other.yes), (one.no, other.no)]
    elif isinstance(one, ChoiceSymbol) and isinstance(other, ChoiceSymbol):
        pairs = [(one.option(name), other.option(name)) for name in {**one.options, **other.options}]
    elif isinstance(one, Amount) and isinstance(other, Amount):
        equal = z3.Implies(one.exact, one.low == other.low)
        return both(one.exact == other.exact, equal)
    elif isinstance(one, Members) and isinstance(other, Members):
        pairs = [(one.known, other.known)]
        pairs += [(one.member(name), other.member(name)) for name in {**one.members, **other.members}]
    else:
        raise TypeError(f"{type(one).__name__} is never the same as {type(other).__name__}")
    return both(*(left == right for left, right in pairs if not left.eq(right)))
