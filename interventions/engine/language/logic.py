"""Three-valued (Kleene) logic. True, False, and None for unknown; unknown is never read as no."""

from collections.abc import Iterable

Truth = bool | None


def negate(value: Truth) -> Truth:
    return None if value is None else not value


def conjunction(values: Iterable[Truth]) -> Truth:
    """False as soon as one is false; true only when all are; otherwise unknown."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def disjunction(values: Iterable[Truth]) -> Truth:
    """True as soon as one is true; false only when all are; otherwise unknown."""
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def at_least(needed: float, values: Iterable[Truth]) -> Truth:
    """True when `needed` values are true, false when fewer can still become true, else unknown."""
    known = list(values)
    certain = sum(value is True for value in known)
    possible = certain + sum(value is None for value in known)
    if certain >= needed:
        return True
    return False if possible < needed else None
