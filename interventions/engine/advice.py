"""The one function that screens, documents, `manage.py advise` and other systems call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from interventions.engine.counted import Counted, count_facts
from interventions.engine.evaluate import Evaluation, PrecomputedEvaluation
from interventions.engine.explain import Because, deciding, gate_reason, reasons_of
from interventions.engine.questions import open_among, to_turn
from interventions.engine.ruleset import Rule, Ruleset
from interventions.engine.status import Status, urgency_of
from interventions.engine.urgency import Level
from interventions.engine.uses import Use

__all__ = ["Advice", "Item", "advise"]

# The condition of the rule is true, whether the advice is shown or not.
HOLDS: tuple[Status, ...] = ("applies", "suppressed")


class Item(NamedTuple):
    """The result of one rule for this patient, with its reasons.

    `withheld_by` names the contra-advices that hold and win over this one; `urgency` says how soon.
    """

    rule: Rule
    status: Status
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    gates_failed: tuple[str, ...]
    withheld_by: tuple[str, ...] = ()
    urgency: Level = Level.NONE


@dataclass(frozen=True)
class Advice:
    """The whole result for one patient at one moment.

    `scope` is the evaluation behind it, with the facts that count: whoever needs the value of a fact or the
    truth of a condition asks there and evaluates nothing again. `counted` holds the facts as they were given,
    and what contradicts among them.
    """

    ruleset: Ruleset
    derived: Mapping[str, Any]
    items: tuple[Item, ...]
    scope: Evaluation = field(repr=False, compare=False)
    counted: Counted = field(repr=False, compare=False)

    @property
    def contradictions(self) -> tuple[str, ...]:
        """The ids of the constraints that fail, in the order of their file."""
        return self.counted.contradictions

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """The blocking rules that hold; while there is one, no treatment advice is shown."""
        return tuple(
            item.rule.id
            for item in self.items
            if item.rule.record.use is Use.BLOCK and item.status == "applies"
        )


def advise(ruleset: Ruleset, facts: Mapping[str, Any], overrides: Mapping[str, Any] | None = None) -> Advice:
    """Evaluate every rule over the facts of one patient.

    `facts` holds checked values by name (a missing name is unknown); `overrides` holds derived facts that the
    therapist set by hand. Raises ValueError for an override of a safety fact; nothing for unknown facts: that
    is a result of its own.
    """
    ruleset.refuse_overrides(overrides or ())
    counted = count_facts(ruleset, facts, overrides)
    scope = PrecomputedEvaluation(ruleset, counted.facts, overrides)
    judge = _RuleEvaluator(scope)
    judged = [judge.item(rule, status) for rule, status in zip(ruleset.rules, scope.statuses, strict=True)]
    items = _name_winners(judged)
    return Advice(ruleset, scope.derived(), items, scope, counted)


class _RuleEvaluator:
    """Gives the rules of one patient their reasons; the result of a set of gates is computed once."""

    def __init__(self, scope: Evaluation) -> None:
        self.scope = scope
        self._found: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[Because, ...]]] = {}

    def item(self, rule: Rule, status: Status) -> Item:
        """A rule with its reasons, before those of a contra-advice."""
        failed, closed = self._gates(rule.record.gate)
        leaves = deciding(rule.condition, self.scope)
        reasons = reasons_of(leaves, self.scope)
        if status == "insufficient_data":
            return Item(rule, status, reasons, open_among(leaves, self.scope), failed)
        if status == "does_not_apply":
            return Item(rule, status, reasons, (), failed)
        still_open: tuple[str, ...] = ()
        if rule.record.use.names_open_facts:
            still_open = to_turn(rule.condition, self.scope, into=False)
        return Item(
            rule,
            status,
            reasons + closed,
            still_open,
            failed,
            urgency=urgency_of(rule, status, self.scope),
        )

    def _gates(self, gates: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Because, ...]]:
        """The gates that are not certainly true, each with its reason."""
        if gates not in self._found:
            shut = tuple(gate for gate in gates if self.scope.value(gate) is not True)
            self._found[gates] = shut, tuple(gate_reason(gate, self.scope) for gate in shut)
        return self._found[gates]


def _name_winners(items: list[Item]) -> tuple[Item, ...]:
    """Name the contra-advices behind every advice that one withholds, with their reasons.

    One that is itself withheld still wins: only its own condition and gates count.
    """
    winners: dict[str, list[Item]] = {}
    for item in items:
        if item.status in HOLDS and not item.gates_failed:
            for name in item.rule.record.withholds:
                winners.setdefault(name, []).append(item)
    return tuple([_withheld(item, winners.get(item.rule.id, ())) for item in items])


def _withheld(item: Item, winners: Sequence[Item]) -> Item:
    if not winners or item.status not in HOLDS:
        return item
    return item._replace(
        because=item.because + tuple(reason for winner in winners for reason in winner.because),
        withheld_by=tuple(winner.rule.id for winner in winners),
    )
