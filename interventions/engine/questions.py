"""Open questions: those that settle an unknown condition, and those that can turn a known one."""

from collections.abc import Iterable
from itertools import chain

from headache_cds.vocabulary.spec import FactType
from interventions.engine.evaluate import Evaluation
from interventions.engine.explain import COMPOSED, Leaf, deciding
from interventions.engine.language import nodes
from interventions.engine.language.records import Count, EveryOrAny
from interventions.engine.language.wording import facts_read_by

Open = tuple[str, ...] | None
Ways = tuple[tuple[str, ...], ...]
DONE: Ways = ((),)
_KEPT = 4  # ways kept at every node
# What a comparison of a count can still become when rows are added.
GROWS_INTO = {">": True, ">=": True, "<": False, "<=": False}


def to_settle(condition: nodes.Condition, scope: Evaluation) -> tuple[str, ...]:
    """The collected facts that would settle an unknown condition, in the order in which they are read."""
    return open_among(deciding(condition, scope), scope)


def open_among(leaves: list[Leaf], scope: Evaluation) -> tuple[str, ...]:
    """The collected facts that would settle the unknown ones among tests that decided, each once."""
    unknown = [leaf for leaf, truth in leaves if truth is None]
    found = [_open_in(leaf, scope) for leaf in unknown]
    return found[0] if len(found) == 1 else tuple(dict.fromkeys(chain.from_iterable(found)))


def to_turn(condition: nodes.Condition, scope: Evaluation, *, into: bool) -> tuple[str, ...]:
    """The open questions that can make a condition `into`, such as the unasked red flags behind a block.

    Empty when nothing that is still open can change it.
    """
    return tuple(dict.fromkeys(_ways(condition, into, scope) or ()))


def fewest_to_turn(condition: nodes.Condition, scope: Evaluation, *, into: bool) -> tuple[str, ...]:
    """The open questions of the shortest way on which a condition can become `into`; empty without one."""
    return next(iter(shortest_ways(condition, scope, into=into)), ())


def shortest_ways(condition: nodes.Condition, scope: Evaluation, *, into: bool) -> Ways:
    """The few shortest ways on which a condition can become `into`, each as its open questions."""
    return _Fewest(scope).of(condition, into)


class _Fewest:
    """Searches the shortest ways, a few at every node, so that parts can share their questions."""

    def __init__(self, scope: Evaluation) -> None:
        self.scope = scope
        self._found: dict[tuple[str, bool], Ways] = {}

    def of(self, condition: nodes.Condition, wanted: bool) -> Ways:
        if self.scope.truth(condition) is wanted:
            return DONE
        if isinstance(condition, nodes.Not):
            return self.of(condition.part, not wanted)
        if isinstance(condition, COMPOSED):
            every = not isinstance(condition, nodes.AtLeast) and wanted is isinstance(condition, nodes.And)
            join = _joined if every else _either
            return join([self.of(part, wanted) for part in condition.parts])
        return self._of_leaf(condition, wanted)

    def _of_leaf(self, leaf: nodes.Condition, wanted: bool) -> Ways:
        """Through the derivation of a yes/no fact; an answer to one is either."""
        derived = self.scope.ruleset.derived
        if isinstance(leaf, nodes.Is) and isinstance(leaf.value, bool) and leaf.fact in derived:
            return self._of_fact(leaf.fact, (leaf.value is not leaf.negated) is wanted)
        if isinstance(leaf, nodes.Answered) and wanted and leaf.fact in derived:
            record = derived[leaf.fact].record
            if record.type == FactType.BOOL:
                return _either([self._of_fact(record.id, value) for value in (False, True)])
        way = _ways_of_leaf(leaf, wanted, self.scope)
        return () if way is None else (way,)

    def _of_fact(self, fact: str, wanted: bool) -> Ways:
        if (fact, wanted) not in self._found:
            derivation = self.scope.ruleset.derived[fact]
            if isinstance(derivation.expression, nodes.Condition):
                found = self.of(derivation.expression, wanted)
            else:
                cases = [when for when, result in derivation.cases if result is wanted]
                found = _either([self.of(when, True) for when in cases])
            self._found[fact, wanted] = found
        return self._found[fact, wanted]


def _joined(parts: Iterable[Ways]) -> Ways:
    """One way out of each part, taken together."""
    joined = DONE
    for ways in parts:
        joined = _shortest(tuple(dict.fromkeys(one + other)) for one in joined for other in ways)
    return joined


def _either(parts: Iterable[Ways]) -> Ways:
    """The ways of all parts."""
    return _shortest(way for ways in parts for way in ways)


