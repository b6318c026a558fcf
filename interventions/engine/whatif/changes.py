"""What would change an item: the smallest set of answers found that turns it, each one tried on the engine.

An advice that applies is turned when it no longer does; any other item when it does. The facts that were
searched are those that somebody answers; a derived fact changes through them. A result is irreducible: with
any one of its answers left out the item stays as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from interventions.engine.advice import Item
from interventions.engine.counted import count_facts
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.nodes import Is
from interventions.engine.ruleset import Rule, Ruleset
from interventions.engine.status import Status, status_of
from interventions.engine.whatif.ranking import Ranking, Way
from interventions.engine.whatif.ways import Ways

_ROUNDS = 3  # answers can bring on another gate or contra-advice; so often the search goes on from there
_TRIED = 16  # ways tried in the first round
_CONTINUED = 2  # ways carried on from in the next
_REDUCED = 12  # longer ways, such as a whole red-flag list, are not tried for less


@dataclass(frozen=True)
class AnswerChange:
    """One answer that would have to be another; `old` is None for a question that is still open."""

    fact: str
    old: Any
    new: Any


class WouldChange:
    """Finds, for one patient, what would turn an item; what the items share is searched once.

    `facts` are those given: a proposal that contradicts one of them counts no more than that answer would.
    """

    def __init__(
        self, ruleset: Ruleset, facts: Mapping[str, Any], overrides: Mapping[str, Any] | None = None
    ) -> None:
        self.ruleset = ruleset
        self.given = facts
        counted = count_facts(ruleset, facts, overrides)
        self.facts = counted.facts
        self._contradicted = frozenset(counted.contradictions)
        self.overrides = overrides or {}
        self._scopes: dict[str, Evaluation] = {}
        self._ways_from: dict[str, Ways] = {}
        self._found: dict[str, tuple[AnswerChange, ...]] = {}

    def of(self, item: Item) -> tuple[AnswerChange, ...]:
        """The changes that turn this item; empty when nothing answerable was found to do so."""
        rule = item.rule
        if rule.id not in self._found:
            way = self._search(rule, item.status != "applies")
            self._found[rule.id] = tuple(
                AnswerChange(fact, self.given.get(fact), value) for fact, value in (way or {}).items()
            )
        return self._found[rule.id]

    def status_with(self, rule: Rule, way: Way) -> Status:
        """What the engine makes of one rule with these answers."""
        return status_of(rule, self._scope(way), self.ruleset.contra_of(rule))

    def _scope(self, way: Way) -> Evaluation:
        key = repr(way)
        if key not in self._scopes:
            counted = count_facts(self.ruleset, {**self.given, **way}, self.overrides)
            self._scopes[key] = Evaluation(self.ruleset, counted.facts, self.overrides)
        return self._scopes[key]

    def _ways_after(self, start: Way) -> Ways:
        """The ways on from some answers; many items begin with the same ones, such as who screened."""
        key = repr(start)
        if key not in self._ways_from:
            self._ways_from[key] = Ways(self.ruleset, {**self.facts, **start}, self.overrides)
        return self._ways_from[key]

    @cached_property
    def _ranking(self) -> Ranking:
        return self._ways_after({}).rank

    def _search(self, rule: Rule, on: bool) -> Way | None:
        """The first way that turns the rule; where it brings on something else, the search goes on there."""
        frontier: list[Way] = [{}]
        for _round in range(_ROUNDS):
            found = [entry for start in frontier for entry in self._next(rule, on, start)]
            ranked = [way for _stage, way in sorted(found, key=self._rank)][:_TRIED]
            for way in ranked:
                for tried in (way, *self._consistent(way)):
                    if self._turns(rule, on, tried):
                        return self._reduced(rule, on, tried)
            frontier = ranked[:_CONTINUED]
        return None

    def _consistent(self, way: Way) -> list[Way]:
        """The way with the smallest further changes without which its answers contradict others."""
        facts = {**self.given, **way}
        failing = count_facts(self.ruleset, facts, self.overrides).failing
        tests = [item.constraint.condition for item in failing if item.id not in self._contradicted]
        if not tests:
            return []
        ways = Ways(self.ruleset, facts, self.overrides)
        found = ways.rank.all_of([ways.of(test, True) for test in tests])
        return [{**way, **more} for more in found[:_CONTINUED] if not way.keys() & more.keys()]

    def _rank(self, entry: tuple[int, Way]) -> tuple[int, ...]:
        """The smallest first; among equals the rule's own condition before its gates and contra-advice."""
        stage, way = entry
        fixed, size, *rest = self._ranking.cost(way)
        return (fixed, size, stage, *rest)

    def _turns(self, rule: Rule, on: bool, way: Way) -> bool:
        return (self.status_with(rule, way) == "applies") is on

    def _next(self, rule: Rule, on: bool, start: Way) -> Iterator[tuple[int, Way]]:
        """The ways on from some answers, those answers kept, each with the stage that it turns."""
        ways = self._ways_after(start)
        stages = [self._ways_on(rule, ways)] if on else self._ways_off(rule, ways)
        for stage, found in enumerate(stages):
            for way in found:
                if way and not start.keys() & way.keys():
                    yield stage, {**start, **way}

    def _ways_on(self, rule: Rule, ways: Ways) -> list[Way]:
        contra = (ways.rank.any_of(self._ways_off(other, ways)) for other in self.ruleset.contra_of(rule))
        gates = (ways.of(_open(gate), True) for gate in rule.record.gate)
        return ways.rank.all_of([ways.of(rule.condition, True), *gates, *contra])

    def _ways_off(self, rule: Rule, ways: Ways) -> list[list[Way]]:
        """Through its own condition, its gates or a contra-advice; [{}] when it is off already."""
        if status_of(rule, ways.scope) != "applies":
            return [[{}]]
        gates = [ways.of(_open(gate), False) for gate in rule.record.gate]
        contra = [self._ways_on(other, ways) for other in self.ruleset.contra_of(rule)]
        return [ways.of(rule.condition, False), ways.rank.any_of(gates), ways.rank.any_of(contra)]

    def _reduced(self, rule: Rule, on: bool, way: Way) -> Way:
        """The way without the answers that it can do without, what is hardest to change tried first."""
        if len(way) > _REDUCED:
            return way
        for fact in sorted(
            way, key=lambda name: (name not in self.ruleset.fixed_facts, self.facts.get(name) is None)
        ):
            less = {name: value for name, value in way.items() if name != fact}
            if less and self._turns(rule, on, less):
                way = less
        return way


def _open(gate: str) -> Is:
    return Is(gate, value=True, negated=False)
