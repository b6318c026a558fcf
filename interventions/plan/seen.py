"""What somebody saw of a draft plan, as one print: only what was seen is signed."""

from typing import Any

from headache_cds.vocabulary.opened import print_of
from interventions.advice.board import Board
from interventions.models import Plan

DECIDED = ("card", "choice", "components", "dose", "note", "reason_code", "reason")
AGREED = ("agreement", "evaluation_on", "contact", "consent")
GOAL = ("text", "measure", "due_on")


def seen_print(plan: Plan, board: Board) -> str:
    """A print of the decisions, doses, agreements, goals, offers and warnings of a draft.

    Two drafts with the same print say the same to the patient, under the same rules.
    """
    seen: dict[str, Any] = {
        "plan": str(plan.pk),
        "ruleset": board.advice.ruleset.sha256,
        "decisions": [_cells(row, DECIDED) for row in plan.decisions.all()],
        "agreements": _cells(plan, AGREED),
        "goals": [_cells(row, GOAL) for row in plan.goals.all()],
        "offers": [view.card.id for view in board.options],
        "warnings": [item.rule.id for item in (*board.warnings, *board.more_warnings, *board.notes)],
    }
    return print_of(seen)


def _cells(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
