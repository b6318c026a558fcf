"""Loading the whole folder with one file changed, many times over: what did not change is parsed once."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from headache_cds.vocabulary.source import Source, read_yaml
from interventions.knowledge import FOLDER

PARSED: dict[tuple[bytes, bool], Source] = {}


def read_once(path: Path, prepare: Callable[[str], str] | None = None) -> Source:
    """A file as `read_yaml` gives it; the same content is parsed once, whatever folder it is in."""
    if not path.is_file():
        return read_yaml(path, prepare)
    key = path.read_bytes(), prepare is not None
    if key not in PARSED:
        PARSED[key] = read_yaml(path, prepare)
    return replace(PARSED[key], path=path)


@pytest.fixture(autouse=True)
def parse_what_did_not_change_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsing is most of loading."""
    readers = [
        module
        for name, module in sys.modules.items()
        if name.startswith("interventions.") and getattr(module, "read_yaml", None) is read_yaml
    ]
    assert readers
    for module in readers:
        monkeypatch.setattr(module, "read_yaml", read_once)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge, cases included, that a test may spoil."""
    copy = tmp_path / "knowledge"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "releases"))
    return copy
