"""Loading the whole folder with one file changed, many times over: what did not change is worked out once."""

import pickle
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from headache_cds.vocabulary.source import Source, read_yaml, validate
from interventions.engine.language.syntax import parse_condition, parse_expression
from interventions.knowledge import FOLDER, get_knowledge

PARSED: dict[tuple[bytes, bool], Source] = {}
VALIDATED: dict[tuple[bytes, Any], Any] = {}


def read_once(path: Path, prepare: Callable[[str], str] | None = None) -> Source:
    """A file as `read_yaml` gives it; the same content is parsed once, whatever folder it is in."""
    if not path.is_file():
        return read_yaml(path, prepare)
    key = path.read_bytes(), prepare is not None
    if key not in PARSED:
        PARSED[key] = read_yaml(path, prepare)
    return replace(PARSED[key], path=path)


def validate_once(source: Source, shape: Any) -> Any:
    """The data as `validate` gives it; the same data is validated once, and a mistake each time."""
    key = pickle.dumps(source.data), shape
    if key not in VALIDATED:
        VALIDATED[key] = validate(source, shape)
    return VALIDATED[key]


ONCE: tuple[tuple[Callable[..., Any], Callable[..., Any]], ...] = (
    (read_yaml, read_once),
    (validate, validate_once),
    (parse_condition, cache(parse_condition)),
    (parse_expression, cache(parse_expression)),
)


@pytest.fixture(autouse=True)
def work_out_what_did_not_change_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsing and validating are most of loading; the knowledge of the product is loaded without this."""
    get_knowledge()
    modules = [module for name, module in sys.modules.items() if name.startswith("interventions.")]
    for function, once in ONCE:
        name = function.__name__
        users = [module for module in modules if getattr(module, name, None) is function]
        assert users
        for module in users:
            monkeypatch.setattr(module, name, once)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge, cases included, that a test may spoil."""
    copy = tmp_path / "knowledge"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "releases"))
    return copy
