"""The file itself: what a reader, a printer and a screen reader get, and what the engine may read."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import Settings
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from reports.documents import pdf
from reports.documents.fetcher import RefusedAddressError, StaticFetcher, print_file
from reports.documents.patient_plan import plan_html
from tests.reports.documents.conftest import MIGRAINE, NECK, content_of, text_of, words_of
from tests.reports.documents.test_patient_plan import HOSTILE, on_paper, signed

pytestmark = pytest.mark.slow

MARGIN = 60  # px, a little less than the right margin of the paper

REFUSED = [
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "http://127.0.0.1/",
    "https://example.org/a.css",
    "ftp://example.org/a.css",
    "data:text/css,a{}",
    "//example.org/a.css",
    "print/plan.css",
    "static:",
    "static:manage.py",
    "static:css/theme.css",
    "static:print/../../manage.py",
    "static:print/../css/theme.css",
    "static:/etc/passwd",
    "static:print/%2e%2e/%2e%2e/manage.py",
    "static:vendor/atkinson-hyperlegible/LICENSE",
]


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    """The plan of one worked patient as if signed, read back."""
    return PdfReader(BytesIO(pdf.render_pdf(plan_html(signed(content_of(MIGRAINE)), "nl")).data))


def test_patient_and_page_number_stand_on_every_page(reader: PdfReader) -> None:
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        text = " ".join(page.extract_text().split())
        who = "Plan van M. van Dalen" if number == 1 else "Van Dalen, M., geboren 12-3-1985, nummer P00042"
        assert who in text
        assert f"pagina {number} van {total}" in text
    assert "Artsen hebben deze adviezen nog niet gecontroleerd" in words_of(reader)


def test_it_is_tagged_for_screen_readers(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"]
    assert 'pdfuaid:part="1"' in root["/Metadata"].get_data().decode()
    assert reader.metadata
    assert reader.metadata.title == "Uw plan"


def test_the_paper_is_a4_and_the_letter_legible(reader: PdfReader) -> None:
    fonts = set()
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        resources: Any = page["/Resources"]
        fonts |= {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    assert fonts
    assert all("Atkinson-Hyperlegible" in font for font in fonts), fonts


def test_the_text_can_be_read_back_with_start_and_target(reader: PdfReader) -> None:
    content, text = content_of(MIGRAINE), words_of(reader)
    now = [card["activity"] for card in content["cards"] if card["when"] == "now"]
    assert len(now) == 3
    for activity in now:
        assert activity["name"]["nl"] in text
        for amount in (activity["weeks"][0]["amount"], activity["target"]["amount"]):
            assert f"{amount} {activity['unit_one' if amount == 1 else 'unit']['nl']}" in text


@pytest.fixture(scope="module")
def strange() -> pdf.Pdf:
    """A plan of one card as if signed, with the longest and the worst that people can write in it."""
    content = content_of(NECK)
    patient = {
        "name": "Łukasiewicz-Żółć-Ðurđević-" * 4 + "ǎ, Ş.",
        "birth_date": "1985-03-12",
        "number": "P" * 32,
    }
    agreement = HOSTILE + "½ uur ≥ 3 keer ✓ " * 100
    changes = {"patient": patient, "agreement": agreement, "contact": HOSTILE + "x" * 200}
    return pdf.render_pdf(plan_html(signed(content, cards=on_paper(content)[:1], **changes), "nl"))


def test_names_and_long_texts_of_people_fit(strange: pdf.Pdf) -> None:
    assert "Łukasiewicz-Żółć-Ðurđević-" in text_of(strange.data)
    assert strange.pages < 6


def test_hostile_text_is_printed_as_text(strange: pdf.Pdf) -> None:
    text = text_of(strange.data)
    assert "<img src=file:///etc/passwd>" in text
    assert "root:" not in text


@pytest.mark.parametrize("url", REFUSED)
def test_the_fetcher_refuses(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        StaticFetcher().fetch(url)


def test_the_fetcher_follows_no_link_out(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "static" / "print"
    folder.mkdir(parents=True)
    (tmp_path / "secret.css").write_text("secret")
    (folder / "a.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(RefusedAddressError):
        print_file("static:print/a.css")


def test_the_fetcher_serves_the_print_files() -> None:
    answer = StaticFetcher().fetch("static:print/plan.css")
    assert answer.content_type == "text/css"
    assert b"@page" in answer.read()


@pytest.mark.parametrize(
    "html",
    [
        "<img src='file:///etc/passwd'>",
        "<img src='http://127.0.0.1:1/x.png'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<style>@import url(file:///etc/passwd);</style>",
        "<p style='background: url(https://example.org/x.png)'>x</p>",
        "<link rel=stylesheet href='static:print/../../manage.py'>",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<object data='file:///etc/passwd'></object>",
    ],
)
def test_a_refused_address_stops_the_rendering(html: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        pdf.render_pdf(f"<html lang=nl><title>x</title><body>{html}")


def test_an_empty_file_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weasyprint.Document.write_pdf", lambda *_args, **_options: b"")
    with pytest.raises(pdf.EmptyPdfError):
        pdf.render_pdf("<p>x</p>")


def text_boxes(html: str) -> Iterator[tuple[Any, Any]]:
    """Every piece of a line as it was laid out, with its page."""
    for page in HTML(string=html, url_fetcher=StaticFetcher()).render().pages:
        for box in page._page_box.descendants():
            if getattr(box, "text", ""):
                yield page, box


def test_nothing_that_people_type_runs_off_the_paper_or_turns_it_round() -> None:
    content, wide = content_of(NECK), "W" * 300
    changes = {
        "patient": {"name": "محمد بن علي", "birth_date": "1985-03-12", "number": wide[:32]},
        "therapist": {"name": wide[:120], "registration": wide[:32]},
        "centre": wide[:120],
        "goals": [{"text": wide, "measure": wide[:200], "due_on": None}],
        "agreement": wide,
        "contact": wide[:200],
    }
    card = on_paper(content)[0] | {"note": wide}
    boxes = list(text_boxes(plan_html(signed(content, cards=[card], **changes), "nl")))
    assert [box.text for page, box in boxes if box.position_x + box.width > page.width - MARGIN] == []
    name = next(box for _page, box in boxes if "محمد" in box.text)
    before = next(box for _page, box in boxes if "Plan van" in box.text)
    assert before.position_x < name.position_x


def test_an_estimated_birth_date_is_printed_as_such() -> None:
    patient = {"name": "Suharto", "birth_date": "1950-01-01", "birth_estimated": True, "number": "P1"}
    html = plan_html(signed(content_of(NECK), patient=patient), "nl")
    assert "1 januari 1950 (geschat)" in html
    assert "<bdi>Suharto</bdi>" in html
