"""criteria.yaml: the criteria of ICHD-3 in our own words, each with the condition that decides it.

A class is what somebody fits or not. One of kind `subform` may fit at most, a question to the physician; the
diagnosis on file names no subforms, so it never differs (D72, D121). One of kind `signal` says what to
discuss and is never a diagnosis (8.2, N09); one of kind `features` lists what would go with a headache that
nobody here can establish (N08, D72).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from headache_cds.vocabulary.source import Location, Strict
from headache_cds.vocabulary.spec import Names, Text
from interventions.engine.language import nodes, terms
from interventions.engine.language.nodes import Condition
from interventions.knowledge.lines import LineReader, LineRecord, TextLine, limits_in, twice
from interventions.knowledge.reading import KnowledgeFiles

FILE = "criteria.yaml"


class CriterionRecord(Strict):
    """One criterion: a condition, parts of which `needs` must hold, or both; or a judgement of a physician.

    `needs` is all, any, or the parameter that says how many. `judge` says whose judgement it is; a judgement
    of the physician has no condition, because nobody answers it here.
    """

    letter: str
    text: Text
    when: str | None = None
    needs: str | None = None
    parts: Annotated[tuple[LineRecord, ...], BeforeValidator(tuple)] = ()
    fact: str | None = None
    shows: Names = ()
    judge: Literal["professional", "physician"] | None = None

    @model_validator(mode="after")
    def _can_be_decided(self) -> Self:
        if (self.needs is None) != (not self.parts):
            raise ValueError("'needs' and 'parts' go together")
        if (self.judge == "physician") != (self.when is None and not self.parts):
            raise ValueError("give 'when' or 'parts', or leave it to the physician")
        return self


class ClassRecord(Strict):
    """One class with its criteria.

    `fact` is the derived fact that its criteria together must equal; `probable_of` names the classes of which
    one criterion is missing. `on_file` tells whether it is the diagnosis in the dossier, `favoured` whether
    its course is the one on file: it then stands before its sisters. `only_when` keeps a class off
    the board until its own sign was told.
    """

    id: str
    code: str
    kind: Literal["class", "subform", "signal", "features"]
    title: Text
    fact: str | None = None
    fits: Text | None = None
    probable_of: Names = ()
    on_file: str
    favoured: str = "false"
    only_when: str = "true"
    note: Text | None = None
    sources: Names
    criteria: Annotated[tuple[CriterionRecord, ...], BeforeValidator(tuple)]

    @model_validator(mode="after")
    def _has_an_outcome(self) -> Self:
        if (self.fact is None) != (self.fits is None):
            raise ValueError("'fact' and 'fits' go together: what is said when it is true")
        if self.kind != "features" and self.fact is None:
            raise ValueError("a class needs its derived fact")
        return self


class QuestionRecord(Strict):
    """What to ask the physician when the history and the diagnosis on file differ."""

    id: str
    when: str
    text: Text
    sources: Names


class CriteriaFile(Strict):
    """The whole file. `beside` names the statements that stand on the page whatever the outcome."""

    beside: Names
    diagnosis_is_input: str
    questions: Annotated[tuple[QuestionRecord, ...], BeforeValidator(tuple)]
    classes: Annotated[tuple[ClassRecord, ...], BeforeValidator(tuple)]


@dataclass(frozen=True)
class Criterion:
    """A criterion as a tree; `condition` is None when it is left to the physician."""

    record: CriterionRecord
    condition: Condition | None
    parts: tuple[TextLine, ...]


@dataclass(frozen=True)
class HeadacheClass:
    """A class with its criteria as trees."""

    record: ClassRecord
    on_file: Condition
    favoured: Condition
    only_when: Condition
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class PhysicianQuestion:
    """A question to the physician with its condition as a tree."""

    record: QuestionRecord
    condition: Condition


@dataclass(frozen=True)
class Criteria:
    """Everything the criteria board stands on."""

    beside: Names
    diagnosis_is_input: Condition
    questions: tuple[PhysicianQuestion, ...]
    classes: tuple[HeadacheClass, ...]


def read_criteria(
    reading: KnowledgeFiles, record: CriteriaFile, statements: Mapping[str, object]
) -> Criteria:
    """The record of the file with its conditions as trees; every mistake is noted with its line."""
    return _FileReader(LineReader(reading, reading.files[FILE], statements)).read(record)


class _FileReader:
    def __init__(self, lines: LineReader) -> None:
        self.lines = lines

    def read(self, record: CriteriaFile) -> Criteria:
        self.lines.check_sources(record.beside, ("beside",))
        ids = [*(row.id for row in record.classes), *(row.id for row in record.questions)]
        for name in twice(ids):
            self.lines.report((), f"'{name}' appears twice")
        return Criteria(
            beside=record.beside,
            diagnosis_is_input=self.lines.condition(record.diagnosis_is_input, ("diagnosis_is_input",)),
            questions=tuple(
                self._question(row, ("questions", index)) for index, row in enumerate(record.questions)
            ),
            classes=tuple(
                self._class(row, ("classes", index), record) for index, row in enumerate(record.classes)
            ),
        )

    def _question(self, record: QuestionRecord, at: Location) -> PhysicianQuestion:
        self.lines.check_sources(record.sources, (*at, "sources"))
        return PhysicianQuestion(record, self.lines.condition(record.when, (*at, "when")))

    def _class(self, record: ClassRecord, at: Location, whole: CriteriaFile) -> HeadacheClass:
        self.lines.check_sources(record.sources, (*at, "sources"))
        known = {row.id for row in whole.classes}
        self.lines.check_names(record.probable_of, known, (*at, "probable_of"), "class")
        if record.fact:
            self.lines.check_facts((record.fact,), (*at, "fact"))
        for letter in twice(row.letter for row in record.criteria):
            self.lines.report((*at, "criteria"), f"criterion {letter} appears twice")
        criteria = tuple(
            self._criterion(row, (*at, "criteria", index)) for index, row in enumerate(record.criteria)
        )
        on_file = self.lines.condition(record.on_file, (*at, "on_file"))
        favoured = self.lines.condition(record.favoured, (*at, "favoured"))
        only_when = self.lines.condition(record.only_when, (*at, "only_when"))
        return HeadacheClass(record, on_file, favoured, only_when, criteria)

    def _criterion(self, record: CriterionRecord, at: Location) -> Criterion:
        self.lines.check_facts(record.shows, (*at, "shows"))
        if record.fact:
            self.lines.check_facts((record.fact,), (*at, "fact"))
        parts = tuple(
            self.lines.line(row, (*at, "parts", index), told=record.text)
            for index, row in enumerate(record.parts)
        )
        own = (self.lines.condition(record.when, (*at, "when")),) if record.when else ()
        self.lines.check_limits(record.text, own, (*at, "text"))
        found = (*own, self._counted(record, parts, at)) if parts else own
        condition = nodes.And(found) if len(found) > 1 else next(iter(found), None)
        return Criterion(record, condition, parts)

    def _counted(self, record: CriterionRecord, parts: tuple[TextLine, ...], at: Location) -> Condition:
        conditions = tuple(part.condition for part in parts)
        needs = str(record.needs)
        if needs == "all":
            return nodes.And(conditions)
        if needs == "any":
            return nodes.Or(conditions)
        name = needs.removeprefix("$")
        if name not in self.lines.reading.parameters:
            self.lines.report((*at, "needs"), f"'{needs}' is not all, any or a known $parameter")
        elif name not in limits_in(record.text.nl):
            self.lines.report((*at, "text"), f"does not tell its limit '{needs}'")
        return nodes.AtLeast(terms.Parameter(name), conditions)
