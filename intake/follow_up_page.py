"""The page of a repeat measurement, read from follow_up_page.yaml and checked against the vocabulary."""

from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError, Strict, read_yaml, validate
from headache_cds.vocabulary.spec import Names, Text

from .follow_up import follow_up_facts
from .layout import Placed, check_placement

PAGE_FILE = Path(__file__).parent / "follow_up_page.yaml"


class FollowUpGroup(Strict):
    """Measurements under one head; `more` folds them."""

    title: Text
    more: bool = False
    facts: Names


_SHAPE: TypeAdapter[list[FollowUpGroup]] = TypeAdapter(list[FollowUpGroup])


@cache
def follow_up_groups() -> tuple[FollowUpGroup, ...]:
    """The page of this release. Raises SourceError with file and line of every mistake."""
    return read_follow_up_page(PAGE_FILE)


def read_follow_up_page(path: Path) -> tuple[FollowUpGroup, ...]:
    """Read one file of groups: everything that can be measured again stands in it once, and nothing else."""
    source = read_yaml(path)
    groups = validate(source, _SHAPE)
    placed = [
        Placed(fact, None, (at, "facts", fact_at))
        for at, group in enumerate(groups)
        for fact_at, fact in enumerate(group.facts)
    ]
    mistakes = check_placement(source, placed, follow_up_facts().keys(), get_vocabulary())
    if mistakes:
        raise SourceError(mistakes)
    return tuple(groups)
