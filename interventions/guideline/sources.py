"""The source documents, and what became of their statements."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from interventions.guideline.lines import StatementLine, statement_line
from interventions.knowledge import get_knowledge
from interventions.knowledge.records import SourceDocument


@dataclass(frozen=True)
class SourcePage:
    """One document: how many of its statements have which place, and those left out with the reason."""

    document: SourceDocument
    total: int
    kinds: tuple[tuple[str, int], ...]
    left_out: tuple[StatementLine, ...]


def source_pages() -> tuple[SourcePage, ...]:
    """Every source document."""
    return tuple(_source(document) for document in get_knowledge().documents.values())


def _source(document: SourceDocument) -> SourcePage:
    knowledge = get_knowledge()
    names = _statements_of(document.id)
    lines = {name: statement_line(name) for name in names}
    return SourcePage(
        document=document,
        total=len(names),
        kinds=tuple(Counter(line.kind for line in lines.values()).most_common()),
        left_out=tuple(line for name, line in lines.items() if name in knowledge.not_used),
    )


@cache
def _statements_of(document: str) -> tuple[str, ...]:
    statements = get_knowledge().statements
    return tuple(name for name, statement in statements.items() if statement.document == document)
