"""Gathers from the database what the content of a plan needs beside the advice."""

import datetime as dt
from typing import Any

from django.utils import timezone

from headache_cds.accounts.models import User
from interventions.advice.board import Board
from interventions.case.current import decisions_of
from interventions.knowledge import get_knowledge
from interventions.models import Decision, Hypothesis, Plan, PlanState
from interventions.plan.accepted import AcceptedCard, Draft, accepted_cards
from interventions.plan.content import Frame, freeze
from interventions.plan.queries import centre_defaults, hypothesis_of

DAY = dt.timedelta(days=1)


def accepted_in(
    plan: Plan, board: Board, at: dt.datetime, *, instead: Decision | None = None
) -> tuple[AcceptedCard, ...]:
    """The accepted cards of a draft, each with what the patient does of it if it is signed at this moment.

    It goes on from where the signed plan is on its first day; what comes later begins at the evaluation. A
    decision that is tried stands `instead` of the stored one on its card.
    """
    signed = plan.episode.plans.filter(state=PlanState.SIGNED).exclude(pk=plan.pk).first()
    draft = Draft(
        decisions=decisions_of(plan) | ({instead.card: instead} if instead else {}),
        before=signed.content if signed else None,
        on=first_day(plan, at),
        later_from=plan.evaluation_on or proposed_evaluation(),
        usual=centre_defaults(plan.episode.patient.centre_id),
    )
    return accepted_cards(get_knowledge(), board, draft)


def proposed_evaluation() -> dt.date:
    """The first evaluation: so many weeks from today (parameter eval_weeks_first)."""
    weeks = get_knowledge().parameters["eval_weeks_first"].value
    return timezone.localdate() + dt.timedelta(weeks=float(weeks))


def first_day(plan: Plan, at: dt.datetime) -> dt.date:
    """The day on which the patient begins: the day after signing, unless another was agreed."""
    return plan.starts_on or timezone.localdate(at) + DAY


def content_now(plan: Plan, board: Board, therapist: User, at: dt.datetime) -> dict[str, Any]:
    """What a draft holds for the patient when it is signed by this therapist at this moment.

    Raises ValueError while anything blocks.
    """
    return freeze(get_knowledge(), board, accepted_in(plan, board, at), frame_of(plan, therapist, at))


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
        starts_on=first_day(plan, at).isoformat(),
        replaces=_replaced(plan.replaces),
        change_reason=plan.change_reason,
        appointment_on=plan.appointment_on.isoformat() if plan.appointment_on else None,
        appointment_at=plan.appointment_at.strftime("%H:%M") if plan.appointment_at else None,
    )


def _replaced(plan: Plan | None) -> dict[str, Any] | None:
    """Which plan this one replaces."""
    if plan is None or plan.signed_at is None:
        return None
    return {"number": plan.number, "signed_on": timezone.localdate(plan.signed_at).isoformat()}


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
