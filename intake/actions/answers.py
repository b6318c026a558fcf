"""Saving answers, and the states of the anamnese."""

from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.states import COMPLETE, DRAFT, RECORDING
from headache_cds.vocabulary.opened import Basis
from headache_cds.vocabulary.recording import Written, parse_recordings, write_recordings
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.signals import facts_changed
from intake.access import check_may_write, check_open
from intake.models import Episode
from intake.sections import all_questions

STATE_FIELDS = ["intake_state", "intake_version", "intake_completed_at"]
LOCKED_FIELDS = ["state", *STATE_FIELDS]


@transaction.atomic
def save_answers(
    *,
    episode: Episode,
    by: User,
    values: Mapping[str, object],
    not_assessable: Iterable[str] = (),
    basis: Basis | None = None,
    again: Collection[str] = (),
) -> Written:
    """Save answers of the anamnese; gives the facts that changed, those that were asked `again` among them.

    `values` maps facts to values of the vocabulary; None means 'not asked'. Only what differs is written, as
    a new row; saving the same form twice writes nothing. One impossible value refuses all of them, with a
    message for each (ValidationError by fact). A complete anamnese is refused too: open it again first. An
    answer that somebody else changed since the page of the `basis` was opened is left, and given back.
    """
    check_may_write(by, episode.patient)
    _lock(episode)
    if not episode.is_draft:
        raise ValidationError(
            _("De anamnese is afgerond. Heropen haar om iets te wijzigen."), code="complete"
        )
    allowed = {question.fact for question in all_questions()}
    recordings = parse_recordings(values, allowed=allowed, not_assessable=not_assessable)
    written = write_recordings(
        episode.answers.all(),
        recordings,
        by=by,
        about=episode,
        basis=basis,
        again=again,
        episode=episode,
        edition=get_vocabulary().edition,
    )
    if written.changed:
        _record(episode, by, "intake.save", **written.audited)
        facts_changed.send(sender=Episode, episode=episode)
    return written


@transaction.atomic
def complete_intake(*, episode: Episode, by: User) -> None:
    """Close the anamnese after review. Open questions do not stop it: unknown stays unknown (N03)."""
    _move(episode, by, COMPLETE)
    episode.intake_completed_at = timezone.now()
    episode.save(update_fields=STATE_FIELDS)
    _record(episode, by, "intake.complete")


@transaction.atomic
def reopen_intake(*, episode: Episode, by: User) -> None:
    """Open a complete anamnese again as its next version; every answer keeps its history."""
    _move(episode, by, DRAFT)
    episode.intake_version += 1
    episode.intake_completed_at = None
    episode.save(update_fields=STATE_FIELDS)
    _record(episode, by, "intake.reopen")


def _move(episode: Episode, by: User, to: str) -> None:
    check_may_write(by, episode.patient)
    _lock(episode)
    RECORDING.check(episode.intake_state, to)
    episode.intake_state = to


def _lock(episode: Episode) -> None:
    """Read the states again under a lock, so that two writers follow each other."""
    episode.refresh_from_db(fields=LOCKED_FIELDS, from_queryset=Episode.objects.select_for_update())
    check_open(episode)


def _record(episode: Episode, by: User, action: str, **details: object) -> None:
    record(
        actor=by,
        action=action,
        subject=episode,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
        details={"version": episode.intake_version, **details},
    )
