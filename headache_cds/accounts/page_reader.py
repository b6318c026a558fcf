"""For whom a page was made: a signed mark that every form of it sends along.

Somebody who is signed out cannot say who they are, and a cookie says who used the browser last, not who wrote
what stands in the form. The mark says who opened the page. It proves nothing else: it opens no dossier.
"""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from .models import User

FIELD = "reader"
# For a script: in a header, because an address stands in logs.
HEADER = "X-Page-Reader"
# A page that was left open over a weekend still says whose it is.
MARK_SECONDS = 7 * 24 * 60 * 60
_signer = TimestampSigner(salt="headache_cds.accounts.page_reader")


def reader_mark(request: HttpRequest) -> str:
    """The mark of the person who reads this page; '' for somebody who is not signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return ""
    mark: str | None = getattr(request, "_reader_mark", None)
    if mark is None:
        mark = _signer.sign(str(user.pk))
        request._reader_mark = mark  # type: ignore[attr-defined]  # a page may hold many forms
    return mark


def reader_of(mark: str) -> User | None:
    """The person of a mark, as long as they may sign in; None when it is too old or not ours."""
    pk = _person_in(mark)
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None


def is_of_another(request: HttpRequest) -> bool:
    """Whether this comes from a page that was made for somebody else than who is signed in now.

    Two people share a browser: the page of the first must not act in the name of the second.
    """
    mark = request.headers.get(HEADER, "")
    if not mark and request.method == "POST":
        mark = request.POST.get(FIELD, "")
    return _person_in(mark) not in (None, request.user.pk)


def _person_in(mark: str) -> UUID | None:
    try:
        return UUID(_signer.unsign(mark, max_age=MARK_SECONDS))
    except (BadSignature, ValueError):
        return None


def is_from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this; every browser says so of a post."""
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS
