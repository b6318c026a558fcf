"""The plan: what therapist and patient decided, frozen at signing; and the caseload projection."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headache_cds.packed_json import PackedJSONField
from headache_cds.vocabulary.models import FactValue
from headache_cds.vocabulary.text import has_words
from intake.models import Voidable


class PlanState(models.TextChoices):
    """Draft while it is made; signed and immutable; superseded by a newer signed plan."""

    DRAFT = "draft", _("Concept")
    SIGNED = "signed", _("Ondertekend")
    SUPERSEDED = "superseded", _("Vervangen")


class Plan(models.Model):
    """One treatment plan of an episode.

    Signing stores the facts, the result of every rule, the ruleset's version and hash, and the
    content as the patient reads it (plan/record.py says how); from then on the database refuses any change
    but 'superseded' (migrations 0002, 0005 and 0012).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("intake.Episode", on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=PlanState, default=PlanState.DRAFT)
    agreement = models.TextField(_("wat we hebben afgesproken"), max_length=2000, blank=True)
    evaluation_on = models.DateField(_("evaluatiemoment"), null=True)
    contact = models.CharField(_("wie de patiënt belt bij vragen"), max_length=200, blank=True)
    consent = models.BooleanField(_("opties, voorkeur en toestemming zijn besproken"), default=False)
    discussed = models.TextField(_("wat is besproken"), max_length=2000, blank=True)
    starts_on = models.DateField(_("eerste dag"), null=True)
    appointment_on = models.DateField(_("volgende afspraak"), null=True)
    appointment_at = models.TimeField(_("tijd van de afspraak"), null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replaced_by", null=True)
    change_reason = models.CharField(_("waarom dit plan het vorige vervangt"), max_length=400, blank=True)
    facts = PackedJSONField(null=True)
    record = PackedJSONField(null=True)
    content = PackedJSONField(null=True)
    ruleset_version = models.CharField(max_length=32, blank=True)
    ruleset_sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    signed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="plan_number_once_per_episode"),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(state=PlanState.DRAFT), name="one_draft_plan_per_episode"
            ),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(state=PlanState.SIGNED), name="one_signed_plan_per_episode"
            ),
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT, signed_at__isnull=True)
                | (
                    ~Q(state=PlanState.DRAFT)
                    & Q(
                        signed_at__isnull=False,
                        signed_by__isnull=False,
                        facts__isnull=False,
                        record__isnull=False,
                        content__isnull=False,
                    )
                    & ~Q(ruleset_sha256="")
                ),
                name="plan_signed_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk} ({self.state})"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == PlanState.DRAFT

    @property
    def current_goals(self) -> list["Goal"]:
        """The goals that count, in their order."""
        return [goal for goal in self.goals.all() if goal.withdrawn_at is None]

    @property
    def withdrawn_goals(self) -> list["Goal"]:
        """The goals that were withdrawn: to be read, and nothing else."""
        return [goal for goal in self.goals.all() if goal.withdrawn_at is not None]


class DecisionKind(models.TextChoices):
    """What therapist and patient did with an advice."""

    ACCEPTED = "accepted", _("Overgenomen")
    ADAPTED = "adapted", _("Aangepast")
    DECLINED = "declined", _("Niet gedaan")


class DeclineReason(models.TextChoices):
    """The coded reasons for not following an advice; free text goes beside it."""

    PATIENT_PREFERENCE = "patient_preference", _("Voorkeur van de patiënt")
    ALREADY_DONE = "already_done", _("Doet of deed de patiënt al")
    NOT_FEASIBLE = "not_feasible", _("Nu niet haalbaar")
    CLINICAL_JUDGEMENT = "clinical_judgement", _("Klinisch oordeel van de therapeut")
    OTHER = "other", _("Anders")

    @classmethod
    def is_explained(cls, code: str, words: str) -> bool:
        """Whether the reason says something: 'anders' does not without words."""
        return code != cls.OTHER or has_words(words)


class Phase(models.TextChoices):
    """When the patient begins with an accepted card; '' while nobody has said so."""

    NOW = "now", _("Nu doen")
    LATER = "later", _("Later")
    READING = "reading", _("Om te lezen")


class Decision(models.Model):
    """The decision on one card.

    `components` are values of planned_interventions, `dose` holds numbers by dose and part; a dose
    of None is left out, because its alternative was chosen. `place` is the order of what is done now, and
    `agreed` holds the start, steps, days and exercises (plan/agreed.py says how).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="decisions")
    card = models.CharField(max_length=60)
    choice = models.CharField(max_length=16, choices=DecisionKind)
    components = models.JSONField(default=list)
    dose = models.JSONField(default=dict)
    note = models.CharField(_("afspraak hierover"), max_length=400, blank=True)
    preference = models.CharField(_("voorkeur van de patiënt"), max_length=300, blank=True)
    phase = models.CharField(_("wanneer"), max_length=16, choices=Phase, blank=True)
    place = models.PositiveSmallIntegerField(null=True)
    later_from = models.DateField(_("vanaf"), null=True)
    agreed = models.JSONField(default=dict)
    reason_code = models.CharField(_("reden"), max_length=32, choices=DeclineReason, blank=True)
    reason = models.CharField(_("toelichting"), max_length=400, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "card"], name="one_decision_per_card"),
            models.CheckConstraint(condition=Q(choice__in=DecisionKind.values), name="decision_choice_known"),
            models.CheckConstraint(
                condition=~Q(choice=DecisionKind.DECLINED) | ~Q(reason_code=""), name="declined_has_reason"
            ),
            models.CheckConstraint(condition=Q(phase__in=["", *Phase.values]), name="decision_phase_known"),
        ]

    def __str__(self) -> str:
        return f"decision on {self.card} ({self.choice})"


class Goal(models.Model):
    """One goal in the patient's own words; withdrawn it stays readable and no longer counts.

    Its id is given out with the page on which it is written: that is what two people who change goals at once
    are told apart by, and what makes a page that is sent twice harmless.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("doel in de woorden van de patiënt"), max_length=300)
    measure = models.CharField(_("waaraan merken we het"), max_length=200, blank=True)
    due_on = models.DateField(_("streefdatum"), null=True, blank=True)
    # The activity of the patient-specific complaints (psk_activities) that it is about, by its name.
    activity = models.CharField(_("activiteit"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="goal_position_once_per_plan"),
            models.CheckConstraint(condition=~Q(text=""), name="goal_has_text"),
        ]

    def __str__(self) -> str:
        return f"goal {self.position} of plan {self.plan_id}"


