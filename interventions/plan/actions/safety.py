"""Writing down what was done about a safety signal."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from intake.access import check_may_write
from intake.models import Episode
from intake.submission import create_once
from interventions.models import SafetyAcknowledgement
from interventions.plan.actions.trail import audit
from interventions.plan.problems import PlanProblem


@transaction.atomic
def acknowledge_safety(
    *, episode: Episode, rule: str, action_taken: str, submission: UUID, by: User
) -> SafetyAcknowledgement:
    """Record what was done about a safety signal (N13). Raises PlanProblem without a text."""
    check_may_write(by, episode.patient)
    if not action_taken.strip():
        raise PlanProblem(_("Schrijf op wat u hebt gedaan."), code="action")

    def create() -> SafetyAcknowledgement:
        row = SafetyAcknowledgement.objects.create(
            episode=episode,
            rule=rule,
            action_taken=action_taken.strip(),
            acknowledged_by=by,
            submission=submission,
        )
        audit(by, "safety.acknowledge", episode, {"rule": rule}, subject=row)
        return row

    return create_once(lambda: SafetyAcknowledgement.objects.filter(submission=submission).first(), create)
