"""A ruleset as Python functions, for speed: every derived fact and the status of every rule in one call.

The reference is the evaluation that each node has (`Evaluation`); this gives the same result faster. The
functions are built from our own tree, node by node (`conditions.py`). Python's compiler makes their code of
that syntax tree, and the only names they can reach are those of `_HELPERS`: there is no text that could be
evaluated, and neither eval nor exec is called.
"""

import ast
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from types import FunctionType
from typing import Any, cast

from interventions.engine.compiled import python_tree as python
from interventions.engine.compiled.conditions import Code
from interventions.engine.compiled.python_tree import NONE, TRUE
from interventions.engine.compiled.terms import unless_open, value_of
from interventions.engine.language import nodes, records
from interventions.engine.language.logic import Truth, conjunction, disjunction
from interventions.engine.language.wording import Words, facts_read_by, wording
from interventions.engine.ruleset import Derivation, Rule, Ruleset
from interventions.engine.status import Status

# The derived facts, the status of each rule, and the truth of each condition where that was asked for.
Outcome = tuple[tuple[Any, ...], tuple[Status, ...], tuple[Truth, ...]]
Run = Callable[[Mapping[str, Any]], Outcome]
Judge = Callable[[Mapping[str, Any]], tuple[Truth, ...]]
_HELPERS: dict[str, object] = {
    "__builtins__": {},
    "abs": abs,
    "conjunction": conjunction,
    "count": records.count,
    "disjunction": disjunction,
    "exact": nodes.exact,
    "is_answer": nodes.is_answer,
    "map": map,
    "max": max,
    "mean": records.mean,
    "min": min,
    "set_of": records.set_of,
}


class Compiled:
    """The functions of one ruleset, each made when it is first needed (about a tenth of a second).

    Each takes the known values by name. A derived fact among them is used as given.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset

    def run(self, known: Mapping[str, Any]) -> Outcome:
        """Derived facts and statuses, in the order of the ruleset."""
        computed = self._ruleset.derived.keys().isdisjoint(known)
        return self._plain(known) if computed else self._overruled(known)

    @cached_property
    def _plain(self) -> Run:
        return self._function(_RulesetCode(self._ruleset, _used_twice(self._ruleset), overruled=False), ())

    @cached_property
    def _overruled(self) -> Run:
        return self._function(_RulesetCode(self._ruleset, _used_twice(self._ruleset)), ())

    @cached_property
    def traced(self) -> Run:
        """Derived facts, statuses, and the truth of every condition, at the places that `place_of` names."""
        every = tuple(dict.fromkeys(_conditions(self._ruleset)))
        return self._function(_RulesetCode(self._ruleset, set(every)), every)

    def tests(self, known: Mapping[str, Any]) -> tuple[Truth, ...]:
        """Whether each constraint holds, in their order."""
        return self._of_tests(known)

    def alarms(self, known: Mapping[str, Any]) -> tuple[Truth, ...]:
        """Whether each alarm holds, in their order."""
        return self._of_alarms(known)

    def behind(self, known: Mapping[str, Any]) -> "TruthTable":
        """The truth of every condition behind a constraint."""
        conditions, judge = self._of_behind
        return TruthTable(dict(zip(conditions, judge(known), strict=True)))

    @cached_property
    def _of_behind(self) -> tuple[tuple[nodes.Condition, ...], Judge]:
        roots = [constraint.condition for constraint in self._ruleset.constraints]
        read = self._ruleset.closure({name for root in roots for node in root.walk() for name in node.facts})
        trees = [root.walk() for root in roots]
        trees += [iter(entry.nodes) for name, entry in self._ruleset.derived.items() if name in read]
        found = (node for tree in trees for node in tree if isinstance(node, nodes.Condition))
        conditions = tuple(dict.fromkeys(found))
        return conditions, self._judge(conditions)

    @cached_property
    def _of_tests(self) -> Judge:
        return self._judge([constraint.condition for constraint in self._ruleset.constraints])

    @cached_property
    def _of_alarms(self) -> Judge:
        return self._judge(self._ruleset.alarms)

    def _judge(self, conditions: Collection[nodes.Condition]) -> Judge:
        """The truth of some conditions, without what they do not read."""
        code = _RulesetCode(self._ruleset, _used_twice(self._ruleset))
        truths = [code.value(condition) for condition in conditions]
        return cast("Judge", self._compile(code, python.values(truths)))

    @cached_property
    def place_of(self) -> Mapping[int, int]:
        """The place among the truths of a condition of the ruleset, by the identity of its node."""
        places: dict[nodes.Condition, int] = {}
        return {id(node): places.setdefault(node, len(places)) for node in _conditions(self._ruleset)}

    @cached_property
    def words(self) -> Mapping[int, Words]:
        """The facts and the words of each test of the ruleset, by the identity of its node."""
        scope = _Parameters(self._ruleset)
        return {id(node): (facts_read_by(node), wording(node, scope)) for node in _conditions(self._ruleset)}

    def _function(self, code: "_RulesetCode", conditions: Collection[nodes.Condition]) -> Run:
        derived = [code.fact(fact) for fact in self._ruleset.derived]
        truths = [code.value(condition) for condition in conditions]
        parts = (derived, code.statuses(), truths)
        return cast("Run", self._compile(code, python.values(python.values(part) for part in parts)))

    @staticmethod
    def _compile(code: "_RulesetCode", result: ast.expr) -> Any:
        names = dict(_HELPERS)
        functions = [*code.functions, python.function("run", code.body, result)]
        for name, part in python.code_of(functions).items():
            names[name] = FunctionType(part, names)
        return names["run"]


class TruthTable:
    """The truth of conditions, worked out before."""

    def __init__(self, truths: Mapping[nodes.Condition, Truth]) -> None:
        self._truths = truths

    def truth(self, condition: nodes.Condition) -> Truth:
        """Whether it holds. Raises KeyError for a condition that was not among them."""
        return self._truths[condition]


class _Parameters:
    """A scope without a patient."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.parameter = ruleset.parameters.__getitem__

    def value(self, name: str) -> None:
        return None


