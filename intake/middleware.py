"""What a page answers when somebody would write where nothing can be written."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .access import DossierClosed


class ClosedDossierMiddleware:
    """Says what to do when an episode was closed, or a dossier marked as double, meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for DossierClosed, whichever view or action raised it; nothing was stored."""
        if not isinstance(exception, DossierClosed):
            return None
        context = {"sentence": " ".join(exception.messages)}
        return render(request, "intake/closed.html", context, status=HTTPStatus.CONFLICT)
