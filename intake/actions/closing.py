"""Where an episode ends, and where a dossier points to the right one. Both are undone; nothing is moved."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headache_cds.accounts.access import check_user_can_write_clinical
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.keys import plain_key
from headache_cds.states import CARE, TransitionError
from headache_cds.vocabulary.text import clean_line, has_words, isolate
from intake.access import check_may_write, check_own_centre
from intake.checks import check_measuring_date
from intake.models import Correction, Episode, EpisodeChange, EpisodeState, Patient

REASON_LENGTH = 200
SAME_AS = "same_as"


@transaction.atomic
def close_episode(*, episode: Episode, by: User, ended_on: dt.date, reason: str) -> None:
    """Close an episode because care ended on this day; it stays readable and can be opened again.

    Raises ValidationError for a day before the episode began or in the future, without a reason, and
    TransitionError when the episode is not open. The same again changes nothing.
    """
    check_measuring_date("ended_on", ended_on, episode)
    _change(episode, by, EpisodeState.CLOSED, _checked(reason), ended_on)


@transaction.atomic
def void_episode(*, episode: Episode, by: User, reason: str) -> None:
    """Void an episode that was registered by mistake, with a reason; it stays readable."""
    _change(episode, by, EpisodeState.VOIDED, _checked(reason))


@transaction.atomic
def open_again(*, episode: Episode, by: User) -> None:
    """Open a closed or voided episode again."""
    _change(episode, by, EpisodeState.OPEN)


@transaction.atomic
def mark_double(*, patient: Patient, number: str, by: User) -> Patient:
    """Say that this dossier was registered twice and that the one with this number is the right one.

    Nothing is moved: this dossier is closed for writing and both show each other. Gives the right dossier.
    Raises ValidationError for a number that cannot be meant; the same again changes nothing.
    """
    check_user_can_write_clinical(by)
    check_own_centre(by, patient)
    _lock(patient)
    right = Patient.objects.select_for_update().filter(
        centre_id=patient.centre_id, number_key=plain_key(number)
    )
    found = right.select_related(None).first()
    if found is not None and patient.same_as_id == found.pk:
        return found
    problem = _why_not(patient, found)
    if problem or found is None:
        raise ValidationError({"number": problem})
    _point(patient, found, by, "patient.mark_double")
    return found


@transaction.atomic
def unmark_double(*, patient: Patient, by: User) -> None:
    """Undo `mark_double`; a dossier that points nowhere stays as it is."""
    check_user_can_write_clinical(by)
    check_own_centre(by, patient)
    _lock(patient)
    if patient.same_as_id:
        _point(patient, None, by, "patient.unmark_double")


def _checked(reason: str) -> str:
    reason = clean_line(reason)
    if not has_words(reason) or len(reason) > REASON_LENGTH:
        raise ValidationError({"reason": _("Geef een reden van ten hoogste %d tekens.") % REASON_LENGTH})
    return reason


def _change(
    episode: Episode, by: User, to: EpisodeState, reason: str = "", ended_on: dt.date | None = None
) -> None:
    check_may_write(by, episode.patient)
    episode.refresh_from_db(fields=["state"], from_queryset=Episode.objects.select_for_update())
    last = episode.changes.select_related("changed_by").last()
    if episode.state == to and (last is None or (last.reason, last.ended_on) == (reason, ended_on)):
        return
    if not CARE.allows(episode.state, to):
        raise TransitionError(_already(episode, last), code="transition")
    episode.state = to
    episode.save(update_fields=["state"])
    EpisodeChange.objects.create(episode=episode, state=to, reason=reason, ended_on=ended_on, changed_by=by)
    record(
        actor=by,
        action=ACTIONS[to],
        subject=episode,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
        details={"ended_on": ended_on.isoformat() if ended_on else None},
    )


ACTIONS = {
    EpisodeState.CLOSED: "episode.close",
    EpisodeState.VOIDED: "episode.void",
    EpisodeState.OPEN: "episode.open_again",
}


def _already(episode: Episode, last: EpisodeChange | None) -> str:
    """What a colleague did meanwhile, and what to do."""
    return _("Deze episode is al %(state)s, door %(name)s op %(day)s. Heropen haar eerst.") % {
        "state": episode.get_state_display().lower(),
        "name": isolate(last.changed_by.display_name) if last else "",
        "day": date_format(last.changed_at, "d-m-Y") if last else "",
    }


def _lock(patient: Patient) -> None:
    patient.refresh_from_db(fields=[SAME_AS], from_queryset=Patient.objects.select_for_update())


def _why_not(patient: Patient, right: Patient | None) -> str:
    """Why this dossier cannot point there, in words that say what to do; '' when it can."""
    if right is None:
        return _("Er is in uw centrum geen patiënt met dit nummer. Kijk het nummer na.")
    if right.pk == patient.pk:
        return _("Dit is het nummer van dit dossier zelf. Vul het nummer van het juiste dossier in.")
    if patient.same_as_id:
        return _("Dit dossier verwijst al naar een ander. Maak dat eerst ongedaan.")
    if right.same_as:
        return _("Dat dossier is zelf dubbel ingeschreven. Vul het nummer in waar het bij hoort: %s.") % (
            right.same_as.number
        )
    if patient.duplicates.exists():
        return _("Naar dit dossier verwijst al een dubbele inschrijving. Maak die eerst ongedaan.")
    return ""


def _point(patient: Patient, right: Patient | None, by: User, action: str) -> None:
    """Point to the right dossier or to none, and keep where it pointed before."""
    before, patient.same_as = patient.same_as_id, right
    patient.save(update_fields=[SAME_AS])
    Correction.objects.create(
        patient=patient, field=SAME_AS, before=str(before) if before else "", corrected_by=by
    )
    other = right.pk if right else before
    record(actor=by, action=action, subject=patient, patient_id=patient.pk, details={"right": str(other)})
