"""How far a count may be off, and when: the parameters that say the uncertainty of a fact."""

from collections.abc import Mapping
from dataclasses import dataclass

from interventions.engine.language.check import problems
from interventions.engine.language.nodes import Condition
from interventions.engine.language.syntax import ConditionError, parse_condition
from interventions.engine.ruleset import Margin
from interventions.knowledge.reading import KnowledgeFiles


@dataclass(frozen=True)
class RecallMargin:
    """The parameter with the margin, and the condition under which it counts."""

    parameter: str
    when: Condition


def read_margins(reading: KnowledgeFiles) -> Mapping[str, RecallMargin]:
    """The margins by the fact that they are of; notes every mistake."""
    found: dict[str, RecallMargin] = {}
    for name, parameter in reading.parameters.items():
        if parameter.margin is not None:
            condition = _condition(reading, name, parameter.margin)
            if condition is not None:
                found[parameter.margin.of] = RecallMargin(name, condition)
    return found


def _condition(reading: KnowledgeFiles, name: str, margin: Margin) -> Condition | None:
    try:
        condition = parse_condition(margin.when)
    except ConditionError as error:
        reading.report("parameter", name, "margin", str(error))
        return None
    found = list(problems(condition, reading.specs, reading.parameters))
    if margin.of not in reading.specs:
        found.append(f"unknown fact '{margin.of}'")
    for problem in found:
        reading.report("parameter", name, "margin", problem)
    return None if found else condition
