"""From two hundred results to a handful of cards: what the therapist sees on the advice page.

Order: what stops, what warns, what is still to ask, the options by relevance, the checklist, what was
considered and does not apply. While something blocks there are no options, no checklist and no texts but
those that rules mark as `while_blocked`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from interventions.engine import Advice, Because, Item
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Card, ChecklistItem, Dose, Statement

MAX_WARNINGS = 3
OFFERS = ("advise", "dose", "refer")
TALKS = ("ask", "examine", "measure")
# Facts that nearly everybody shares; they do not make an advice more relevant for this person.
COMMON_FACTS = frozenset({"headache_type", "planned_interventions"})


@dataclass(frozen=True)
class OpenQuestion:
    """A question still open, how many advices wait for it, and whether the block waits for it."""

    fact: str
    decides: int
    urgent: bool


@dataclass(frozen=True)
class CardView:
    """One card with everything of its groups that holds for this patient."""

    card: Card
    main: Item
    items: tuple[Item, ...]
    notes: tuple[Item, ...]
    doses: tuple[Dose, ...]
    statements: tuple[Statement, ...]
    because: tuple[Because, ...]
    relevance: int


@dataclass(frozen=True)
class Board:
    """The advice page of one patient."""

    advice: Advice
    blocks: tuple[Item, ...]
    flags: tuple[Item, ...]
    warnings: tuple[Item, ...]
    more_warnings: tuple[Item, ...]
    questions: tuple[OpenQuestion, ...]
    talks: tuple[Item, ...]
    options: tuple[CardView, ...]
    notes: tuple[Item, ...]
    checklist: tuple[ChecklistItem, ...]
    considered: tuple[Item, ...]
    withheld: tuple[Item, ...]

    @property
    def is_blocked(self) -> bool:
        return bool(self.blocks)

    def option(self, card_id: str) -> CardView | None:
        """The offered card of that name."""
        return next((view for view in self.options if view.card.id == card_id), None)


def build_board(knowledge: Knowledge, advice: Advice) -> Board:
    """Arrange the result of the engine for the therapist."""
    applying = [item for item in advice.items if item.status == "applies"]
    blocks = tuple(item for item in applying if item.rule.record.use == "block")
    visible = [item for item in applying if item.rule.record.while_blocked or not blocks]
    alerts = [item for item in visible if item.rule.record.use in ("warn", "refer")]
    flags = tuple(item for item in alerts if item.rule.record.group == "red_flags")
    critical = _critical(knowledge, alerts)
    offered = () if blocks else _options(knowledge, applying, {item.rule.id for item in critical})
    shown = {item.rule.id for view in offered for item in (*view.items, *view.notes)}
    shown |= {item.rule.id for item in (*critical, *flags)}
    return Board(
        advice=advice,
        blocks=blocks,
        flags=stand_once(knowledge.statements, (*blocks, *flags))[len(blocks) :],
        warnings=critical[:MAX_WARNINGS],
        more_warnings=critical[MAX_WARNINGS:],
        questions=_questions(advice, blocks),
        talks=() if blocks else _talks(knowledge, applying),
        options=offered,
        notes=() if blocks else tuple(item for item in alerts if item.rule.id not in shown),
        checklist=() if blocks else knowledge.cards.checklist,
        considered=() if blocks else _considered(advice),
        withheld=tuple(item for item in advice.items if item.status == "suppressed"),
    )


def stand_once(statements: Mapping[str, Statement], items: Iterable[Item]) -> tuple[Item, ...]:
    """Items without those whose every statement overlaps with a statement that already stands."""
    kept: list[Item] = []
    standing: set[str] = set()
    for item in items:
        names = item.rule.record.implements
        if not all(name in standing or _overlaps(statements, name) & standing for name in names):
            kept.append(item)
            standing.update(names)
    return tuple(kept)


def _overlaps(statements: Mapping[str, Statement], name: str) -> set[str]:
    """All statements this one overlaps with, directly or through others."""
    found: set[str] = set()
    queue = [name]
    while queue:
        current = queue.pop()
        for other in statements[current].overlaps_with if current in statements else ():
            if other not in found:
                found.add(other)
                queue.append(other)
    return found


def _critical(knowledge: Knowledge, alerts: list[Item]) -> tuple[Item, ...]:
    """Warnings a therapist acts on today, red flags apart; those that outlive a block come first."""
    found = [
        item
        for item in alerts
        if item.rule.record.priority == "critical" and item.rule.record.group != "red_flags"
    ]
    found.sort(key=lambda item: not item.rule.record.while_blocked)
    return stand_once(knowledge.statements, found)


def _options(knowledge: Knowledge, applying: list[Item], critical: set[str]) -> tuple[CardView, ...]:
    views = []
    for card in knowledge.cards.cards:
        inside = [item for item in applying if item.rule.record.group in card.groups]
        offers = stand_once(
            knowledge.statements,
            [item for item in inside if item.rule.record.use in OFFERS and item.rule.id not in critical],
        )
        notes = tuple(
            item for item in inside if item.rule.record.use == "warn" and item.rule.id not in critical
        )
        if offers:
            views.append(_card_view(knowledge, card, offers, notes))
    return tuple(sorted(views, key=lambda view: (-view.relevance, view.card.order)))


def _card_view(
    knowledge: Knowledge, card: Card, items: tuple[Item, ...], notes: tuple[Item, ...]
) -> CardView:
    reasons = {(reason.fact, reason.test): reason for item in items for reason in item.because}
    names = dict.fromkeys(
        name
        for item in (*items, *notes)
        for name in (*item.rule.record.implements, *item.rule.record.explains)
    )
    doses = dict.fromkeys(item.rule.record.dose for item in items if item.rule.record.dose)
    return CardView(
        card=card,
        main=max(items, key=lambda item: (item.rule.record.use == "advise", _weight([item]))),
        items=items,
        notes=notes,
        doses=tuple(knowledge.doses[name] for name in doses),
        statements=tuple(knowledge.statements[name] for name in names),
        because=tuple(reason for reason in reasons.values() if reason.fact),
        relevance=_weight(items),
    )


def _weight(items: Iterable[Item]) -> int:
    """How many findings of this very person speak for it."""
    return len(
        {
            reason.fact
            for item in items
            for reason in item.because
            if reason.fact and reason.fact not in COMMON_FACTS and reason.holds is True
        }
    )


def _questions(advice: Advice, blocks: tuple[Item, ...]) -> tuple[OpenQuestion, ...]:
    urgent = {fact for item in blocks for fact in item.missing}
    return tuple(
        OpenQuestion(question.fact, question.decides, question.fact in urgent)
        for question in advice.next_questions
    )


def _talks(knowledge: Knowledge, applying: list[Item]) -> tuple[Item, ...]:
    """What these very findings call for asking, testing or measuring further."""
    asked = [item for item in applying if item.rule.record.use in TALKS and item.rule.record.when]
    return stand_once(knowledge.statements, asked)


def _considered(advice: Advice) -> tuple[Item, ...]:
    """Offers whose condition is false or unknown, each with its why not."""
    return tuple(
        item
        for item in advice.items
        if item.rule.record.use in OFFERS and item.status in ("does_not_apply", "insufficient_data")
    )
