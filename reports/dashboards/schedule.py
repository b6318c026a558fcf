"""When an episode is due for evaluation: in the database for the caseload, in words for the patient page.

Two things plan a moment: the signed plan (its evaluation) and the latest measurement (the next one). A plan's
evaluation is done by a measurement on its day or later, or up to MEASURED_EARLY before it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Least

from headache_cds.vocabulary.names import FOLLOW_UP_DATE
from intake.models import Episode, FollowUp
from interventions.models import Plan, PlanState

MEASURED_EARLY = dt.timedelta(days=7)
SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class Moment:
    """One planned evaluation. `state` is overdue, soon, later, done or lapsed; `done_on` when it was held."""

    on: dt.date
    plan: int | None
    state: str
    done_on: dt.date | None = None


def with_due_date(episodes: QuerySet[Episode]) -> QuerySet[Episode, Any]:
    """The episodes with `due_on`: the earliest evaluation that is still to be held, or null."""
    counting = FollowUp.objects.filter(episode=OuterRef("pk"), voided_at__isnull=True).order_by(
        "-measured_on", "-recorded_at"
    )
    plans = Plan.objects.filter(episode=OuterRef("pk"), state=PlanState.SIGNED)
    early = ExpressionWrapper(
        OuterRef("evaluation_on") - Value(MEASURED_EARLY, DurationField()), output_field=DateField()
    )
    held = FollowUp.objects.filter(
        episode=OuterRef("episode"), voided_at__isnull=True, measured_on__gte=Cast(early, DateField())
    )
    planned = plans.filter(~Exists(held)).values("evaluation_on")[:1]
    following = counting.values(due=Cast(KeyTextTransform(FOLLOW_UP_DATE, "values"), DateField()))[:1]
    return episodes.annotate(
        plan_due=Subquery(planned, output_field=DateField()),
        measure_due=Subquery(following, output_field=DateField()),
    ).annotate(
        due_on=Least(
            Coalesce(F("plan_due"), F("measure_due")),
            Coalesce(F("measure_due"), F("plan_due")),
            output_field=DateField(),
        )
    )


def due_filter(value: str, today: dt.date) -> Q:
    """The condition on `due_on` behind one choice of the filter; 'none' is: not planned."""
    return {
        "overdue": Q(due_on__lt=today),
        "soon": Q(due_on__gte=today, due_on__lte=today + SOON),
        "later": Q(due_on__gt=today + SOON),
        "none": Q(due_on__isnull=True),
    }[value]


def due_state(due_on: dt.date | None, today: dt.date) -> str:
    """overdue, soon or later; '' when nothing is planned."""
    if due_on is None:
        return ""
    if due_on < today:
        return "overdue"
    return "soon" if due_on <= today + SOON else "later"


def moments_of(plans: Iterable[Plan], follow_ups: Sequence[FollowUp], today: dt.date) -> list[Moment]:
    """Every planned evaluation of an episode, oldest first; `follow_ups` are those that count."""
    moments = [
        _moment(plan.evaluation_on, plan.number, plan.state == PlanState.SIGNED, follow_ups, today)
        for plan in plans
        if plan.evaluation_on and not plan.is_draft
    ]
    for at, follow_up in enumerate(follow_ups):
        text = follow_up.values.get(FOLLOW_UP_DATE)
        if text:
            later = follow_ups[at + 1 :]
            moments.append(_moment(dt.date.fromisoformat(text), None, not later, later, today))
    by_date = {moment.on: moment for moment in reversed(moments)}
    return [by_date[on] for on in sorted(by_date)]


def _moment(
    on: dt.date, plan: int | None, stands: bool, follow_ups: Sequence[FollowUp], today: dt.date
) -> Moment:
    held = [item.measured_on for item in follow_ups if item.measured_on >= on - MEASURED_EARLY]
    if held:
        return Moment(on, plan, "done", held[0])
    return Moment(on, plan, due_state(on, today) if stands else "lapsed")
