"""The only way to load a dossier: every view loads its patient or episode here.

An id of another centre looks the same as an id that does not exist (404). The opening, and the refused
attempt, are in the audit trail before anything is shown; when the trail cannot be written, nothing is shown.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from headache_cds.accounts.access import (
    check_user_can_read_dossier,
    check_user_can_write_clinical,
    check_user_can_write_team_note,
    user_can_read_dossier,
)
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record_reading
from headache_cds.audit.models import Outcome

from .models import Episode, Patient


def get_patient(user: User, patient_id: UUID) -> Patient:
    """The patient with its centre, for a user who may read dossiers of that centre.

    Raises Http404 for an unknown id or another centre, PermissionDenied with the reason for another role.
    """
    patient = Patient.objects.select_related("centre").filter(pk=patient_id).first()
    if patient is None:
        raise Http404
    _open_dossier(user, patient, episode_id=None)
    return patient


def get_episode(user: User, episode_id: UUID, *, write: bool, is_open: bool = False) -> Episode:
    """The episode with its patient, centre and therapist; with `write` for a user who may change it.

    `is_open` is for what a page asks by itself, seconds apart: its opening is in the trail already, and only
    a refusal is added. Raises as `get_patient` does.
    """
    episodes = Episode.objects.select_related("patient__centre", "therapist__centre")
    episode = episodes.filter(pk=episode_id).first()
    if episode is None:
        raise Http404
    if not (is_open and _may_read(user, episode.patient)):
        _open_dossier(user, episode.patient, episode_id=episode.pk)
    if write:
        check_user_can_write_clinical(user)
    return episode


def _open_dossier(user: User, patient: Patient, *, episode_id: UUID | None) -> None:
    """Record the opening; refuse, and record that, for another centre or role."""
    own = patient.centre_id == user.centre_id
    with transaction.atomic():
        record_reading(
            user,
            patient,
            episode_id=episode_id,
            outcome=Outcome.SUCCESS if _may_read(user, patient) else Outcome.REFUSED,
        )
    if not own:
        raise Http404
    check_user_can_read_dossier(user)


def _may_read(user: User, patient: Patient) -> bool:
    return patient.centre_id == user.centre_id and user_can_read_dossier(user)


def check_may_write(user: User, patient: Patient) -> None:
    """Raise PermissionDenied unless the user writes clinical data of this patient; for actions."""
    check_user_can_write_clinical(user)
    _check_own_centre(user, patient)


def check_may_note(user: User, patient: Patient) -> None:
    """Raise PermissionDenied unless the user writes team notes on this patient; for actions."""
    check_user_can_write_team_note(user)
    _check_own_centre(user, patient)


def _check_own_centre(user: User, patient: Patient) -> None:
    if patient.centre_id != user.centre_id:
        raise PermissionDenied(_("Deze patiënt hoort bij een ander centrum."))
