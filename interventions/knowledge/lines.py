"""Lines of text that hold or do not hold for a patient, as written in criteria.yaml and synthesis.yaml.

A text names its limits as `$parameter`, so that a number stands in one place only; every limit that the
condition compares with must stand in the text.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from headache_cds.vocabulary.source import Location, Source, Strict
from headache_cds.vocabulary.spec import Names, Text
from headache_cds.vocabulary.values import format_number
from interventions.engine.language.check import problems
from interventions.engine.language.nodes import Condition, Constant
from interventions.engine.language.syntax import ConditionError, parse_condition
from interventions.knowledge.reading import KnowledgeFiles

_LIMIT = re.compile(r"\$([a-z][a-z0-9_]*)")
_WITHOUT_RECORD = re.compile(r"[DN]\d+|EXT: \S.*")


class LineRecord(Strict):
    """One line and when it holds.

    `fact` is the derived fact that always comes out the same (a test proves it); `shows` replaces the facts
    of the condition where other facts tell the reader more.
    """

    text: Text
    when: str
    fact: str | None = None
    shows: Names = ()


@dataclass(frozen=True)
class TextLine:
    """A line with its condition as a tree."""

    record: LineRecord
    condition: Condition

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts whose value stands beside the line."""
        return self.record.shows or facts_in(self.condition)


def facts_in(condition: Condition) -> tuple[str, ...]:
    """Every fact that a condition names, in order of appearance."""
    return tuple(dict.fromkeys(name for node in condition.walk() for name in node.facts))


def fill_limits(text: Text, parameters: Mapping[str, float], language: str) -> str:
    """The text in one language with each `$parameter` as a number."""
    return _LIMIT.sub(lambda found: format_number(parameters[found[1]], language), text.in_language(language))


@dataclass
class LineReader:
    """Parses the conditions of one file; every mistake is noted with its line."""

    reading: KnowledgeFiles
    source: Source
    statements: Mapping[str, object]

    def line(self, record: LineRecord, at: Location, *, told: Text | None = None) -> TextLine:
        """A line as a tree; `told` is a text around it that may name limits too."""
        condition = self.condition(record.when, (*at, "when"))
        self.check_facts(record.shows, (*at, "shows"))
        if record.fact:
            self.check_facts((record.fact,), (*at, "fact"))
        self.check_limits(record.text, (condition,), (*at, "text"), told=told)
        return TextLine(record, condition)

    def condition(self, text: str, at: Location) -> Condition:
        """A checked condition; the one that never holds when it cannot be read: the mistake is noted."""
        try:
            condition = parse_condition(text)
        except ConditionError as error:
            self.report(at, str(error))
            return Constant(False)
        for problem in dict.fromkeys(problems(condition, self.reading.specs, self.reading.parameters)):
            self.report(at, problem)
        return condition

    def check_limits(
        self, text: Text, conditions: Iterable[Condition], at: Location, *, told: Text | None = None
    ) -> None:
        """Both sides name known limits, the same ones, and every limit of the conditions."""
        nl, en = limits_in(text.nl), limits_in(text.en)
        for name in sorted((nl | en) - self.reading.parameters.keys()):
            self.report(at, f"unknown parameter '${name}'")
        if nl != en:
            self.report(at, "names other limits in Dutch than in English")
        around = limits_in(told.nl) if told else set()
        needed = {name for condition in conditions for node in condition.walk() for name in node.parameters}
        for name in sorted(needed - nl - around):
            self.report(at, f"does not tell its limit '${name}'")

    def check_facts(self, names: Iterable[str], at: Location) -> None:
        for name in names:
            if name not in self.reading.specs:
                self.report(at, f"unknown fact '{name}'")

    def check_sources(self, names: Iterable[str], at: Location) -> None:
        for message in unknown_sources(names, self.statements):
            self.report(at, message)

    def check_names(self, names: Iterable[str], known: Iterable[str], at: Location, kind: str) -> None:
        for name in names:
            if name not in known:
                self.report(at, f"unknown {kind} '{name}'")

    def report(self, at: Location, message: str) -> None:
        self.reading.mistakes.append(self.source.mistake(at, message))


def unknown_sources(names: Iterable[str], statements: Container[str]) -> Iterator[str]:
    """What is wrong with sources: statements must exist.

    Decisions (D07, N10) and what comes from outside (EXT with the publication) have no record.
    """
    for name in names:
        if name not in statements and not _WITHOUT_RECORD.fullmatch(name):
            yield f"unknown statement '{name}'"


def limits_in(text: str) -> set[str]:
    """The parameters that a text names."""
    return set(_LIMIT.findall(text))


def twice(names: Iterable[str]) -> Iterator[str]:
    """The names that stand more than once."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
