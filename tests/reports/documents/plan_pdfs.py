"""The plans of the worked patients as files, each rendered once in a process, and what they measure."""

import re
from functools import cache
from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfReader

from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import NoPlan, plan_from_facts
from reports.documents.papers.easy import easy_html
from reports.documents.papers.large_print import large_print_html
from reports.documents.papers.plan import plan_html
from reports.documents.pdf import render_pdf
from tests.reports.documents.agreed import Content, signed
from tests.worked import CASES

# The drawing of the week; a screen reader hears the days by name instead.
IN_ROUNDS = {"ma", "di", "wo", "do", "vr", "za", "zo", "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}
WRITERS = {"plan": plan_html, "large": large_print_html, "easy": easy_html}
A4_HEIGHT = 842
# What the running foot of every page takes, in points from the bottom; above it lies what is read.
FOOT = 42
# Printed and not read: the foot, the head of the second page, marks of lists.
RUNNING = re.compile(
    r"Plan van 1 december 2026, Hoofdpijncentrum Noord\. Regels [\d.]+"
    r"|Plan of 1 December 2026, Hoofdpijncentrum Noord\. Rules [\d.]+"
    r"|pagina \d van \d|page \d of \d|Van Dalen, M\., (?:geboren|born) 12-3-1985, (?:nummer|number) P00042"
)


@cache
def contents() -> dict[str, Content]:
    """The content of every worked patient who gets a plan, as if signed."""
    found: dict[str, Content] = {}
    for case in CASES:
        content = plan_from_facts(get_knowledge(), case["id"], case["facts"], "nl")
        if not isinstance(content, NoPlan):
            found[case["id"]] = content | signed()
    return found


@cache
def pdf_of(case_id: str, form: str = "plan", language: str = "nl") -> bytes:
    """The plan of a worked patient in one of its forms."""
    return render_pdf(WRITERS[form](contents()[case_id], language)).data


def words_on(data: bytes) -> list[str]:
    """Every word that is printed, without the running head and foot and the letters in the rounds."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(data)).pages]
    printed = " ".join(RUNNING.sub(" ", " ".join(text.split())) for text in pages)
    return [word for word in printed.split() if re.search(r"\w", word) and word not in IN_ROUNDS]


def sizes_on(data: bytes) -> dict[float, str]:
    """Every size of letters in points, with the first words that have it; the running foot left out."""
    sizes: dict[float, str] = {}

    def note(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        height = round(abs(size * tm[3] * cm[3]), 1)
        if text.strip() not in {"", *IN_ROUNDS} and not RUNNING.search(text):
            sizes.setdefault(height, text.strip())

    for page in PdfReader(BytesIO(data)).pages:
        page.extract_text(visitor_text=note)
    return sizes


def fills_of(data: bytes) -> list[float]:
    """Of each page, down to which part of it something is printed; the running foot left out."""
    fills = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            picture = page.render(scale=0.5).to_pil().convert("L")
            top = picture.crop((0, 0, picture.width, round((A4_HEIGHT - FOOT) * 0.5)))
            ink = top.point(lambda value: 255 if value < 250 else 0).getbbox()
            fills.append(ink[3] / top.height if ink else 0.0)
    return fills
