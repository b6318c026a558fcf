"""'Belangrijk voor u': what asks something of this patient, most urgent first, as the one owner of that list.

The plan freezes it, the paper prints it, and the screen before signing shows with a reason what is not told.
"""

from dataclasses import dataclass

from headache_cds.vocabulary.spec import Text
from interventions.engine import Advice, Item
from interventions.engine.urgency import Level
from interventions.engine.uses import Use


@dataclass(frozen=True)
class ImportantLine:
    """One sentence for the patient; `rule` is the most urgent of the rules that say it."""

    rule: str
    urgency: Level
    text: Text


@dataclass(frozen=True)
class NotTold:
    """What holds for this patient and is not told, with the reason; `text` is for the professional."""

    rule: str
    text: Text
    reason: Text


@dataclass(frozen=True)
class Important:
    """What stands in the box, and what stays out of it."""

    lines: tuple[ImportantLine, ...]
    not_told: tuple[NotTold, ...]


def important_for(advice: Advice) -> Important:
    """Every warning, referral and block that holds, wherever the board shows it or takes it off.

    While something blocks, only what stays visible then: the patient reads no treatment before it is settled.
    """
    blocked = bool(advice.blocked_by)
    found = [item for item in advice.items if _asks(item) and (item.rule.record.while_blocked or not blocked)]
    found.sort(key=lambda item: item.urgency.rank)
    lines: dict[Text, ImportantLine] = {}
    for item in found:
        text = item.rule.record.patient
        if text and text not in lines:
            lines[text] = ImportantLine(item.rule.id, item.urgency, text)
    return Important(
        lines=tuple(lines.values()),
        not_told=tuple(
            NotTold(item.rule.id, item.rule.record.headline, item.rule.record.not_for_patient)
            for item in found
            if item.rule.record.not_for_patient
        ),
    )


def is_boxed(item: Item) -> bool:
    """Whether its sentence for the patient stands in the box, and so nowhere else in the plan."""
    return item.rule.record.use.alerts or item.rule.record.use is Use.BLOCK


def _asks(item: Item) -> bool:
    return item.status == "applies" and is_boxed(item)
