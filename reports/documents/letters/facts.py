"""Which answers and findings letters tell (facts.yaml), and how: in words, or as not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.source import Strict, read_yaml, validate
from headache_cds.vocabulary.spec import FactType
from headache_cds.vocabulary.values import format_row, format_value
from interventions.advice.board import Board
from interventions.knowledge import get_knowledge
from reports.dashboards.reading import References

FACTS_FILE = Path(__file__).with_name("facts.yaml")


class LetterFacts(Strict):
    """The file. The single names are facts that a letter speaks of in a sentence of its own."""

    request: str
    by_physician: str
    screening_done: str
    flag_open: str
    urgent_findings: list[str]
    medicines: list[str]
    letter_findings: list[str]


@cache
def letter_facts() -> LetterFacts:
    """Of this release. Raises SourceError with file and line of every name that is no fact."""
    source = read_yaml(FACTS_FILE)
    found = validate(source, LetterFacts)
    references = References(source)
    for key, names in found.model_dump().items():
        for at, name in enumerate((names,) if isinstance(names, str) else names):
            place = (key,) if isinstance(names, str) else (key, at)
            references.fact(place, name, *FactType)
    references.raise_mistakes()
    return found


@dataclass(frozen=True)
class Told:
    """What is known of some facts, each as `{"label", "value"}`, and the labels of those that are not."""

    known: tuple[Mapping[str, str], ...]
    unknown: tuple[str, ...]


def told(board: Board, names: Iterable[str]) -> Told:
    """These facts in the language of the reader, as they were recorded or follow from that."""
    known, unknown = [], []
    for name in names:
        spec, value = get_knowledge().spec(name), value_of(board, name)
        label = str(spec.label.in_language(language()))
        if value is None:
            unknown.append(label)
        else:
            known.append({"label": label, "value": in_words(name, value)})
    return Told(tuple(known), tuple(unknown))


def value_of(board: Board, name: str) -> Any:
    """The value of an answer as it was given, or of a derived fact; None when it is unknown."""
    given = board.facts.get(name)
    return board.scope.value(name) if given is None else given


def in_words(name: str, value: Any) -> str:
    """A value as a colleague reads it; rows one after the other."""
    spec = get_knowledge().spec(name)
    if spec.type == FactType.RECORDS:
        return "; ".join(format_row(spec, row, language()) for row in value)
    return format_value(spec, value, language())
