"""Registering and correcting patients and episodes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headache_cds.accounts.access import check_user_can_write_clinical
from headache_cds.accounts.models import Role, User
from headache_cds.audit.actions import record
from headache_cds.vocabulary.names import CARE_SETTING, SEX
from headache_cds.vocabulary.signals import facts_changed
from headache_cds.vocabulary.text import clean_line, isolate
from intake.access import check_may_write
from intake.checks import check_care_date, check_patient
from intake.models import Correction, Episode, Patient
from intake.submission import submit_once

PATIENT_FIELDS = ("number", "family_name", "initials", "birth_date", "birth_estimated", SEX)
EPISODE_FIELDS = (CARE_SETTING, "therapist", "started_on")


class EpisodeData(TypedDict, total=False):
    """Of an episode: setting, therapist and first day; they default to the centre's, `by`, and today."""

    care_setting: str | None
    therapist: User | None
    started_on: dt.date | None


@transaction.atomic
def register_patient(
    *,
    by: User,
    submission: UUID,
    number: str,
    family_name: str,
    initials: str,
    birth_date: dt.date,
    sex: str,
    birth_estimated: bool = False,
    **first_episode: Unpack[EpisodeData],
) -> Episode:
    """Register a patient in the centre of `by` with a first episode, and return that episode.

    A birth date is estimated when its day or month is not known. `submission` is the hidden token of the
    form: the same token gives the same episode. Raises
    ValidationError when it registered somebody else before.
    """
    check_user_can_write_clinical(by)

    person = {
        "number": clean_line(number),
        "family_name": clean_line(family_name),
        "initials": clean_line(initials),
        "birth_date": birth_date,
        "birth_estimated": birth_estimated,
        SEX: sex,
    }

    def create() -> Episode:
        patient = Patient(centre=by.centre, submission=submission, **person)
        check_patient(patient)
        patient.save()
        record(actor=by, action="patient.register", subject=patient, patient_id=patient.pk)
        return _open_episode(patient, by, submission, first_episode)

    def is_same(episode: Episode) -> bool:
        return _holds(episode.patient, person) and _holds(episode, first_episode)

    return submit_once(
        _episodes_of(by),
        submission,
        create,
        is_same=is_same,
        stored=lambda made: f"{isolate(made.patient.name)} ({made.patient.number})",
    )


@transaction.atomic
def open_episode(*, patient: Patient, by: User, submission: UUID, **fields: Unpack[EpisodeData]) -> Episode:
    """Open another episode of care, with an empty anamnese; the same `submission` gives the same episode.

    Raises ValidationError when it opened another one before.
    """
    check_may_write(by, patient)
    return submit_once(
        patient.episodes.all(),
        submission,
        lambda: _open_episode(patient, by, submission, fields),
        is_same=lambda episode: _holds(episode, fields),
        stored=lambda episode: date_format(episode.started_on),
    )


@transaction.atomic
def correct_patient(*, patient: Patient, by: User, **changes: Any) -> tuple[str, ...]:
    """Correct the given fields of a patient, keeping what stood there; return the fields that changed."""
    check_may_write(by, patient)
    before = _apply(patient, changes, PATIENT_FIELDS)
    check_patient(patient)
    if before:
        patient.save()
        _keep(before, by, patient, None)
        details = {"fields": sorted(before)}
        record(actor=by, action="patient.correct", subject=patient, patient_id=patient.pk, details=details)
        for episode in patient.episodes.all():
            facts_changed.send(sender=Episode, episode=episode)
    return tuple(before)


@transaction.atomic
def correct_episode(*, episode: Episode, by: User, **changes: Any) -> tuple[str, ...]:
    """Correct setting, therapist or first day, keeping what stood there; return the fields that changed."""
    patient = episode.patient
    check_may_write(by, patient)
    before = _apply(episode, changes, EPISODE_FIELDS)
    _check_episode(episode)
    if before:
        episode.save(update_fields=list(before))
        _keep(before, by, patient, episode)
        record(
            actor=by,
            action="episode.correct",
            subject=episode,
            patient_id=patient.pk,
            episode_id=episode.pk,
            details={"fields": sorted(before)},
        )
        facts_changed.send(sender=Episode, episode=episode)
    return tuple(before)


def _open_episode(patient: Patient, by: User, submission: UUID, fields: EpisodeData) -> Episode:
    episode = Episode(
        patient=patient,
        submission=submission,
        care_setting=fields.get(CARE_SETTING) or patient.centre.care_setting,
        therapist=fields.get("therapist") or by,
        started_on=fields.get("started_on") or timezone.localdate(),
    )
    _check_episode(episode)
    episode.save()
    record(actor=by, action="episode.open", subject=episode, patient_id=patient.pk, episode_id=episode.pk)
    facts_changed.send(sender=Episode, episode=episode)
    return episode


def _holds(row: Patient | Episode, given: Mapping[str, Any]) -> bool:
    """Whether the row holds what was given; what was left open took its usual value."""
    return all(value in (None, getattr(row, name)) for name, value in given.items())


def _episodes_of(user: User) -> QuerySet[Episode]:
    return Episode.objects.select_related("patient__centre", "therapist").filter(
        patient__centre_id=user.centre_id
    )


def _check_episode(episode: Episode) -> None:
    episode.full_clean(validate_unique=False, validate_constraints=False)
    check_care_date("started_on", episode.started_on, episode.patient)
    therapist = episode.therapist
    if therapist.centre_id != episode.patient.centre_id:
        raise PermissionDenied(_("De behandelaar hoort bij een ander centrum."))
    if therapist.role != Role.PHYSIOTHERAPIST:
        raise ValidationError({"therapist": _("De behandelaar moet fysiotherapeut zijn.")})


def _apply(record_: Patient | Episode, changes: dict[str, Any], allowed: tuple[str, ...]) -> dict[str, str]:
    """Set the changed fields and return what stood there, as text."""
    unknown = changes.keys() - set(allowed)
    if unknown:
        raise TypeError(f"no field to correct: {sorted(unknown)}")
    before = {}
    for field, value in changes.items():
        old = getattr(record_, field)
        if old != value:
            before[field] = str(getattr(old, "pk", old))
            setattr(record_, field, value)
    return before


def _keep(before: dict[str, str], by: User, patient: Patient, episode: Episode | None) -> None:
    Correction.objects.bulk_create(
        Correction(patient=patient, episode=episode, field=field, before=text, corrected_by=by)
        for field, text in before.items()
    )
