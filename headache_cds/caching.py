"""What a browser may keep of the pages: nothing, so that nobody reads them after their reader has left."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Ends what a browser kept all the same: copies of pages, among them those that Back shows without asking the
# server, and what a script may have stored. Cookies stay, as they hold the language and the theme.
CLEAR_SITE_DATA = '"cache", "storage"'


class NoStoreMiddleware:
    """Forbids storing any answer but a static file: pages, fragments, documents, redirects and errors.

    Whoever asks, as an answer to somebody who just signed out or who is sent to sign in tells something too.
    It replaces what a view or Django says about caching, so that this is the only place.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response
