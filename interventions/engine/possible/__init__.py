"""What can still come out for one patient, over all answers to the questions that are open.

Beside the readable evaluation and the compiled one: it carries, for every rule, the set of its outcomes that
are left, and the open questions that can decide between them. Gates, contra-advices, and answers that would
count as unknown because another contradicts them are followed. A rule with one outcome left is settled,
whatever is answered. Never too narrow; it can be too wide, because two facts that hang together are looked at
one by one.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from interventions.engine.counted import count_facts
from interventions.engine.possible.reach import NOBODY, Questions, Reach, Values, joined
from interventions.engine.possible.reaches import Reaches
from interventions.engine.ruleset import Rule, Ruleset
from interventions.engine.status import Status


class Possible(NamedTuple):
    """The statuses that a rule can still come to, and the open questions that can decide."""

    statuses: frozenset[Status]
    questions: tuple[str, ...]

    @property
    def is_settled(self) -> bool:
        """Whether one status is left."""
        return len(self.statuses) == 1


class Outlook:
    """What every rule can still come to. `asked` are the open questions; what nobody asks stays unknown."""

    def __init__(
        self,
        ruleset: Ruleset,
        facts: Mapping[str, Any],
        asked: Iterable[str],
        overrides: Mapping[str, Any] | None = None,
    ) -> None:
        self.ruleset = ruleset
        self._facts = facts
        self._by_hand = overrides or {}
        self.questions = Questions(name for name in asked if name not in facts)
        self._found: dict[str, tuple[frozenset[Status], int]] = {}

    def of(self, rule: Rule) -> Possible:
        """What one rule can still come to."""
        statuses, movers = self._with_contra(rule)
        return Possible(statuses, self.questions.named(movers))

    @cached_property
    def _reaches(self) -> Reaches:
        """With what contradicts taken along: a fact that may be dropped may come to count as unknown."""
        known = {**self._facts, **self._by_hand}
        as_given = Reaches(self.ruleset, known, self.questions)
        constraints = self.ruleset.constraints
        outcomes = [(constraint, as_given.condition(constraint.condition)) for constraint in constraints]
        failing = [(constraint, outcome) for constraint, outcome in outcomes if outcome.can(False)]
        if not self.questions:
            return Reaches(self.ruleset, self._counted(), self.questions)
        loose: dict[str, int] = {}
        for constraint, outcome in failing:
            for name in chain.from_iterable(map(self.ruleset.unknown_with, constraint.record.drops)):
                if name not in self._by_hand:
                    loose[name] = loose.get(name, NOBODY) | outcome.movers
        # A fact is dropped only where every alarm outlives that: what decides over an alarm decides too.
        without = Reaches(self.ruleset, known, self.questions, loose)
        alarms = joined(without.condition(alarm).movers for alarm in self.ruleset.alarms)
        return Reaches(
            self.ruleset, known, self.questions, {name: bits | alarms for name, bits in loose.items()}
        )

    def _counted(self) -> dict[str, Any]:
        """The facts that count when nothing is open."""
        return {**count_facts(self.ruleset, self._facts, self._by_hand).facts, **self._by_hand}

    def fact(self, name: str) -> Reach:
        """What a fact can still become."""
        return self._reaches.fact(name)

    def _with_contra(self, rule: Rule) -> tuple[frozenset[Status], int]:
        """The statuses of a rule, with the contra-advices that win over it."""
        statuses, movers = self._alone(rule)
        if "applies" not in statuses:
            return statuses, movers
        against = [self._alone(other) for other in self.ruleset.contra_of(rule)]
        found = set(statuses)
        if any("applies" in other for other, _movers in against):
            found.add("suppressed")
        if any(other == {"applies"} for other, _movers in against):
            found.discard("applies")
        movers |= joined(bits for _statuses, bits in against)
        return frozenset(found), movers if len(found) > 1 else NOBODY

    def _alone(self, rule: Rule) -> tuple[frozenset[Status], int]:
        """The statuses of a rule from its condition and its gates."""
        if rule.id not in self._found:
            self._found[rule.id] = self._find(rule)
        return self._found[rule.id]

    def _find(self, rule: Rule) -> tuple[frozenset[Status], int]:
        outcomes = self._reaches.condition(rule.condition)
        found: set[Status] = set()
        movers = outcomes.movers
        if outcomes.can(None):
            found.add("insufficient_data")
        if outcomes.can(False):
            found.add("does_not_apply")
        if outcomes.can(True):
            gates = [self._reaches.fact(gate) for gate in rule.record.gate]
            values = [gate.values if isinstance(gate, Values) else (True, None) for gate in gates]
            if any(value is not True for gate in values for value in gate):
                found.add("suppressed")
            if all(any(value is True for value in gate) for gate in values):
                found.add("applies")
            movers |= joined(gate.movers for gate in gates)
        return frozenset(found), movers if len(found) > 1 else NOBODY
