"""The test battery: read from battery.yaml, checked against the vocabulary."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, TypeAdapter, model_validator

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import Location, Mistake, Source, SourceError, Strict, read_yaml, validate
from headache_cds.vocabulary.spec import FactSpec, FactType, Names, RecordField, Text
from intake.layout import Placed, check_placement
from intake.routing import Question, When, as_tuple

HERE = Path(__file__).parent
BATTERY_FILE = HERE / "battery.yaml"


class Layout(StrEnum):
    """How the result fields of a test are drawn; all but `fields` draw one records fact."""

    FIELDS = "fields"
    ROWS = "rows"
    AROM = "arom"
    LEVEL_SIDE = "level_side"
    PALPATION = "palpation"


GRIDS = (Layout.AROM, Layout.LEVEL_SIDE, Layout.PALPATION)


class Test(Strict):
    """One test with its result fields; left open it is 'not tested'.

    `row_fields` span the fixed grid of a records fact and `cell_fields` are filled in per combination;
    `minimum` names the muscles that are always palpated; `optional` stands outside the base set.
    """

    __test__ = False  # not a test case for pytest

    id: str
    title: Text
    layout: Annotated[Layout, BeforeValidator(Layout)]
    facts: Names
    when: When | None = None
    optional: bool = False
    row_fields: Names = ()
    cell_fields: Names = ()
    minimum: Names = ()

    @model_validator(mode="after")
    def _grid_has_fields(self) -> Self:
        if (self.layout in GRIDS) != bool(self.row_fields and self.cell_fields):
            raise ValueError(f"row_fields and cell_fields belong to {', '.join(GRIDS)}")
        if self.layout != Layout.FIELDS and len(self.facts) != 1:
            raise ValueError(f"layout '{self.layout}' draws exactly one records fact")
        return self

    @property
    def questions(self) -> tuple[Question, ...]:
        """The facts of the test, each under the condition of the test."""
        return tuple(Question(fact=fact, when=self.when) for fact in self.facts)


class Part(Strict):
    """One part of the battery: 0 context and safety, 1-8 figure 1 of the handvat, 9 sensitisation."""

    id: str
    number: int
    title: Text
    why: Text
    source: Names
    tests: Annotated[tuple[Test, ...], BeforeValidator(as_tuple)]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of the part, in order."""
        return tuple(fact for test in self.tests for fact in test.facts)


class Battery(Strict):
    """All parts, and the sentence that stands above every test (N01)."""

    reminder: Text
    parts: Annotated[tuple[Part, ...], BeforeValidator(as_tuple)]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every result field of every test, in order."""
        return tuple(question for part in self.parts for test in part.tests for question in test.questions)

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that can be a finding."""
        return frozenset(question.fact for question in self.questions)

    def part(self, part_id: str) -> Part | None:
        """One part by its slug."""
        return next((part for part in self.parts if part.id == part_id), None)


@cache
def load_battery() -> Battery:
    """The battery of this release. Raises SourceError with file and line of every mistake."""
    return read_battery(BATTERY_FILE, get_vocabulary())


def check_shape(path: Path = BATTERY_FILE) -> None:
    """Raise SourceError when the battery cannot be read, whatever the vocabulary."""
    validate(read_yaml(path), TypeAdapter(Battery))


def next_part(part: Part) -> Part | None:
    """The part after this one; None after the last."""
    parts = load_battery().parts
    following = parts[parts.index(part) + 1 :]
    return following[0] if following else None


def read_battery(path: Path, vocabulary: Vocabulary) -> Battery:
    """Read and check one battery file."""
    source = read_yaml(path)
    battery = validate(source, TypeAdapter(Battery))
    mistakes = [*_check_ids(source, battery), *_check_grids(source, battery, vocabulary)]
    placed = [Placed(at.fact, at.test.when, at.location) for at in _placed(battery)]
    mistakes += check_placement(source, placed, vocabulary.of_folder(HERE / "facts").keys(), vocabulary)
    if mistakes:
        raise SourceError(mistakes)
    return battery


@dataclass(frozen=True)
class _At:
    fact: str
    test: Test
    location: Location


def _placed(battery: Battery) -> Iterator[_At]:
    for part_at, part in enumerate(battery.parts):
        for test_at, test in enumerate(part.tests):
            for fact_at, fact in enumerate(test.facts):
                yield _At(fact, test, ("parts", part_at, "tests", test_at, "facts", fact_at))


def _check_ids(source: Source, battery: Battery) -> list[Mistake]:
    named: list[tuple[str, Location]] = [
        (part.id, ("parts", at, "id")) for at, part in enumerate(battery.parts)
    ]
    named += [
        (test.id, ("parts", part_at, "tests", test_at, "id"))
        for part_at, part in enumerate(battery.parts)
        for test_at, test in enumerate(part.tests)
    ]
    ids = [name for name, _ in named]
    return [
        source.mistake(location, f"'{name}' appears twice")
        for at, (name, location) in enumerate(named)
        if name in ids[:at]
    ]


def _check_grids(source: Source, battery: Battery, vocabulary: Vocabulary) -> list[Mistake]:
    mistakes = []
    for at in _placed(battery):
        spec = vocabulary.facts.get(at.fact)
        if at.test.layout == Layout.FIELDS or spec is None:
            continue
        message = _grid_problem(at.test, spec)
        if message:
            mistakes.append(source.mistake(at.location, message))
    return mistakes


def _grid_problem(test: Test, spec: FactSpec) -> str | None:
    if spec.type != FactType.RECORDS:
        return f"'{spec.id}' is no records fact, so it cannot be drawn as '{test.layout}'"
    fields: dict[str, RecordField] = {item.id: item for item in spec.fields}
    unknown = [name for name in (*test.row_fields, *test.cell_fields) if name not in fields]
    if unknown:
        return f"'{unknown[0]}' is no field of '{spec.id}'"
    rows = {choice.value for choice in fields[test.row_fields[0]].choices} if test.row_fields else set()
    odd = [name for name in test.minimum if name not in rows]
    return f"'{odd[0]}' is no row of '{spec.id}'" if odd else None
