"""The mutants of a ruleset, and the cases that catch them.

A mutant is a rule or a derived fact with one small change. It is caught when a case beside that rule or fact
comes out differently; the rest of the ruleset stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from interventions.engine import Evaluation
from interventions.engine.language.nodes import Node
from interventions.engine.ruleset import Derivation, Rule, Ruleset
from interventions.engine.status import status_of
from interventions.knowledge.case_files import DerivedCase, RuleCase
from interventions.proof.variants import Ground, variants

TOLERANCE = 0.01


@dataclass(frozen=True)
class Mutant:
    """A changed rule or derivation; `change` says what was changed.

    `spared` names a contra-advice that no longer withholds the rule.
    """

    original: Rule | Derivation
    changed: Rule | Derivation
    change: str
    spared: str | None = None

    @property
    def name(self) -> str:
        return self.original.record.id


def mutants(ruleset: Ruleset) -> Iterator[Mutant]:
    """Every mutant of every rule, of what withholds it, and of every derived fact."""
    specs = {**ruleset.facts, **{name: item.record for name, item in ruleset.derived.items()}}
    ground = Ground(specs, ruleset.parameters)
    for rule in ruleset.rules:
        yield from mutants_of_rule(rule, ground)
        for name in rule.record.withholds:
            withheld = ruleset.rules_by_id[name]
            yield Mutant(withheld, withheld, f"no longer withheld by {rule.id}", spared=rule.id)
    for derivation in ruleset.derived.values():
        yield from mutants_of_derivation(derivation, ground)


def mutants_of_rule(rule: Rule, ground: Ground) -> Iterator[Mutant]:
    """One change in the condition, or one gate less."""
    for node, change in variants(rule.condition, ground):
        yield Mutant(rule, replace(rule, condition=node), change)
    for gate in rule.record.gate:
        left = tuple(other for other in rule.record.gate if other != gate)
        record = rule.record.model_copy(update={"gate": left})
        yield Mutant(rule, replace(rule, record=record), f"gate {gate} dropped")


def mutants_of_derivation(derivation: Derivation, ground: Ground) -> Iterator[Mutant]:
    """One change in the expression, or in the condition or the expression of one case."""
    if derivation.expression is not None:
        for node, change in variants(derivation.expression, ground):
            yield Mutant(derivation, replace(derivation, expression=node), change)
    for place, (condition, result) in enumerate(derivation.cases):
        rows = [((node, result), change) for node, change in variants(condition, ground)]
        if isinstance(result, Node):
            rows += [((condition, node), change) for node, change in variants(result, ground)]
        for row, change in rows:
            cases = (*derivation.cases[:place], row, *derivation.cases[place + 1 :])
            yield Mutant(derivation, replace(derivation, cases=cases), f"case {place + 1}: {change}")


@dataclass
class JudgedCase:
    """The facts of one case, evaluated once for all mutants that are tried on it."""

    ruleset: Ruleset
    facts: dict[str, Any]
    overrides: dict[str, Any]

    @cached_property
    def scope(self) -> Evaluation:
        return Evaluation(self.ruleset, self.facts, self.overrides)

    def outcome(self, thing: Rule | Derivation, spared: str | None = None) -> Any:
        """The status of a rule or the value of a derived fact."""
        if isinstance(thing, Derivation):
            return _plain(self.scope.of(thing))
        contra = [other for other in self.ruleset.contra_of(thing) if other.id != spared]
        return status_of(thing, self.scope, contra)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def alike(value: Any, other: Any) -> bool:
    """Equal; numbers within the rounding of the cases."""
    numbers = [type(item) in (int, float) for item in (value, other)]
    if all(numbers):
        return abs(value - other) < TOLERANCE
    return bool(value == other and type(value) is type(other))


class Trial:
    """The cases, each evaluated once, and the mutants that they do not catch."""

    def __init__(self, ruleset: Ruleset, cases: Iterable[tuple[RuleCase | DerivedCase, JudgedCase]]) -> None:
        self.ruleset = ruleset
        self._beside: dict[str, list[JudgedCase]] = defaultdict(list)
        for case, setting in cases:
            self._beside[case.rule if isinstance(case, RuleCase) else case.fact].append(setting)

    def add(self, name: str, setting: JudgedCase) -> None:
        self._beside[name].append(setting)

    def catches(self, mutant: Mutant) -> bool:
        """Whether a case beside the rule or fact comes out differently."""
        return any(tells_apart(setting, mutant) for setting in self._beside[mutant.name])


def tells_apart(setting: JudgedCase, mutant: Mutant) -> bool:
    """Whether the original and the mutant differ for these facts."""
    return not alike(setting.outcome(mutant.original), setting.outcome(mutant.changed, mutant.spared))
