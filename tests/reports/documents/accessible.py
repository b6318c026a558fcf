"""What a screen reader makes of a PDF, and what two open checkers of PDF/UA-1 say of it.

`faults_of` is for every document of every patient: the words of outloud and pdfua, and of a few checks that
neither makes. `heard` is the structure as it is read aloud, to look for something in its own place.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
from outloud.model import Document as Model
from outloud.rules._common import element_text

# Cannot run with the pikepdf of today; `_empty_headings` takes its place.
BROKEN = {"UA-14-001"}
# What outloud calls doubtful and is so by design, each with its reason.
ACCEPTED = {
    "ORD-001",  # the mark of a list item is drawn after its words; it is read before them
    "TBL-012",  # a calendar and a diary have empty cells, to be filled in
    "LNK-010",  # a telephone number is printed, not linked
}
# Bookmarks go no deeper than the sections of a page.
BOOKMARK_DEPTH = 2
# Classes of what is kept for the margins, and elements without an end.
RUNNING = {"running-head", "running-foot"}
VOID = {"meta", "link", "br", "img", "hr", "input", "path", "circle", "rect", "line", "use"}
LIST_PARTS = {"LI", "L", "Caption"}


@dataclass(frozen=True)
class Part:
    """One element of the structure: its type without the slash, its words, and what lies in it."""

    type: str
    text: str
    page: int
    alt: str
    scope: str
    parts: tuple["Part", ...]

    def all(self, *types: str) -> list["Part"]:
        """Every part of these types below this one, in reading order."""
        return [part for part in self._below() if part.type in types]

    def _below(self) -> Iterator["Part"]:
        for part in self.parts:
            yield part
            yield from part._below()


def heard(data: bytes) -> Part:
    """The structure of a file as a screen reader goes through it; the first part is the whole document."""
    with _model(data) as model:
        return _root(model)


def orphans(data: bytes) -> int:
    """How many marked sequences of the pages hang in no structure and are no artefact."""
    with _model(data) as model:
        return _orphans(model)


def faults_of(data: bytes) -> list[str]:
    """Everything that is wrong with a file for somebody who cannot see it; nothing when it is right."""
    with _model(data) as model:
        path = Path(model.path)
        faults = [*_outloud(path), *_pdfua(path), *_of_file(path)]
        if count := _orphans(model):
            faults.append(f"{count} marked sequences hang in no structure")
        return [*faults, *_of_structure(_root(model))]


def words_left_out(html: str, told: Part) -> str:
    """The first words of a page that are not heard, or not in this order; nothing when all of it is."""
    heard_letters = _letters(told.text)
    position = 0
    for text in _Texts(html).texts:
        found = heard_letters.find(_letters(text), position)
        if found < 0:
            return text
        position = found + len(_letters(text))
    return ""


@contextmanager
def _model(data: bytes) -> Iterator[Model]:
    """What outloud reads of a file; the checkers take a path only."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(data)
        model = Model(str(path))
        try:
            yield model
        finally:
            model.close()


def _root(model: Model) -> Part:
    roots = tuple(_part(model, element) for element in model.elements if element.parent is None)
    return Part("Root", " ".join(root.text for root in roots), 0, "", "", roots)


def _part(model: Model, element: Any) -> Part:
    return Part(
        type=element.type,
        text=" ".join(element_text(model, element).split()),
        page=(element.page or 0) + 1,
        alt=element.alt or "",
        scope=str(element.attr("Scope") or "").strip("/"),
        parts=tuple(_part(model, child) for child in element.children),
    )


def _outloud(path: Path) -> Iterator[str]:
    result = outloud.check(str(path))
    if result.error:
        yield f"outloud: {result.error}"
    for run in result.runs:
        if run.status == "crashed":
            yield f"outloud {run.rule}: crashed, {run.reason}"
    for found in result.findings:
        if found.severity != "info" and found.rule not in ACCEPTED:
            yield f"outloud {found.rule}, page {found.page}: {found.message} ({found.evidence})"


def _pdfua(path: Path) -> Iterator[str]:
    report = pdfua.validate(str(path))
    for outcome in report.outcomes:
        if outcome.skipped and outcome.rule_id not in BROKEN:
            yield f"pdfua {outcome.rule_id}: {outcome.skipped_reason}"
    for found in report.findings:
        yield f"pdfua {found.rule_id}, {found.location.describe()}: {found.message}"


def _orphans(model: Model) -> int:
    told = {(ref.page, ref.mcid) for element in model.elements for ref in element.mcrefs}
    used = {(page.index, number) for page in model.pages for number in _used(page.obj)}
    return len(used - told)


def _used(page: pikepdf.Object) -> Iterator[int]:
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]:
            yield int(instruction.operands[1]["/MCID"])


def _of_structure(root: Part) -> Iterator[str]:
    headings = root.all("H1", "H2", "H3", "H4", "H5", "H6")
    if [heading.type for heading in headings].count("H1") != 1 or headings[0].type != "H1":
        yield f"the first heading is not the only H1: {[heading.type for heading in headings]}"
    for part in root.all(*CHECKS):
        for said, holds in CHECKS[part.type].items():
            if not holds(part):
                yield f"{said}: {part.type} on page {part.page}, {part.text[:60]!r}"


NOT_EMPTY: dict[str, Callable[[Part], bool]] = {"without words": lambda part: bool(part.text)}
CHECKS: dict[str, dict[str, Callable[[Part], bool]]] = {
    **{f"H{level}": NOT_EMPTY for level in range(1, 7)},
    "Link": {"a link in a link": lambda part: not part.all("Link")} | NOT_EMPTY,
    "P": {"a paragraph with more than words": lambda part: not part.all("P", "L", "Table")},
    "L": {"not an item of a list": lambda part: all(item.type in LIST_PARTS for item in part.parts)},
    "TH": {"without scope": lambda part: part.scope in {"Row", "Column"}} | NOT_EMPTY,
    "Figure": {"a picture without words": lambda part: bool(part.alt.strip())},
}


def _of_file(path: Path) -> Iterator[str]:
    with pikepdf.open(path) as pdf:
        if "/ID" not in pdf.trailer:
            yield "no identifier in the trailer"
        if "/JavaScript" in pdf.Root.get("/Names", {}) or "/OpenAction" in pdf.Root:
            yield "something that runs by itself"
        with pdf.open_outline() as outline:
            depth = _depth(outline.root)
        if depth > BOOKMARK_DEPTH:
            yield f"bookmarks of {depth} levels"
        if not depth:
            yield "no bookmarks"


def _depth(items: list[Any]) -> int:
    return max((1 + _depth(list(item.children)) for item in items), default=0)


def _letters(text: str) -> str:
    """Without what a line break may change: white space, hyphens that may show, marks of direction."""
    return re.sub(r"[\s\u00ad\u2010\u200b-\u200f\u2066-\u2069-]+", "", text)


class _Texts(HTMLParser):
    """The texts of the body in order, without styles, titles of pictures and what is kept for the margins."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        starts = tag in {"head", "style", "svg"} or set(classes) & RUNNING
        if tag not in VOID and (self._hidden or starts):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag not in VOID:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden and _letters(data):
            self.texts.append(data.strip())
