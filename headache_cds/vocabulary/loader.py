"""Reads the fact files of all steps into one vocabulary; refuses a mistake with file and line."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from headache_cds.vocabulary.days import days_since
from headache_cds.vocabulary.source import Mistake, Source, SourceError, read_yaml, validate
from headache_cds.vocabulary.spec import FactSpec, FactType, MemberOf, in_order
from headache_cds.vocabulary.values import Value, ValueProblem, is_unit, parse_value

_FACTS = TypeAdapter(list[FactSpec])


@dataclass(frozen=True)
class Vocabulary:
    """All collected facts by id, and the file and line that declare each; the folder is the step."""

    facts: Mapping[str, FactSpec]
    declared_in: Mapping[str, Path]
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)

    def of_folder(self, folder: Path) -> dict[str, FactSpec]:
        """The facts that one step declares."""
        return {name: spec for name, spec in self.facts.items() if self.declared_in[name].parent == folder}

    @cached_property
    def dates_by_days(self) -> dict[str, str]:
        """The date behind every number of days since a date."""
        return {name: spec.days_since for name, spec in self.facts.items() if spec.days_since}

    @cached_property
    def retired(self) -> frozenset[str]:
        """The facts that are asked no more; an answer of before stays readable."""
        return frozenset(name for name, spec in self.facts.items() if spec.retired)

    @cached_property
    def edition(self) -> str:
        """The newest edition that a fact names, so that of the questions of now; '' without one."""
        specs = self.facts.values()
        named = [spec.new_in for spec in specs if spec.new_in]
        named += [spec.reworded.edition for spec in specs if spec.reworded]
        return max(named, key=in_order, default="")

    def with_days_since(self, facts: Mapping[str, Any], on: dt.date) -> dict[str, Any]:
        """The same facts with the days since each known date, on a day; a number that is given stays."""
        dates = self.dates_by_days.items()
        return {name: days_since(facts[date], on) for name, date in dates if date in facts} | dict(facts)

    def mistake(self, name: str, message: str) -> Mistake:
        """A mistake that stands where a fact is declared."""
        return Mistake(self.declared_in[name], self.lines.get(name, 1), message)

    def parse(self, name: str, raw: object) -> Value | None:
        """The value of a named fact. Raises ValueProblem for an unknown name or an impossible value."""
        if name not in self.facts:
            raise ValueProblem(name, "unknown_fact")
        return parse_value(self.facts[name], raw)


def load_vocabulary(folders: Iterable[Path]) -> Vocabulary:
    """Read every *.yaml in the folders. Raises SourceError with all mistakes of all files."""
    facts: dict[str, FactSpec] = {}
    declared_in: dict[str, Path] = {}
    lines: dict[str, int] = {}
    mistakes: list[Mistake] = []
    read: list[tuple[Source, list[FactSpec]]] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        try:
            source = read_yaml(path)
            specs = validate(source, _FACTS)
        except SourceError as error:
            mistakes += error.mistakes
            continue
        read.append((source, specs))
        mistakes += _add(source, specs, facts, declared_in)
        mistakes += _check_units(source, specs)
        mistakes += _check_reworded(source, specs)
        lines |= {spec.id: source.line_of((index, "id")) for index, spec in enumerate(specs)}
    for source, specs in read:
        mistakes += _check_measured_again(source, specs, facts)
        mistakes += _check_days_since(source, specs, facts)
    if mistakes:
        raise SourceError(mistakes)
    return Vocabulary(facts, declared_in, lines)


def _add(
    source: Source, specs: list[FactSpec], facts: dict[str, FactSpec], declared_in: dict[str, Path]
) -> list[Mistake]:
    mistakes = []
    for index, spec in enumerate(specs):
        if spec.id in facts:
            message = f"fact '{spec.id}' is already declared in {declared_in[spec.id].name}"
            mistakes.append(source.mistake((index, "id"), message))
        facts[spec.id] = spec
        declared_in[spec.id] = source.path
    return mistakes


def _check_units(source: Source, specs: list[FactSpec]) -> Iterator[Mistake]:
    """A unit that is in no list would be shown as it is written, in English on a Dutch page."""
    for index, spec in enumerate(specs):
        columns = ((("fields", at, "unit"), column.unit) for at, column in enumerate(spec.fields))
        for place, unit in ((("unit",), spec.unit), *columns):
            if unit is not None and not is_unit(unit):
                yield source.mistake((index, *place), unknown_unit(unit))


def _check_reworded(source: Source, specs: list[FactSpec]) -> Iterator[Mistake]:
    """A value that is never stored would never be asked again."""
    for index, spec in enumerate(specs):
        for value in spec.reworded.asked_again if spec.reworded else ():
            try:
                parse_value(spec, [value] if spec.type == FactType.SET else value)
            except ValueProblem as problem:
                yield source.mistake((index, "reworded", "asked_again"), str(problem))


def unknown_unit(unit: str) -> str:
    """What to tell about a unit that nobody can read, and where to give it its words."""
    return f"unknown unit '{unit}': no symbol, and not in UNITS (headache_cds/vocabulary/values.py)"


def _check_measured_again(
    source: Source, specs: list[FactSpec], facts: Mapping[str, FactSpec]
) -> Iterator[Mistake]:
    """What a quantity that is asked again names must exist; its start and its value now are of one scale."""
    for index, spec in enumerate(specs):
        again = spec.measured_again
        if again is None:
            continue
        for name in again.names:
            if name not in facts:
                yield source.mistake((index, "measured_again"), f"'{name}' is not a fact")
            elif name != again.source and facts[name].type != spec.type:
                yield source.mistake((index, "measured_again"), f"'{name}' is not of type {spec.type}")
            elif name in (again.now, again.start):
                for problem in _other_scale(spec, facts[name]):
                    yield source.mistake((index, "measured_again"), f"'{name}' {problem}")
        if again.member_of and not _is_choice(again.member_of, facts):
            message = f"'{again.member_of.fact}' has no choice '{again.member_of.value}'"
            yield source.mistake((index, "measured_again", "member_of"), message)


def _check_days_since(
    source: Source, specs: list[FactSpec], facts: Mapping[str, FactSpec]
) -> Iterator[Mistake]:
    """A number of days since a date is whole, and the date is a fact."""
    for index, spec in enumerate(specs):
        if spec.days_since is None:
            continue
        if spec.type != FactType.INT:
            yield source.mistake((index, "type"), "days since a date are of type int")
        if spec.days_since not in facts:
            yield source.mistake((index, "days_since"), f"'{spec.days_since}' is not a fact")
        elif facts[spec.days_since].type != FactType.DATE:
            yield source.mistake((index, "days_since"), f"'{spec.days_since}' is no date")


def _other_scale(spec: FactSpec, other: FactSpec) -> Iterator[str]:
    """How the other measurement of one quantity differs, so that no change could be told from the two."""
    if other.unit != spec.unit:
        yield f"has the unit {other.unit or 'none'}, not {spec.unit or 'none'}"
    if (other.min, other.max) != (spec.min, spec.max):
        yield f"runs {_range(other)}, not {_range(spec)}"


def _range(spec: FactSpec) -> str:
    low, high = ("none" if limit is None else limit for limit in (spec.min, spec.max))
    return f"from {low} to {high}"


def _is_choice(member: MemberOf, facts: Mapping[str, FactSpec]) -> bool:
    spec = facts.get(member.fact)
    return spec is not None and member.value in [choice.value for choice in spec.choices]
