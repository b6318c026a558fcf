"""What people type into a plan comes out harmless, whole and inside the page."""

from io import BytesIO

import pypdfium2
import pytest

from reports.documents.kinds import NEEDS, PAGES
from reports.documents.pdf import render_pdf
from reports.models import DocumentKind
from tests.reports.documents.agreed import Content, activity, agreed, exercise
from tests.reports.documents.conftest import NECK
from tests.reports.documents.test_patient_plan import HOSTILE, Tags

OF_PLAN = [kind for kind in PAGES if DocumentKind(kind).is_of_plan]
LONGEST = {"name": 120, "goal": 300, "note": 400, "contact": 200}
KINDS = {
    "markup": HOSTILE,
    "an endless word": "W" * 400,
    "right to left": "مشي سريع كل يوم " * 30,
    "emoji": "🙂🚶" * 200,
    "new lines": "ja\n" * 150,
}


@pytest.fixture(params=KINDS)
def content(request: pytest.FixtureRequest) -> Content:
    """A plan in which every free field is filled to its end with the same bad text."""
    text = KINDS[request.param]
    found = agreed(NECK, activity(), activity("Fietsen"), activity("Zwemmen"))
    for card in found["cards"]:
        card["note"] = text[: LONGEST["note"]]
    found["cards"][0]["exercises"] = [exercise()]
    name = text[: LONGEST["name"]]
    goals = [{"text": text[: LONGEST["goal"]], "measure": "", "due_on": None}] * 3
    return found | {
        "patient": found["patient"] | {"name": name, "number": name[:32]},
        "therapist": {"name": name, "registration": ""},
        "goals": goals,
        "contact": text[: LONGEST["contact"]],
        "agreement": text * 3,
    }


@pytest.mark.parametrize("kind", OF_PLAN)
def test_no_tag_comes_from_a_text(content: Content, kind: str) -> None:
    found = {tag for tag, _attributes in Tags(PAGES[kind](content, "nl")).tags}
    assert not found & {"script", "style", "iframe", "object"}


@pytest.mark.parametrize("kind", OF_PLAN)
def test_everything_stays_inside_the_page(content: Content, kind: str) -> None:
    assert kind not in NEEDS or NEEDS[kind](content), "the plan of this test has every paper"
    data = render_pdf(PAGES[kind](content, "nl")).data
    with pypdfium2.PdfDocument(BytesIO(data)) as document:
        for page in document:
            words = page.get_textpage()
            width, height = page.get_size()
            for at in range(words.count_chars()):
                left, bottom, right, top = words.get_charbox(at)
                assert left >= 0 and right <= width + 1
                assert bottom >= -1 and top <= height + 1
