"""Checks that pages of questions (anamnese, examination) fit the vocabulary; mistakes name their line."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.source import Location, Mistake, Source
from headache_cds.vocabulary.spec import NUMERIC, FactType
from headache_cds.vocabulary.values import ValueProblem

from .routing import AllOf, Bound, Wanted, When


@dataclass(frozen=True)
class Placed:
    """One fact where it stands in the data file."""

    fact: str
    when: When | None
    location: Location


def check_placement(
    source: Source, placed: Iterable[Placed], expected: Collection[str], vocabulary: Vocabulary
) -> list[Mistake]:
    """Every expected fact appears once, no other fact appears, and every condition can hold.

    A fact that is on no page is named where it is declared: its author looks there.
    """
    mistakes: list[Mistake] = []
    seen: set[str] = set()
    for item in placed:
        if item.fact not in vocabulary.facts:
            message = f"'{item.fact}' is not a fact of the vocabulary"
            mistakes.append(source.mistake(item.location, message))
        elif item.fact not in expected:
            mistakes.append(source.mistake(item.location, f"'{item.fact}' is not asked in this step"))
        elif item.fact in seen:
            mistakes.append(source.mistake(item.location, f"'{item.fact}' appears twice"))
        seen.add(item.fact)
        mistakes += check_condition(source, item.when, (*item.location, "when"), vocabulary)
    missing = sorted(set(expected) - seen)
    nowhere = f"stands on no page: {source.path.name} does not ask it"
    return mistakes + [vocabulary.mistake(fact, f"'{fact}' {nowhere}") for fact in missing]


def check_condition(
    source: Source, when: When | None, location: Location, vocabulary: Vocabulary
) -> list[Mistake]:
    """A condition names facts of the vocabulary, and values or bounds that such a fact can have."""
    mistakes = []
    for fact, wanted in (when or {}).items():
        message = _problem(fact, wanted, vocabulary)
        if message:
            mistakes.append(source.mistake((*location, fact), message))
    return mistakes


def _problem(fact: str, wanted: Wanted, vocabulary: Vocabulary) -> str | None:
    spec = vocabulary.facts.get(fact)
    if spec is None:
        return f"'{fact}' is not a fact of the vocabulary"
    if isinstance(wanted, Bound):
        return None if spec.type in NUMERIC else f"'{fact}' is no number"
    if isinstance(wanted, AllOf) and spec.type != FactType.SET:
        return f"'{fact}' is no set"
    for value in wanted.all if isinstance(wanted, AllOf) else wanted:
        try:
            vocabulary.parse(fact, [value] if spec.type == FactType.SET else value)
        except ValueProblem as problem:
            return str(problem)
    return None
