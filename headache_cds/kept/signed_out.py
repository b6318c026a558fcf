"""The answer to somebody who is not signed in, or whose form no longer counts.

A script gets JSON and asks its reader to sign in on the spot. A post is kept when its page says whose it is.
"""

from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme

from headache_cds.accounts.models import User
from headache_cds.accounts.page_reader import FIELD, is_of_another, reader_of
from headache_cds.errors import csrf_failed

from .actions import keep_post
from .content import content_of
from .offered import offer_after_sign_in
from .policy import may_be_kept
from .sealing import KEPT_SECONDS

COOKIE = "signed_out"


class Happened(StrEnum):
    """What the sign-in page tells; it travels in a signed cookie and says nothing of a patient."""

    ENDED = "ended"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    NOT_DONE = "not_done"


def is_fetch(request: HttpRequest) -> bool:
    """Whether a script asks, which cannot show a page."""
    accepts = request.headers.get("Accept", "")
    return request.headers.get("X-Requested-With") == "fetch" or accepts.startswith("application/json")


def answer_signed_out(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, which says what happened and leads back to the page of the form."""
    if is_fetch(request):
        return JsonResponse({"signed_in": False}, status=401)
    happened = keep(request) if request.method == "POST" else None
    if happened is None and settings.SESSION_COOKIE_NAME in request.COOKIES:
        happened = Happened.ENDED
    response = redirect_to_login(page_of(request), reverse(settings.LOGIN_URL))
    if happened:
        response.set_signed_cookie(
            COOKIE,
            happened,
            max_age=KEPT_SECONDS,
            path=reverse(settings.LOGIN_URL),
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def answer_expired(request: HttpRequest) -> HttpResponse:
    """To somebody whose form no longer counts: its token is an old one, or its page is of another person.

    It is kept for whoever wrote it. They can look at it at once; somebody else is not told of it.
    """
    if is_fetch(request):
        return JsonResponse({"signed_in": False}, status=401)
    user = request.user
    if not isinstance(user, User):
        return answer_signed_out(request)
    happened = keep(request)
    if is_of_another(request):
        # Without what was typed.
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    if happened != Happened.KEPT:
        return csrf_failed(request)
    offer_after_sign_in(request, user)
    return redirect(page_of(request))


def happened_before(request: HttpRequest) -> str:
    """What the sign-in page should tell; '' when somebody just came to sign in."""
    try:
        return str(request.get_signed_cookie(COOKIE, "", max_age=KEPT_SECONDS))
    except signing.BadSignature:
        return ""


def keep(request: HttpRequest) -> Happened:
    """Keep what was posted, for the reader whose mark it carries."""
    match = request.resolver_match
    if match is None or not may_be_kept(match.func):
        return Happened.NOT_DONE
    reader = reader_of(request.POST.get(FIELD, ""))
    if reader is None or request.FILES:
        return Happened.NOT_KEPT
    if not content_of(request.POST).number:
        return Happened.NOT_DONE
    is_kept = keep_post(
        reader=reader,
        action=request.get_full_path(),
        page=page_of(request),
        data=request.POST,
        address=request.META.get("REMOTE_ADDR", ""),
    )
    return Happened.KEPT if is_kept else Happened.NOT_KEPT


def page_of(request: HttpRequest) -> str:
    """Where to go on: the page itself, for a post the page on which its form stood."""
    sender = request.headers.get("Referer", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(sender, {request.get_host()}):
        parts = urlsplit(sender)
        path = escape_leading_slashes(parts.path or "/")
        return f"{path}?{parts.query}" if parts.query else path
    return request.get_full_path()
