"""Beginning a session: the one place where somebody who proved who they are is let in."""

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from headache_cds.audit.actions import record
from headache_cds.kept.offered import offer_after_sign_in

from .models import User


@transaction.atomic
def begin_session(request: HttpRequest, user: User) -> None:
    """Let this person in, with a new session key and a new form token, and record it.

    The caller has checked the password by the authentication backends. What another person left in the
    session is gone; what was kept of this person is offered from here on.
    """
    login(request, user)
    record(actor=user, action="session.sign_in", subject=user)
    offer_after_sign_in(request, user)
