"""Reads what cannot be true together, and the alarms that no drop may take away (`constraints.yaml`)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import BeforeValidator

from headache_cds.vocabulary.source import Location, Strict
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
    lines = LineReader(reading, reading.files[FILE], statements)
    alarms = tuple(lines.condition(text, ("alarms", at)) for at, text in enumerate(file.alarms))
    constraints = tuple(
        _constraint(lines, ruleset, record, ("constraints", at)) for at, record in enumerate(file.constraints)
    )
    ids = [record.id for record in file.constraints]
    for name in twice(ids):
        last = len(ids) - 1 - ids[::-1].index(name)
        lines.report(("constraints", last, "id"), f"'{name}' appears twice")
    return replace(ruleset, alarms=alarms, constraints=constraints)


def _constraint(lines: LineReader, ruleset: Ruleset, record: ConstraintRecord, at: Location) -> Constraint:
    lines.check_sources(record.source, (*at, "source"))
    for number, name in enumerate(record.drops):
        if name not in ruleset.facts:
            lines.report((*at, "drops", number), f"'{name}' is no answered fact")
    return Constraint(record, lines.condition(record.test, (*at, "test")))
