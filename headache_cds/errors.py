"""What is shown when something cannot be done: what happened, what is safe, and where to go on.

Texts that were typed stand on the page again, to be copied, as the browser may have let go of them.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
READS = ("GET", "HEAD")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read, or that holds more than may be sent at once."""
    too_large = isinstance(exception, TOO_LARGE)
    return _page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """What the role of the person may not do; the exception says why."""
    return _page(request, HTTPStatus.FORBIDDEN, exception=str(exception))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before somebody signed in, or from elsewhere."""
    return _page(request, HTTPStatus.FORBIDDEN, "403_csrf.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that does not exist, or a dossier of another centre."""
    return _page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of the product. Rendered without the request, so that it stands whatever went wrong."""
    page = render_to_string("500.html", {"typed": typed_texts(request)})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(request: HttpRequest, status: HTTPStatus, template: str = "", **context: object) -> HttpResponse:
    context["typed"] = typed_texts(request)
    return render(request, template or f"{status:d}.html", context, status=status)


def typed_texts(request: HttpRequest) -> list[str]:
    """The texts of more than one word in the form that was sent; nothing of a form from another site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (BadRequest, SuspiciousOperation, UnreadablePostError):
        return []
    return [value for name, value in fields if len(value.split()) > 1 and "password" not in name]


class NotAllowedMiddleware:
    """Leads from what can only be posted to, to the page of its form, in the place of an empty page.

    That is the nearest address above it that is a page. Who comes there by hand, by the goal after signing in
    or by choosing a language is told that nothing was saved.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        if request.method in READS:
            _tell_once(
                request,
                _("Er is nu niets opgeslagen of ondertekend: dat gaat alleen met de knop in het formulier."),
            )
            return redirect(address_above(request.path))
        page = _page(request, HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def address_above(path: str) -> str:
    """The nearest address above this one that exists; it may lead further up itself."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path


def _tell_once(request: HttpRequest, sentence: str) -> None:
    waiting = cast("BaseStorage", messages.get_messages(request))
    if sentence not in [str(message) for message in waiting]:
        messages.warning(request, sentence)
    waiting.used = False  # looking is not showing
