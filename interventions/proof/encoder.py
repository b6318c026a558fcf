"""One ruleset as z3 expressions: its facts, its rules, and which of them belong to one question."""

from typing import Any

import z3

from headache_cds.vocabulary.spec import FactType
from interventions.engine.ruleset import Rule, Ruleset
from interventions.proof.collected import AnswerSymbol, answer, read
from interventions.proof.rows import Rows, UnconstrainedRows
from interventions.proof.symbols import Symbol, Three, as_kind, both, either, never
from interventions.proof.truths import derive, truth


class Encoder:
    """All facts of one ruleset as symbols, each derived one from its derivation.

    `most_rows` of 0 leaves the functions over rows free; more writes out so many rows.
    """

    def __init__(self, ruleset: Ruleset, most_rows: int = 0) -> None:
        self.ruleset = ruleset
        self.most_rows = most_rows
        self._answers: dict[str, AnswerSymbol] = {}
        self._derived: dict[str, Symbol] = {}
        self._rows: dict[str, UnconstrainedRows | Rows] = {}
        self._active: dict[str, z3.BoolRef] = {}
        self._limits: dict[str, tuple[int, z3.BoolRef]] = {}

    def value(self, name: str) -> Symbol:
        """The symbol of a collected or a derived fact."""
        if name in self.ruleset.derived:
            if name not in self._derived:
                self._derived[name] = derive(self.ruleset.derived[name], self)
            return self._derived[name]
        return self._answer(name).symbol

    def parameter(self, name: str) -> float:
        return self.ruleset.parameters[name]

    def rows(self, name: str) -> UnconstrainedRows | Rows:
        if name not in self._rows:
            spec, known = self.ruleset.facts[name], self.value(name).known
            self._rows[name] = (
                Rows(name, spec, known, self.most_rows)
                if self.most_rows
                else UnconstrainedRows(name, spec, known)
            )
        return self._rows[name]

    def _answer(self, name: str) -> AnswerSymbol:
        if name not in self._answers:
            self._answers[name] = answer(name, self.ruleset.facts[name])
        return self._answers[name]

    def cone(self, names: set[str]) -> list[str]:
        """The collected facts that these facts are computed from."""
        return sorted(name for name in self.ruleset.closure(names) if name in self.ruleset.facts)

    def limits(self, cone: list[str]) -> list[z3.BoolRef]:
        """What the answers to these questions can be."""
        return [self._limit(name) for name in cone]

    def _limit(self, name: str) -> z3.BoolRef:
        """All limits of one answer as one expression, kept until its rows are read in more ways."""
        rows = self._rows.get(name)
        of_rows = rows.limits if rows else []
        if name not in self._limits or self._limits[name][0] != len(of_rows):
            self._limits[name] = len(of_rows), both(*self._answer(name).limits, *of_rows)
        return self._limits[name][1]

    def consistent(self, cone: list[str]) -> tuple[z3.BoolRef, list[str]]:
        """That nothing contradicts these answers, and these with all that was read for it."""
        names, holds = set(cone), []
        for constraint in self.ruleset.constraints:
            read = self.cone({name for node in constraint.condition.walk() for name in node.facts})
            if not names.isdisjoint(read):
                holds.append(never(truth(constraint.condition, self).no))
                names.update(read)
        return both(*holds), sorted(names)

    def condition(self, rule: Rule) -> Three:
        return truth(rule.condition, self)

    def gates(self, rule: Rule) -> z3.BoolRef:
        """Whether all gates of a rule are open."""
        return both(*(self.gate(gate).yes for gate in rule.record.gate))

    def gate(self, name: str) -> Three:
        return as_kind(Three, self.value(name))

    def active(self, rule: Rule) -> z3.BoolRef:
        """Whether a rule applies: its condition holds, its gates are open and no contra-advice holds."""
        if rule.id not in self._active:
            against = [self.active(other) for other in self.ruleset.contra_of(rule)]
            self._active[rule.id] = both(self.condition(rule).yes, self.gates(rule), never(either(*against)))
        return self._active[rule.id]

    def roots(self, *rules: Rule) -> set[str]:
        """The facts that decide on these rules."""
        everyone = [*rules, *(other for rule in rules for other in self.ruleset.contra_of(rule))]
        return {
            name
            for rule in everyone
            for name in (*rule.record.gate, *(fact for node in rule.condition.walk() for fact in node.facts))
        }

    def patient(self, model: z3.ModelRef, cone: list[str]) -> dict[str, Any]:
        """The answers of the patient whom a model shows; rows only when they were written out."""
        facts: dict[str, Any] = {}
        for name in cone:
            rows = self._rows.get(name)
            spec = self.ruleset.facts[name]
            if isinstance(rows, Rows):
                facts[name] = rows.read(model)
            elif spec.type != FactType.RECORDS:
                facts[name] = read(self._answer(name).symbol, spec, model)
        return {name: value for name, value in facts.items() if value is not None}

    def loose(self, cone: list[str]) -> list[str]:
        """The records facts among these whose functions are left free."""
        return [name for name in cone if isinstance(self._rows.get(name), UnconstrainedRows)]
