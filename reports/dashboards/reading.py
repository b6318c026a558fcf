"""Holds what the tables of the dashboards name against the knowledge; a mistake names its file and line."""

from pathlib import Path
from typing import Any

from headache_cds.vocabulary.source import Location, Mistake, Source, SourceError
from headache_cds.vocabulary.spec import NUMERIC, FactType
from intake.follow_up import measured_again
from interventions.engine.language.check import problems
from interventions.engine.language.syntax import ConditionError, parse_condition
from interventions.knowledge import get_knowledge

FOLDER = Path(__file__).parent


class References:
    """Notes every name in one file that the knowledge does not have, or not as what is asked for."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.knowledge = get_knowledge()
        derived = {name: entry.record for name, entry in self.knowledge.ruleset.derived.items()}
        self.specs: dict[str, Any] = {**self.knowledge.vocabulary.facts, **derived}
        self.mistakes: list[Mistake] = []

    def note(self, at: Location, message: str) -> None:
        """Note a mistake at its place in the file."""
        self.mistakes.append(self.source.mistake(at, message))

    def fact(self, at: Location, name: str, *kinds: FactType) -> None:
        """A collected or derived fact of one of these types."""
        if name not in self.specs:
            self.note(at, f"unknown fact '{name}'")
        elif self.specs[name].type not in kinds:
            self.note(at, f"'{name}' is not of type {' or '.join(kinds)}")

    def number(self, at: Location, name: str) -> None:
        """A fact that is a number."""
        self.fact(at, name, *NUMERIC)

    def quantity(self, at: Location, name: str) -> None:
        """A fact that is asked again at a follow-up."""
        self.number(at, name)
        if name not in measured_again():
            self.note(at, f"'{name}' is not measured again")

    def parameter(self, at: Location, name: str) -> None:
        """A threshold of the knowledge."""
        if name not in self.knowledge.parameters:
            self.note(at, f"unknown parameter '{name}'")

    def condition(self, at: Location, text: str) -> None:
        """A condition in the statement language."""
        try:
            found = list(problems(parse_condition(text), self.specs, self.knowledge.parameters))
        except ConditionError as error:
            found = [str(error)]
        for problem in found:
            self.note(at, problem)

    def raise_mistakes(self) -> None:
        """Raises SourceError with everything that was noted."""
        if self.mistakes:
            raise SourceError(self.mistakes)
