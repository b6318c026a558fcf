"""From HTML to a tagged PDF. Imports WeasyPrint, so only a task or a command imports this module.

The same page, identifier and moment give the same bytes, on every run and in every process; another version
of the engine or of the letters gives others.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from weasyprint import CSS, HTML

from reports.documents.fetcher import StaticFetcher
from reports.documents.tagging import finish

VARIANT = "pdf/ua-1"
# A link to a style sheet of the papers, but not to that of the letters: the engine lays out their files anew
# for each document and takes them away with it.
_LINK = re.compile(r'<link rel="stylesheet" href="(static:print/(?!fonts)[^"]+)">')
# The drawings that were read in this process. The fetcher opens nothing but print files, so there are never
# more than those, and nothing of a patient.
_drawings: dict[str, Any] = {}


class EmptyPdfError(RuntimeError):
    """The engine gave no page or no bytes."""


@dataclass(frozen=True)
class Pdf:
    """A finished file and its number of pages."""

    data: bytes
    pages: int


def render_pdf(html: str, *, identifier: str = "", at: dt.datetime | None = None) -> Pdf:
    """A PDF/UA-1 file of a whole HTML page.

    `identifier` says what the file shows, `at` since when that is fixed; without them the file carries the
    fingerprint of the page and no date. Raises EmptyPdfError, and whatever the engine raises.
    """
    sheets = [_sheet(address) for address in _LINK.findall(html)]
    page = HTML(string=_LINK.sub("", html), url_fetcher=StaticFetcher())
    document = page.render(pdf_variant=VARIANT, stylesheets=sheets, cache=_drawings)
    metadata = document.metadata
    metadata.authors = [author for author in metadata.authors if author.strip()]
    metadata.created = metadata.modified = at.isoformat(timespec="seconds") if at else None
    data = document.write_pdf(
        pdf_variant=VARIANT, pdf_identifier=file_id(identifier or html), finisher=finish
    )
    if not data or not document.pages:
        raise EmptyPdfError("the engine gave no page")
    return Pdf(data, len(document.pages))


@cache
def _sheet(address: str) -> CSS:
    """A style sheet, read once in a process: reading them takes a tenth of the time of a plan."""
    return CSS(url=address, url_fetcher=StaticFetcher())


def file_id(identifier: str) -> bytes:
    """The permanent half of the identifier in the trailer of a file, as 32 letters."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:32].encode()
