"""What patient and therapist agree around the cards: goals, evaluation, contact, consent, plan answers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import Basis
from headache_cds.vocabulary.recording import Written, parse_recordings, write_recordings
from intake.access import check_may_write
from intake.models import Episode
from interventions.case.status import refresh_status
from interventions.models import Goal, Plan
from interventions.plan.actions.plans import lock_draft
from interventions.plan.actions.trail import audit
from interventions.plan.queries import asked_plan_facts


@transaction.atomic
def save_plan_answers(
    *, episode: Episode, values: Mapping[str, Any], by: User, basis: Basis | None = None
) -> Written:
    """Store the asked plan facts that changed; gives their names. Raises ValidationError by fact.

    What somebody else changed since the page of the `basis` was opened is left, and given back.
    """
    check_may_write(by, episode.patient)
    Episode.objects.select_for_update().get(pk=episode.pk)  # two writers follow each other
    recordings = parse_recordings(values, allowed=asked_plan_facts())
    written = write_recordings(episode.plan_answers.all(), recordings, by=by, basis=basis, episode=episode)
    if written.changed:
        audit(by, "plan_answers.save", episode, {"facts": list(written.changed)})
        refresh_status(episode=episode)
    return written


@transaction.atomic
def agree(
    *,
    episode: Episode,
    agreement: str,
    goals: Sequence[Mapping[str, Any]],
    evaluation_on: dt.date | None,
    contact: str,
    consent: bool,
    by: User,
) -> Plan:
    """Store what patient and therapist agreed in the draft plan; `goals` hold text, measure and due_on."""
    plan = lock_draft(episode=episode, by=by)
    plan.agreement, plan.evaluation_on, plan.contact, plan.consent = (
        agreement,
        evaluation_on,
        contact,
        consent,
    )
    plan.save(update_fields=["agreement", "evaluation_on", "contact", "consent"])
    plan.goals.all().delete()
    written = [goal for goal in goals if goal.get("text")]
    Goal.objects.bulk_create(
        Goal(
            plan=plan,
            position=position,
            text=goal["text"],
            measure=goal.get("measure", ""),
            due_on=goal.get("due_on"),
        )
        for position, goal in enumerate(written, start=1)
    )
    audit(by, "plan.agree", episode, {"goals": len(written)}, subject=plan)
    refresh_status(episode=episode)
    return plan