def _conditions(ruleset: Ruleset) -> Iterator[nodes.Condition]:
    """Every condition of the rules and of the derivations, each time it stands there."""
    trees = [rule.condition.walk() for rule in ruleset.rules]
    trees += [iter(derivation.nodes) for derivation in ruleset.derived.values()]
    return (node for tree in trees for node in tree if isinstance(node, nodes.Condition))


def _used_twice(ruleset: Ruleset) -> set[nodes.Condition]:
    uses = Counter(_conditions(ruleset))
    return {condition for condition, count in uses.items() if count > 1}


class _RulesetCode(Code):
    """Code over collected and derived facts. `overruled` looks first whether a derived fact is given."""

    def __init__(
        self, ruleset: Ruleset, shared: Collection[nodes.Condition], *, overruled: bool = True
    ) -> None:
        derived = {name: derivation.record for name, derivation in ruleset.derived.items()}
        super().__init__({**ruleset.facts, **derived}, ruleset.parameters, shared)
        self._ruleset = ruleset
        self._overruled = overruled

    def read(self, fact: str) -> ast.expr:
        if fact not in self._ruleset.derived:
            return super().read(fact)
        computed = self._derive(self._ruleset.derived[fact])
        if self._overruled:
            return self.local(python.choose(python.is_known(fact), python.get(fact), computed))
        return computed if isinstance(computed, ast.Name) else self.local(computed)

    def _derive(self, derivation: Derivation) -> ast.expr:
        """The expression, or what the first case that holds gives."""
        if derivation.expression is not None:
            return self._given(derivation.expression)
        found: ast.expr = NONE
        for condition, result in reversed(derivation.cases):
            given = self._given(result) if isinstance(result, nodes.Node) else python.constant(result)
            found = python.choose(self.true(condition), given, found)
        return found

    def _given(self, node: nodes.Node) -> ast.expr:
        return self.value(node) if isinstance(node, nodes.Condition) else unless_open(value_of(node, self))

    def statuses(self) -> list[ast.expr]:
        """The status of each rule; a contra-advice that applies suppresses what it withholds."""
        winners: dict[str, list[ast.expr]] = {}
        for rule in self._ruleset.rules:
            if rule.record.withholds:
                applies = self.local(python.all_of([self.true(rule.condition), *self._gates(rule)]))
                for name in rule.record.withholds:
                    winners.setdefault(name, []).append(applies)
        return [self._status(rule, winners.get(rule.id, [])) for rule in self._ruleset.rules]

    def _status(self, rule: Rule, winners: list[ast.expr]) -> ast.expr:
        reached: ast.expr = python.constant("applies")
        if clear := [*self._gates(rule), *map(python.not_, winners)]:
            reached = python.choose(python.all_of(clear), reached, python.constant("suppressed"))
        silent = python.choose(
            self.false(rule.condition),
            python.constant("does_not_apply"),
            python.constant("insufficient_data"),
        )
        return python.choose(self.true(rule.condition), reached, silent)

    def _gates(self, rule: Rule) -> list[ast.expr]:
        return [python.is_(self.fact(gate), TRUE) for gate in rule.record.gate]
