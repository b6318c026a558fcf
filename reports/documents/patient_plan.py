"""The patient's plan on paper: frozen content in, one HTML page out, by the version of the content."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reports.documents.papers import before

Content = Mapping[str, Any]

# A plan prints as it was signed, letter by letter, whatever came later.
WRITERS: Mapping[int, Callable[..., str]] = {1: before.plan_html, 2: before.plan_html, 3: before.plan_html}


def plan_html(content: Content, language: str, sheets: Sequence[str] | None = None) -> str:
    """The whole page, with every text of the patient or therapist escaped.

    `sheets` may name other style sheets than those of the PDF engine. Raises KeyError for a content of a
    version that this product does not know.
    """
    write = WRITERS[content["version"]]
    return write(content, language) if sheets is None else write(content, language, sheets)