def _shortest(ways: Iterable[tuple[str, ...]]) -> Ways:
    """The shortest of these, without those that ask all that another asks and more."""
    kept: list[tuple[str, ...]] = []
    for way in sorted(ways, key=len):
        if len(kept) < _KEPT and not any(set(other) <= set(way) for other in kept):
            kept.append(way)
    return tuple(kept)


def _open_in(leaf: nodes.Condition, scope: Evaluation) -> tuple[str, ...]:
    facts, _words = scope.words.get(id(leaf)) or (facts_read_by(leaf), "")
    if len(facts) == 1:
        return _open_behind(facts[0], scope)
    return tuple(dict.fromkeys([name for fact in facts for name in _open_behind(fact, scope)]))


def _open_behind(fact: str, scope: Evaluation) -> tuple[str, ...]:
    """The collected facts that keep a fact unknown, each once; found once for all rules."""
    found = scope.open_behind.get(fact)
    if found is None:
        found = scope.open_behind[fact] = tuple(dict.fromkeys(_find_open_behind(fact, scope)))
    return found


def _find_open_behind(fact: str, scope: Evaluation) -> Iterable[str]:
    derivation = scope.ruleset.derived.get(fact)
    if derivation is None:
        asked = not _is_settled(fact, scope) or fact in scope.ruleset.records_facts
        return [fact] if asked else []
    if _is_settled(fact, scope):
        return []
    if isinstance(derivation.expression, nodes.Condition):
        return to_settle(derivation.expression, scope)
    if derivation.expression is not None:
        return [name for read in derivation.inputs for name in _open_behind(read, scope)]
    found: list[str] = []
    for condition, _result in derivation.cases:
        unknown = scope.truth(condition) is None
        found += to_settle(condition, scope) if unknown else _ways(condition, True, scope) or ()
    return found


def _is_settled(fact: str, scope: Evaluation) -> bool:
    """Whether a fact is answered in full; a set that holds `unknown` is not."""
    value = scope.value(fact)
    partly = isinstance(value, nodes.MANY) and nodes.UNKNOWN in value
    return nodes.is_answer(value) and not partly


def _ways(condition: nodes.Condition, wanted: bool, scope: Evaluation) -> Open:
    """Open facts through which a condition can become `wanted`; None when what is known forbids it."""
    if scope.truth(condition) is wanted:
        return ()
    if isinstance(condition, nodes.Not):
        return _ways(condition.part, not wanted, scope)
    if isinstance(condition, COMPOSED):
        ways = [_ways(part, wanted, scope) for part in condition.parts]
        every = not isinstance(condition, nodes.AtLeast) and wanted is isinstance(condition, nodes.And)
        return _all_of(ways) if every else _any_of(ways)
    return _ways_of_leaf(condition, wanted, scope)


def _ways_of_leaf(leaf: nodes.Condition, wanted: bool, scope: Evaluation) -> Open:
    if isinstance(leaf, nodes.Answered):
        return _open_behind(leaf.fact, scope) if wanted else None
    if scope.truth(leaf) is None:
        return _open_in(leaf, scope)
    if isinstance(leaf, nodes.Is) and isinstance(leaf.value, bool) and leaf.fact in scope.ruleset.derived:
        return _ways_of_fact(leaf.fact, (leaf.value is not leaf.negated) is wanted, scope)
    return _by_more_rows(leaf, wanted)


def _by_more_rows(leaf: nodes.Condition, wanted: bool) -> Open:
    """The rows of which more can still turn a settled test; a row that stands there stays."""
    if isinstance(leaf, EveryOrAny):
        return (leaf.fact,) if wanted is not leaf.every else None
    if isinstance(leaf, nodes.Compare) and isinstance(leaf.left, Count) and leaf.sign in GROWS_INTO:
        return (leaf.left.fact,) if wanted is GROWS_INTO[leaf.sign] else None
    return None


def _ways_of_fact(fact: str, wanted: bool, scope: Evaluation) -> Open:
    if (fact, wanted) not in scope.ways:
        scope.ways[fact, wanted] = _find_ways_of_fact(fact, wanted, scope)
    return scope.ways[fact, wanted]


def _find_ways_of_fact(fact: str, wanted: bool, scope: Evaluation) -> Open:
    derivation = scope.ruleset.derived[fact]
    if isinstance(derivation.expression, nodes.Condition):
        return _ways(derivation.expression, wanted, scope)
    return _any_of([_ways(when, True, scope) for when, result in derivation.cases if result is wanted])


def _all_of(ways: Iterable[Open]) -> Open:
    found: list[str] = []
    for way in ways:
        if way is None:
            return None
        found += way
    return tuple(found)


def _any_of(ways: Iterable[Open]) -> Open:
    possible = [way for way in ways if way is not None]
    return tuple(name for way in possible for name in way) if possible else None
