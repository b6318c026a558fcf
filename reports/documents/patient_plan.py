"""The patient's plan on paper: frozen content in, one HTML page out, by the version of the content."""

from collections.abc import Callable, Mapping
from typing import Any

from reports.documents.papers import before, plan
from reports.documents.papers.pictures import Address

Content = Mapping[str, Any]

# A plan prints as it was signed, letter by letter, whatever came later.
WRITERS: Mapping[int, Callable[..., str]] = {1: before.plan_html, 2: before.plan_html, 3: plan.plan_html}
# The style sheets of the page on a screen, and since when it has drawings.
ON_SCREEN = {2: ("print/plan.css", "print/screen.css"), 3: plan.ON_SCREEN}
WITH_DRAWINGS = 3


def plan_html(content: Content, language: str, *sheets: Any, **more: Any) -> str:
    """The whole page, with every text of the patient or therapist escaped.

    `sheets` may name other style sheets than those of the PDF engine. Raises KeyError for a content of a
    version that this product does not know.
    """
    return WRITERS[content["version"]](content, language, *sheets, **more)


def preview_html(content: Content, language: str, address: Address) -> str:
    """The page of a draft for a browser; `address` says where the product's print files stand for it."""
    sheets = [address(sheet) for sheet in ON_SCREEN[content["version"]]]
    more = {"address": address} if content["version"] >= WITH_DRAWINGS else {}
    return plan_html(content, language, sheets=sheets, **more)
