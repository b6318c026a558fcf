"""What a therapist asks of an advice: why not, what would change it, what to ask next, do the sources agree.

Screens and `manage.py advise` give the same answers; each is worked out when it is asked for.
"""

from functools import cached_property
from typing import Any

from interventions.advice.questions import OpenQuestion, next_questions, waits_for
from interventions.engine import Advice, Because, Item
from interventions.engine.as_json import plain, reasons_as_json
from interventions.engine.whatif.changes import AnswerChange, WouldChange
from interventions.engine.why_not import why_not
from interventions.knowledge import Knowledge
from interventions.knowledge.conflicts_file import Conflict


class ItemExplanations:
    """One result with the facts it was made from."""

    def __init__(self, knowledge: Knowledge, advice: Advice) -> None:
        self.knowledge = knowledge
        self.advice = advice
        self.scope = advice.scope
        self._changes = WouldChange(advice.ruleset, advice.counted.given, self.scope.overrides)

    def why_not(self, item: Item) -> tuple[Because, ...]:
        """The failing or missing tests, the closed gates with what closes them, what wins over it."""
        return why_not(item, self._items, self.scope)

    def would_change(self, item: Item) -> tuple[AnswerChange, ...]:
        """The smallest set of answers found that turns the item."""
        return self._changes.of(item)

    def ask_next(self, item: Item) -> str | None:
        """Of the open questions behind an item the one that decides most overall; None when none is open.

        The days since a date are asked by the date.
        """
        missing = item.missing if item.status == "applies" else waits_for(item, self.scope)
        dates = self.knowledge.vocabulary.dates_by_days
        open_facts = [dates.get(fact, fact) for fact in missing]
        return min(open_facts, key=lambda fact: (self._rank.get(fact, len(self._rank)), fact), default=None)

    def conflicts(self, item: Item) -> tuple[Conflict, ...]:
        """Where the sources behind the rule disagree."""
        return self.knowledge.conflicts_of(item.rule)

    def as_json(self, item: Item) -> dict[str, Any]:
        """The fields that `manage.py advise` writes beside those of the result."""
        return {
            "gates_failed": list(item.gates_failed),
            "why_not": reasons_as_json(self.why_not(item)),
            "would_change": [
                {"fact": change.fact, "from": plain(change.old), "to": plain(change.new)}
                for change in self.would_change(item)
            ],
            "ask_next": self.ask_next(item),
            "conflicts": [_conflict_as_json(conflict) for conflict in self.conflicts(item)],
        }

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.rule.id: item for item in self.advice.items}

    @cached_property
    def next_questions(self) -> tuple[OpenQuestion, ...]:
        """The open questions of this patient, first the one that decides most."""
        return next_questions(self.knowledge, self.advice)

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {question.fact: place for place, question in enumerate(self.next_questions)}


def _conflict_as_json(conflict: Conflict) -> dict[str, Any]:
    return {
        "id": conflict.id,
        "title": conflict.title.nl,
        "positions": [
            {
                "document": position.document,
                "statements": list(position.statements),
                "text": position.text.nl,
            }
            for position in conflict.positions
        ],
        "decision": conflict.decision.nl,
    }
