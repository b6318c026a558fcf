"""Compressed answers."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")


class TextGZipMiddleware(GZipMiddleware):
    """Compresses what shrinks by it: pages and other text, not the PDFs, which are compressed inside.

    Against guessing a secret from the size of an answer (BREACH), Django masks the CSRF token anew in each
    page, and this middleware adds up to a hundred random bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed when its content is text and the browser takes it."""
        if not response.headers.get("Content-Type", "").startswith(COMPRESSIBLE):
            return response
        return super().process_response(request, response)
