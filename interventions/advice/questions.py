"""What is still to ask: the open facts, ranked by what their answer would decide."""

from collections import Counter
from dataclasses import dataclass

from interventions.engine import Advice, Item
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.nodes import Is
from interventions.engine.questions import to_turn
from interventions.engine.uses import Use
from interventions.knowledge import Knowledge


@dataclass(frozen=True)
class OpenQuestion:
    """A question still open: how many advices and warnings wait for it, and whether the block does.

    `opens` counts the advices that hold already and wait for a safety question only.
    """

    fact: str
    decides: int
    warns: int
    urgent: bool
    opens: int = 0


def open_questions(
    knowledge: Knowledge, advice: Advice, scope: Evaluation, blocks: tuple[Item, ...]
) -> tuple[OpenQuestion, ...]:
    """While something blocks only the questions behind the block.

    Else first those that open an advice which holds already, then those that decide most.
    """
    urgent = dict.fromkeys(fact for item in blocks for fact in item.missing)
    if blocks:
        return tuple(OpenQuestion(fact, 0, 0, urgent=True) for fact in _asked(knowledge, urgent))
    advices: Counter[str] = Counter()
    opened: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for item in advice.items:
        if item.rule.record.use.offers:
            waited_for = waits_for(item, scope)
            advices.update(waited_for)
            opened.update(waited_for if item.status == "suppressed" else ())
        elif item.rule.record.use is Use.WARN:
            warnings.update(waits_for(item, scope))
    found = [
        OpenQuestion(fact, advices[fact], warnings[fact], urgent=False, opens=opened[fact])
        for fact in _asked(knowledge, advices | warnings)
    ]
    return tuple(sorted(found, key=lambda question: (-question.opens, -question.decides, -question.warns)))


def waits_for(item: Item, scope: Evaluation) -> tuple[str, ...]:
    """The open facts behind an unknown condition, or behind a closed gate of a condition that holds."""
    if item.status == "insufficient_data":
        return item.missing
    return gate_questions(item, scope) if item.status == "suppressed" else ()


def gate_questions(item: Item, scope: Evaluation) -> tuple[str, ...]:
    """The open facts behind the gates that withhold an item; a gate can be false because nobody asked."""
    gates = (Is(gate, value=True, negated=False) for gate in item.gates_failed)
    return tuple(dict.fromkeys(fact for gate in gates for fact in to_turn(gate, scope, into=True)))


def _asked(knowledge: Knowledge, facts: dict[str, None] | Counter[str]) -> list[str]:
    """Those that somebody answers, in the order of the vocabulary; the plan itself is decided, not asked."""
    return [fact for fact in knowledge.asked_facts if fact in facts]
