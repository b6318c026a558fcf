"""From HTML to a tagged PDF. Imports WeasyPrint, so only a task or a command imports this module."""

from dataclasses import dataclass

from weasyprint import HTML

from reports.documents.fetcher import StaticFetcher

OPTIONS = {"pdf_variant": "pdf/ua-1"}


class EmptyPdfError(RuntimeError):
    """The engine gave no page or no bytes."""


@dataclass(frozen=True)
class Pdf:
    """A finished file and its number of pages."""

    data: bytes
    pages: int


def render_pdf(html: str) -> Pdf:
    """A PDF/UA-1 file of a whole HTML page. Raises EmptyPdfError, and whatever the engine raises."""
    document = HTML(string=html, url_fetcher=StaticFetcher()).render(**OPTIONS)
    data = document.write_pdf(**OPTIONS)
    if not data or not document.pages:
        raise EmptyPdfError("the engine gave no page")
    return Pdf(data, len(document.pages))
