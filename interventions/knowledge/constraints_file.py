"""Reads what cannot be true together, and the alarms that no drop may take away (`constraints.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BeforeValidator

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Names
from interventions.engine.constraints import Constraint, ConstraintRecord
from interventions.engine.ruleset import Ruleset
from interventions.knowledge.lines import LineReader, twice
from interventions.knowledge.reading import KnowledgeFiles

FILE = "constraints.yaml"


class ConstraintsFile(Strict):
    """The whole file."""

    alarms: Names
    constraints: Annotated[tuple[ConstraintRecord, ...], BeforeValidator(tuple)]


def with_constraints(
    reading: KnowledgeFiles, ruleset: Ruleset, file: ConstraintsFile, statements: Mapping[str, object]
) -> Ruleset:
    """The ruleset with its constraints and alarms; notes every mistake with its line.

    Refused: a fact, value or parameter that does not exist, a drop of what nobody answers, an id twice.
    """
    return replace(ruleset, **_Reader(reading, ruleset, statements).read(file))


@dataclass
class _Reader:
    reading: KnowledgeFiles
    ruleset: Ruleset
    statements: Mapping[str, object]

    def read(self, file: ConstraintsFile) -> dict[str, tuple[object, ...]]:
        lines = LineReader(self.reading, self.reading.files[FILE], self.statements)
        alarms = [lines.condition(text, ("alarms", at)) for at, text in enumerate(file.alarms)]
        constraints = []
        for at, record in enumerate(file.constraints):
            place = ("constraints", at)
            constraints.append(Constraint(record, lines.condition(record.test, (*place, "test"))))
            lines.check_sources(record.source, (*place, "source"))
            for number, name in enumerate(record.drops):
                if name not in self.ruleset.facts:
                    lines.report((*place, "drops", number), f"'{name}' is no answered fact")
        for name in twice(record.id for record in file.constraints):
            at = [record.id for record in file.constraints].index(name)
            lines.report(("constraints", at, "id"), f"'{name}' appears twice")
        return {"alarms": tuple(alarms), "constraints": tuple(constraints)}
