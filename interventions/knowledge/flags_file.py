"""Which red flags there are and when each is unresolved (`urgency.yaml`), held against the derived fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from headache_cds.vocabulary.source import Location, Source
from headache_cds.vocabulary.values import NONE, ValueProblem, parse_value
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.check import problems
from interventions.engine.language.nodes import And, Condition
from interventions.engine.language.syntax import ConditionError, parse_condition
from interventions.engine.ruleset import Ruleset
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import RedFlagRecord, Urgency

FILE = "urgency.yaml"
PLACE = "FLAG"


@dataclass(frozen=True)
class RedFlags:
    """`open_when` holds, by flag, when it is unresolved; `record` names the facts about all flags."""

    record: RedFlagRecord
    open_when: Mapping[str, Condition]

    @property
    def names(self) -> tuple[str, ...]:
        """The flags and the signs behind them."""
        return (*self.open_when, *self.record.signs)

    def unresolved(self, scope: Evaluation) -> frozenset[str]:
        """The flags that are unresolved for certain."""
        return frozenset(name for name, when in self.open_when.items() if scope.truth(when) is True)


def read_red_flags(reading: KnowledgeFiles, ruleset: Ruleset, urgency: Urgency) -> RedFlags:
    """The flags with their conditions; notes every mistake, and where the derivation differs."""
    return _FlagReading(reading, ruleset, urgency).read()


class _FlagReading:
    def __init__(self, reading: KnowledgeFiles, ruleset: Ruleset, urgency: Urgency) -> None:
        self.reading, self.ruleset, self.urgency = reading, ruleset, urgency
        self.record = urgency.all_flags
        self.source: Source = reading.files[FILE]
        self.mistakes_before = len(reading.mistakes)

    def read(self) -> RedFlags:
        names = self._names()
        conditions = {name: self._condition(name) for name in names}
        flags = RedFlags(self.record, {name: when for name, when in conditions.items() if when is not None})
        self._check_names(names)
        if len(self.reading.mistakes) == self.mistakes_before:
            self._check_derivation(flags)
        return flags

    def _names(self) -> list[str]:
        """All flags: the choices of the question that names them."""
        spec = self.reading.specs.get(self.record.named_by)
        if spec is None:
            self._report(("named_by",), f"unknown fact '{self.record.named_by}'")
            return []
        return [str(choice.value) for choice in spec.choices if choice.value != NONE]

    def _condition(self, name: str) -> Condition | None:
        condition = self._parse(("open_when",), self.record.open_when.replace(PLACE, name))
        if condition is None or name not in self.record.also_open_when:
            return condition
        also = self._parse(("also_open_when", name), self.record.also_open_when[name])
        return None if also is None else And((condition, also))

    def _parse(self, at: Location, text: str) -> Condition | None:
        try:
            condition = parse_condition(text)
        except ConditionError as error:
            self._report(at, str(error))
            return None
        found = list(problems(condition, self.reading.specs, self.reading.parameters))
        for problem in found:
            self._report(at, problem)
        return None if found else condition

    def _check_names(self, names: list[str]) -> None:
        for flag in self.urgency.flags:
            if flag not in names:
                self.reading.mistakes.append(
                    self.source.mistake(("flags", flag), f"'{flag}' is no flag of {self.record.named_by}")
                )
        for flag in self.record.also_open_when:
            if flag not in names:
                self._report(("also_open_when", flag), f"'{flag}' is no flag of {self.record.named_by}")
        for sign in self.record.signs:
            if sign not in self.ruleset.facts:
                self._report(("signs",), f"unknown fact '{sign}'")
        for at, known in enumerate(self.record.after_screening):
            self._check_known(("after_screening", at), known)
        for key in ("open", "tier", "complete", "screening"):
            if getattr(self.record, key) not in self.ruleset.derived:
                self._report((key,), f"'{getattr(self.record, key)}' is no derived fact")

    def _check_known(self, at: Location, known: Mapping[str, Any]) -> None:
        for fact, value in known.items():
            spec = self.ruleset.facts.get(fact)
            if spec is None:
                self._report((*at, fact), f"unknown fact '{fact}'")
                continue
            try:
                parse_value(spec, value)
            except ValueProblem as problem:
                self._report((*at, fact), str(problem))

    def _check_derivation(self, flags: RedFlags) -> None:
        """The derived fact agrees with the condition of each flag alone, and reads nothing else."""
        derivation = self.ruleset.derived[self.record.open]
        read = {fact for when in flags.open_when.values() for node in when.walk() for fact in node.facts}
        for fact in sorted({*derivation.inputs} ^ read):
            who = "the derivation" if fact in derivation.inputs else "the list of flags"
            self._differ(f"only {who} reads '{fact}'")
        for flag, when in flags.open_when.items():
            own = {fact for node in when.walk() for fact in node.facts} - {*flags.open_when}
            for scope in self._tries(flag, own, read - {*flags.open_when}):
                if scope.truth(when) != scope.value(self.record.open):
                    self._differ(f"gives another result for '{flag}'")
                    break

    def _tries(self, flag: str, own: set[str], others: set[str]) -> list[Evaluation]:
        """One flag alone is there: worked up or not, with all that its own condition reads true and false.

        What only the conditions of other flags read cannot matter: it is all true, and all false.
        """
        alone = {name: name == flag for name in self._names()}
        named_by = self.record.named_by
        reads = sorted(own - {named_by})
        return [
            Evaluation(
                self.ruleset,
                {
                    **alone,
                    **dict.fromkeys(others, answer),
                    **dict(zip(reads, told, strict=True)),
                    named_by: [done],
                },
            )
            for answer in (True, False)
            for told in product((True, False), repeat=len(reads))
            for done in (flag, NONE)
        ]

    def _differ(self, message: str) -> None:
        self.reading.report("derived", self.record.open, "expr", f"{message} ({FILE}: all_flags)")

    def _report(self, at: Location, message: str) -> None:
        self.reading.mistakes.append(self.source.mistake(("all_flags", *at), message))
