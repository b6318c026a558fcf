"""What every fact and condition can still become for one patient, worked out on demand and once."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from math import inf
from typing import Any

from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType
from interventions.engine.evaluate import Evaluation
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, Mean, SetOf
from interventions.engine.possible import outcomes as truths
from interventions.engine.possible import ranges
from interventions.engine.possible.outcomes import Outcomes
from interventions.engine.possible.reach import (
    NEVER_KNOWN,
    NOBODY,
    Anything,
    Questions,
    Range,
    Reach,
    Values,
    as_range,
    exactly,
    joined,
    of_bounds,
    union,
)
from interventions.engine.ruleset import Derivation, Ruleset


class Reaches:
    """The reach of each fact: what is answered stands, what is asked may become anything.

    All else stays unknown. `loose` are facts that may come to count as unknown, each with the
    questions that decide it.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        known: Mapping[str, Any],
        questions: Questions,
        loose: Mapping[str, int] | None = None,
    ) -> None:
        self.ruleset = ruleset
        self.known = known
        self.questions = questions
        self._loose = loose or {}
        self._facts: dict[str, Reach] = {}
        self._conditions: dict[int, Outcomes] = {}
        self._turns: dict[str, bool] = {}

    def fact(self, name: str) -> Reach:
        """What a fact can still become."""
        if name not in self._facts:
            self._facts[name] = (
                self._of_fact(name) if self._can_turn(name) else exactly(self._now.value(name))
            )
        return self._facts[name]

    def condition(self, condition: nodes.Condition) -> Outcomes:
        """What a condition can still come to."""
        found = self._conditions.get(id(condition))
        if found is None:
            found = self._conditions[id(condition)] = self._of_condition(condition)
        return found

    @cached_property
    def _now(self) -> Evaluation:
        """The engine itself, for what no question can turn."""
        return Evaluation(self.ruleset, self.known)

    def _can_turn(self, name: str) -> bool:
        """Whether a fact hangs on an open question or on an answer that may come to count as unknown."""
        if name not in self._turns:
            may_drop = name in self._loose and name in self.known
            self._turns[name] = may_drop or self._asked_as(name) is not None
            if not self._turns[name] and name in self.ruleset.derived and name not in self.known:
                self._turns[name] = any(map(self._can_turn, self.ruleset.derived[name].inputs))
        return self._turns[name]

    def _asked_as(self, name: str) -> str | None:
        """The open question that gives a fact: its own, or the date from which its days are counted."""
        if name in self.questions:
            return name
        spec = self.ruleset.facts.get(name)
        date = spec.days_since if spec else None
        return date if date and date in self.questions else None

    def _of_fact(self, name: str) -> Reach:
        asked = self._asked_as(name)
        if asked is not None:
            movers = self.questions.bit(asked) | self._loose.get(name, NOBODY)
            return _of_question(self.ruleset.facts[name], movers)
        if name in self._loose:
            return Values((self.known.get(name), None), self._loose[name])
        return _kept_if_open(self._of_derivation(self.ruleset.derived[name]))

    def _of_derivation(self, derivation: Derivation) -> Reach:
        if derivation.expression is not None:
            return self._of_node(derivation.expression)
        found: list[Reach] = []
        movers = NOBODY
        for condition, result in derivation.cases:
            outcomes = self.condition(condition)
            movers |= outcomes.movers
            if outcomes.can(True):
                found.append(self._of_node(result) if isinstance(result, nodes.Node) else exactly(result))
            if outcomes.bits == truths.TRUE:
                break
        else:
            found.append(exactly(None))
        reach = union(found)
        return replace(reach, movers=reach.movers | movers)

    def _of_node(self, node: nodes.Node) -> Reach:
        """What a result or an expression can still give."""
        if isinstance(node, nodes.Condition):
            outcomes = self.condition(node)
            return Values(tuple(outcomes.truths), outcomes.movers)
        if isinstance(node, terms.FactTerm):
            reach = self.fact(node.fact)
            said = reach.values if isinstance(reach, Values) else ()
            plain = tuple(None if value == nodes.UNKNOWN else value for value in said)
            return replace(reach, values=plain) if isinstance(reach, Values) else reach
        if isinstance(node, SetOf):
            rows = self.fact(node.fact)
            return self._by_value(node, rows) if isinstance(rows, Values) else rows
        return self._of_term(node)

    def _by_value(self, node: SetOf, rows: Values) -> Values:
        sets = tuple(node.evaluate(_One(self.ruleset, node.fact, value)) for value in rows.values)
        return Values(sets, rows.movers)

    def _of_term(self, term: nodes.Node) -> Range:
        if not self._reads_open(term):
            return of_bounds(term.bounds(self._now)) if isinstance(term, nodes.Term) else NEVER_KNOWN
        match term:
            case terms.FactTerm():
                return as_range(self._of_node(term))
            case terms.Arithmetic():
                return ranges.calculate(self._of_term(term.left), term.sign, self._of_term(term.right))
            case terms.Function():
                return ranges.function(term.name, [self._of_term(part) for part in term.arguments])
            case Count() | Mean():
                return self._of_rows(term)
        raise TypeError(f"no range is known for {type(term).__name__}")

    def _of_rows(self, term: Count | Mean) -> Range:
        """A count or a mean over the rows of a fact."""
        rows = self.fact(term.fact)
        if isinstance(rows, Values):
            found = [of_bounds(term.bounds(_One(self.ruleset, term.fact, value))) for value in rows.values]
            return as_range(union([replace(one, movers=rows.movers) for one in found]))
        return Range(0 if isinstance(term, Count) else -inf, inf, may_stay_open=True, movers=rows.movers)

    def _of_condition(self, condition: nodes.Condition) -> Outcomes:
        if not self._reads_open(condition):
            return truths.settled(self._now.truth(condition))
        match condition:
            case nodes.Not():
                return truths.negated(self.condition(condition.part))
            case nodes.And() | nodes.Or():
                join = truths.every if isinstance(condition, nodes.And) else truths.some
                return join([self.condition(part) for part in condition.parts])
            case nodes.AtLeast():
                return self._at_least(condition)
            case nodes.Compare():
                sides = self._of_term(condition.left), self._of_term(condition.right)
                return ranges.compare(sides[0], condition.sign, sides[1])
        return self._of_one_fact(condition)

    def _reads_open(self, node: nodes.Node) -> bool:
        """Whether anything that a condition or a term reads can still change."""
        return any(self._can_turn(name) for part in node.walk() for name in part.facts)

    def _at_least(self, condition: nodes.AtLeast) -> Outcomes:
        needed = self._of_term(condition.needed)
        parts = [self.condition(part) for part in condition.parts]
        if needed.is_settled:
            return truths.at_least(int(-(-needed.low // 1)), parts)
        movers = needed.movers | joined(part.movers for part in parts)
        return Outcomes(truths.TRUE | truths.FALSE | truths.OPEN, movers)

    def _of_one_fact(self, leaf: Any) -> Outcomes:
        """Of a test that reads one fact, its rows included."""
        reach = self.fact(leaf.fact)
        if isinstance(reach, Values):
            found = (leaf.evaluate(_One(self.ruleset, leaf.fact, value)) for value in reach.values)
            return truths.of_bits(joined(truths.BITS[truth] for truth in found), reach.movers)
        if isinstance(leaf, nodes.Answered):
            never = isinstance(reach, Range) and reach.is_never_known
            always = isinstance(reach, Range) and not reach.may_stay_open
            bits = (0 if never else truths.TRUE) | (0 if always else truths.FALSE)
            return truths.of_bits(bits, reach.movers)
        return Outcomes(truths.TRUE | truths.FALSE | truths.OPEN, reach.movers)


class _One:
    """A scope in which one fact has a value; nothing else is asked of it."""

    def __init__(self, ruleset: Ruleset, fact: str, value: Any) -> None:
        self._ruleset, self._fact, self._value = ruleset, fact, value

    def value(self, name: str) -> Any:
        """The value of that fact."""
        if name != self._fact:
            raise KeyError(name)
        return self._value

    def parameter(self, name: str) -> float:
        """A parameter of the ruleset."""
        return self._ruleset.parameters[name]


def _of_question(spec: FactSpec, movers: int) -> Reach:
    """What an open question can be answered with; it can also stay open."""
    if spec.type == FactType.BOOL:
        return Values((True, False, None), movers)
    if spec.choices and spec.type != FactType.SET:
        return Values((*(choice.value for choice in spec.choices), None), movers)
    if spec.type in NUMERIC:
        low = -inf if spec.min is None else spec.min
        high = inf if spec.max is None else spec.max
        return Range(low, high, may_stay_open=True, movers=movers)
    return Anything(movers)


def _kept_if_open(reach: Reach) -> Reach:
    """Where one value is left no question matters any more."""
    return replace(reach, movers=NOBODY) if reach.is_settled or reach is NEVER_KNOWN else reach
