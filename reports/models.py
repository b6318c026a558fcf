"""What was made of a plan on paper: one row for each document, which is its job and its file at once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headache_cds.states import Transitions


class DocumentKind(models.TextChoices):
    """What can be made of a plan."""

    PATIENT_PLAN = "patient_plan", _("Behandelplan voor de patiënt")


# What the file of a kind is called, by language; it says nothing about the patient.
FILE_NAMES = {DocumentKind.PATIENT_PLAN: {"nl": "behandelplan", "en": "treatment-plan"}}


class DocumentState(models.TextChoices):
    """Where the making of a document stands."""

    QUEUED = "queued", _("In de wachtrij")
    RUNNING = "running", _("Wordt gemaakt")
    READY = "ready", _("Klaar")
    FAILED = "failed", _("Niet gelukt")


# Running goes back to queued when its worker was lost; a failed one is queued again when somebody asks.
DOCUMENT_STATES = Transitions(
    {
        DocumentState.QUEUED: frozenset({DocumentState.RUNNING}),
        DocumentState.RUNNING: frozenset({DocumentState.READY, DocumentState.FAILED, DocumentState.QUEUED}),
        DocumentState.FAILED: frozenset({DocumentState.QUEUED}),
    }
)


class FailureReason(models.TextChoices):
    """Why a document could not be made, in words for the therapist."""

    BLOCKED = (
        "blocked",
        _("Er is een reden om eerst te stoppen of te verwijzen. Zolang die er is, wordt er niets gemaakt."),
    )
    RENDER_ERROR = (
        "render_error",
        _("Bij het maken van de PDF ging iets mis. Het plan zelf is niet veranderd."),
    )
    TOO_SLOW = "too_slow", _("Het maken duurde te lang en is gestopt. Het plan zelf is niet veranderd.")
    LOST = "lost", _("Het maken is te vaak onderbroken. Het plan zelf is niet veranderd.")


class Document(models.Model):
    """One document of one plan in one language: at most one, whatever happens while it is made.

    `attempts` counts the starts since somebody asked; a worker that was thought lost and comes back finds
    another `started_at` and may no longer store. `content_sha256` is the fingerprint of the plan content that
    the bytes show.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("interventions.Plan", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=32, choices=DocumentKind, default=DocumentKind.PATIENT_PLAN)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    state = models.CharField(max_length=16, choices=DocumentState, default=DocumentState.QUEUED)
    reason = models.CharField(max_length=32, choices=FailureReason, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    content_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)
    pages = models.PositiveSmallIntegerField(null=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "language"], name="document_once_per_plan"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_known"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(
                condition=(
                    Q(state=DocumentState.READY, finished_at__isnull=False)
                    & Q(pdf__isnull=False, pages__isnull=False, pages__gte=1)
                    & ~Q(pdf=b"")
                    & ~Q(content_sha256="")
                )
                | (~Q(state=DocumentState.READY) & Q(pdf__isnull=True, pages__isnull=True)),
                name="document_ready_has_bytes",
            ),
            models.CheckConstraint(
                condition=(Q(state=DocumentState.FAILED) & ~Q(reason=""))
                | (~Q(state=DocumentState.FAILED) & Q(reason="")),
                name="document_failed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk} ({self.state})"

    @property
    def is_busy(self) -> bool:
        """Whether it is still being made."""
        return self.state in (DocumentState.QUEUED, DocumentState.RUNNING)

    @property
    def is_ready(self) -> bool:
        """Whether there are bytes to show."""
        return self.state == DocumentState.READY

    @property
    def file_name(self) -> str:
        """A name that says what it is and of which document, and nothing about the patient."""
        word = FILE_NAMES[DocumentKind(self.kind)][self.language]
        return f"{word}-{str(self.pk)[:8]}.pdf"
