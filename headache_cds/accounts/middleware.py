"""Keeps a person with a temporary password at the page where it is changed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

ALLOWED = frozenset({"accounts:change_password", "accounts:sign_out"})


class TemporaryPasswordMiddleware:
    """Somebody else has seen a temporary password, so nothing else opens before it is replaced."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Redirect to the password page, except from that page, signing out and pages open to all."""
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        match = request.resolver_match
        if not getattr(view, "login_required", True) or (match and match.view_name in ALLOWED):
            return None
        return redirect("accounts:change_password")
