"""What the PDF engine may read: the product's own print files, under the private scheme `static:`.

Nothing else: no file:, http:, https: or data: address is ever opened, wherever it comes from.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import woff2
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static:"
FOLDERS = ("print", "vendor/atkinson-hyperlegible")
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


class RefusedAddressError(ValueError):
    """An address outside the product's own print files."""


class StaticFetcher(URLFetcher):
    """Serves print files; any other address stops the rendering (FatalURLFetchingError)."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file behind `static:<path under static/>`. Raises RefusedAddressError for anything else."""
        path = print_file(url)
        return URLFetcherResponse(url, _bytes_of(path), {"Content-Type": TYPES[path.suffix]})


def _bytes_of(path: Path) -> bytes:
    return _unpacked(path) if path.suffix == ".woff2" else path.read_bytes()


@cache
def _unpacked(path: Path) -> bytes:
    """A letter type as the engine needs it. Left to the engine it is unpacked again for every document."""
    unpacked = BytesIO()
    woff2.decompress(BytesIO(path.read_bytes()), unpacked)
    return unpacked.getvalue()


def print_file(url: str) -> Path:
    """The path of a print file. Raises RefusedAddressError; links and '..' are followed before the check."""
    root: Path = settings.BASE_DIR / "static"
    if not url.startswith(SCHEME):
        raise RefusedAddressError("only the product's own print files are read")
    path = (root / url.removeprefix(SCHEME)).resolve()
    inside = any(path.is_relative_to(root / folder) for folder in FOLDERS)
    if not inside or path.suffix not in TYPES:
        raise RefusedAddressError("no print file")
    return path
