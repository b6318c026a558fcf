"""The one function that screens, documents, the advise door and other systems call."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from interventions.engine.compiled.ruleset import Status
from interventions.engine.evaluate import Evaluation, Settled
from interventions.engine.explain import Because, deciding, reasons_of
from interventions.engine.questions import open_among, to_turn
from interventions.engine.ruleset import Rule, Ruleset
from interventions.engine.uses import Use

__all__ = ["Advice", "Item", "NextQuestion", "Status", "advise"]


class Item(NamedTuple):
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
            if item.rule.record.use is Use.BLOCK and item.status == "applies"
        )


def advise(ruleset: Ruleset, facts: Mapping[str, Any], overrides: Mapping[str, Any] | None = None) -> Advice:
    """Evaluate every rule over the facts of one patient.

    `facts` holds checked values by name (a missing name is unknown); `overrides` holds derived facts that the
    therapist set by hand. Raises ValueError for an override of a safety fact; nothing for unknown facts: that
    is a result of its own.
    """
    ruleset.refuse_overrides(overrides or ())
    scope = Settled(ruleset, facts, overrides)
    judge = _Judge(scope)
    items = _withhold(tuple([judge.item(rule) for rule in ruleset.rules]))
    return Advice(ruleset, scope.derived(), items, _next_questions(items))


class _Judge:
    """Judges the rules over one patient; what a group of gates comes to is found once."""

    def __init__(self, scope: Evaluation) -> None:
        self.scope = scope
        self._found: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[Because, ...]]] = {}

    def item(self, rule: Rule) -> Item:
        """What a rule comes to, before any contra-advice."""
        truth = self.scope.truth(rule.condition)
        failed, closed = self._gates(rule.record.gate)
        leaves = deciding(rule.condition, self.scope)
        reasons = reasons_of(leaves, self.scope)
        if truth is None:
            return Item(rule, "insufficient_data", reasons, open_among(leaves, self.scope), failed)
        if truth is False:
            return Item(rule, "does_not_apply", reasons, (), failed)
        still_open: tuple[str, ...] = ()
        if rule.record.use.names_open_facts:
            still_open = to_turn(rule.condition, self.scope, into=False)
        return Item(rule, "suppressed" if failed else "applies", reasons + closed, still_open, failed)

    def _gates(self, gates: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Because, ...]]:
        """The gates that are not certainly true, each with its reason."""
        if gates not in self._found:
            values = [(gate, self.scope.value(gate)) for gate in gates]
            shut = [(gate, value) for gate, value in values if value is not True]
            reasons = tuple(Because(gate, value, f"{gate} == true", value) for gate, value in shut)
            self._found[gates] = tuple(gate for gate, _ in shut), reasons
        return self._found[gates]


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
    return item._replace(
        status="suppressed",
        because=item.because + tuple(reason for winner in winners for reason in winner.because),
        withheld_by=tuple(winner.rule.id for winner in winners),
    )


def _next_questions(items: tuple[Item, ...]) -> tuple[NextQuestion, ...]:
    """Open questions: those behind a block first, then by the number of rules that wait for them."""
    blocks = [item for item in items if item.status == "applies" and item.rule.record.use is Use.BLOCK]
    open_items = [item for item in items if item.status == "insufficient_data"]
    urgent = {fact for item in blocks for fact in item.missing}
    waiting = Counter(chain.from_iterable(item.missing for item in blocks + open_items))
    ranked = sorted(waiting.items(), key=lambda entry: (entry[0] not in urgent, -entry[1], entry[0]))
    return tuple(NextQuestion(fact, decides) for fact, decides in ranked)
