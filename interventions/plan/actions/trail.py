"""The audit row of an act in this step."""

from typing import Any

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from intake.models import Episode


def audit(
    by: User, action: str, episode: Episode, details: dict[str, Any], subject: Any | None = None
) -> None:
    """Add the event to the trail of this patient; `details` holds ids only."""
    record(
        actor=by,
        action=action,
        subject=subject or episode,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
        details=details,
    )
