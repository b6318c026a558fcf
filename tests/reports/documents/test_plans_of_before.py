"""A plan that was signed with an earlier form of the content prints letter by letter as it did then."""

import hashlib
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from reports.documents.patient_plan import WRITERS, plan_html
from tests.reports.documents.conftest import NECK, content_of

ROWS = Path(__file__).parents[2] / "interventions/plans_of_0_2_0.json.xz"
# SHA-256 of the page in Dutch and in English, as the code before the box 'Belangrijk voor u' made it.
PAGES = {
    "4e20bf5e-907f-4b59-adaa-c1a8cb9d3110": (
        "0de9e6ef9c382ffac9c3642193743044fd0f82ac8853840c86a9db1eb311ae2b",
        "dc9b3bfaa7728ea53792bf257f0550e8ff55949e3aab003b8fd15e4eda1a2c5e",
    ),
    "6152e3f3-fca9-45b6-9790-11d34540e2cf": (
        "f371e9a39d38d5732af885ba3ff17472f2355790232823617f1ae0bc5248d41f",
        "5074d803102321b5acd03abb9078aeed315f262f59d8acd5e91ef9e254b33abf",
    ),
    "880e5548-71d5-4224-94d3-018c5e7c00cd": (
        "b55700c601f7393febf506342bfa49c401e69094a00040946604b2605ab0f689",
        "49be82ce133d85c969bdc8b564068c321cdc543635f6a70ece5cc3c2a4cd8b7c",
    ),
}


def contents() -> dict[str, dict[str, Any]]:
    """What those plans hold, by id."""
    rows = json.loads(lzma.decompress(ROWS.read_bytes()))
    plans = {row["pk"]: row["fields"]["content"] for row in rows if row["model"] == "interventions.plan"}
    return {key: json.loads(text) if isinstance(text, str) else text for key, text in plans.items() if text}


def test_a_plan_of_before_prints_the_same() -> None:
    found = contents()
    assert found.keys() == PAGES.keys()
    for key, content in found.items():
        pages = tuple(plan_html(content, language) for language in ("nl", "en"))
        assert tuple(hashlib.sha256(page.encode()).hexdigest() for page in pages) == PAGES[key], key


def test_a_content_of_a_later_version_is_not_printed_as_another() -> None:
    content = content_of(NECK)
    assert content["version"] in WRITERS
    with pytest.raises(KeyError):
        plan_html(content | {"version": max(WRITERS) + 1}, "nl")
