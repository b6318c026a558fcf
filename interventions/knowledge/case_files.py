"""The cases that stand beside the rules and the derived facts: what each must come out as."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter

from headache_cds.vocabulary.source import Location, Mistake, Source, SourceError, Strict, read_yaml, validate
from headache_cds.vocabulary.spec import Names
from interventions.knowledge.constraints_file import FILE as CONSTRAINTS

Facts = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class RuleCase:
    """Facts, and the status that one rule must have for them. `place` is file and line."""

    rule: str
    name: str
    facts: Facts
    status: str
    place: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


@dataclass(frozen=True)
class DerivedCase:
    """Facts, and the value that one derived fact must have for them; None is unknown.

    `parameter` names the threshold that the case stands beside. `place` is file and line.
    """

    fact: str
    parameter: str | None
    facts: Facts
    value: Any
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class ConstraintCase:
    """Facts, what the test of one constraint comes to for them, and what is dropped."""

    constraint: str
    facts: Facts
    holds: bool | None
    dropped: tuple[str, ...]
    place: str = field(default="", compare=False)


class _Given(Strict):
    """What is known in a case: its own facts on top of those of a named base."""

    base: str | None = None
    facts: Facts = Field(default_factory=dict)


class _RuleCase(_Given):
    name: str
    status: Literal["applies", "does_not_apply", "insufficient_data", "suppressed"]


class _DerivedCase(_Given):
    parameter: str | None = None
    value: Any


class _ConstraintCase(_Given):
    holds: bool | None
    dropped: Names = ()


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class _Rule(BaseModel):
    """A rule, of which only the cases are read here."""

    id: str
    cases: Annotated[tuple[_RuleCase, ...], BeforeValidator(_as_tuple)] = ()


class _Topic(BaseModel):
    rules: Annotated[tuple[_Rule, ...], BeforeValidator(_as_tuple)] = ()


class _Derived(BaseModel):
    id: str
    cases: Annotated[tuple[_DerivedCase, ...], BeforeValidator(_as_tuple)] = ()


class _Constraint(BaseModel):
    id: str
    cases: Annotated[tuple[_ConstraintCase, ...], BeforeValidator(_as_tuple)] = ()


class _Constraints(BaseModel):
    constraints: Annotated[tuple[_Constraint, ...], BeforeValidator(_as_tuple)]


def read_rule_cases(folder: Path) -> list[RuleCase]:
    """The cases of every rule, from `topics` of a knowledge folder, with their base filled in.

    Raises SourceError for a misshapen case or an unknown base, with file and line.
    """
    reader = _Reader(folder)
    found = []
    for source, topic in reader.files("topics", TypeAdapter(_Topic)):
        for index, rule in enumerate(topic.rules):
            for number, case in enumerate(rule.cases):
                facts, place = reader.given(source, ("rules", index, "cases", number), case)
                found.append(RuleCase(rule.id, case.name, facts, case.status, place))
    reader.raise_mistakes()
    return found


def read_derived_cases(folder: Path) -> list[DerivedCase]:
    """The cases of every derived fact, from `derived` of a knowledge folder; raises as `read_rule_cases`."""
    reader = _Reader(folder)
    found = []
    for source, records in reader.files("derived", TypeAdapter(list[_Derived])):
        for index, record in enumerate(records):
            for number, case in enumerate(record.cases):
                facts, place = reader.given(source, (index, "cases", number), case)
                found.append(DerivedCase(record.id, case.parameter, facts, case.value, place))
    reader.raise_mistakes()
    return found


def read_constraint_cases(folder: Path) -> list[ConstraintCase]:
    """The cases of every constraint; raises as `read_rule_cases`."""
    reader = _Reader(folder)
    source = read_yaml(folder / CONSTRAINTS)
    found = []
    for index, record in enumerate(validate(source, TypeAdapter(_Constraints)).constraints):
        for number, case in enumerate(record.cases):
            facts, place = reader.given(source, ("constraints", index, "cases", number), case)
            found.append(ConstraintCase(record.id, facts, case.holds, case.dropped, place))
    reader.raise_mistakes()
    return found


def read_bases(folder: Path) -> dict[str, Facts]:
    """The named starting points of the cases of a knowledge folder."""
    return validate(read_yaml(folder / "cases" / "bases.yaml"), TypeAdapter(dict[str, Facts]))


class _Reader:
    """Reads the files that hold cases, and keeps the mistakes found in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bases = read_bases(folder)
        self.mistakes: list[Mistake] = []

    def files(self, name: str, shape: TypeAdapter[T]) -> Iterator[tuple[Source, T]]:
        """Each file of a sub-folder in its shape; one with a mistake is left out."""
        for path in sorted((self.folder / name).glob("*.yaml")):
            try:
                source = read_yaml(path)
                yield source, validate(source, shape)
            except SourceError as error:
                self.mistakes += error.mistakes

    def given(self, source: Source, at: Location, case: _Given) -> tuple[Facts, str]:
        """What is known in a case, and its file and line."""
        if case.base is not None and case.base not in self.bases:
            self.mistakes.append(source.mistake((*at, "base"), f"unknown base '{case.base}'"))
        base = self.bases.get(case.base, {}) if case.base else {}
        return {**base, **case.facts}, f"{source.path.relative_to(self.folder)}:{source.line_of(at)}"

    def raise_mistakes(self) -> None:
        if self.mistakes:
            raise SourceError(self.mistakes)
