"""Notes of the team."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.access import user_can_write_clinical
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.vocabulary.text import clean_text
from intake.access import check_may_note
from intake.models import Episode, TeamNote
from intake.submission import submit_once

from .voiding import mark_void


@transaction.atomic
def add_team_note(*, episode: Episode, by: User, submission: UUID, text: str) -> TeamNote:
    """Add a note for the team; the same `submission` gives the same note. An empty one is refused.

    Raises ValidationError when the submission made another note before.
    """
    check_may_note(by, episode.patient)

    text = clean_text(text)

    def create() -> TeamNote:
        note = TeamNote(episode=episode, text=text, written_by=by, submission=submission)
        note.full_clean(validate_unique=False, validate_constraints=False)
        note.save()
        _record(note, by, "note.add")
        return note

    return submit_once(
        episode.notes.all(),
        submission,
        create,
        is_same=lambda note: note.text == text,
        stored=lambda note: note.text,
    )


@transaction.atomic
def void_team_note(*, note: TeamNote, by: User, reason: str) -> None:
    """Void a note with a reason; for its writer and for physiotherapists."""
    check_may_note(by, note.episode.patient)
    if note.written_by_id != by.pk and not user_can_write_clinical(by):
        raise PermissionDenied(_("Alleen de schrijver of een fysiotherapeut trekt een notitie in."))
    mark_void(note, by=by, reason=reason)
    _record(note, by, "note.void")


def _record(note: TeamNote, by: User, action: str) -> None:
    episode = note.episode
    record(actor=by, action=action, subject=note, patient_id=episode.patient_id, episode_id=episode.pk)
