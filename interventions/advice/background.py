"""Background and patient education: what explains the advice of a card, gathered on it or at the foot."""

from collections.abc import Iterable
from dataclasses import dataclass

from interventions.engine import Item
from interventions.engine.uses import Use
from interventions.knowledge import Knowledge

FOOT = ""


@dataclass(frozen=True)
class Background:
    """What the therapist reads as background, and what is told to the patient."""

    explained: tuple[Item, ...] = ()
    taught: tuple[Item, ...] = ()


def backgrounds(knowledge: Knowledge, applying: Iterable[Item], cards: set[str]) -> dict[str, Background]:
    """The background of each of these cards, and under FOOT that of all groups without such a card."""
    explained: dict[str, list[Item]] = {}
    taught: dict[str, list[Item]] = {}
    for item in applying:
        if item.rule.record.use.is_background:
            card = knowledge.card_of(item.rule)
            place = card.id if card and card.id in cards else FOOT
            lines = explained if item.rule.record.use is Use.EXPLAIN else taught
            lines.setdefault(place, []).append(item)
    return {
        place: Background(tuple(explained.get(place, ())), tuple(taught.get(place, ())))
        for place in (*explained, *taught)
    }
