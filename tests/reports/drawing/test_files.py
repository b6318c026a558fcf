"""The committed pictures are those that are described, and can be printed."""

import json
import re
import xml.etree.ElementTree as ET
from functools import cache

from django.conf import settings

from reports.documents.fetcher import StaticFetcher
from reports.drawing.canvas import PRINTED
from reports.drawing.files import pictures, write_files
from reports.drawing.scene import scenes

FOLDER = settings.BASE_DIR / "static" / "print" / "drawings"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = sorted(path.name for path in FOLDER.glob("*.svg"))
THINNEST = 0.35  # mm: what a worn office printer still prints as a whole line


@cache
def read(name: str) -> ET.Element:
    return ET.fromstring((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S314  the product's own file


def test_the_committed_pictures_are_those_that_are_drawn():
    drawn = pictures()
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(drawn)
    changed = [
        name for name, content in drawn.items() if (FOLDER / name).read_text(encoding="utf-8") != content
    ]
    assert changed == [], "run: manage.py drawings"


def test_a_picture_that_is_described_no_more_is_removed(tmp_path):
    (tmp_path / "juggling-start.svg").write_text("<svg/>")
    write_files(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*NAMES, "index.json"])


def test_the_index_names_every_picture_in_both_languages():
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    assert sorted(name for entry in index.values() for name in entry["files"]) == NAMES
    for drawing, entry in index.items():
        assert entry["nl"] and entry["en"] and entry["nl"] != entry["en"]
        assert entry["files"][:2] == [f"{drawing}-start.svg", f"{drawing}-end.svg"]
        assert entry["files"][2:] in ([], [f"{drawing}-close-start.svg", f"{drawing}-close-end.svg"])


def test_no_line_is_thinner_than_a_printer_prints():
    for name in NAMES:
        root = read(name)
        _x, _y, width, height = map(float, root.attrib["viewBox"].split())
        millimetre = max(width, height) / PRINTED
        widths = [float(path.attrib["stroke-width"]) for path in root if "stroke" in path.attrib]
        assert widths and min(widths) / millimetre >= THINNEST, name


def test_a_picture_says_what_is_seen_and_holds_no_text():
    for name in NAMES:
        root = read(name)
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None and title.text, name
        assert description is not None and description.text and description.text.endswith("."), name
        assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], description.attrib["id"]], name
        assert {element.tag for element in root} == {f"{SVG}title", f"{SVG}desc", f"{SVG}path"}, name
        sentences = re.findall(r"[^.]+\.", description.text)
        assert max(len(sentence.split()) for sentence in sentences) <= 15, name


def test_a_picture_is_a_few_kilobytes():
    assert [name for name in NAMES if (FOLDER / name).stat().st_size > 15_000] == []


def test_the_papers_may_read_the_pictures():
    answer = StaticFetcher().fetch(f"static:print/drawings/{NAMES[0]}")
    assert answer.headers["Content-Type"] == "image/svg+xml"


def test_the_titles_are_all_different():
    for language in ("nl", "en"):
        titles = [getattr(scene, language) for scene in scenes()]
        assert len(set(titles)) == len(titles)
