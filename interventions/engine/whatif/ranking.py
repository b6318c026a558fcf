"""A way: a set of answers that would make a condition come out otherwise; how ways are joined and ranked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from headache_cds.vocabulary.spec import NUMERIC, FactType
from headache_cds.vocabulary.values import NONE

Way = dict[str, Any]
_KEPT = 8  # ways kept at every node
_KEPT_LONG = 2  # of ways with many answers, such as a whole red-flag list
_LONG = 6


class Ranking:
    """Joins ways and keeps the smallest, for one patient; `specs` are the facts that can be answered.

    Facts that are `fixed` are changed only when no other answer will do.
    """

    def __init__(
        self, facts: Mapping[str, Any], specs: Mapping[str, Any], fixed: frozenset[str] = frozenset()
    ) -> None:
        self.facts = facts
        self.fixed = fixed
        self.specs = specs
        self._place = {name: place for place, name in enumerate(specs)}

    def all_of(self, parts: Iterable[list[Way]]) -> list[Way]:
        """One way out of each part, taken together."""
        joined: list[Way] = [{}]
        for ways in parts:
            joined = self.best(both for one in joined for other in ways for both in self._join(one, other))
            if not joined:
                return []
        return joined

    def any_of(self, parts: Iterable[list[Way]]) -> list[Way]:
        """The ways of all parts."""
        return self.best(way for ways in parts for way in ways)

    def best(self, ways: Iterable[Way]) -> list[Way]:
        """The best ways, each once: the smallest, open questions before given answers."""
        ranked = sorted(ways, key=self.cost)
        kept: list[Way] = []
        for way in ranked:
            if way not in kept:
                kept.append(way)
            if len(kept) >= _KEPT_LONG and len(kept) >= (_KEPT if self.size(way) <= _LONG else _KEPT_LONG):
                break
        return kept

    def cost(self, way: Way) -> tuple[int, int, int, int]:
        """The rank of a way: what hardly changes, its size, what was answered already, its places."""
        # In one pass over plain numbers: the search ranks a million ways for one patient.
        fixed = size = answered = places = 0
        for fact, value in way.items():
            effort = self._effort(fact, value) if isinstance(value, list) else 1
            size += effort
            places += self._place[fact]
            if self.facts.get(fact) is not None:
                answered += effort
                fixed += fact in self.fixed
        return fixed, size, answered, places

    def size(self, way: Way) -> int:
        """How many answers are other ones; in a set or a list every value and row counts."""
        return self.cost(way)[1]

    def _effort(self, fact: str, new: list[Any]) -> int:
        """How many values or rows of a list are other ones, at least one."""
        held = [value for value in self.facts.get(fact) or () if value != NONE]
        wanted = [value for value in new if value != NONE]
        gone = [value for value in held if value not in wanted]
        come = [value for value in wanted if value not in held] if held else wanted
        return max(1, len(gone) + len(come))

    def _join(self, one: Way, other: Way) -> Iterator[Way]:
        """Two ways as one; two values for one fact are joined for a set, else each is tried."""
        clash = [fact for fact in other if fact in one and one[fact] != other[fact]]
        if not clash:
            yield {**one, **other}
        elif all(self.specs[fact].type == FactType.SET for fact in clash):
            yield {**one, **other, **{f: _joined_set(self.facts.get(f), one[f], other[f]) for f in clash}}
        elif all(self.specs[fact].type in NUMERIC for fact in clash):
            yield {**one, **other}
            yield {**other, **one}


def _joined_set(base: Any, one: list[str], other: list[str]) -> list[str]:
    """What either adds is added, what either drops is dropped."""
    held = list(base or ())
    dropped = [value for value in held if value not in one or value not in other]
    joined = [value for value in dict.fromkeys([*held, *one, *other]) if value not in dropped]
    return [value for value in joined if value != NONE] or [NONE]