class CentreDefault(models.Model):
    """What a centre usually agrees on a card for which no source gives a dose; the shape of Decision.agreed.

    A new plan begins with it and says that it is the centre's. Saving it again replaces it: a plan that was
    signed keeps what was agreed in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey("accounts.Centre", on_delete=models.PROTECT, related_name="+")
    card = models.CharField(max_length=60)
    agreed = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["card"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "card"], name="one_default_per_centre_and_card")
        ]

    def __str__(self) -> str:
        return f"default of {self.centre_id} for {self.card}"


class PlanAnswer(FactValue):
    """One answer on a plan fact that is asked and not decided, such as considered_interventions."""

    episode = models.ForeignKey("intake.Episode", on_delete=models.PROTECT, related_name="plan_answers")

    class Meta(FactValue.Meta):
        abstract = False
        constraints = [
            *FactValue.Meta.constraints,
            models.UniqueConstraint(
                fields=["episode", "fact"],
                condition=Q(is_current=True),
                name="one_current_plan_answer_per_fact",
            ),
        ]


class SafetyAcknowledgement(Voidable):
    """Who acted on a safety signal that asks for it (decision N13), when, and what was done.

    A correction keeps the moment and the answers of what it replaces: it acknowledges no newer signal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("intake.Episode", on_delete=models.PROTECT, related_name="acknowledgements")
    rule = models.CharField(max_length=80)
    # A print of the answers that raised the signal (plan/queries.py); of before version 0.5.0 there is none.
    answers = models.CharField(max_length=16, blank=True, editable=False)
    action_taken = models.TextField(_("wat u hebt gedaan"), max_length=1000)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(default=timezone.now, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta(Voidable.Meta):
        abstract = False
        ordering = ["-acknowledged_at"]
        constraints = [
            *Voidable.Meta.constraints,
            models.CheckConstraint(condition=~Q(action_taken=""), name="acknowledgement_says_what_was_done"),
        ]

    def __str__(self) -> str:
        return f"acknowledgement of {self.rule}"


class Approach(models.TextChoices):
    """The direction that the therapist chooses."""

    BOTTOM_UP = "bottom_up", _("Bottom-up")
    TOP_DOWN = "top_down", _("Top-down")
    BOTH = "both", _("Beide")


class Hypothesis(models.Model):
    """What the therapist thinks plays a part, and the direction chosen.

    Writing again adds a version; the database refuses to change one (migration 0004, decision N18).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("intake.Episode", on_delete=models.PROTECT, related_name="hypotheses")
    number = models.PositiveIntegerField()
    approach = models.CharField(_("richting"), max_length=16, choices=Approach)
    text = models.TextField(_("uw hypothese"), max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "hypotheses"
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="hypothesis_number_once_per_episode"),
            models.CheckConstraint(
                condition=Q(approach__in=Approach.values), name="hypothesis_approach_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="hypothesis_has_text"),
        ]

    def __str__(self) -> str:
        return f"hypothesis {self.number} of episode {self.episode_id}"


class EpisodeStatus(models.Model):
    """What the caseload filters on: the engine's latest outcome for an episode; null is unknown.

    A projection, rewritten in the transaction of every change of facts; nothing clinical is read from it.
    """

    episode = models.OneToOneField(
        "intake.Episode", on_delete=models.CASCADE, primary_key=True, related_name="status"
    )
    headache_types = models.JSONField(default=list)
    chronicity = models.CharField(max_length=16, blank=True)
    medication_overuse = models.BooleanField(null=True)
    red_flag_unresolved = models.BooleanField(null=True)
    red_flag_tier = models.CharField(max_length=16, blank=True)
    blocked = models.BooleanField()
    blocked_by = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    contradictions = models.JSONField(default=list)
    """Each constraint that fails, with the answered facts that it fails on: `[id, [fact, ...]]`."""
    headache_days = models.FloatField(null=True)
    urgency = models.CharField(max_length=16, blank=True)
    """How soon something must be done; '' was never recorded, as before 2026.12.5."""
    urgency_edition = models.CharField(max_length=32, blank=True)
    """The edition that judged the urgency differently, until a therapist has seen it."""
    urgency_before = models.CharField(max_length=16, blank=True)
    ruleset_version = models.CharField(max_length=32)
    refreshed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "episode statuses"

    def __str__(self) -> str:
        return f"status of episode {self.episode_id}"
