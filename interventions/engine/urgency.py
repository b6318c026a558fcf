"""How soon something must be done about a rule that applies, as data on the rule."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Text


class Level(StrEnum):
    """From what cannot wait to what can; the order of the members is the order of urgency."""

    NOW = "now"
    TODAY = "today"
    THIS_WEEK = "this_week"
    NONE = "none"

    @cached_property
    def rank(self) -> int:
        """0 is the most urgent."""
        return list(Level).index(self)

    @cached_property
    def is_pressing(self) -> bool:
        """Must be done today."""
        return self in (Level.NOW, Level.TODAY)


class UrgencyBranch(Strict):
    """One level, and when it holds; an empty condition always holds.

    `patient` stands in the place of the sentence of the rule while this branch counts: who must call now is
    not told today.
    """

    level: Annotated[Level, Field(strict=False)]
    when: str = ""
    patient: Text | None = None


def _as_branches(value: object) -> object:
    """One word stands for a level that always holds; otherwise branches, the first true one wins."""
    if isinstance(value, str):
        return ({"level": value},)
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, Mapping) else value


UrgencyBranches = Annotated[tuple[UrgencyBranch, ...], BeforeValidator(_as_branches)]
