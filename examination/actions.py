"""Every write of the examination: atomic, checked, audited; a correction adds a row."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.states import COMPLETE, DRAFT, RECORDING
from headache_cds.vocabulary.opened import Basis
from headache_cds.vocabulary.recording import Written, parse_recordings, write_recordings
from headache_cds.vocabulary.signals import facts_changed
from intake.access import check_may_write
from intake.checks import check_care_date
from intake.models import Episode
from intake.submission import create_once

from .battery import load_battery
from .models import Examination, ExaminationState

STATE_FIELDS = ["state", "version", "completed_at"]


@transaction.atomic
def start_examination(*, episode: Episode, by: User, examined_on: dt.date | None = None) -> Examination:
    """Start an examination (today when no date is given), or return the draft that is open already.

    Raises ValidationError for a date before birth or in the future.
    """
    check_may_write(by, episode.patient)
    date = examined_on or timezone.localdate()

    def create() -> Examination:
        check_care_date("examined_on", date, episode.patient)
        examination = Examination.objects.create(episode=episode, examiner=by, examined_on=date)
        _announce(examination, by, "examination.start")
        return examination

    drafts = episode.examinations.filter(state=ExaminationState.DRAFT)
    return create_once(drafts.first, create)[0]


@transaction.atomic
def correct_examination_date(*, examination: Examination, by: User, examined_on: dt.date) -> None:
    """Correct the day of a draft examination; the trail keeps the day that stood there."""
    patient = examination.episode.patient
    check_may_write(by, patient)
    _lock_draft(examination)
    check_care_date("examined_on", examined_on, patient)
    before, examination.examined_on = examination.examined_on, examined_on
    if before != examined_on:
        examination.save(update_fields=["examined_on"])
        _announce(examination, by, "examination.correct", before=before.isoformat())


@transaction.atomic
def save_findings(
    *,
    examination: Examination,
    by: User,
    values: Mapping[str, object],
    not_assessable: Iterable[str] = (),
    basis: Basis | None = None,
) -> Written:
    """Save findings; gives the facts that changed. None means 'not tested'.

    Only what differs is written, as a new row. One impossible value refuses all of them, with a message for
    each (ValidationError by fact). Refused too when the examination is complete: it has to be opened again.
    What somebody else changed since the page of the `basis` was opened is left, and given back.
    """
    check_may_write(by, examination.episode.patient)
    _lock_draft(examination)
    recordings = parse_recordings(values, allowed=load_battery().facts, not_assessable=not_assessable)
    findings = examination.findings.all()
    written = write_recordings(
        findings, recordings, by=by, about=examination.episode, basis=basis, examination=examination
    )
    if written.changed:
        _announce(examination, by, "examination.save", **written.audited)
    return written


@transaction.atomic
def complete_examination(*, examination: Examination, by: User) -> None:
    """Close the examination; tests that were not done stay 'not tested'."""
    _move(examination, by, COMPLETE)
    examination.completed_at = timezone.now()
    examination.save(update_fields=STATE_FIELDS)
    _announce(examination, by, "examination.complete")


@transaction.atomic
def reopen_examination(*, examination: Examination, by: User) -> None:
    """Open a complete examination again as its next version; every finding keeps its history.

    Raises ValidationError while another examination of the episode is a draft.
    """
    _move(examination, by, DRAFT)
    examination.version += 1
    examination.completed_at = None
    try:
        with transaction.atomic():
            examination.save(update_fields=STATE_FIELDS)
    except IntegrityError as error:
        raise ValidationError(_("Rond eerst het andere onderzoek af dat nog open staat.")) from error
    _announce(examination, by, "examination.reopen")


def _move(examination: Examination, by: User, to: str) -> None:
    check_may_write(by, examination.episode.patient)
    _lock(examination)
    RECORDING.check(examination.state, to)
    examination.state = to


def _lock_draft(examination: Examination) -> None:
    _lock(examination)
    if not examination.is_draft:
        raise ValidationError(
            _("Het onderzoek is afgerond. Heropen het om iets te wijzigen."), code="complete"
        )


def _lock(examination: Examination) -> None:
    """Read the state again under a lock, so that two writers follow each other."""
    examination.refresh_from_db(fields=STATE_FIELDS, from_queryset=Examination.objects.select_for_update())


def _announce(examination: Examination, by: User, action: str, **details: object) -> None:
    episode = examination.episode
    record(
        actor=by,
        action=action,
        subject=examination,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
        details={"version": examination.version, **details},
    )
    facts_changed.send(sender=Episode, episode=episode)
