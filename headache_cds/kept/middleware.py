"""Sign-in by default, and what is kept for somebody who was signed out."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from headache_cds.accounts.page_reader import is_of_another

from .actions import forget_sent
from .content import KEPT
from .signed_out import answer_expired, answer_signed_out

# What the reader then has in front of them: the page after it, or the form with what was typed and why not.
ANSWERED = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view asks for a sign-in unless it says otherwise, and for a page of the one who is signed in."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """None lets the view answer; a page of somebody else does not get that far."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and getattr(view_func, "login_required", True) and is_of_another(request):
            return answer_expired(request)
        return answer

    def handle_no_permission(self, request: HttpRequest, _view: Any) -> HttpResponse:  # type: ignore[override]
        """A redirect, or 401 for a script."""
        return answer_signed_out(request)


class SentAgainMiddleware:
    """Forgets a kept post once its page has answered to it; the last one, so it knows what reached a view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_answered = response.status_code < HTTPStatus.BAD_REQUEST or response.status_code in ANSWERED
        if getattr(request, "has_reached_view", False) and has_answered and KEPT in request.POST:
            try:
                forget_sent(by=request.user, kept_id=UUID(request.POST[KEPT]))  # type: ignore[arg-type]
            except ValueError:
                return response
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> None:
        """Nothing before this one answered in the place of the view."""
        is_post = request.method == "POST" and request.user.is_authenticated
        request.has_reached_view = is_post  # type: ignore[attr-defined]
