"""Which changes are reported and by what each is judged, read from comparisons.yaml."""

from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import TypeAdapter, model_validator

from headache_cds.vocabulary.source import Location, Strict, read_yaml, validate
from headache_cds.vocabulary.spec import FactType, Text
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.nodes import Condition
from interventions.engine.language.syntax import parse_condition

from .reading import FOLDER, References

COMPARISONS_FILE = FOLDER / "comparisons.yaml"


class Comparison(Strict):
    """One change that is reported.

    `change` is the fact with the change (positive is better), told in its `unit`, or a score that is told in
    `change_words` with %(value)s. `limit` is the parameter that it is held against, told in `limit_words`
    with %(limit)s; None when there is none. `outcome` is the derived fact that judges it; without one
    `no_outcome` stands in its place. `when` tells for whom the limit is meant; `fallback`: for whom no row
    above of the same change is meant.
    """

    name: Text
    change: str
    unit: Literal["%", "points"] | None = None
    change_words: Text | None = None
    when: str = ""
    fallback: bool = False
    limit: str | None = None
    limit_words: Text
    outcome: str | None = None
    no_outcome: Text | None = None

    @model_validator(mode="after")
    def _is_told_in_one_way(self) -> Self:
        if (self.unit is None) == (self.change_words is None):
            raise ValueError("give either unit or change_words")
        if (self.outcome is None) == (self.no_outcome is None):
            raise ValueError("give either outcome or no_outcome")
        if self.fallback and self.when:
            raise ValueError("a fallback has no condition of its own")
        if self.change_words:
            _check_words("change_words", self.change_words, "value", told=True)
        _check_words("limit_words", self.limit_words, "limit", told=self.limit is not None)
        return self

    @cached_property
    def condition(self) -> Condition:
        """For whom the limit is meant."""
        return parse_condition(self.when)


def _check_words(key: str, words: Text, place: str, *, told: bool) -> None:
    """Raises ValueError for words that cannot be filled in, or that leave out what they should tell."""
    for text in (words.nl, words.en):
        try:
            filled = text % {place: "\0"}
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{key}: cannot fill in '{text}'") from error
        if ("\0" in filled) != told:
            raise ValueError(f"{key}: '{text}' {'lacks' if told else 'has nothing for'} %({place})s")


_SHAPE: TypeAdapter[list[Comparison]] = TypeAdapter(list[Comparison])


@cache
def get_comparisons() -> tuple[Comparison, ...]:
    """Those of this release. Raises SourceError with file and line of every mistake."""
    return read_comparisons(COMPARISONS_FILE)


def read_comparisons(path: Path) -> tuple[Comparison, ...]:
    """Read one file and hold it against the knowledge. Raises SourceError with all mistakes."""
    source = read_yaml(path)
    found = validate(source, _SHAPE)
    references = References(source)
    for index, item in enumerate(found):
        _check(references, (index,), item)
    references.raise_mistakes()
    return tuple(found)


def _check(references: References, at: Location, item: Comparison) -> None:
    references.number((*at, "change"), item.change)
    references.condition((*at, "when"), item.when)
    if item.limit:
        references.parameter((*at, "limit"), item.limit)
    if item.outcome:
        references.fact((*at, "outcome"), item.outcome, FactType.BOOL)


def applying(scope: Evaluation) -> list[Comparison]:
    """The rows for one patient: with a change that is known, and a limit that is meant for this patient."""
    found: list[Comparison] = []
    judged: set[str] = set()
    for item in get_comparisons():
        if scope.value(item.change) is not None and _is_meant(item, scope, judged):
            found.append(item)
            judged.add(item.change)
    return found


def _is_meant(item: Comparison, scope: Evaluation, judged: set[str]) -> bool:
    return item.change not in judged if item.fallback else scope.truth(item.condition) is True
