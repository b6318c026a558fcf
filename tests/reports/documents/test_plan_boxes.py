"""When to call whom: each list whole in one frame on one page, with every letter of it inside that frame."""

import re
from collections.abc import Iterator

import pypdfium2
import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from tests.reports.documents.plan_pdfs import contents, pdf_of
from tests.reports.documents.test_plan_answers import PATIENTS

pytestmark = pytest.mark.slow
# A frame takes the whole width of the page; the cells in it are smaller. In points.
NARROWEST_FRAME = 490
# No letter comes nearer to the frame than this.
AIR = 1
# What may stand at the end of a line: white space, and the hyphen of a broken word.
BREAK = re.compile(r"[\s\x00-\x1f\ufffe\u00ad\u2010-]*")

Box = tuple[float, float, float, float]


@pytest.fixture(scope="module", params=PATIENTS)
def patient(request: pytest.FixtureRequest) -> str:
    """The full id of a worked patient."""
    return next(name for name in contents() if name.startswith(request.param))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("form", ["plan", "large", "easy"])
def test_each_list_of_calls_lies_whole_in_its_frame(patient: str, form: str, language: str) -> None:
    with pypdfium2.PdfDocument(pdf_of(patient, form, language)) as document:
        pages = [_Page(page) for page in document]
    for calls in contents()[patient]["calls"]:
        texts = [calls["title"][language], *(line[language] for line in calls["lines"])]
        assert any(page.frames_of(texts) for page in pages), texts[0]


class _Page:
    """The frames of a page and its letters, each with where it stands."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        drawn = [shape.get_bounds() for shape in page.get_objects(filter=[FPDF_PAGEOBJ_PATH])]
        self._frames: set[Box] = {box for box in drawn if box[2] - box[0] >= NARROWEST_FRAME}
        text = page.get_textpage()
        printed = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
        self._boxes = [box for letter, box in printed if not BREAK.fullmatch(letter)]
        self._letters = "".join(letter for letter, _box in printed if not BREAK.fullmatch(letter))

    def frames_of(self, texts: list[str]) -> list[Box]:
        """The frames that hold every letter of these texts."""
        return [frame for frame in self._frames if all(self._holds(frame, text) for text in texts)]

    def _holds(self, frame: Box, text: str) -> bool:
        return any(all(_lies_in(box, frame) for box in boxes) for boxes in self._found(BREAK.sub("", text)))

    def _found(self, letters: str) -> Iterator[list[Box]]:
        at = self._letters.find(letters)
        while at >= 0:
            yield self._boxes[at : at + len(letters)]
            at = self._letters.find(letters, at + 1)


def _lies_in(box: Box, frame: Box) -> bool:
    left, bottom, right, top = frame
    return left + AIR <= box[0] and bottom + AIR <= box[1] and box[2] <= right - AIR and box[3] <= top - AIR
