"""synthesis.yaml: factors per domain, what the sensitisation profile is made from, and the two directions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator

from headache_cds.vocabulary.source import Location, Strict
from headache_cds.vocabulary.spec import FactType, Names, Text
from interventions.engine.language.nodes import Condition
from interventions.knowledge.lines import LineReader, LineRecord, TextLine, twice
from interventions.knowledge.reading import KnowledgeFiles

FILE = "synthesis.yaml"


class FactorRecord(LineRecord):
    """One contributing factor; `patient` is its name on the picture for the patient (B1)."""

    id: str
    patient: Text
    sources: Names


class DomainRecord(Strict):
    """One domain of the handvat's synthesis with its factors."""

    id: str
    title: Text
    patient: Text
    factors: Annotated[tuple[FactorRecord, ...], BeforeValidator(tuple)]


class SignsRecord(Strict):
    """The signs behind one derived fact; `needs` says in words how many count."""

    fact: str
    needs: Text
    lines: Annotated[tuple[LineRecord, ...], BeforeValidator(tuple)]


class ProfileRecord(Strict):
    """The sensitisation profile, the lines of the CSI (D07), and the signs it was made from."""

    fact: str
    csi: Text
    groups: Annotated[tuple[SignsRecord, ...], BeforeValidator(tuple)]


class DirectionRecord(Strict):
    """One direction of treatment; `gate` names the derived facts that must be true before it is shown."""

    id: Literal["bottom_up", "top_down"]
    title: Text
    text: Text
    when: str
    gate: Names
    sources: Names


class SynthesisFile(Strict):
    """The whole file. `provisional` names the statements that say how far the choice can be trusted."""

    provisional: Names
    whole: Text
    domains: Annotated[tuple[DomainRecord, ...], BeforeValidator(tuple)]
    profile: ProfileRecord
    directions: Annotated[tuple[DirectionRecord, ...], BeforeValidator(tuple)]
    remarks: Annotated[tuple[LineRecord, ...], BeforeValidator(tuple)]


@dataclass(frozen=True)
class Factor:
    """A factor with its condition as a tree."""

    record: FactorRecord
    line: TextLine


@dataclass(frozen=True)
class Domain:
    """A domain with its factors as trees."""

    record: DomainRecord
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Signs:
    """The signs behind one derived fact, as trees."""

    record: SignsRecord
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Direction:
    """A direction with its condition as a tree."""

    record: DirectionRecord
    condition: Condition


@dataclass(frozen=True)
class Synthesis:
    """Everything the synthesis page stands on."""

    record: SynthesisFile
    domains: tuple[Domain, ...]
    signs: tuple[Signs, ...]
    directions: tuple[Direction, ...]
    remarks: tuple[TextLine, ...]


def read_synthesis(
    reading: KnowledgeFiles, record: SynthesisFile, statements: Mapping[str, object]
) -> Synthesis:
    """The record of the file with its conditions as trees; every mistake is noted with its line."""
    return _FileReader(LineReader(reading, reading.files[FILE], statements)).read(record)


class _FileReader:
    def __init__(self, lines: LineReader) -> None:
        self.lines = lines

    def read(self, record: SynthesisFile) -> Synthesis:
        self.lines.check_sources(record.provisional, ("provisional",))
        ids = [factor.id for domain in record.domains for factor in domain.factors]
        for name in twice([*(domain.id for domain in record.domains), *ids]):
            self.lines.report(("domains",), f"'{name}' appears twice")
        profile = record.profile
        self.lines.check_facts((profile.fact,), ("profile", "fact"))
        self.lines.check_limits(profile.csi, (), ("profile", "csi"))
        return Synthesis(
            record=record,
            domains=tuple(self._domain(row, ("domains", index)) for index, row in enumerate(record.domains)),
            signs=tuple(
                self._signs(row, ("profile", "groups", index)) for index, row in enumerate(profile.groups)
            ),
            directions=tuple(
                self._direction(row, ("directions", index)) for index, row in enumerate(record.directions)
            ),
            remarks=tuple(
                self.lines.line(row, ("remarks", index)) for index, row in enumerate(record.remarks)
            ),
        )

    def _domain(self, record: DomainRecord, at: Location) -> Domain:
        factors = []
        for index, row in enumerate(record.factors):
            place = (*at, "factors", index)
            self.lines.check_sources(row.sources, (*place, "sources"))
            factors.append(Factor(row, self.lines.line(row, place)))
        return Domain(record, tuple(factors))

    def _signs(self, record: SignsRecord, at: Location) -> Signs:
        self.lines.check_facts((record.fact,), (*at, "fact"))
        self.lines.check_limits(record.needs, (), (*at, "needs"))
        lines = (self.lines.line(row, (*at, "lines", index)) for index, row in enumerate(record.lines))
        return Signs(record, tuple(lines))

    def _direction(self, record: DirectionRecord, at: Location) -> Direction:
        self.lines.check_sources(record.sources, (*at, "sources"))
        for name in record.gate:
            if getattr(self.lines.reading.specs.get(name), "type", None) != FactType.BOOL:
                self.lines.report((*at, "gate"), f"'{name}' is no yes/no fact")
        return Direction(record, self.lines.condition(record.when, (*at, "when")))
