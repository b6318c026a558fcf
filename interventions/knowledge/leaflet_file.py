"""patient_texts.yaml: what every patient plan says beside the chosen interventions, and when to call whom.

Refused, each with file and line: a condition that cannot be read, a headache type that does not exist, a
section that gathers what is no rule to educate, and such a rule with a sentence for the patient that stands
under no heading or under two.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from headache_cds.vocabulary.names import HEADACHE_TYPE
from headache_cds.vocabulary.source import Location, Strict
from headache_cds.vocabulary.spec import Names, Text
from interventions.engine.ruleset import Ruleset
from interventions.engine.urgency import Level
from interventions.engine.uses import Use
from interventions.knowledge.lines import LineReader, twice
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Statement
from interventions.knowledge.shapes import as_tuple

LEAFLET = "patient_texts.yaml"


class LeafletLine(Strict):
    """One line that every patient plan carries (B1), with the statements or decisions behind it.

    `headache_types` are those it is true of (none: of all).
    """

    text: Text
    sources: Names
    headache_types: Names = ()


LeafletLines = Annotated[tuple[LeafletLine, ...], BeforeValidator(as_tuple)]


class CallLine(LeafletLine):
    """What somebody may notice that calls for help; `triggers` are the facts that it speaks of.

    `not_for` is the condition that leaves it out, once it is certain to hold. `known_aura` says that a known
    aura looks like it.
    """

    triggers: Annotated[Names, Field(min_length=1)]
    not_for: str | None = None
    known_aura: bool = False


class Tells(Strict):
    """A derived fact, or one value of it, of which every flag behind it must be told in a list."""

    fact: str
    value: str | None = None


class CallList(Strict):
    """When to call one number, how soon, and which flags its lines may leave out none of."""

    title: Text
    urgency: Annotated[Level, Field(strict=False)]
    tells: Tells
    lines: Annotated[tuple[CallLine, ...], BeforeValidator(as_tuple)]


class KnownAura(Strict):
    """The words before the lines that a known aura looks like; `only_when` must certainly hold for them.

    `fact` is the one that an aura is on file, which a plan keeps.
    """

    text: Text
    only_when: str
    fact: str


class ReadingSection(Strict):
    """A heading of the explanation to read, and the rules to educate whose sentences stand under it."""

    title: Text
    rules: Names


class Leaflet(Strict):
    """What every patient plan says beside the chosen interventions."""

    understand: LeafletLines
    in_an_attack: LeafletLines
    bad_day: LeafletLine
    known_aura: KnownAura
    call_now: CallList
    call_113: CallList
    call_today: CallList
    reading: Annotated[tuple[ReadingSection, ...], BeforeValidator(as_tuple)]

    @property
    def calls(self) -> dict[str, CallList]:
        """The lists of when to call whom, in their order on paper."""
        return {"call_now": self.call_now, "call_113": self.call_113, "call_today": self.call_today}

    @property
    def talks(self) -> dict[str, LeafletLines]:
        """The parts that call nobody."""
        return {"understand": self.understand, "in_an_attack": self.in_an_attack}

    @property
    def lines(self) -> Iterator[tuple[Location, LeafletLine]]:
        """Every line, with where it stands in the file."""
        yield ("bad_day",), self.bad_day
        for part, lines in self.talks.items():
            yield from (((part, at), line) for at, line in enumerate(lines))
        for name, calls in self.calls.items():
            yield from (((name, "lines", at), line) for at, line in enumerate(calls.lines))

    @property
    def conditions(self) -> Iterator[tuple[Location, str]]:
        """Everything that decides about a line, with where it stands."""
        yield ("known_aura", "only_when"), self.known_aura.only_when
        for at, line in self.lines:
            if isinstance(line, CallLine) and line.not_for is not None:
                yield (*at, "not_for"), line.not_for


def check_leaflet(
    reading: KnowledgeFiles, leaflet: Leaflet, ruleset: Ruleset, statements: Mapping[str, Statement]
) -> None:
    """Conditions and headache types can be read, and the explanation to read is complete."""
    reader = LineReader(reading, reading.files[LEAFLET], statements)
    for at, condition in leaflet.conditions:
        reader.condition(condition, at)
    reader.check_facts((leaflet.known_aura.fact,), ("known_aura", "fact"))
    types = [str(choice.value) for choice in ruleset.facts[HEADACHE_TYPE].choices]
    for at, line in leaflet.lines:
        reader.check_names(line.headache_types, types, (*at, "headache_types"), "headache type")
        reader.check_sources(line.sources, (*at, "sources"))
    _check_reading(reading, reader, leaflet, ruleset)


def _check_reading(reading: KnowledgeFiles, reader: LineReader, leaflet: Leaflet, ruleset: Ruleset) -> None:
    """Every sentence of a rule to educate has its one heading."""
    rules = (rule.record for rule in ruleset.rules)
    told = [record.id for record in rules if record.use is Use.EDUCATE and record.patient is not None]
    for index, section in enumerate(leaflet.reading):
        reader.check_names(section.rules, told, ("reading", index, "rules"), "rule that educates")
    gathered = [name for section in leaflet.reading for name in section.rules]
    for name in twice(gathered):
        reader.report(("reading",), f"'{name}' stands under two headings")
    for name in sorted(set(told) - set(gathered)):
        reading.report("rule", name, "patient", f"stands under no heading of reading in {LEAFLET}")
