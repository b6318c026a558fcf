"""The only way to load a dossier: every view loads its patient or episode here.

An id of another centre looks the same as an id that does not exist (404). The opening, and the refused
attempt, are in the audit trail before anything is shown; when the trail cannot be written, nothing is shown.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.access import (
    check_user_can_read_dossier,
    check_user_can_write_clinical,
    check_user_can_write_team_note,
    user_can_read_dossier,
    user_can_write_clinical,
    user_can_write_team_note,
)
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record_reading
from headache_cds.audit.models import Outcome

from .models import Episode, EpisodeState, Patient


class DossierClosed(ValidationError):
    """The episode is closed or voided, or the dossier is a double one: nothing is written in it.

    A form shows it as any refusal; elsewhere intake/middleware.py answers with a page that says what to do.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, code="closed")


def get_patient(user: User, patient_id: UUID) -> Patient:
    """The patient with its centre, for a user who may read dossiers of that centre.

    Raises Http404 for an unknown id or another centre, PermissionDenied with the reason for another role.
    """
    patient = Patient.objects.select_related("centre", "same_as").filter(pk=patient_id).first()
    if patient is None:
        raise Http404
    _open_dossier(user, patient, episode_id=None)
    return patient


def get_episode(user: User, episode_id: UUID, *, write: bool, is_open: bool = False) -> Episode:
    """The episode with its patient, centre and therapist; with `write` for a user who may change it.

    `is_open` is for what a page asks by itself, seconds apart: its opening is in the trail already, and only
    a refusal is added. Raises as `get_patient` does. Whether the episode is open is for the action to say: a
    form then keeps what was typed.
    """
    episodes = Episode.objects.select_related("patient__centre", "patient__same_as", "therapist__centre")
    now = timezone.now()
    episode = episodes.filter(pk=episode_id).first()
    if episode is None:
        raise Http404
    episode.read_at = now
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
    """Raise PermissionDenied unless the user writes clinical data of this patient; for actions.

    Raises DossierClosed for a dossier that is a double one.
    """
    check_user_can_write_clinical(user)
    check_own_centre(user, patient)
    _check_not_double(patient)


def check_may_change(user: User, episode: Episode) -> None:
    """The same for an episode, which is locked and must be open; inside the transaction of an action."""
    check_may_write(user, episode.patient)
    _check_open_locked(episode)


def check_may_note(user: User, episode: Episode) -> None:
    """Raise PermissionDenied unless the user writes team notes in this episode; for actions.

    Raises DossierClosed as `check_may_change` does.
    """
    check_user_can_write_team_note(user)
    check_own_centre(user, episode.patient)
    _check_open_locked(episode)


def check_open(episode: Episode) -> None:
    """Raise DossierClosed, with what to do, unless something can be written in this episode."""
    _check_not_double(episode.patient)
    if episode.state == EpisodeState.CLOSED:
        raise DossierClosed(_("Deze episode is afgesloten. Heropen haar om iets te wijzigen."))
    if episode.state == EpisodeState.VOIDED:
        raise DossierClosed(_("Deze episode is vervallen. Heropen haar om iets te wijzigen."))


def user_can_change(user: User, episode: Episode) -> bool:
    """Whether the user may write in this episode now; for buttons."""
    return user_can_write_clinical(user) and episode.is_writable


def user_can_keep_contacts(user: User, patient: Patient) -> bool:
    """Whether the user may record who else looks after this patient, also after an episode; for buttons."""
    return user_can_write_clinical(user) and patient.same_as_id is None


def user_can_note(user: User, episode: Episode) -> bool:
    """Whether the user may write team notes in this episode now; for buttons."""
    return user_can_write_team_note(user) and episode.is_writable


def _check_open_locked(episode: Episode) -> None:
    """Read the state again under a lock, so that closing and writing follow each other."""
    episode.refresh_from_db(fields=["state"], from_queryset=Episode.objects.select_for_update())
    check_open(episode)


def _check_not_double(patient: Patient) -> None:
    if patient.same_as:
        raise DossierClosed(
            _(
                "Dit dossier is dubbel ingeschreven: het hoort bij nummer %(number)s. "
                "Schrijf het in dat dossier, of maak de verwijzing ongedaan."
            )
            % {"number": patient.same_as.number}
        )


def check_own_centre(user: User, patient: Patient) -> None:
    """Raise PermissionDenied for a patient of another centre."""
    if patient.centre_id != user.centre_id:
        raise PermissionDenied(_("Deze patiënt hoort bij een ander centrum."))
