"""The requirements: each with a reason, all locked with hashes, no address of an index."""

import re

import pytest

from tests.floor.conftest import ROOT

SOURCES = ("requirements.in", "requirements-dev.in")
LOCKS = ("requirements.txt", "requirements-dev.txt")


def wanted(source: str) -> list[str]:
    """The lines of a source file that ask for a package."""
    lines = (ROOT / source).read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def locked(lock: str) -> dict[str, str]:
    """Package name to its whole entry in a lock."""
    entries = re.findall(r"^([a-z0-9.-]+)==((?:.|\n )*)", (ROOT / lock).read_text(), re.MULTILINE)
    return dict(entries)


@pytest.mark.parametrize("source", SOURCES)
def test_every_requirement_has_its_reason(source: str) -> None:
    without = [line for line in wanted(source) if not re.search(r"\S +# \w.{10,}", line)]
    assert without == []


@pytest.mark.parametrize(("source", "lock"), list(zip(SOURCES, LOCKS, strict=True)))
def test_every_requirement_is_locked(source: str, lock: str) -> None:
    names = {re.split(r"[\[<>=~ ]", line, maxsplit=1)[0] for line in wanted(source)}
    assert names - set(locked(lock)) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    entries = locked(lock)
    assert len(entries) > 20
    assert [name for name, entry in entries.items() if "--hash=sha256:" not in entry] == []


def test_both_locks_agree() -> None:
    product, tests = locked("requirements.txt"), locked("requirements-dev.txt")
    version = re.compile(r"^\S+")
    assert {name: version.findall(entry) for name, entry in product.items()} == {
        name: version.findall(tests[name]) for name in product
    }


@pytest.mark.parametrize("name", SOURCES + LOCKS)
def test_no_address_of_an_index(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links|--trusted-host", text)
