"""'Belangrijk voor u': what asks something of this patient, most urgent first, as the one owner of that list.

The plan freezes it, the paper prints it, and the screen before signing shows with a reason what is not told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.spec import Text
from interventions.engine import Advice, Item
from interventions.engine.status import branch_of
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
    # What a block says holds for every flag, so the sentence of the flag itself goes before it.
    general = {patient_text(item, advice) for item in found if item.rule.record.use is Use.BLOCK}
    told = [(item, text) for item in found if (text := patient_text(item, advice))]
    told = [(item, text) for item, text in told if not _is_told_by_another(item, found)]
    for item, text in sorted(told, key=lambda one: (one[0].urgency.rank, one[1] in general)):
        lines.setdefault(text, ImportantLine(item.rule.id, item.urgency, text))
    return Important(
        lines=tuple(lines.values()),
        not_told=tuple(
            NotTold(item.rule.id, item.rule.record.headline, item.rule.record.not_for_patient)
            for item in found
            if item.rule.record.not_for_patient
        ),
    )


def patient_text(item: Item, advice: Advice) -> Text | None:
    """Its sentence for the patient: that of the branch of its urgency, else the one for every branch."""
    branch = branch_of(item.rule, advice.scope)
    return (branch.patient if branch else None) or item.rule.record.patient


def missing_since(important: Important, content: Mapping[str, Any] | None) -> tuple[ImportantLine, ...]:
    """What holds now and does not stand in the box of a signed plan; one of before the box holds nothing.

    A change of words is no news: what the same rule said as urgently was told.
    """
    lines = (content or {}).get("important", ())
    told = {line["text"]["nl"] for line in lines}
    asked = {(line["rule"], line["urgency"]) for line in lines}
    return tuple(
        line
        for line in important.lines
        if line.text.nl not in told and (line.rule, str(line.urgency)) not in asked
    )


def is_boxed(item: Item) -> bool:
    """Whether its sentence for the patient stands in the box, and so nowhere else in the plan."""
    return item.rule.record.use.alerts or item.rule.record.use is Use.BLOCK


def _is_told_by_another(item: Item, found: Iterable[Item]) -> bool:
    """Whether the sentence of another rule says this one too, at least as urgently."""
    by = item.rule.record.told_by
    return any(other.rule.id in by and other.urgency.rank <= item.urgency.rank for other in found)


def _asks(item: Item) -> bool:
    return item.status == "applies" and is_boxed(item)
