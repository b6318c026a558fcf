"""How a value of a fact is kept: one row per recording, never overwritten (decision N18)."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headache_cds.audit.append_only import AppendOnly, AppendOnlyQuerySet


class ValueState(models.TextChoices):
    """Why there is a value or none; only 'known' is a fact for the engine (N03)."""

    KNOWN = "known", _("Bekend")
    NOT_ASKED = "not_asked", _("Niet gevraagd")
    NOT_ASSESSABLE = "not_assessable", _("Niet te beoordelen")


class FactValueQuerySet(AppendOnlyQuerySet):
    """Adds rows; the one change it knows is that a newer row replaces it."""

    def current(self) -> models.QuerySet[Any]:
        """The rows that no newer row has replaced."""
        return self.filter(is_current=True)

    def retire(self, facts: Iterable[str]) -> int:
        """Mark the current rows of these facts as replaced; their value and author stay."""
        return models.QuerySet.update(self.filter(fact__in=list(facts), is_current=True), is_current=False)


class FactValue(AppendOnly):
    """One recorded value of one fact. `value` is the JSON value of the vocabulary, null unless known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fact = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    state = models.CharField(max_length=16, choices=ValueState, default=ValueState.KNOWN)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    is_current = models.BooleanField(default=True)
    # Why the answer before it, which raised an alarm, was taken back (vocabulary/withdrawal.py).
    reason = models.CharField(max_length=200, blank=True, editable=False)

    objects: ClassVar[models.Manager[Any]] = FactValueQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ValueState.values), name="%(app_label)s_%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ValueState.KNOWN, value__isnull=False)
                | (~models.Q(state=ValueState.KNOWN) & models.Q(value__isnull=True)),
                name="%(app_label)s_%(class)s_value_when_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} ({self.state})"
