"""From two hundred results to a handful of cards: what the therapist sees on the advice page.

Order: what stops, what must be acted on, the cards that the findings of this patient call for, what is still
to ask, and then everything else (`tiers.py`). While something blocks there are no options, no checklist and
no texts but those that rules mark as `while_blocked`.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from interventions.advice.background import Background, backgrounds
from interventions.advice.cards import CardView, card_view, deduplicate
from interventions.advice.questions import OpenQuestion, open_questions
from interventions.advice.tiers import Tiers, arrange, is_urgent
from interventions.engine import Advice, Item
from interventions.engine.evaluate import Evaluation
from interventions.engine.uses import Use
from interventions.knowledge import Knowledge
from interventions.knowledge.records import ChecklistItem

__all__ = ["Board", "CardView", "OpenQuestion", "build_board", "deduplicate"]


@dataclass(frozen=True)
class Board:
    """The advice page of one patient.

    `warnings` are to be acted on, the most urgent first; `tiers` says which of them today, and which of the
    `options` the findings of this patient call for. `background` holds, by card, what explains its advice;
    under FOOT that of groups without an offered card.
    """

    advice: Advice
    blocks: tuple[Item, ...]
    flags: tuple[Item, ...]
    warnings: tuple[Item, ...]
    questions: tuple[OpenQuestion, ...]
    talks: tuple[Item, ...]
    options: tuple[CardView, ...]
    tiers: Tiers
    notes: tuple[Item, ...]
    checklist: tuple[ChecklistItem, ...]
    considered: tuple[Item, ...]
    withheld: tuple[Item, ...]
    background: Mapping[str, Background]

    @property
    def scope(self) -> Evaluation:
        """The evaluation behind the advice; gives the value of any fact, collected or derived."""
        return self.advice.scope

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts as they were given, those that contradict others included."""
        return self.advice.counted.given

    @property
    def is_blocked(self) -> bool:
        return bool(self.blocks)

    @property
    def pressing(self) -> tuple[Item, ...]:
        """What stops or warns and cannot wait until tomorrow, red flags apart."""
        items = (*self.blocks, *self.warnings)
        return tuple(item for item in items if item.urgency.is_pressing and not item.rule.is_alarm)

    @property
    def is_urgent(self) -> bool:
        """Whether a physician has to hear of this patient: by a red flag, or something pressing."""
        alarms = any(item.rule.is_alarm for item in (*self.blocks, *self.flags))
        return alarms or bool(self.pressing)

    def option(self, card_id: str) -> CardView | None:
        """The offered card of that name."""
        return next((view for view in self.options if view.card.id == card_id), None)


def build_board(knowledge: Knowledge, advice: Advice) -> Board:
    """Arrange the result of the engine for the therapist."""
    scope = advice.scope
    applying = [item for item in advice.items if item.status == "applies"]
    blocks = tuple(item for item in applying if item.rule.record.use is Use.BLOCK)
    alerts = alerts_among(applying)
    flags = tuple(item for item in alerts if item.rule.is_alarm)
    critical = critical_among(knowledge, alerts)
    warned = {item.rule.id for item in critical if not _leads_a_card(knowledge, item)}
    views = () if blocks else _options(knowledge, applying, warned)
    # A referral that leads its card stands there, and once; one that only could lead stays a warning.
    heads = {view.main.rule.id for view in views}
    critical = tuple(item for item in critical if item.rule.id in warned or item.rule.id not in heads)
    flags = deduplicate(knowledge.statements, (*blocks, *flags))[len(blocks) :]
    tiers = arrange(critical, () if blocks else flags, views)
    shown = {item.rule.id for view in views for item in view.everything}
    shown |= {item.rule.id for item in (*critical, *flags)}
    return Board(
        advice=advice,
        blocks=blocks,
        flags=flags,
        warnings=critical,
        questions=open_questions(knowledge, advice, scope, blocks),
        talks=() if blocks else _talks(knowledge, applying, scope, {item.rule.id for item in alerts}),
        options=tiers.options,
        tiers=tiers,
        notes=() if blocks else tuple(item for item in alerts if item.rule.id not in shown),
        checklist=() if blocks else knowledge.cards.checklist,
        considered=() if blocks else _considered(advice),
        withheld=tuple(item for item in advice.items if item.status == "suppressed"),
        background={} if blocks else backgrounds(knowledge, applying, {view.card.id for view in views}),
    )


def alerts_among(applying: Sequence[Item]) -> list[Item]:
    """Warnings, referrals and critical questions; while something blocks those that stay visible then."""
    blocked = any(item.rule.record.use is Use.BLOCK for item in applying)
    return [item for item in applying if _is_alert(item) and (item.rule.record.while_blocked or not blocked)]


def _is_alert(item: Item) -> bool:
    """What draws attention: also a question about safety that is due."""
    record = item.rule.record
    return record.use.alerts or (record.use is Use.ASK and record.priority == "critical")


def critical_among(knowledge: Knowledge, alerts: Sequence[Item]) -> tuple[Item, ...]:
    """What to act on, red flags apart: the suicide signal, then by term, then what outlives a block."""
    found = [item for item in alerts if is_urgent(item) and not item.rule.is_alarm]
    found.sort(key=_term)
    return deduplicate(knowledge.statements, found)


def _leads_a_card(knowledge: Knowledge, item: Item) -> bool:
    record = item.rule.record
    return record.leads and record.use.offers and knowledge.card_of(item.rule) is not None


def _term(item: Item) -> tuple[bool, int, bool]:
    record = item.rule.record
    return not record.acknowledge, item.urgency.rank, not record.while_blocked


def _options(knowledge: Knowledge, applying: list[Item], critical: set[str]) -> tuple[CardView, ...]:
    """The cards with at least one offer, in the order of the knowledge."""
    on_card: dict[str, list[Item]] = {}
    for item in applying:
        card = knowledge.cards.of_group(item.rule.record.group)
        if card and item.rule.id not in critical:
            on_card.setdefault(card.id, []).append(item)
    views = []
    for card in knowledge.cards.cards:
        inside = on_card.get(card.id, ())
        notes = [item for item in inside if item.rule.record.use is Use.WARN]
        offers = [item for item in inside if item.rule.record.use.offers]
        if offers:
            views.append(card_view(knowledge, card, offers, notes))
    return tuple(views)


def _talks(knowledge: Knowledge, applying: list[Item], scope: Evaluation, told: Set[str]) -> tuple[Item, ...]:
    """What these very findings call for asking, testing or measuring further, is not settled and not told."""
    asked = [
        item
        for item in applying
        if item.rule.record.use.looks_further and item.rule.record.when and item.rule.id not in told
    ]
    return deduplicate(
        knowledge.statements, [item for item in asked if not _is_settled(knowledge, item, scope)]
    )


def _is_settled(knowledge: Knowledge, item: Item, scope: Evaluation) -> bool:
    """Whether every fact that its statements collect, and that is still asked, is known."""
    collected = {fact for name in item.rule.record.implements for fact in knowledge.statements[name].collects}
    facts = collected - knowledge.vocabulary.retired
    return bool(facts) and all(scope.value(fact) is not None for fact in facts)


def _considered(advice: Advice) -> tuple[Item, ...]:
    """Offers whose condition is false or unknown, each with its why not.

    Red flags are left out: one that is not found is no reassurance (N05).
    """
    return tuple(
        item
        for item in advice.items
        if item.rule.record.use.offers
        and not item.rule.is_alarm
        and item.status in ("does_not_apply", "insufficient_data")
    )
