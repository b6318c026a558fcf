"""dangers.yaml: what must never stand beside what, and which answers close which part of the body.

Refused, each with file and line: a condition that cannot be read, a name that does not exist, a value of a
contraindication question that neither closes a part nor is said to close nothing, a question that a gate of a
part reads and of which no value stands there, and a load without a part that closes its gates and each
stricter one.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from headache_cds.vocabulary.source import Location
from headache_cds.vocabulary.spec import FactSpec, FactType
from headache_cds.vocabulary.values import NONE
from interventions.engine.kinds import ClosingValue, Danger, Dangers, Kinds
from interventions.engine.language.check import problems
from interventions.engine.language.nodes import UNKNOWN
from interventions.engine.language.syntax import ConditionError, parse_condition
from interventions.engine.ruleset import Ruleset
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Statement

DANGERS = "dangers.yaml"


def read_dangers(
    reading: KnowledgeFiles,
    kinds: Kinds,
    known: Mapping[str, Mapping[str, Any]],
    ruleset: Ruleset,
    statements: Mapping[str, Statement],
) -> Dangers:
    """The dangers, with every condition and name checked; `known` are the kinds, intensities and loads."""
    found: Dangers = reading.one(DANGERS, Dangers)
    check = _DangerCheck(reading, found, ruleset)
    check.parts(kinds)
    check.values()
    check.questions()
    check.dangers(known)
    check.conditions()
    check.opposites(statements)
    return found.model_copy(update={"dangers": tuple(check.filled(danger) for danger in found.dangers)})


class _DangerCheck:
    def __init__(self, reading: KnowledgeFiles, found: Dangers, ruleset: Ruleset) -> None:
        self.reading, self.found, self.ruleset = reading, found, ruleset
        self.source = reading.files[DANGERS]
        self.by_id = {part.id: part for part in found.parts}

    def filled(self, danger: Danger) -> Danger:
        """The danger with the condition of its part."""
        part = self.by_id.get(danger.part or "")
        return danger.model_copy(update={"when": part.when}) if part else danger

    def parts(self, kinds: Kinds) -> None:
        """Gates and values exist, and what loads a part has a part that closes its gates."""
        for index, part in enumerate(self.found.parts):
            for gate in part.gates:
                if (
                    gate not in self.ruleset.derived
                    or self.ruleset.derived[gate].record.type != FactType.BOOL
                ):
                    self._report(("parts", index, "gates"), f"{part.id}: '{gate}' is no yes/no derived fact")
            for value in part.values:
                for message in self._problems(value.when):
                    self._report(("parts", index, "closed_by", value.fact), f"{part.id}: {message}")
        for load in kinds.loads:
            stricter = [gate for gate, others in kinds.enough.items() if set(others) & set(load.gates)]
            closed = self.by_id[load.id].gates if load.id in self.by_id else ()
            for gate in (*load.gates, *stricter):
                if gate not in closed:
                    self._report(("parts",), f"{load.id}: no part of that name closes '{gate}'")

    def values(self) -> None:
        """Each value of a question that closes anything closes a part, or is said to close nothing."""
        closing = {value for part in self.found.parts for value in part.values}
        idle: set[ClosingValue] = set()
        for index, row in enumerate(self.found.closes_nothing):
            for value in row.values:
                told = ClosingValue(row.fact, value)
                idle.add(told)
                for message in self._problems(told.when):
                    self._report(("closes_nothing", index), message)
                if told in closing:
                    self._report(("closes_nothing", index), f"'{value}' of {row.fact} closes a part")
        for fact in sorted({value.fact for value in closing}):
            for value in _values_of(self.ruleset.facts.get(fact)):
                if ClosingValue(fact, value) not in closing | idle:
                    self._report(("parts",), f"'{value}' of {fact} neither closes a part nor closes nothing")

    def questions(self) -> None:
        """A question with choices that a gate of a part reads closes a part, or is said to close nothing."""
        named = {value.fact for part in self.found.parts for value in part.values}
        named |= {row.fact for row in self.found.closes_nothing}
        for index, part in enumerate(self.found.parts):
            gates = {gate for gate in part.gates if gate in self.ruleset.derived}
            for fact in sorted(self._read_by(gates) - named):
                if self.ruleset.facts[fact].type == FactType.SET and not self.ruleset.facts[fact].fixed:
                    message = f"{part.id}: '{fact}' is read by its gates, and no value of it stands here"
                    self._report(("parts", index), message)

    @cached_property
    def held_back(self) -> set[str]:
        """What holds back every treatment, whatever it loads; not read as a reason of one part."""
        whens = [danger.when for danger in self.found.dangers if danger.forbids.treatment]
        readable = [parse_condition(when) for when in whens if not self._problems(when)]
        return {name for condition in readable for node in condition.walk() for name in node.facts}

    def _read_by(self, gates: set[str]) -> set[str]:
        """The answers that gates read by themselves, so not through what holds all advice back."""
        found: set[str] = set()
        queue = [*gates]
        while queue:
            name = queue.pop()
            if name in found or name in self.held_back:
                continue
            found.add(name)
            if name in self.ruleset.derived:
                queue += self.ruleset.derived[name].inputs
        return found & self.ruleset.facts.keys()

    def dangers(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        """Each danger has a condition or a part, and forbids what exists."""
        for index, danger in enumerate(self.found.dangers):
            for key, names in known.items():
                for name in getattr(danger.forbids, key):
                    if name not in names:
                        at = ("dangers", index, "forbids", key)
                        self._report(at, f"{danger.name}: '{name}' is no {key}")
            if danger.part is not None and danger.part not in self.by_id:
                self._report(("dangers", index, "part"), f"{danger.name}: '{danger.part}' is no part")
            if ("when" in danger.model_fields_set) == (danger.part is not None):
                self._report(("dangers", index), f"{danger.name}: give 'when' or 'part'")

    def conditions(self) -> None:
        """Every condition can be read."""
        whens: Iterable[tuple[Location, str]] = (
            *((("dangers", index, "when"), danger.when) for index, danger in enumerate(self.found.dangers)),
            (("stated",), self.found.stated),
            (("screened_here",), self.found.screened_here),
        )
        for at, when in whens:
            for message in self._problems(when):
                self._report(at, message)

    def opposites(self, statements: Mapping[str, Statement]) -> None:
        """Every statement that contradicts another exists."""
        for index, pair in enumerate(self.found.contradictions):
            for name in (*pair.one, *pair.other):
                if name not in statements:
                    self._report(("contradictions", index), f"unknown statement '{name}'")

    def _problems(self, when: str) -> list[str]:
        try:
            condition = parse_condition(when)
        except ConditionError as error:
            return [str(error)]
        return list(dict.fromkeys(problems(condition, self.reading.specs, self.reading.parameters)))

    def _report(self, at: Location, message: str) -> None:
        self.reading.mistakes.append(self.source.mistake(at, message))


def _values_of(spec: FactSpec | None) -> Iterator[bool | str]:
    """What an answer to this question can say is there; a derived fact has no values of its own."""
    if spec is not None and spec.type == FactType.BOOL:
        yield True
    elif spec is not None:
        yield from (str(choice.value) for choice in spec.choices if choice.value not in (NONE, UNKNOWN))
