"""What each role may do, as pairs: check_user_can_x raises with the reason, user_can_x tells yes or no.

Least privilege: an administrator manages the people of the centre and sees no dossier, because nobody needs
patient data to add a colleague; a person who does both works has two accounts. A team member reads dossiers
and writes notes; what becomes part of intake, examination or plan is written by a physiotherapist.
"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from .models import Role, User

Visitor = User | AnonymousUser

READERS = frozenset({Role.PHYSIOTHERAPIST, Role.TEAM_MEMBER})
WRITERS = frozenset({Role.PHYSIOTHERAPIST})
NOTE_WRITERS = frozenset({Role.PHYSIOTHERAPIST, Role.TEAM_MEMBER})
MANAGERS = frozenset({Role.ADMINISTRATOR})


def _has_role(user: Visitor, roles: frozenset[Role]) -> bool:
    return isinstance(user, User) and user.is_active and user.role in roles


def user_can_read_dossier(user: Visitor) -> bool:
    """Whether the user may open dossiers of their own centre."""
    return _has_role(user, READERS)


def check_user_can_read_dossier(user: Visitor) -> None:
    """Raise PermissionDenied unless the user may open dossiers."""
    if not user_can_read_dossier(user):
        raise PermissionDenied(
            _("Dossiers zijn alleen zichtbaar voor fysiotherapeuten en teamleden van het centrum.")
        )


def user_can_write_clinical(user: Visitor) -> bool:
    """Whether the user may write intake, examination and plan."""
    return _has_role(user, WRITERS)


def check_user_can_write_clinical(user: Visitor) -> None:
    """Raise PermissionDenied unless the user may write intake, examination and plan."""
    if not user_can_write_clinical(user):
        raise PermissionDenied(_("Alleen een fysiotherapeut legt anamnese, onderzoek en plan vast."))


def user_can_write_team_note(user: Visitor) -> bool:
    """Whether the user may add a note for the team."""
    return _has_role(user, NOTE_WRITERS)


def check_user_can_write_team_note(user: Visitor) -> None:
    """Raise PermissionDenied unless the user may add a note for the team."""
    if not user_can_write_team_note(user):
        raise PermissionDenied(_("Notities zijn voor fysiotherapeuten en teamleden van het centrum."))


def user_can_manage_people(user: Visitor) -> bool:
    """Whether the user may add and deactivate people of their own centre."""
    return _has_role(user, MANAGERS)


def check_user_can_manage_people(user: Visitor) -> None:
    """Raise PermissionDenied unless the user may manage the people of their centre."""
    if not user_can_manage_people(user):
        raise PermissionDenied(_("Alleen een beheerder beheert de medewerkers van het centrum."))


def get_person(user: User, person_id: UUID) -> User:
    """A person whom the administrator `user` manages; 404 for another centre, PermissionDenied for a role."""
    check_user_can_manage_people(user)
    return get_object_or_404(User, pk=person_id, centre_id=user.centre_id)
