"""The patient, the episode of care, and what is asked and measured in it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headache_cds import keys
from headache_cds.accounts.models import CareSetting
from headache_cds.agb import LENGTH as AGB_LENGTH
from headache_cds.agb import check_agb
from headache_cds.audit.append_only import AppendOnly
from headache_cds.states import CLOSED, COMPLETE, DRAFT, OPEN, VOIDED
from headache_cds.vocabulary.models import FactValue


class Sex(models.TextChoices):
    """Values of the fact `sex`."""

    FEMALE = "female", _("Vrouw")
    MALE = "male", _("Man")
    OTHER = "other", _("Anders")
    UNKNOWN = "unknown", _("Onbekend")


class IntakeState(models.TextChoices):
    """Draft while it is asked; complete after review; opened again as a new version."""

    DRAFT = DRAFT, _("In bewerking")
    COMPLETE = COMPLETE, _("Afgerond")


class EpisodeState(models.TextChoices):
    """Open while there is care; closed when it ended; voided when it was registered by mistake."""

    OPEN = OPEN, _("Lopend")
    CLOSED = CLOSED, _("Afgesloten")
    VOIDED = VOIDED, _("Vervallen")


# The order of a Dutch list: the family name without its prefix, then the initials.
IN_A_LIST = ("sort_key", "initials_key", "name_key")


class Patient(models.Model):
    """A person in care at one centre; pseudonymous use needs no more than the number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey("accounts.Centre", on_delete=models.PROTECT, related_name="patients")
    number = models.CharField(_("patiëntnummer"), max_length=32)
    family_name = models.CharField(_("achternaam"), max_length=120)
    initials = models.CharField(_("voorletters"), max_length=20, blank=True)
    birth_date = models.DateField(_("geboortedatum"))
    birth_estimated = models.BooleanField(_("geboortedatum geschat"), default=False)
    sex = models.CharField(_("geslacht"), max_length=16, choices=Sex)
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    # Registered twice: this dossier is closed, and the other one is the right one. Nothing is moved.
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="duplicates", null=True, editable=False
    )
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number_key = keys.KeyField(of="number", make=keys.plain_key)
    name_key = keys.KeyField(of="family_name", make=keys.name_key)
    sort_key = keys.KeyField(of="family_name", make=keys.sort_key)
    initials_key = keys.KeyField(of="initials", make=keys.name_key)

    class Meta:
        ordering = list(IN_A_LIST)
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "number_key"],
                name="patient_number_once_per_centre",
                violation_error_message=_("Dit patiëntnummer bestaat al in uw centrum."),
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="patient_sex_known"),
        ]

    def __str__(self) -> str:
        """The id and no name, so that a log or an error page cannot give the person away."""
        return f"patient {self.pk}"

    @property
    def name(self) -> str:
        """'Achternaam, V.', for screens and prints; somebody with a single name has no comma."""
        return ", ".join(filter(None, (self.family_name, self.initials)))

    def age_on(self, date: dt.date) -> int:
        """Age in completed years on a date."""
        had_birthday = (date.month, date.day) >= (self.birth_date.month, self.birth_date.day)
        return date.year - self.birth_date.year - (0 if had_birthday else 1)


class Episode(models.Model):
    """One course of care for headache, with its own anamnese."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    care_setting = models.CharField(_("setting"), max_length=32, choices=CareSetting)
    therapist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("behandelaar"),
        on_delete=models.PROTECT,
        related_name="episodes",
    )
    started_on = models.DateField(_("begonnen op"))
    state = models.CharField(max_length=16, choices=EpisodeState, default=EpisodeState.OPEN, editable=False)
    intake_state = models.CharField(max_length=16, choices=IntakeState, default=IntakeState.DRAFT)
    intake_version = models.PositiveIntegerField(default=1)
    intake_completed_at = models.DateTimeField(null=True, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(care_setting__in=CareSetting.values), name="episode_care_setting_known"
            ),
            models.CheckConstraint(
                condition=Q(intake_state=IntakeState.DRAFT, intake_completed_at__isnull=True)
                | Q(intake_state=IntakeState.COMPLETE, intake_completed_at__isnull=False),
                name="episode_intake_complete_has_moment",
            ),
            models.CheckConstraint(condition=Q(intake_version__gte=1), name="episode_intake_version_from_1"),
            models.CheckConstraint(condition=Q(state__in=EpisodeState.values), name="episode_state_known"),
        ]

    # When it was read for a page, which can ask what changed since.
    read_at: dt.datetime | None = None

    def __str__(self) -> str:
        return f"episode {self.pk}"

    @property
    def is_draft(self) -> bool:
        """Whether the anamnese can be written."""
        return self.intake_state == IntakeState.DRAFT

    @property
    def is_writable(self) -> bool:
        """Whether anything can be written: the episode is open, and the dossier is no double one."""
        return self.state == EpisodeState.OPEN and self.patient.same_as_id is None


class EpisodeChange(AppendOnly):
    """One time that an episode was closed, voided or opened again: by whom, when and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=16, choices=EpisodeState)
    # The last day of care; only of an episode that was closed.
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["changed_at"]

    def __str__(self) -> str:
        return f"episode {self.episode_id} {self.state}"


