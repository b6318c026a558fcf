"""What was made on paper: one row for each document, which is its job and its file at once."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headache_cds.packed_json import PackedJSONField
from headache_cds.states import Transitions


class DocumentKind(models.TextChoices):
    """What can be made: of a signed plan, for the patient; or of the dossier, fixed when it is issued."""

    PATIENT_PLAN = "patient_plan", _("Behandelplan")
    LARGE_PRINT = "large_print", _("Behandelplan in grote letters")
    EASY = "easy", _("Behandelplan in plaatjes")
    EXERCISES = "exercises", _("Oefenblad")
    CALENDAR = "calendar", _("Kalender")
    DIARY = "diary", _("Hoofdpijndagboek")
    READING = "reading", _("Om te lezen")
    LETTER = "letter", _("Brief")
    URGENT_NOTE = "urgent_note", _("Spoedbericht")

    @property
    def is_of_plan(self) -> bool:
        """Whether it is made of a signed plan, and of nothing else."""
        return self not in OF_DOSSIER


OF_DOSSIER = frozenset({DocumentKind.LETTER, DocumentKind.URGENT_NOTE})

# What the file of a kind is called, by language; it says nothing about the patient.
FILE_NAMES = {
    DocumentKind.PATIENT_PLAN: {"nl": "behandelplan", "en": "treatment-plan"},
    DocumentKind.LARGE_PRINT: {"nl": "behandelplan-grote-letters", "en": "treatment-plan-large-print"},
    DocumentKind.EASY: {"nl": "behandelplan-plaatjes", "en": "treatment-plan-pictures"},
    DocumentKind.EXERCISES: {"nl": "oefenblad", "en": "exercises"},
    DocumentKind.CALENDAR: {"nl": "kalender", "en": "calendar"},
    DocumentKind.DIARY: {"nl": "hoofdpijndagboek", "en": "headache-diary"},
    DocumentKind.READING: {"nl": "om-te-lezen", "en": "reading"},
    DocumentKind.LETTER: {"nl": "brief", "en": "letter"},
    DocumentKind.URGENT_NOTE: {"nl": "spoedbericht", "en": "urgent-note"},
}


class DocumentState(models.TextChoices):
    """Where the making of a document stands."""

    QUEUED = "queued", _("In de wachtrij")
    RUNNING = "running", _("Wordt gemaakt")
    READY = "ready", _("Klaar")
    FAILED = "failed", _("Niet gelukt")


# Running goes back to queued when its worker was lost; a failed one is queued again when somebody asks, and
# so is a ready one whose stored bytes are not those that were made.
DOCUMENT_STATES = Transitions(
    {
        DocumentState.QUEUED: frozenset({DocumentState.RUNNING}),
        DocumentState.RUNNING: frozenset({DocumentState.READY, DocumentState.FAILED, DocumentState.QUEUED}),
        DocumentState.FAILED: frozenset({DocumentState.QUEUED}),
        DocumentState.READY: frozenset({DocumentState.QUEUED}),
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
    NO_ROOM = (
        "no_room",
        _("Er was geen ruimte meer om de PDF op te slaan. Het plan zelf is niet veranderd."),
    )
    LOST = "lost", _("Het maken is te vaak onderbroken. Het plan zelf is niet veranderd.")


class Document(models.Model):
    """One document in one language, of a plan or of the dossier.

    Of a plan there is at most one of each kind, whatever happens while it is made; it shows the content of
    the plan. One of the dossier has a `content` of its own, fixed when it was issued. `pdf_sha256` is the
    fingerprint of the bytes as they were made; of before version 0.7.0 there is none.

    `attempts` counts the starts since somebody asked; a worker that was thought lost and comes back finds
    another `started_at` and may no longer store. `content_sha256` is the fingerprint of the plan content that
    the bytes show.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("intake.Episode", on_delete=models.PROTECT, related_name="documents")
    plan = models.ForeignKey(
        "interventions.Plan", on_delete=models.PROTECT, related_name="documents", null=True
    )
    content = PackedJSONField(null=True)
    kind = models.CharField(max_length=32, choices=DocumentKind, default=DocumentKind.PATIENT_PLAN)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    state = models.CharField(max_length=16, choices=DocumentState, default=DocumentState.QUEUED)
    reason = models.CharField(max_length=32, choices=FailureReason, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    content_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["requested_at"]
        # What waits is looked for three times a second, among all that was ever made.
        indexes = [
            models.Index(fields=["queued_at"], name="document_queue", condition=Q(state=DocumentState.QUEUED))
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "language"], name="document_once_per_plan"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_known"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(OF_DOSSIER), plan__isnull=True, content__isnull=False)
                | (~Q(kind__in=sorted(OF_DOSSIER)) & Q(plan__isnull=False, content__isnull=True)),
                name="document_of_plan_or_dossier",
            ),
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
    def source(self) -> Mapping[str, Any]:
        """What the document shows: the content of its plan, or its own. Empty for a plan that is a draft."""
        return (self.plan.content if self.plan else self.content) or {}

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
