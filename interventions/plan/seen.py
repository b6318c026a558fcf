"""What somebody saw of a draft plan, as one print: only what was seen is signed."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from headache_cds.vocabulary.opened import print_of
from interventions.advice.board import Board
from interventions.models import Decision, DecisionKind, Goal, Plan

DECIDED = ("card", "choice", "components", "dose", "note", "reason_code", "reason")
CHOSEN = ("preference", "phase", "place", "later_from")
WHEN = ("phase", "place", "later_from")
GOAL_ROWS, MOST_GOALS = 5, 40
GOAL = ("text", "measure", "due_on", "activity")
WITHDRAWN = {"withdrawn": True}


@dataclass(frozen=True)
class Agreed:
    """What patient and therapist agreed around the cards; everything may wait until signing."""

    agreement: str = ""
    evaluation_on: dt.date | None = None
    contact: str = ""
    consent: bool = False
    discussed: str = ""
    starts_on: dt.date | None = None
    appointment_on: dt.date | None = None
    appointment_at: dt.time | None = None
    change_reason: str = ""


AGREED = tuple(field.name for field in fields(Agreed))


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
        "decisions": [_cells(row, (*DECIDED, *CHOSEN, "agreed")) for row in plan.decisions.all()],
        "offers": [view.card.id for view in board.options],
        "warnings": [item.rule.id for item in (*board.warnings, *board.notes)],
        "contradictions": board.advice.contradictions,
    }
    return print_of(seen)


def decision_print(decision: Decision | None) -> str:
    """A print of what was decided on a card; the same for everything that is undecided."""
    return print_of(_cells(decision, DECIDED) if decision else None)


def doing_print(decision: Decision) -> str:
    """A print of the dose of an accepted card and of what is agreed on it."""
    return print_of({"dose": decision.dose, "agreed": decision.agreed, "choice": decision.choice})


def cells_of(plan: Plan) -> dict[str, Any]:
    """The agreements, goals and choices of a plan by name, each of which can be changed by itself."""
    goals = {goal_name(row.pk): _goal(row) for row in plan.goals.all()}
    taken = (row for row in plan.decisions.all() if row.choice != DecisionKind.DECLINED)
    return _cells(plan, AGREED) | goals | choice_cells(_cells(row, ("card", *CHOSEN)) for row in taken)


def cells(agreed: Mapping[str, Any], goals: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The same of values: every agreement, and every goal by its id; `withdraw` withdraws it."""
    return dict(agreed) | {
        goal_name(row["goal"]): WITHDRAWN if row.get("withdraw") else {name: row.get(name) for name in GOAL}
        for row in goals
    }


def choice_cells(cards: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Of every card what the patient prefers and when it begins; they can be changed one by one."""
    found: dict[str, Any] = {}
    for row in cards:
        found[preference_name(row["card"])] = row["preference"]
        found[when_name(row["card"])] = {name: row[name] for name in WHEN}
    return found


def preference_name(card: str) -> str:
    """The name of the cell with what the patient prefers."""
    return f"preference-{card}"


def when_name(card: str) -> str:
    """The name of the cell that says when a card begins."""
    return f"when-{card}"


def goal_name(goal: Any) -> str:
    """The name of the cell of the goal with this id."""
    return f"goal-{goal}"


def is_goal(name: str) -> bool:
    """Whether this is the name of the cell of a goal."""
    return name.startswith(goal_name(""))


def _goal(row: Goal) -> dict[str, Any]:
    return _cells(row, GOAL) if row.withdrawn_at is None else WITHDRAWN


def _cells(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
