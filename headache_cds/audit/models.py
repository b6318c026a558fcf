"""The audit trail: one row for every write and for every opening of a dossier."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly


class Outcome(models.TextChoices):
    """NEN 7513 EventOutcomeIndicator: whether the act took place."""

    SUCCESS = "success", _("Geslaagd")
    REFUSED = "refused", _("Geweigerd")


SYSTEM = "system"  # the role where no person acts


class AuditEvent(AppendOnly):
    """One act of one user, with the fields NEN 7513:2018 asks for an event, a user and an object.

    Without an actor it is an act of the product itself, such as a migration that rewrites what is stored.

    `details` holds ids (of facts, cards, versions), never a name and never a clinical value: the trail says
    what was touched, the append-only records say what it was before and after.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audit_events", null=True
    )
    actor_role = models.CharField(max_length=32)
    centre = models.ForeignKey("accounts.Centre", on_delete=models.PROTECT, related_name="audit_events")
    action = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.SUCCESS)
    object_type = models.CharField(max_length=64)
    object_id = models.UUIDField()
    patient_id = models.UUIDField(null=True, db_index=True)
    episode_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="audit_outcome_known"
            ),
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_action_given"),
            models.CheckConstraint(
                condition=models.Q(actor__isnull=True, actor_role=SYSTEM)
                | (models.Q(actor__isnull=False) & ~models.Q(actor_role=SYSTEM)),
                name="audit_actor_or_system",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.object_type} {self.object_id}"
