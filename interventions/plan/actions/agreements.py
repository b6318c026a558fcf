"""What patient and therapist agree around the cards: goals, evaluation, contact, consent, plan answers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import Basis, print_of
from headache_cds.vocabulary.recording import Written, parse_recordings, write_recordings
from intake.access import check_may_write
from intake.models import Episode
from interventions.case.status import refresh_status
from interventions.models import Goal, Plan
from interventions.plan.actions.plans import lock_draft
from interventions.plan.actions.trail import audit
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import asked_plan_facts
from interventions.plan.seen import AGREED, cells, cells_of


class AgreementConflict(PlanProblem):
    """Somebody else changed an agreement while the page was open; `stored` holds theirs by name."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        super().__init__(
            _(
                "Niet opgeslagen: een collega heeft een afspraak gewijzigd terwijl u bezig was. "
                "Kies hieronder welke blijft staan."
            ),
            code="conflict",
        )
        self.stored = stored


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
    basis: Basis | None = None,
) -> Plan:
    """Store what patient and therapist agreed in the draft plan; `goals` hold text, measure and due_on.

    With a `basis` only what was changed on its page is stored. Raises AgreementConflict, and stores nothing,
    when somebody else changed the same meanwhile.
    """
    plan = lock_draft(episode=episode, by=by)
    typed = cells({"agreement": agreement, "evaluation_on": evaluation_on, "contact": contact}, goals)
    typed["consent"] = consent
    if basis:
        typed = _merged(basis, cells_of(plan), typed)
    for name in AGREED:
        setattr(plan, name, typed[name])
    plan.save(update_fields=list(AGREED))
    plan.goals.all().delete()
    written = [goal for name, goal in typed.items() if name not in AGREED and goal.get("text")]
    Goal.objects.bulk_create(
        Goal(
            plan=plan,
            position=position,
            text=goal["text"],
            measure=goal.get("measure") or "",
            due_on=goal.get("due_on"),
        )
        for position, goal in enumerate(written, start=1)
    )
    audit(by, "plan.agree", episode, {"goals": len(written)}, subject=plan)
    refresh_status(episode=episode)
    return plan


def _merged(basis: Basis, stored: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored, with what was changed on the page."""
    changes = basis.changes(typed)
    conflicts = {
        name: stored.get(name)
        for name, value in changes.items()
        if print_of(stored.get(name)) != print_of(value) and not basis.allows(name, stored.get(name))
    }
    if conflicts:
        raise AgreementConflict(conflicts)
    return {**typed, **stored, **changes}
