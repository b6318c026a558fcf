"""Drawings on paper: which file shows a drawing, and what a person sees on it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

FOLDER = "print/drawings"
# Where a style sheet or drawing stands for whoever draws the page: the PDF engine, or a browser.
Address = Callable[[str], str]


@dataclass(frozen=True)
class Picture:
    """One drawing: its address, and what is seen on it."""

    address: str
    alt: str


def for_print(path: str) -> str:
    """The address of one of the product's print files for the PDF engine (reports/documents/fetcher.py)."""
    return f"static:{path}"


def picture(drawing: str | None, language: str, address: Address, view: str = "end") -> Picture | None:
    """The drawing of a movement, or None where there is none.

    `view` is start or end of the whole body, or close-start or close-end of a movement that is small.
    """
    known = _index().get(drawing or "")
    file = f"{drawing}-{view}.svg"
    if known is None or file not in known["files"]:
        return None
    return Picture(address(f"{FOLDER}/{file}"), known[language])


@cache
def _index() -> dict[str, dict[str, Any]]:
    """Every drawing by its id, as it lies beside the files; none where nothing is drawn."""
    path = settings.BASE_DIR / "static" / FOLDER / "index.json"
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
