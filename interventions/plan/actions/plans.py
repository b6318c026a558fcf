"""The one draft plan of an episode."""

from django.db import transaction
from django.db.models import Max

from headache_cds.accounts.models import User
from intake.access import check_may_change
from intake.models import Episode
from interventions.models import Decision, Goal, Plan, PlanState
from interventions.plan.actions.trail import audit
from interventions.plan.agreed import going_on
from interventions.plan.seen import CHOSEN, DECIDED, GOAL


@transaction.atomic
def start_plan(*, episode: Episode, by: User) -> Plan:
    """The draft plan of an episode; made when there is none."""
    return lock_draft(episode=episode, by=by)


def lock_draft(*, episode: Episode, by: User) -> Plan:
    """The same inside the transaction of another action.

    A new draft begins with the decisions, goals and agreements of the signed plan, which it replaces;
    consent, what was discussed and the dates are asked anew. The episode is locked, so that two first
    decisions at once make one draft.
    """
    check_may_change(by, episode)
    draft = episode.plans.filter(state=PlanState.DRAFT).first()
    if draft:
        return draft
    last = episode.plans.aggregate(last=Max("number"))["last"] or 0
    signed = episode.plans.filter(state=PlanState.SIGNED).first()
    plan = Plan.objects.create(episode=episode, number=last + 1, created_by=by, replaces=signed)
    if signed:
        _carry_over(signed, plan)
    audit(by, "plan.start", episode, {"plan": str(plan.pk)}, subject=plan)
    return plan


def _carry_over(signed: Plan, plan: Plan) -> None:
    plan.agreement, plan.contact = signed.agreement, signed.contact
    plan.save(update_fields=["agreement", "contact"])
    carried = (*DECIDED, *CHOSEN, "decided_at")
    Decision.objects.bulk_create(
        Decision(
            plan=plan,
            decided_by_id=row.decided_by_id,
            **{name: getattr(row, name) for name in carried} | {"agreed": going_on(row.agreed)},
        )
        for row in signed.decisions.all()
    )
    Goal.objects.bulk_create(
        Goal(plan=plan, position=position, **{name: getattr(row, name) for name in GOAL})
        for position, row in enumerate(signed.current_goals, start=1)
    )
