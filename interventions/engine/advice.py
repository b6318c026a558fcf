"""The one function that screens, documents, the advise door and other systems call."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from interventions.engine.compiled import Status
from interventions.engine.evaluate import Evaluation, Settled
from interventions.engine.explain import Because, because
from interventions.engine.questions import to_settle, to_turn
from interventions.engine.ruleset import Rule, Ruleset

__all__ = ["Advice", "Item", "NextQuestion", "Status", "advise"]


@dataclass(frozen=True)
class Item:
    """What one rule came to for this patient, with its reasons.

    `withheld_by` names the contra-advices that hold and win over this one.
    """

    rule: Rule
    status: Status
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    gates_failed: tuple[str, ...]
    withheld_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class NextQuestion:
    """A question that is still open, and how many rules wait for it."""

    fact: str
    decides: int


@dataclass(frozen=True)
class Advice:
    """The whole result for one patient at one moment."""

    ruleset: Ruleset
    derived: Mapping[str, Any]
    items: tuple[Item, ...]
    next_questions: tuple[NextQuestion, ...]

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """The blocking rules that hold; while there is one, no treatment advice is shown."""
        return tuple(
            item.rule.id
            for item in self.items
            if item.rule.record.use == "block" and item.status == "applies"
        )


def advise(ruleset: Ruleset, facts: Mapping[str, Any], overrides: Mapping[str, Any] | None = None) -> Advice:
    """Evaluate every rule over the facts of one patient.

    `facts` holds checked values by name (a missing name is unknown); `overrides` holds derived facts that the
    therapist set by hand. Raises ValueError for an override of a safety fact; nothing for unknown facts: that
    is a result of its own.
    """
    ruleset.refuse_overrides(overrides or ())
    scope = Settled(ruleset, facts, overrides)
    items = _withhold(tuple(_judge(rule, scope) for rule in ruleset.rules))
    return Advice(ruleset, scope.derived(), items, _next_questions(items))


def _judge(rule: Rule, scope: Evaluation) -> Item:
    truth = scope.truth(rule.condition)
    failed = tuple(gate for gate in rule.record.gate if scope.value(gate) is not True)
    reasons = because(rule.condition, scope)
    if truth is None:
        return Item(rule, "insufficient_data", reasons, to_settle(rule.condition, scope), failed)
    if truth is False:
        return Item(rule, "does_not_apply", reasons, (), failed)
    still_open: tuple[str, ...] = ()
    if rule.record.use in ("block", "ask"):
        still_open = to_turn(rule.condition, scope, into=False)
    status: Status = "suppressed" if failed else "applies"
    gates = tuple(Because(gate, scope.value(gate), f"{gate} == true", scope.value(gate)) for gate in failed)
    return Item(rule, status, reasons + gates, still_open, failed)


def _withhold(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Suppress every advice whose contra-advice applies, with the reasons of the contra-advice."""
    winners: dict[str, list[Item]] = {}
    for item in items:
        if item.status == "applies":
            for name in item.rule.record.withholds:
                winners.setdefault(name, []).append(item)
    return tuple(
        _withheld(item, winners[item.rule.id]) if item.rule.id in winners else item for item in items
    )


def _withheld(item: Item, winners: list[Item]) -> Item:
    if not winners or item.status not in ("applies", "suppressed"):
        return item
    return replace(
        item,
        status="suppressed",
        because=item.because + tuple(reason for winner in winners for reason in winner.because),
        withheld_by=tuple(winner.rule.id for winner in winners),
    )


def _next_questions(items: tuple[Item, ...]) -> tuple[NextQuestion, ...]:
    """Open questions: those behind a block first, then by the number of rules that wait for them."""
    urgent: set[str] = set()
    waiting: Counter[str] = Counter()
    for item in items:
        blocks = item.rule.record.use == "block" and item.status == "applies"
        if blocks or item.status == "insufficient_data":
            waiting.update(item.missing)
        if blocks:
            urgent.update(item.missing)
    ranked = sorted(waiting.items(), key=lambda entry: (entry[0] not in urgent, -entry[1], entry[0]))
    return tuple(NextQuestion(fact, decides) for fact, decides in ranked)
