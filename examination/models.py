"""The physical examination and what was found; findings choose treatment targets, never a diagnosis (N01)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headache_cds.states import COMPLETE, DRAFT
from headache_cds.vocabulary.models import FactValue
from intake.models import Episode


class ExaminationState(models.TextChoices):
    """Draft while it is done; complete afterwards; opened again as a new version."""

    DRAFT = DRAFT, _("In bewerking")
    COMPLETE = COMPLETE, _("Afgerond")


class Examination(models.Model):
    """One physical examination of one day; an episode has at most one draft at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="examinations")
    examined_on = models.DateField(_("onderzocht op"))
    examiner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("onderzoeker"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=16, choices=ExaminationState, default=ExaminationState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-examined_on", "-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode"],
                condition=Q(state=ExaminationState.DRAFT),
                name="one_draft_examination_per_episode",
            ),
            models.CheckConstraint(
                condition=Q(state=ExaminationState.DRAFT, completed_at__isnull=True)
                | Q(state=ExaminationState.COMPLETE, completed_at__isnull=False),
                name="examination_complete_has_moment",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="examination_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"examination {self.pk}"

    @property
    def is_draft(self) -> bool:
        """Whether findings can be written."""
        return self.state == ExaminationState.DRAFT


class Finding(FactValue):
    """One finding of one examination; a correction adds a row."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="findings")

    class Meta(FactValue.Meta):
        abstract = False
        constraints = [
            *FactValue.Meta.constraints,
            models.UniqueConstraint(
                fields=["examination", "fact"],
                condition=Q(is_current=True),
                name="one_current_finding_per_fact",
            ),
        ]
