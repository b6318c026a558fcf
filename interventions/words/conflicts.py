"""Where sources disagree, in the language of the reader."""

from dataclasses import dataclass

from headache_cds.vocabulary.language import language
from interventions.knowledge import Knowledge
from interventions.knowledge.conflicts_file import Conflict, Position
from interventions.words.sources import place_of


@dataclass(frozen=True)
class PositionLine:
    """What one source, or one place of it, says."""

    source: str
    text: str


@dataclass(frozen=True)
class ConflictLine:
    """A disagreement of sources: both positions and what the product does."""

    id: str
    title: str
    positions: tuple[PositionLine, ...]
    decision: str


def conflict_line(knowledge: Knowledge, conflict: Conflict) -> ConflictLine:
    """One disagreement: who says what, and the decision."""
    return ConflictLine(
        id=conflict.id,
        title=conflict.title.in_language(language()),
        positions=tuple(
            PositionLine(_source(knowledge, position), position.text.in_language(language()))
            for position in conflict.positions
        ),
        decision=conflict.decision.in_language(language()),
    )


def _source(knowledge: Knowledge, position: Position) -> str:
    if position.statements:
        return place_of(knowledge, knowledge.statements[position.statements[0]])
    return str(knowledge.documents[position.document].short.in_language(language()))
