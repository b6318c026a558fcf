"""Gathers from the database what the content of a plan needs beside the advice."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from headache_cds.accounts.models import User
from interventions.advice.board import Board
from interventions.knowledge import get_knowledge
from interventions.models import DecisionKind, Hypothesis, Plan
from interventions.plan.content import AcceptedCard, Frame, freeze
from interventions.plan.queries import hypothesis_of


def accepted_cards(plan: Plan, board: Board) -> Iterator[AcceptedCard]:
    """The accepted cards in the order of the board."""
    decisions = {
        decision.card: decision
        for decision in plan.decisions.all()
        if decision.choice != DecisionKind.DECLINED
    }
    for view in board.options:
        decision = decisions.get(view.card.id)
        if decision:
            yield AcceptedCard(view, tuple(decision.components), decision.dose, decision.note)


def content_now(plan: Plan, board: Board, therapist: User, at: dt.datetime) -> dict[str, Any]:
    """What a draft holds for the patient when it is signed by this therapist at this moment.

    Raises ValueError while anything blocks.
    """
    return freeze(get_knowledge(), board, accepted_cards(plan, board), frame_of(plan, therapist, at))


def frame_of(plan: Plan, therapist: User, at: dt.datetime) -> Frame:
    """Patient, centre, therapist, goals and agreements as they are at signing."""
    patient = plan.episode.patient
    return Frame(
        patient={
            "name": patient.name,
            "birth_date": patient.birth_date.isoformat(),
            "birth_estimated": patient.birth_estimated,
            "number": patient.number,
        },
        centre=patient.centre.name,
        therapist={"name": therapist.display_name, "registration": therapist.registration_number},
        signed_on=timezone.localdate(at).isoformat(),
        goals=tuple(
            {
                "text": goal.text,
                "measure": goal.measure,
                "due_on": goal.due_on.isoformat() if goal.due_on else None,
            }
            for goal in plan.current_goals
        ),
        agreement=plan.agreement,
        evaluation_on=plan.evaluation_on.isoformat() if plan.evaluation_on else None,
        contact=plan.contact,
        hypothesis=_frozen(hypothesis_of(plan.episode)),
    )


def _frozen(hypothesis: Hypothesis | None) -> dict[str, Any] | None:
    if hypothesis is None:
        return None
    return {
        "number": hypothesis.number,
        "approach": hypothesis.approach,
        "text": hypothesis.text,
        "written_by": hypothesis.written_by.display_name,
        "written_on": timezone.localdate(hypothesis.written_at).isoformat(),
    }
