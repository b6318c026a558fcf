"""What holds for nearly everybody is taken into the plan in one act, and taken out again in one."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import not_whole, print_of
from intake.models import Episode
from interventions.advice.board import Board, CardView
from interventions.case.current import Current, current, decisions_of
from interventions.models import Decision, DecisionKind
from interventions.plan.actions.decisions import (
    DECIDED_MEANWHILE,
    NOT_WHOLE,
    accept_advice,
    withdraw_decision,
)
from interventions.plan.actions.plans import lock_draft
from interventions.plan.alternatives import choices_of
from interventions.plan.problems import PlanProblem
from interventions.plan.seen import decision_print


def good_care_cards(board: Board) -> tuple[CardView, ...]:
    """The cards that say nothing but what holds for nearly everybody, and ask for nothing to be agreed.

    A treatment or a dose is chosen by itself, and so is one of two alternatives.
    """
    chosen = {part.card for choice in choices_of(board) for part in choice.parts}
    return tuple(
        view
        for view in board.tiers.everybody
        if view.card.id not in chosen
        and not view.doses
        and not any(part.default for part in view.card.components)
    )


def good_care_print(board: Board, decisions: Mapping[str, Decision]) -> str:
    """A print of what was decided on these cards, which the act sends along."""
    cards = [view.card.id for view in good_care_cards(board)]
    return print_of({name: decision_print(decisions.get(name)) for name in cards})


def is_ticked(board: Board, decisions: Mapping[str, Decision]) -> bool:
    """Whether all of it was decided on, and not everything was declined."""
    found = [decisions.get(view.card.id) for view in good_care_cards(board)]
    return all(found) and any(one.choice != DecisionKind.DECLINED for one in found if one)


@transaction.atomic
def tick_good_care(*, episode: Episode, by: User, seen: str | None = None) -> list[Decision]:
    """Take every one of these cards on which nothing was decided into the draft plan.

    `seen` is the print (`good_care_print`) that the page showed. Raises PlanProblem while something blocks,
    when there is no such card, or when somebody decided on one of them meanwhile.
    """
    now, decisions = _as_it_stands(episode, by, seen)
    return [
        accept_advice(episode=episode, card=view.card.id, components=None, dose=None, note="", by=by, now=now)
        for view in good_care_cards(now.board)
        if view.card.id not in decisions
    ]


@transaction.atomic
def untick_good_care(*, episode: Episode, by: User, seen: str | None = None) -> None:
    """Put these cards back to undecided, but not what was adapted or declined. Raises as tick_good_care."""
    now, decisions = _as_it_stands(episode, by, seen)
    for view in good_care_cards(now.board):
        decision = decisions.get(view.card.id)
        if decision and decision.choice == DecisionKind.ACCEPTED:
            withdraw_decision(episode=episode, card=view.card.id, by=by)


def _as_it_stands(episode: Episode, by: User, seen: str | None) -> tuple[Current, dict[str, Decision]]:
    """The episode and the decisions of its draft, which is locked, when they are those that were seen."""
    if seen == "":
        raise PlanProblem(not_whole().message, code=NOT_WHOLE)
    now = current(episode)
    if now.board.is_blocked or not good_care_cards(now.board):
        raise PlanProblem(_("Goede zorg voor iedereen kan nu niet in het plan."), code="not_offered")
    decisions = decisions_of(lock_draft(episode=episode, by=by))
    if seen is not None and seen != good_care_print(now.board, decisions):
        raise PlanProblem(
            _("Niet opgeslagen: een collega heeft hier intussen over beslist. Beslis opnieuw."),
            code=DECIDED_MEANWHILE,
        )
    return now, decisions
