"""The patient's plan in large print: the same words in the same order, for who reads letters of 18 points."""

from collections.abc import Mapping
from typing import Any

from reports.documents.papers.page import PRINTED
from reports.documents.papers.plan import SHEETS, paper_html

LARGE = (*PRINTED, *SHEETS, "static:print/large-print.css")


def large_print_html(content: Mapping[str, Any], language: str) -> str:
    """The whole page, with every text of the patient or therapist escaped."""
    return paper_html("documents/print/large_print.html", content, language, LARGE)
