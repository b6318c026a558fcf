"""One episode at this moment: its plan, and what the engine says of its facts."""

from dataclasses import dataclass

from intake.models import Episode
from interventions.advice.board import Board, build_board
from interventions.case.facts import current_plan, facts_with_plan
from interventions.engine import advise
from interventions.knowledge import get_knowledge
from interventions.models import Decision, Plan


@dataclass(frozen=True)
class Current:
    """An episode as it stood when it was read: read once in a request, and handed on from there."""

    plan: Plan | None
    board: Board

    @property
    def decisions(self) -> dict[str, Decision]:
        """The decisions of the plan by card."""
        return decisions_of(self.plan)


def current(episode: Episode) -> Current:
    """The plan and the board of an episode from its current facts."""
    knowledge, plan = get_knowledge(), current_plan(episode)
    facts = facts_with_plan(episode, plan)
    return Current(plan, build_board(knowledge, advise(knowledge.ruleset, facts)))


def current_board(episode: Episode) -> Board:
    """The board of an episode from its current facts."""
    return current(episode).board


def decisions_of(plan: Plan | None) -> dict[str, Decision]:
    """The decisions of a plan by card."""
    return {row.card: row for row in plan.decisions.all()} if plan else {}
