"""What somebody saw of a draft plan, as one print: only what was seen is signed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from headache_cds.vocabulary.opened import print_of
from interventions.advice.board import Board
from interventions.models import Decision, Goal, Plan

DECIDED = (
    "card",
    "choice",
    "components",
    "dose",
    "note",
    "preference",
    "phase",
    "place",
    "later_from",
    "agreed",
    "reason_code",
    "reason",
)
AGREED = (
    "agreement",
    "evaluation_on",
    "contact",
    "consent",
    "discussed",
    "starts_on",
    "appointment_on",
    "appointment_at",
    "change_reason",
)
GOAL_ROWS, MOST_GOALS = 5, 40
GOAL = ("text", "measure", "due_on")
WITHDRAWN = {"withdrawn": True}


def seen_print(plan: Plan, board: Board, content: Mapping[str, Any]) -> str:
    """A print of what a signature fixes: the `content` of the paper, and what stood around it.

    Two drafts with the same print say the same to the patient, letter by letter and in the same order, under
    the same decisions, offers, warnings and contradictions.
    """
    seen: dict[str, Any] = {
        "plan": str(plan.pk),
        "ruleset": board.advice.ruleset.sha256,
        "content": json.dumps(content, sort_keys=True),
        "agreed": _cells(plan, AGREED),
        "decisions": [_cells(row, DECIDED) for row in plan.decisions.all()],
        "offers": [view.card.id for view in board.options],
        "warnings": [item.rule.id for item in (*board.warnings, *board.notes)],
        "contradictions": board.advice.contradictions,
    }
    return print_of(seen)


def decision_print(decision: Decision | None) -> str:
    """A print of what was decided on a card; the same for everything that is undecided."""
    return print_of(_cells(decision, DECIDED) if decision else None)


def cells_of(plan: Plan) -> dict[str, Any]:
    """The agreements and goals of a plan by name, each of which can be changed by itself."""
    return _cells(plan, AGREED) | {goal_name(row.pk): _goal(row) for row in plan.goals.all()}


def cells(agreed: Mapping[str, Any], goals: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The same of values: every agreement, and every goal by its id; `withdraw` withdraws it."""
    return dict(agreed) | {
        goal_name(row["goal"]): WITHDRAWN if row.get("withdraw") else {name: row.get(name) for name in GOAL}
        for row in goals
    }


def goal_name(goal: Any) -> str:
    """The name of the cell of the goal with this id."""
    return f"goal-{goal}"


def _goal(row: Goal) -> dict[str, Any]:
    return _cells(row, GOAL) if row.withdrawn_at is None else WITHDRAWN


def _cells(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
