"""From the content of a letter or note to one page, for the PDF engine or for the screen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation

from reports.documents.papers.page import page_of

SHEET = "static:print/letter.css"
# On screen the letters come from the theme, because a browser knows nothing of `static:`.
ON_SCREEN = ("print/paper.css", "print/letter.css", "print/screen.css")


def urgent_html(content: Mapping[str, Any], language: str) -> str:
    """The urgent note for the PDF engine."""
    return _html("urgent_note", content, language)


def letter_html(content: Mapping[str, Any], language: str) -> str:
    """The letter for the PDF engine."""
    return _html("letter", content, language)


def html_on_screen(content: Mapping[str, Any], language: str) -> str:
    """The same page for a browser, which can print it too: for a preview, and while no PDF can be made."""
    return _html(content["kind"], content, language, on_screen=True)


def _html(name: str, content: Mapping[str, Any], language: str, *, on_screen: bool = False) -> str:
    page = page_of(content, language, [SHEET])
    if on_screen:
        page = replace(page, sheets=tuple(static(sheet) for sheet in ON_SCREEN))
    context = {
        "page": page,
        "content": content,
        "born": date.fromisoformat(content["patient"]["birth_date"]),
        "issued_on": date.fromisoformat(content["issued"]["on"]),
    }
    with translation.override(language):
        return render_to_string(f"documents/print/letters/{name}.html", context)
