"""Reads what the product holds of the dossiers, beside the product: every value of now, and the history."""

from typing import Any

from examination.models import Finding
from intake.models import Answer, Correction, Episode, FollowUp, Patient, TeamNote
from interventions.models import (
    Decision,
    Goal,
    Hypothesis,
    Plan,
    PlanAnswer,
    PlanState,
    SafetyAcknowledgement,
)
from tests.interruptions.ledger import Slot, Stored

AGREED = ("agreement", "contact")
PERSON = ("family_name", "initials", "number")


def words(value: Any) -> str:
    """A value as it was typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def stored(signing: Episode) -> Stored:
    """Everything, of every dossier; of the one where plans are signed only what was signed."""
    found = Stored()
    read_facts(found)
    read_plans(found, signing)
    read_records(found)
    for row in Hypothesis.objects.select_related("written_by").order_by("number"):
        slot = Slot("hypothesis", str(row.episode_id))
        found.now[slot] = row.text
        found.history.setdefault(slot, []).append((row.text, row.written_by.username))
    return found


def read_facts(found: Stored) -> None:
    """Answers, findings and plan answers, with every row there ever was."""
    for kind, model, owner in (
        ("answer", Answer, "episode_id"),
        ("finding", Finding, "examination__episode_id"),
        ("plan answer", PlanAnswer, "episode_id"),
    ):
        rows = model.objects.order_by("recorded_at").values_list(
            owner, "fact", "value", "recorded_by__username", "is_current"
        )
        for episode, fact, value, who, is_current in rows:
            slot = Slot(kind, str(episode), fact)
            found.history.setdefault(slot, []).append((words(value), who))
            if is_current:
                found.now[slot] = words(value)


def read_plans(found: Stored, signing: Episode) -> None:
    """Agreements, goals and decisions of the drafts, and the first goal of what was signed."""
    drafts = Plan.objects.filter(state=PlanState.DRAFT).exclude(episode=signing)
    for plan in drafts:
        found.now |= {Slot("agreement", str(plan.episode_id), name): getattr(plan, name) for name in AGREED}
    for goal in Goal.objects.filter(plan__in=drafts).select_related("plan"):
        found.now[Slot("goal", str(goal.plan.episode_id), str(goal.position))] = goal.text
    for row in Decision.objects.filter(plan__in=drafts).select_related("plan"):
        said = row.note or row.reason
        found.now[Slot("decision", str(row.plan.episode_id), row.card)] = f"{row.choice} {said}".strip()
    for plan in Plan.objects.exclude(state=PlanState.DRAFT):
        for goal in (plan.content or {}).get("goals", ())[:1]:
            found.now[Slot("signature", str(plan.episode_id), goal["text"])] = goal["text"]


def read_records(found: Stored) -> None:
    """What is made once: notes, measurements, what was done about a signal, patients; and the states."""
    for note in TeamNote.objects.all():
        found.now[Slot("note", str(note.episode_id), str(note.submission))] = note.text
        found.now[Slot("withdrawal", str(note.episode_id), str(note.pk))] = note.void_reason
    for row in FollowUp.objects.all():
        slot = Slot("measurement", str(row.episode_id), str(row.submission))
        found.now[slot] = words(row.values.get("followup_headache_days"))
        found.now[Slot("withdrawal", str(row.episode_id), str(row.pk))] = row.void_reason
    for done in SafetyAcknowledgement.objects.all():
        found.now[Slot("acknowledgement", str(done.episode_id), str(done.submission))] = done.action_taken
    corrected = Correction.objects.filter(field="family_name").order_by("-corrected_at")
    registered = dict(corrected.values_list("patient_id", "before"))
    for patient in Patient.objects.all():
        for name in PERSON:
            found.now[Slot("person", str(patient.pk), name)] = getattr(patient, name)
        found.now[Slot("registration", "", str(patient.submission))] = registered.get(
            patient.pk, patient.family_name
        )
    for episode in Episode.objects.all():
        found.now[Slot("state", str(episode.pk))] = episode.intake_state
