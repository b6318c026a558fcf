"""How each kind of document becomes a page for paper; a kind without an entry is never drawn as another."""

from collections.abc import Callable, Mapping

from reports.documents.patient_plan import Content, plan_html
from reports.models import Document, DocumentKind

# Frozen content and a language in, one whole HTML page out.
PAGES: Mapping[str, Callable[[Content, str], str]] = {DocumentKind.PATIENT_PLAN: plan_html}


def html_of(document: Document) -> str:
    """The page of a document. Raises KeyError for a kind that has none."""
    return PAGES[document.kind](document.plan.content or {}, document.language)
