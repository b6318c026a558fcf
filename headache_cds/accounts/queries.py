"""Reads on people."""

from django.db.models import QuerySet

from .models import Role, User


def people_of(user: User) -> QuerySet[User]:
    """Everybody of the user's centre, those who can sign in first."""
    return User.objects.filter(centre_id=user.centre_id).order_by("-is_active", "display_name")


def therapists_of(user: User) -> QuerySet[User]:
    """The physiotherapists of the user's centre who can be made responsible for an episode."""
    return User.objects.filter(centre_id=user.centre_id, role=Role.PHYSIOTHERAPIST, is_active=True).order_by(
        "display_name"
    )