class Correction(AppendOnly):
    """What stood in a field of a patient or episode before it was corrected: nothing is lost (N18)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="corrections")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="corrections", null=True)
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=120)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["corrected_at"]

    def __str__(self) -> str:
        return f"correction of {self.field}"


class Answer(FactValue):
    """One answer of the anamnese; a correction adds a row."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="answers")
    # Of the questions when it was given (Vocabulary.edition); '' of before 2026.12.5.
    edition = models.CharField(max_length=32, blank=True, editable=False)

    class Meta(FactValue.Meta):
        abstract = False
        constraints = [
            *FactValue.Meta.constraints,
            models.UniqueConstraint(
                fields=["episode", "fact"], condition=Q(is_current=True), name="one_current_answer_per_fact"
            ),
        ]


class Voidable(models.Model):
    """Nothing clinical is deleted: a mistake is voided with a reason and stays readable.

    What is corrected is voided too, and replaced by a new row that points to it (`replaces`).
    """

    voided_at = models.DateTimeField(null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    void_reason = models.CharField(_("reden"), max_length=200, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="%(app_label)s_%(class)s_void_has_reason",
            )
        ]

    @property
    def is_voided(self) -> bool:
        """Whether this no longer counts."""
        return self.voided_at is not None

    @property
    def is_corrected(self) -> bool:
        """Whether another row took its place."""
        return hasattr(self, "replaced_by")


class FollowUp(Voidable):
    """One repeat measurement: {fact: value} of the day it was measured."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="follow_ups")
    measured_on = models.DateField(_("gemeten op"))
    values = models.JSONField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta(Voidable.Meta):
        abstract = False
        ordering = ["measured_on", "recorded_at"]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"


class TeamNote(Voidable):
    """A note for the team; no fact, so the engine does not read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("notitie"), max_length=4000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta(Voidable.Meta):
        abstract = False
        ordering = ["-written_at"]
        constraints = [
            *Voidable.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="team_note_has_text"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"


class ContactRole(models.TextChoices):
    """What somebody outside the centre is to the patient."""

    GP = "gp", _("Huisarts")
    NEUROLOGIST = "neurologist", _("Neuroloog")
    OTHER = "other", _("Andere zorgverlener")


class CareContact(Voidable):
    """The GP, or another professional outside the centre: whom letters go to.

    `referred` marks who sent the patient; without any mark the referrer is unknown. Codes are as somebody
    typed them, '' when they are not known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(_("rol"), max_length=16, choices=ContactRole)
    referred = models.BooleanField(_("heeft deze patiënt verwezen"), default=False)
    name = models.CharField(_("naam"), max_length=80, blank=True)
    agb = models.CharField(
        _("AGB-code van de zorgverlener"), max_length=AGB_LENGTH, blank=True, validators=[check_agb]
    )
    practice = models.CharField(_("praktijk of ziekenhuis"), max_length=80, blank=True)
    practice_agb = models.CharField(
        _("AGB-code van de praktijk"), max_length=AGB_LENGTH, blank=True, validators=[check_agb]
    )
    place = models.CharField(_("plaats"), max_length=60, blank=True)
    phone = models.CharField(_("telefoon"), max_length=32, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta(Voidable.Meta):
        abstract = False
        ordering = ["recorded_at"]
        constraints = [
            *Voidable.Meta.constraints,
            models.CheckConstraint(condition=Q(role__in=ContactRole.values), name="contact_role_known"),
            models.CheckConstraint(condition=~Q(name="", practice=""), name="contact_has_name_or_practice"),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(role=ContactRole.GP, voided_at__isnull=True),
                name="one_current_gp_per_patient",
            ),
        ]

    def __str__(self) -> str:
        """The id and no name, as that of a patient."""
        return f"contact {self.pk}"

    @property
    def called(self) -> str:
        """The name, else the practice."""
        return self.name or self.practice
