"""Good care for everybody: one list, taken into the plan as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from headache_cds.vocabulary.language import language
from interventions.advice.board import Board
from interventions.knowledge import Knowledge
from interventions.models import Decision
from interventions.plan.actions import good_care_cards, good_care_print, is_ticked
from interventions.plan.alternatives import Part, choices_of


@dataclass(frozen=True)
class GoodCare:
    """The list in words, the cards that ticking it takes into the plan, and whether it was ticked.

    `decided` is the print of what was decided on those cards, which the act sends along.
    """

    lines: tuple[str, ...]
    cards: tuple[str, ...]
    is_ticked: bool
    decided: str


def good_care(knowledge: Knowledge, board: Board, decisions: Mapping[str, Decision]) -> GoodCare:
    """The list of one patient; empty while something blocks."""
    told = [item.text for item in board.checklist]
    chosen = {part for choice in choices_of(board) for part in choice.parts}
    told += [
        item.rule.record.headline
        for view in board.options
        for item in view.items
        if item.rule.record.is_universal
        and not chosen & {Part(view.card.id), Part(view.card.id, item.rule.record.dose or "")}
    ]
    cards = good_care_cards(board)
    return GoodCare(
        lines=tuple(text.in_language(language()) for text in told),
        cards=tuple(view.card.title.in_language(language()) for view in cards),
        is_ticked=is_ticked(board, decisions),
        decided=good_care_print(board, decisions),
    )
