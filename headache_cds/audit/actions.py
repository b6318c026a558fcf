"""Writing the audit trail, in the transaction of the act itself."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction

from .models import AuditEvent, Outcome

if TYPE_CHECKING:
    from headache_cds.accounts.models import User


class NotInTransactionError(RuntimeError):
    """The audit row would not stand or fall with the act it describes."""


def record(
    *,
    actor: "User",
    action: str,
    subject: models.Model,
    patient_id: UUID | None = None,
    episode_id: UUID | None = None,
    details: dict[str, Any] | None = None,
    outcome: str = Outcome.SUCCESS,
) -> AuditEvent:
    """Add one event to the trail: `actor` did `action` to `subject`.

    `action` reads '<object>.<verb>', for instance 'patient.register'. `details` holds ids only: no name, no
    clinical value. Raises NotInTransactionError outside `transaction.atomic`, so that an act without its row,
    or a row without its act, cannot be committed; a failing write surfaces and takes the act with it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransactionError(f"audit of '{action}' outside transaction.atomic")
    return AuditEvent.objects.create(
        actor=actor,
        actor_role=actor.role,
        centre_id=actor.centre_id,
        action=action,
        outcome=outcome,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        patient_id=patient_id,
        episode_id=episode_id,
        details=details or {},
    )


def record_reading(
    actor: "User",
    patient: models.Model,
    *,
    episode_id: UUID | None = None,
    outcome: str = Outcome.SUCCESS,
) -> AuditEvent:
    """Add the opening of a dossier, or the refused attempt at it, to the trail."""
    return record(
        actor=actor,
        action="dossier.read",
        subject=patient,
        patient_id=patient.pk,
        episode_id=episode_id,
        outcome=outcome,
    )
