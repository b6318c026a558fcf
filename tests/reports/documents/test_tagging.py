"""Tags and archive: everything is told or an artefact, and the same page gives the same bytes."""

import datetime as dt
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reports.documents import pdf
from tests.reports.documents.accessible import Part, faults_of, heard, orphans, words_left_out

ROOT = Path(__file__).resolve().parents[3]
SIGNED = dt.datetime(2026, 12, 1, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
HEAD, FOOT = "Loopt boven mee", "Loopt onder mee"
PAGE = """
<html lang="nl"><head><title>Plan</title><meta name="author" content="">
<style>
  @page { size: A4; margin: 25mm; @top-left { content: string(head) }
    @bottom-center { content: element(foot) } }
  body { string-set: head attr(data-head) } .running-foot { position: running(foot) }
  .parts li { display: inline } .next { break-before: page } h3 { bookmark-level: none }
</style></head>
<body data-head="Loopt boven mee">
  <footer class="running-foot"><p>Loopt onder mee</p></footer>
  <h1>Behandelplan van Van Dalen</h1>
  <ul class="parts"><li>wandelen</li> <li>fietsen</li></ul>
  <h2>Wat u doet</h2><h3>Wandelen</h3><p>Bel <a href="https://example.org/">ons</a> als het niet gaat.</p>
  <table>
    <thead><tr><th scope="col">Dag</th><th scope="col">Keer</th><th scope="col">Minuten</th></tr></thead>
    <tbody>
      <tr><th scope="row">Maandag</th><td>3 keer</td><td>10</td></tr>
      <tr><th scope="row">Dinsdag</th><td>2 keer</td><td>15</td></tr>
      <tr><th scope="row">Woensdag</th><td>1 keer</td><td>20</td></tr>
    </tbody>
  </table>
  <p class="next">Bladzijde twee</p>
</body></html>
"""


@pytest.fixture(scope="module")
def made() -> bytes:
    """That page as a file, fixed at a moment."""
    return pdf.render_pdf(PAGE, identifier="plan 1", at=SIGNED).data


@pytest.fixture(scope="module")
def told(made: bytes) -> Part:
    """What a screen reader is told of it."""
    return heard(made)


def test_the_checkers_find_nothing(made: bytes, told: Part) -> None:
    assert faults_of(made) == []
    assert words_left_out(PAGE, told) == ""


def test_what_runs_along_is_an_artefact_and_still_printed(made: bytes, told: Part) -> None:
    assert orphans(made) == 0
    for page in PdfReader(BytesIO(made)).pages:
        text = page.extract_text()
        assert HEAD in text
        assert FOOT in text
    assert HEAD not in told.text
    assert FOOT not in told.text


def test_header_cells_say_of_what(told: Part) -> None:
    scopes = {cell.text: cell.scope for cell in told.all("TH")}
    columns, rows = ("Dag", "Keer", "Minuten"), ("Maandag", "Dinsdag", "Woensdag")
    assert scopes == dict.fromkeys(columns, "Column") | dict.fromkeys(rows, "Row")


def test_a_list_holds_items_only(told: Part) -> None:
    (items,) = told.all("L")
    assert [(part.type, part.text) for part in items.parts] == [("LI", "wandelen"), ("LI", "fietsen")]


def test_the_same_page_gives_the_same_bytes_in_every_process(made: bytes) -> None:
    assert pdf.render_pdf(PAGE, identifier="plan 1", at=SIGNED).data == made
    program = (
        "import sys; from tests.reports.documents import test_tagging as it;"
        "sys.stdout.buffer.write(it.pdf.render_pdf(it.PAGE, identifier='plan 1', at=it.SIGNED).data)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    other = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    assert other.stdout == made


def test_the_file_says_since_when_and_what(made: bytes) -> None:
    reader = PdfReader(BytesIO(made))
    assert reader.metadata
    assert reader.metadata.creation_date == reader.metadata.modification_date == SIGNED
    assert reader.metadata.author is None
    xmp = reader.xmp_metadata
    assert xmp
    assert xmp.xmp_create_date == xmp.xmp_modify_date == SIGNED.astimezone(dt.UTC).replace(tzinfo=None)
    identifiers: Any = reader.trailer["/ID"]
    assert identifiers[0].original_bytes == pdf.file_id("plan 1")


def test_another_page_or_moment_is_another_file(made: bytes) -> None:
    later = pdf.render_pdf(PAGE, identifier="plan 1", at=SIGNED + dt.timedelta(minutes=1)).data
    other = pdf.render_pdf(PAGE, identifier="plan 2", at=SIGNED).data
    assert len({made, later, other}) == 3


def test_without_a_moment_there_is_no_date() -> None:
    reader = PdfReader(BytesIO(pdf.render_pdf(PAGE).data))
    assert reader.metadata
    assert reader.metadata.creation_date is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "<h1>Behandelplan van Van Dalen</h1>",
            "<p>Behandelplan</p>",
            "the first heading is not the only H1",
        ),
        ("<h2>Wat u doet</h2>", "", "HDG-001"),
        ("<li>wandelen</li>", "<li>wandelen</li><div>hardlopen</div>", "LST-003"),
        ("</style>", "a::after { content: 'x' }</style>", "a link in a link"),
        ("bookmark-level: none", "color: black", "bookmarks of 3 levels"),
        ("<td>3 keer</td>", "<th></th>", "without words: TH"),
        ('lang="nl"', "", "language"),
        ("<title>Plan</title>", "", "title"),
    ],
)
def test_the_checkers_find_what_is_wrong(before: str, after: str, said: str) -> None:
    """A checker that finds nothing anywhere proves nothing."""
    page = PAGE.replace(before, after, 1)
    assert page != PAGE
    assert said in "\n".join(faults_of(pdf.render_pdf(page).data))


def test_the_checkers_find_what_is_neither_told_nor_an_artefact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "finish", None)
    faults = "\n".join(faults_of(pdf.render_pdf(PAGE).data))
    for said in ("hang in no structure", "without scope: TH", "LNK-004"):
        assert said in faults


def test_words_that_are_not_told_are_named(told: Part) -> None:
    assert words_left_out(PAGE.replace("Bladzijde twee", "Bladzijde twee. Nog iets"), told)
    assert words_left_out(PAGE.replace("wandelen", "zwemmen"), told) == "zwemmen"
