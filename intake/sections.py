"""The pages of the anamnese: read from sections.yaml, checked against the vocabulary."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.names import AGE, CARE_SETTING, SEX
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import Location, Mistake, Source, SourceError, Strict, read_yaml, validate
from headache_cds.vocabulary.spec import FactType, Text

from .follow_up import FOLLOW_UP_FILE
from .layout import Placed, check_condition, check_placement
from .routing import Question, Questions, When, as_tuple, is_shown

HERE = Path(__file__).parent
SECTIONS_FILE = HERE / "sections.yaml"
RED_FLAG_FILE = HERE / "facts" / "red_flags.yaml"
# Asked at registration and kept with the patient and the episode, not as answers.
PATIENT_FACTS = frozenset({SEX, AGE, CARE_SETTING})


class Group(Strict):
    """Questions under one sub-head; `more` folds them under 'Meer vragen' and out of the progress."""

    title: Text
    more: bool = False
    questions: Questions


class Section(Strict):
    """One page of the anamnese; step 0 is safety and setting, 1-3 the handvat, 4 the questionnaires."""

    id: str
    step: int
    title: Text
    why: Text
    required_when: When | None = None
    groups: Annotated[tuple[Group, ...], BeforeValidator(as_tuple)]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of the page, in order."""
        return tuple(question for group in self.groups for question in group.questions)

    def core_questions(self, facts: Mapping[str, object]) -> tuple[Question, ...]:
        """The questions that are asked and count in the progress for this patient."""
        return tuple(
            question
            for group in self.groups
            if not group.more
            for question in group.questions
            if question.is_asked(facts) and not question.is_more(facts)
        )

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of the page, in order."""
        return tuple(question.fact for question in self.questions)

    def is_required(self, facts: Mapping[str, object]) -> bool:
        """Whether the page counts in the progress of the whole for this patient."""
        return is_shown(self.required_when, facts)


Sections = tuple[Section, ...]
_SHAPE: TypeAdapter[list[Section]] = TypeAdapter(list[Section])


@cache
def load_sections() -> Sections:
    """The pages of this release. Raises SourceError with file and line of every mistake."""
    return read_sections(SECTIONS_FILE, get_vocabulary())


def check_shape(path: Path = SECTIONS_FILE) -> None:
    """Raise SourceError when the file of pages cannot be read, whatever the vocabulary."""
    validate(read_yaml(path), _SHAPE)


def get_section(section_id: str) -> Section | None:
    """One page by its slug."""
    return next((section for section in load_sections() if section.id == section_id), None)


def next_section(section: Section, facts: dict[str, object]) -> Section | None:
    """The page after this one among those that count for the patient; None after the last."""
    sections = load_sections()
    following = sections[sections.index(section) + 1 :]
    return next((item for item in following if item.is_required(facts)), None)


@cache
def all_questions() -> tuple[Question, ...]:
    """Every question of the anamnese, in order."""
    return tuple(question for section in load_sections() for question in section.questions)


def expected_facts(vocabulary: Vocabulary) -> frozenset[str]:
    """The facts that the pages must ask: all of this step but those of the patient, of a follow-up, those
    that are asked no more, and the days since a date, which are computed."""
    return (
        frozenset(
            fact
            for fact, path in vocabulary.declared_in.items()
            if path.parent == HERE / "facts" and path != FOLLOW_UP_FILE and fact not in PATIENT_FACTS
        )
        - vocabulary.dates_by_days.keys()
        - vocabulary.retired
    )


def read_sections(path: Path, vocabulary: Vocabulary) -> Sections:
    """Read and check one file of pages."""
    source = read_yaml(path)
    sections = validate(source, _SHAPE)
    mistakes = _check_ids(source, sections)
    for index, section in enumerate(sections):
        mistakes += check_condition(source, section.required_when, (index, "required_when"), vocabulary)
    placed = list(_placed(sections))
    mistakes += _check_other_conditions(source, sections, vocabulary)
    mistakes += check_placement(source, placed, expected_facts(vocabulary), vocabulary)
    mistakes += _check_red_flags(source, placed, vocabulary)
    if mistakes:
        raise SourceError(mistakes)
    return tuple(sections)


def _check_other_conditions(source: Source, sections: list[Section], vocabulary: Vocabulary) -> list[Mistake]:
    """Only what registration knows for certain settles or folds a question before anybody asks it."""
    mistakes = []
    for question, location in _located(sections):
        for key, when in (("unless", question.unless), ("more_when", question.more_when)):
            mistakes += check_condition(source, when, (*location, key), vocabulary)
            mistakes += [
                source.mistake((*location, key, fact), f"'{fact}' is not known from registration")
                for fact in when or {}
                if fact not in PATIENT_FACTS
            ]
    return mistakes


def _check_ids(source: Source, sections: list[Section]) -> list[Mistake]:
    ids = [section.id for section in sections]
    return [
        source.mistake((index, "id"), f"section '{name}' appears twice")
        for index, name in enumerate(ids)
        if name in ids[:index]
    ]


def _check_red_flags(source: Source, placed: list[Placed], vocabulary: Vocabulary) -> list[Mistake]:
    """A red flag is always asked: no earlier answer may hide it. A detail of a flag waits for its yes."""
    flags = {name for name, path in vocabulary.declared_in.items() if path == RED_FLAG_FILE}
    return [
        source.mistake(item.location, f"'{item.fact}' is a red flag and cannot be hidden")
        for item in placed
        if item.when and item.fact in flags and not _is_detail(item, flags, vocabulary)
    ]


def _is_detail(item: Placed, flags: set[str], vocabulary: Vocabulary) -> bool:
    """Whether it says more about flags that were answered yes: a number, a date, no yes of its own."""
    asked_after = all(name in flags and wanted == (True,) for name, wanted in (item.when or {}).items())
    return asked_after and vocabulary.facts[item.fact].type != FactType.BOOL


def _placed(sections: list[Section]) -> Iterator[Placed]:
    return (Placed(question.fact, question.when, location) for question, location in _located(sections))


def _located(sections: list[Section]) -> Iterator[tuple[Question, Location]]:
    for at, section in enumerate(sections):
        for group_at, group in enumerate(section.groups):
            for question_at, question in enumerate(group.questions):
                yield question, (at, "groups", group_at, "questions", question_at)
