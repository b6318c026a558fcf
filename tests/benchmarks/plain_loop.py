"""The loop one would write by hand: over the rules, three-valued, noting the tests. The trace's yardstick.

`judge` walks the tree of a condition once, evaluates it with unknowns, and notes for every test that decided
the fact, its value, the test in words and the outcome: what `because` of an item holds. Derived facts are
computed on demand and kept; the words of each test are made beforehand. What `advise` does beyond that it
leaves out: contra-advice, and the questions that would settle what is unknown.
"""

from collections.abc import Mapping
from typing import Any

from interventions.engine import Ruleset
from interventions.engine.language import nodes
from interventions.engine.language.nodes import Node
from interventions.engine.language.wording import facts_read_by, wording

Note = tuple[str | None, Any, str, bool | None]
Result = tuple[str, str, list[Note]]


class PlainLoop:
    """The rules of one ruleset, ready to be looped over."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.words: dict[int, tuple[tuple[str, ...], str]] = {}
        for rule in ruleset.rules:
            for node in rule.condition.walk():
                if isinstance(node, nodes.Condition):
                    self.words[id(node)] = (facts_read_by(node), wording(node, self))

    def parameter(self, name: str) -> float:
        return self.ruleset.parameters[name]

    def value(self, name: str) -> Any:
        """The value of a fact of the patient at hand; a derived fact is computed when it is first read."""
        if name not in self.known:
            self.known[name] = self._derive(name) if name in self.ruleset.derived else None
        return self.known[name]

    def run(self, facts: Mapping[str, Any]) -> list[Result]:
        """Every rule with its status and the tests that decided."""
        self.known = dict(facts)
        results = []
        for rule in self.ruleset.rules:
            notes: list[Note] = []
            truth = self.judge(rule.condition, notes)
            failed = [gate for gate in rule.record.gate if self.value(gate) is not True]
            if truth:
                status = "suppressed" if failed else "applies"
                notes += [(gate, self.value(gate), f"{gate} == true", self.value(gate)) for gate in failed]
            else:
                status = "insufficient_data" if truth is None else "does_not_apply"
            results.append((rule.id, status, notes))
        return results

    def judge(self, node: Node, notes: list[Note]) -> bool | None:
        """The truth of a condition; the tests that decided are added to `notes`."""
        if isinstance(node, nodes.Not):
            truth = self.judge(node.part, notes)
            return None if truth is None else not truth
        if isinstance(node, nodes.And | nodes.Or | nodes.AtLeast):
            return self._combine(node, notes)
        truth = node.evaluate(self)
        facts, test = self.words[id(node)]
        notes += [(fact, self.value(fact) if fact else None, test, truth) for fact in facts or (None,)]
        return truth

    def _combine(self, node: nodes.And | nodes.Or | nodes.AtLeast, notes: list[Note]) -> bool | None:
        found: list[tuple[bool | None, list[Note]]] = []
        for part in node.parts:
            of_part: list[Note] = []
            found.append((self.judge(part, of_part), of_part))
        truths = [truth for truth, _ in found]
        result: bool | None
        if isinstance(node, nodes.And):
            result = False if False in truths else None if None in truths else True
        elif isinstance(node, nodes.Or):
            result = True if True in truths else None if None in truths else False
        else:
            needed = node.needed.evaluate(self)
            certain, possible = truths.count(True), len(truths) - truths.count(False)
            result = None if needed is None else True if certain >= needed else None
            result = False if needed is not None and possible < needed else result
        everything = not isinstance(node, nodes.AtLeast) and result is isinstance(node, nodes.And)
        for truth, of_part in found:
            if everything or truth is result:
                notes += of_part
        return result

    def _derive(self, name: str) -> Any:
        derivation = self.ruleset.derived[name]
        if derivation.expression is not None:
            return derivation.expression.evaluate(self)
        for condition, result in derivation.cases:
            if condition.evaluate(self) is True:
                return result.evaluate(self) if isinstance(result, Node) else result
        return None
