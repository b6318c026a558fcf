"""The language of a page, and the page at which a person with a temporary password is kept."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

ALLOWED = frozenset({"accounts:change_password", "accounts:sign_out"})


class ChosenLanguageMiddleware:
    """The language that the person chose with the switch (a cookie), else Dutch.

    Takes the place of Django's LocaleMiddleware, which follows the browser: most browsers ask for English
    without anybody having chosen it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response


def chosen_language(request: HttpRequest) -> str:
    """The language in the cookie; the product's own when there is none or it is not spoken here."""
    try:
        return translation.get_supported_language_variant(
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        )
    except LookupError:
        return settings.LANGUAGE_CODE


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
