"""Reads on people."""

from django.db.models import QuerySet

from .models import User


def people_of(user: User) -> QuerySet[User]:
    """Everybody of the user's centre, those who can sign in first."""
    return User.objects.filter(centre_id=user.centre_id).order_by("-is_active", "display_name")
