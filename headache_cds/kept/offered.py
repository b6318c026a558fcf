"""Offers what is kept, on every page, to the person it belongs to.

The session says whether there is anything, so that nobody else's pages ask the database.
"""

from typing import Any

from django.http import HttpRequest

from headache_cds.accounts.models import User

from .actions import delete_expired
from .content import KEPT
from .queries import has_kept, offers_of

IN_SESSION = "has_kept"


def offer_after_sign_in(request: HttpRequest, user: User) -> None:
    """From now on, show this person what is kept of theirs."""
    delete_expired()
    if has_kept(user):
        request.session[IN_SESSION] = True


def kept_posts(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: what can be sent from here, and what on another page."""
    session = getattr(request, "session", None)
    if session is None or IN_SESSION not in session or not isinstance(request.user, User):
        return {}
    offers = offers_of(request.user)
    if not offers:
        del session[IN_SESSION]
    # What is being sent again stands on the page already.
    offers = [offer for offer in offers if str(offer.id) != request.POST.get(KEPT)]
    here = [offer for offer in offers if offer.belongs_on(request)]
    return {"kept_here": here, "kept_elsewhere": [offer for offer in offers if offer not in here]}
