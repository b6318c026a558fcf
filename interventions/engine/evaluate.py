"""Evaluates derived facts and conditions over what is known of one patient."""

from collections.abc import Mapping
from typing import Any

from interventions.engine.compiled import compiled
from interventions.engine.language.logic import Truth
from interventions.engine.language.nodes import Condition, Node
from interventions.engine.language.wording import Words
from interventions.engine.ruleset import Derivation, Ruleset


class Evaluation:
    """The facts of one patient and, computed on demand and once, everything derived from them.

    A therapist may overrule a derived fact (`overrides`); the caller keeps the reason.
    """

    def __init__(
        self, ruleset: Ruleset, facts: Mapping[str, Any], overrides: Mapping[str, Any] | None = None
    ) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.overrides = overrides or {}
        self._known: dict[str, Any] = {**facts, **self.overrides}
        # Found once for all rules: the words and the reasons of a test, the questions behind a fact.
        self.words: Mapping[int, Words] = {}
        self.noted: dict[int, tuple[Any, ...]] = {}
        self.open_behind: dict[str, tuple[str, ...]] = {}
        self.ways: dict[tuple[str, bool], tuple[str, ...] | None] = {}

    def truth(self, condition: Condition) -> Truth:
        """Whether a condition holds; None when unknown."""
        return condition.evaluate(self)

    def value(self, name: str) -> Any:
        """The value of a fact; None when unknown."""
        if name in self._known:
            return self._known[name]
        derivation = self.ruleset.derived.get(name)
        value = None if derivation is None else self.of(derivation)
        self._known[name] = value
        return value

    def parameter(self, name: str) -> float:
        return self.ruleset.parameters[name]

    def derived(self) -> dict[str, Any]:
        """All derived facts; sets as sorted lists."""
        return {name: _plain(self.value(name)) for name in self.ruleset.derived}

    def computed(self, name: str) -> Any:
        """What the derivation itself gives, whatever was overruled."""
        return _plain(self.of(self.ruleset.derived[name]))

    def of(self, derivation: Derivation) -> Any:
        """What a derivation gives: its expression, or the result of the first case that is true."""
        if derivation.expression is not None:
            return derivation.expression.evaluate(self)
        for condition, result in derivation.cases:
            if condition.evaluate(self) is True:
                return result.evaluate(self) if isinstance(result, Node) else result
        return None


class PrecomputedEvaluation(Evaluation):
    """The same with every derived fact, status and condition of the ruleset computed at once (`compiled/`).

    `statuses` stand in the order of the rules.
    """

    def __init__(
        self, ruleset: Ruleset, facts: Mapping[str, Any], overrides: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(ruleset, facts, overrides)
        functions = compiled(ruleset)
        derived, self.statuses, self._truths = functions.traced(self._known)
        self._known.update(zip(ruleset.derived, derived, strict=True))
        self._place_of = functions.place_of
        self.words = functions.words

    def truth(self, condition: Condition) -> Truth:
        place = self._place_of.get(id(condition))
        return super().truth(condition) if place is None else self._truths[place]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
