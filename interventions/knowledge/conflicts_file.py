"""Where the sources disagree, as data: both positions, and what the product does about it."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Names, Text
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import SourceDocument, Statement


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Position(Strict):
    """What one source, or one place of a source, says in a conflict; an outside source has no statements."""

    document: str
    statements: Names
    text: Text


class Conflict(Strict):
    """Sources, or two places of one source, that disagree, and what the product does about it.

    `id` is the decision; `also` names further statements whose rules carry the badge.
    """

    id: str
    title: Text
    positions: Annotated[tuple[Position, ...], BeforeValidator(_as_tuple)]
    decision: Text
    also: Names = ()

    @model_validator(mode="after")
    def _has_two_sides(self) -> Self:
        if len(self.positions) < 2:
            raise ValueError("a conflict has at least two positions")
        return self

    @property
    def statements(self) -> tuple[str, ...]:
        """Every statement that is touched."""
        return (*(name for position in self.positions for name in position.statements), *self.also)


def check_conflicts(
    reading: KnowledgeFiles,
    conflicts: Mapping[str, Conflict],
    statements: Mapping[str, Statement],
    documents: Mapping[str, SourceDocument],
) -> None:
    """A conflict names documents and statements that exist, each statement with its own document."""
    for conflict in conflicts.values():
        for name in conflict.also:
            if name not in statements:
                reading.report("conflict", conflict.id, "also", f"unknown statement '{name}'")
        for position in conflict.positions:
            if position.document not in documents:
                reading.report(
                    "conflict", conflict.id, "positions", f"unknown document '{position.document}'"
                )
            for name in position.statements:
                if name not in statements:
                    reading.report("conflict", conflict.id, "positions", f"unknown statement '{name}'")
                elif statements[name].document != position.document:
                    message = f"'{name}' stands in {statements[name].document}, not in {position.document}"
                    reading.report("conflict", conflict.id, "positions", message)
