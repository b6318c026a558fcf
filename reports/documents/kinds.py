"""How each kind of document becomes a page for paper; a kind without an entry is never drawn as another."""

from collections.abc import Callable, Mapping

from reports.documents.letters.paper import letter_html, urgent_html
from reports.documents.papers.calendar import calendar_html, has_activities
from reports.documents.papers.diary import diary_html, has_limits
from reports.documents.papers.easy import easy_html
from reports.documents.papers.exercises import exercises_html, has_exercises
from reports.documents.papers.large_print import large_print_html
from reports.documents.papers.reading import has_reading, reading_html
from reports.documents.patient_plan import Content, plan_html
from reports.models import Document, DocumentKind

# Frozen content and a language in, one whole HTML page out.
PAGES: Mapping[str, Callable[[Content, str], str]] = {
    DocumentKind.PATIENT_PLAN: plan_html,
    DocumentKind.EXERCISES: exercises_html,
    DocumentKind.CALENDAR: calendar_html,
    DocumentKind.DIARY: diary_html,
    DocumentKind.READING: reading_html,
    DocumentKind.LARGE_PRINT: large_print_html,
    DocumentKind.EASY: easy_html,
    DocumentKind.LETTER: letter_html,
    DocumentKind.URGENT_NOTE: urgent_html,
}
# Since which version of its content a plan holds what a kind shows; the plan itself prints from every one.
SINCE: Mapping[str, int] = {DocumentKind.PATIENT_PLAN: 1}
FULL = 3
# What a content must hold for a paper that not every plan has.
NEEDS: Mapping[str, Callable[[Content], bool]] = {
    DocumentKind.EXERCISES: has_exercises,
    DocumentKind.CALENDAR: has_activities,
    DocumentKind.DIARY: has_limits,
    DocumentKind.READING: has_reading,
}


def can_be_made(content: Content, kind: str) -> bool:
    """Whether a signed plan with this content holds what such a document shows."""
    known = kind in PAGES and DocumentKind(kind).is_of_plan
    if not known or content["version"] < SINCE.get(kind, FULL):
        return False
    return kind not in NEEDS or NEEDS[kind](content)


def html_of(document: Document) -> str:
    """The page of a document. Raises KeyError for a kind that has none."""
    return PAGES[document.kind](document.source, document.language)
