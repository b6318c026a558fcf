"""Every write of this step: atomic, checked, audited; nothing is overwritten and nothing is deleted.

Each action takes the acting user as `by` and refuses a wrong role or centre (PermissionDenied) and a value
that cannot be (ValidationError, per field or fact); what is refused leaves no trace in the dossier. A change
of facts is announced with `facts_changed` in the same transaction.
"""

from .answers import complete_intake, reopen_intake, save_answers
from .closing import close_episode, mark_double, open_again, unmark_double, void_episode
from .contacts import CONTACT_FIELDS, add_contact, correct_contact, void_contact
from .follow_ups import correct_follow_up, record_follow_up, void_follow_up
from .notes import add_team_note, check_may_change_note, correct_team_note, void_team_note
from .patients import (
    EPISODE_FIELDS,
    PATIENT_FIELDS,
    correct_episode,
    correct_patient,
    open_episode,
    register_patient,
)
from .voiding import mark_corrected, mark_void

__all__ = [
    "CONTACT_FIELDS",
    "EPISODE_FIELDS",
    "PATIENT_FIELDS",
    "add_contact",
    "add_team_note",
    "check_may_change_note",
    "close_episode",
    "complete_intake",
    "correct_contact",
    "correct_episode",
    "correct_follow_up",
    "correct_patient",
    "correct_team_note",
    "mark_corrected",
    "mark_double",
    "mark_void",
    "open_again",
    "open_episode",
    "record_follow_up",
    "register_patient",
    "reopen_intake",
    "save_answers",
    "unmark_double",
    "void_contact",
    "void_episode",
    "void_follow_up",
    "void_team_note",
]
