"""docs/decisions.md explains every decision whose number is used in the product, and no other.

The names that it and the glossary use are names of the product.
"""

import re

import pytest

from tests.floor.conftest import ROOT
from tests.floor.test_repository import tracked

PAGE = ROOT / "docs" / "decisions.md"
# D01 to D199 and N01 to N19; a ruff code such as N818 is none of them.
NUMBER = re.compile(r"\b(?:D(?:0[1-9]|[1-9]\d|1\d\d)|N(?:0[1-9]|1\d))\b")
ENTRY = re.compile(r"^\*\*([DN]\d+)\. ", re.MULTILINE)
NAME = re.compile(r"`([A-Za-z0-9_./-]+)`")
SUFFIXES = {".py", ".yaml", ".html", ".md"}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every text of the product by its path, without the page itself and without this test."""
    this = {PAGE, ROOT / "tests" / "floor" / "test_decisions.py"}
    paths = [path for path in tracked() if path.suffix in SUFFIXES and path not in this]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def used(texts: dict[str, str]) -> dict[str, str]:
    """Each number that is used, with one file that uses it."""
    return {number: path for path, text in texts.items() for number in NUMBER.findall(text)}


@pytest.fixture(scope="module")
def words(texts: dict[str, str]) -> set[str]:
    """Every name in code and data; what other pages say proves nothing."""
    sources = (text for path, text in texts.items() if not path.endswith(".md"))
    return {word for text in sources for word in re.findall(r"[A-Za-z0-9_-]+", text)}


def entries() -> list[str]:
    """The numbers that have an entry, in the order of the page."""
    return ENTRY.findall(PAGE.read_text(encoding="utf-8"))


def test_every_number_that_is_used_has_one_entry(used: dict[str, str]) -> None:
    assert len(used) > 100
    assert {number: path for number, path in used.items() if number not in entries()} == {}
    assert len(entries()) == len(set(entries()))


def test_every_entry_is_used(texts: dict[str, str]) -> None:
    """By code, data or a page about the product; a record or the glossary only refers to it."""
    pages = ("docs/adr/", "docs/glossary.md")
    found = {
        name for path, text in texts.items() if not path.startswith(pages) for name in NUMBER.findall(text)
    }
    assert [number for number in entries() if number not in found] == []


def test_every_name_on_the_page_exists_in_the_product(texts: dict[str, str], words: set[str]) -> None:
    """Rules, facts, thresholds and files that an entry names."""
    named = NAME.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 200
    files = tuple(f"/{path}" for path in texts)
    assert [
        name for name in named if name not in words and not any(f"/{name}" in path for path in files)
    ] == []


def test_every_fact_in_the_glossary_exists(words: set[str]) -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    facts = re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`", page)
    assert len(facts) > 40
    assert [fact for fact in facts if fact not in words] == []
