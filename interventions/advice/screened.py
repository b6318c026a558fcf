"""Which questions can still decide something once a neurologist has screened for red flags.

Worked out from the rules: the acute alarms that stop everything, and the gates that nobody has decided yet.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from interventions.engine.evaluate import Evaluation
from interventions.engine.language.nodes import Is
from interventions.engine.questions import fewest_to_turn, to_settle
from interventions.engine.uses import Use
from interventions.knowledge import Knowledge


def still_decides(knowledge: Knowledge, known: Mapping[str, Any]) -> frozenset[str]:
    """The open questions over what is known after the screening.

    Of a screening that counts those behind an alarm that would stop everything; of any those of the shortest
    way to each gate, so of one that is too old those that make it count again. That which flags were worked
    up is open decides nothing: no flag is there.
    """
    found = frozenset(_open_questions(knowledge, Evaluation(knowledge.ruleset, known)))
    return found - {knowledge.red_flags.record.named_by}


def _open_questions(knowledge: Knowledge, scope: Evaluation) -> Iterator[str]:
    rules = knowledge.ruleset.rules
    if scope.value(knowledge.red_flags.record.screening) is True:
        for rule in rules:
            if rule.is_alarm and rule.record.use is Use.BLOCK and scope.truth(rule.condition) is None:
                yield from to_settle(rule.condition, scope)
    for gate in dict.fromkeys(gate for rule in rules for gate in rule.record.gate):
        yield from fewest_to_turn(Is(gate, value=True, negated=False), scope, into=True)
