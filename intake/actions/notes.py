"""Notes of the team."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.access import check_user_can_write_team_note, user_can_write_clinical
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.vocabulary.text import clean_text
from intake.access import check_may_note
from intake.models import Episode, TeamNote
from intake.submission import submit_once

from .voiding import mark_corrected, mark_void


@transaction.atomic
def add_team_note(*, episode: Episode, by: User, submission: UUID, text: str) -> TeamNote:
    """Add a note for the team; the same `submission` gives the same note. An empty one is refused.

    Raises ValidationError when the submission made another note before.
    """
    check_may_note(by, episode)
    return _write(TeamNote(episode=episode, text=clean_text(text)), by, submission, None)


@transaction.atomic
def correct_team_note(*, note: TeamNote, by: User, submission: UUID, text: str) -> TeamNote:
    """Replace a note by what it should have said; for its writer and for physiotherapists.

    The old one stays readable. Raises ValidationError as `add_team_note` does, when nothing differs, and when
    the note was withdrawn or corrected already.
    """
    check_may_note(by, note.episode)
    check_may_change_note(by, note)
    return _write(TeamNote(episode=note.episode, text=clean_text(text)), by, submission, note)


@transaction.atomic
def void_team_note(*, note: TeamNote, by: User, reason: str) -> None:
    """Void a note with a reason; for its writer and for physiotherapists."""
    check_may_note(by, note.episode)
    check_may_change_note(by, note)
    mark_void(note, by=by, reason=reason)
    _record(note, by, "note.void")


def check_may_change_note(by: User, note: TeamNote) -> None:
    """Raise PermissionDenied unless the user may correct or withdraw this note; it locks nothing."""
    check_user_can_write_team_note(by)
    if note.written_by_id != by.pk and not user_can_write_clinical(by):
        raise PermissionDenied(
            _("Alleen de schrijver of een fysiotherapeut corrigeert een notitie of trekt haar in.")
        )


def _write(note: TeamNote, by: User, submission: UUID, replaces: TeamNote | None) -> TeamNote:
    """Store a note once, in the place of another one when it corrects that."""

    def create() -> TeamNote:
        note.written_by, note.submission = by, submission
        note.full_clean(validate_unique=False, validate_constraints=False)
        if replaces:
            mark_corrected(replaces, by=by, is_same=replaces.text == note.text)
        note.replaces = replaces
        note.save()
        _record(note, by, "note.correct" if replaces else "note.add")
        return note

    return submit_once(
        note.episode.notes.all(),
        submission,
        create,
        is_same=lambda made: made.text == note.text and made.replaces == replaces,
        stored=lambda made: made.text,
    )


def _record(note: TeamNote, by: User, action: str) -> None:
    episode = note.episode
    record(actor=by, action=action, subject=note, patient_id=episode.patient_id, episode_id=episode.pk)
