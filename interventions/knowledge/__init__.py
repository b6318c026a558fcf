"""The knowledge of the product as data, and the one place that loads it."""

from functools import cache
from pathlib import Path

from django.conf import settings

from headache_cds.vocabulary.registry import get_vocabulary
from interventions.engine import Ruleset
from interventions.knowledge.loader import Knowledge, load_knowledge
from interventions.knowledge.releases import load_release, released_versions

FOLDER = Path(__file__).resolve().parent
RELEASES = FOLDER / "releases"

__all__ = ["FOLDER", "RELEASES", "Knowledge", "get_knowledge", "get_release", "load_knowledge", "versions"]


@cache
def get_knowledge() -> Knowledge:
    """Read once per process; the files are part of the release."""
    return load_knowledge(FOLDER, get_vocabulary(), settings.FACT_FOLDERS)


def versions() -> tuple[str, ...]:
    """The released versions, oldest first."""
    return released_versions(RELEASES)


@cache
def get_release(version: str) -> Ruleset:
    """The rules of a released version. Raises UnknownRelease."""
    places = [place(folder) for folder in (FOLDER, *settings.FACT_FOLDERS)]
    return load_release(RELEASES / f"{version}.zip", places[0], places[1:])


def data_roots() -> dict[str, Path]:
    """The folders that make up the knowledge, by their place in a release."""
    return {place(folder): folder for folder in (FOLDER, *settings.FACT_FOLDERS)}


def place(folder: Path) -> str:
    """Where a data folder stands, seen from the top of the project: `intake/facts`."""
    return f"{folder.parent.name}/{folder.name}"
