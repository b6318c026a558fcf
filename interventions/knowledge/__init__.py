"""The knowledge of the product as data, and the one place that loads it."""

from functools import cache
from pathlib import Path

from django.conf import settings

from headache_cds.vocabulary.registry import get_vocabulary
from interventions.knowledge.loader import Knowledge, load_knowledge

FOLDER = Path(__file__).resolve().parent

__all__ = ["FOLDER", "Knowledge", "get_knowledge", "load_knowledge"]


@cache
def get_knowledge() -> Knowledge:
    """Read once per process; the files are part of the release."""
    return load_knowledge(FOLDER, get_vocabulary(), settings.FACT_FOLDERS)
