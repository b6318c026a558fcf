"""Who reads a fact: the first rule, file or page through which an answer can change what somebody sees."""

from collections.abc import Iterable, Iterator, Mapping

from interventions.engine.language.nodes import Condition
from interventions.engine.ruleset import Rule, Ruleset
from interventions.knowledge import constraints_file, criteria_file, synthesis_file
from interventions.knowledge.criteria_file import Criteria
from interventions.knowledge.doing_file import LADDERS
from interventions.knowledge.lines import facts_in
from interventions.knowledge.loader import Knowledge
from interventions.knowledge.synthesis_file import Synthesis

# A fact, and who reads it.
Reading = tuple[str, str]


def readings_of(knowledge: Knowledge) -> Iterator[Reading]:
    """What the files of the knowledge read, each with the rule or the file."""
    for rule in knowledge.ruleset.rules:
        for name in facts_of_rule(rule):
            yield name, f"the rule {rule.id}"
    for name in _named_by_constraints(knowledge.ruleset):
        yield name, constraints_file.FILE
    for name in _named_by_criteria(knowledge.criteria):
        yield name, criteria_file.FILE
    for name in _named_by_synthesis(knowledge.synthesis):
        yield name, synthesis_file.FILE
    yield from ((name, LADDERS) for name in _named_by_ladders(knowledge))
    rail, flags = knowledge.rail, knowledge.red_flags.record
    for name in (*rail.shown, rail.cleared):
        yield name, "rail.yaml"
    for name in (*knowledge.red_flags.names, flags.open, flags.tier, flags.complete, flags.screening):
        yield name, "urgency.yaml"
    for margin in knowledge.margins.values():
        for name in facts_in(margin.when):
            yield name, "parameters.yaml"


def facts_of_rule(rule: Rule) -> tuple[str, ...]:
    """The facts that a rule names: in its condition, its gates, its levels of urgency."""
    conditions = (rule.condition, *(condition for condition, _branch in rule.urgency))
    return (*_in(conditions), *rule.record.gate)


def readers_of(ruleset: Ruleset, readings: Iterable[Reading]) -> Mapping[str, str]:
    """The first reader of every fact that is read, directly or through what is computed from it."""
    found: dict[str, str] = {}
    for named, reader in readings:
        behind = [named]
        while behind:
            name = behind.pop()
            if name not in found:
                found[name] = reader
                behind += _computed_from(ruleset, name)
    return found


def _named_by_ladders(knowledge: Knowledge) -> Iterator[str]:
    """What somebody does now, from which a ladder starts, and what makes it start lower."""
    yield from facts_in(knowledge.doing.gently_when)
    ladders = [dose.ladder for dose in knowledge.doses.values()]
    ladders += [card.todo.ladder for card in knowledge.cards.cards if card.todo]
    for ladder in ladders:
        yield from ladder.now if ladder else ()


def _computed_from(ruleset: Ruleset, name: str) -> Iterator[str]:
    """The inputs of a derived fact; of the days since a date that date."""
    if name in ruleset.derived:
        yield from ruleset.derived[name].inputs
    elif name in ruleset.facts and (date := ruleset.facts[name].days_since):
        yield date


def _in(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield from facts_in(condition)


def _named_by_constraints(ruleset: Ruleset) -> Iterator[str]:
    yield from _in(ruleset.alarms)
    yield from _in(constraint.condition for constraint in ruleset.constraints)


def _named_by_criteria(criteria: Criteria) -> Iterator[str]:
    yield from _in((criteria.diagnosis_is_input, *(question.condition for question in criteria.questions)))
    for entry in criteria.classes:
        yield from _in((entry.on_file, entry.favoured))
        yield from (entry.record.fact,) if entry.record.fact else ()
        for criterion in entry.criteria:
            yield from _in((criterion.condition,) if criterion.condition else ())
            yield from criterion.record.shows
            for part in criterion.parts:
                yield from (*facts_in(part.condition), *part.record.shows)


def _named_by_synthesis(synthesis: Synthesis) -> Iterator[str]:
    yield synthesis.record.profile.fact
    lines = [factor.line for domain in synthesis.domains for factor in domain.factors]
    lines += [*synthesis.remarks, *(line for signs in synthesis.signs for line in signs.lines)]
    for line in lines:
        yield from (*facts_in(line.condition), *line.record.shows)
    yield from (signs.record.fact for signs in synthesis.signs)
    for direction in synthesis.directions:
        yield from (*facts_in(direction.condition), *direction.record.gate)
