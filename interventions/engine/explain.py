"""Why a condition came out as it did: the tests that decided, in words of the statement language."""

from itertools import chain
from typing import Any, NamedTuple

from interventions.engine.evaluate import Evaluation
from interventions.engine.language import nodes
from interventions.engine.language.logic import Truth
from interventions.engine.language.wording import Words, facts_read_by, wording

# A test without parts, and its outcome.
Leaf = tuple[nodes.Condition, Truth]
COMPOSED = (nodes.And, nodes.Or, nodes.AtLeast)


class Because(NamedTuple):
    """One deciding test: the fact, its value (None = unknown), the test in the language, the outcome.

    `fact` is None for a condition that holds for every patient. `node` is the test itself; of a signed plan
    only its words are known.
    """

    fact: str | None
    value: Any
    test: str
    holds: Truth
    node: nodes.Condition | None = None


def deciding(condition: nodes.Condition, scope: Evaluation) -> list[Leaf]:
    """The leaves that decided: of a true `and` all parts, of a false one the false parts, and so on."""
    found: list[Leaf] = []
    _collect(condition, scope.truth(condition), scope, found)
    return found


def _collect(condition: nodes.Condition, truth: Truth, scope: Evaluation, found: list[Leaf]) -> None:
    if isinstance(condition, nodes.Not):
        _collect(condition.part, scope.truth(condition.part), scope, found)
    elif isinstance(condition, COMPOSED):
        counted = isinstance(condition, nodes.AtLeast)
        everything = not counted and truth is isinstance(condition, nodes.And)
        for part in condition.parts:
            of_part = scope.truth(part)
            if everything or of_part is truth:
                _collect(part, of_part, scope, found)
    else:
        found.append((condition, truth))


def because(condition: nodes.Condition, scope: Evaluation) -> tuple[Because, ...]:
    """The deciding tests of a condition, each once."""
    return reasons_of(deciding(condition, scope), scope)


def reasons_of(leaves: list[Leaf], scope: Evaluation) -> tuple[Because, ...]:
    """The tests that decided, each once."""
    if len(leaves) == 1:
        return _reasons_of(*leaves[0], scope)
    # One test reads the same facts wherever it stands, so its words tell whether it was there before.
    found = {reasons[0].test: reasons for leaf in leaves for reasons in (_reasons_of(*leaf, scope),)}
    return tuple(chain.from_iterable(found.values()))


def _reasons_of(leaf: nodes.Condition, truth: Truth, scope: Evaluation) -> tuple[Because, ...]:
    """One test with each fact that it reads; kept for the tests of the ruleset, which many rules share."""
    noted = scope.noted.get(id(leaf))
    if noted is None:
        words = scope.words.get(id(leaf))
        if words is None:
            return _reasons(leaf, (facts_read_by(leaf), wording(leaf, scope)), truth, scope)
        noted = scope.noted[id(leaf)] = _reasons(leaf, words, truth, scope)
    return noted


def _reasons(leaf: nodes.Condition, words: Words, truth: Truth, scope: Evaluation) -> tuple[Because, ...]:
    facts, test = words
    if len(facts) == 1:
        return (Because(facts[0], scope.value(facts[0]), test, truth, leaf),)
    if not facts:
        return (Because(None, None, test, truth, leaf),)
    return tuple([Because(fact, scope.value(fact), test, truth, leaf) for fact in facts])


def raised_by(condition: nodes.Condition, scope: Evaluation) -> frozenset[str]:
    """The asked facts whose values made a condition true, also through what is derived from them.

    What only left it so, such as a work-up that is not there, is no part of it.
    """
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [condition]
    while waiting:
        holding = [leaf for leaf, truth in deciding(waiting.pop(), scope) if truth is True]
        for fact in (name for leaf in holding for name in facts_read_by(leaf)):
            derivation = scope.ruleset.derived.get(fact)
            if derivation is None:
                found.add(fact)
            elif fact not in seen:
                seen.add(fact)
                cases = [when for when, _result in derivation.cases]
                if isinstance(derivation.expression, nodes.Condition):
                    cases.append(derivation.expression)
                elif derivation.expression:
                    found |= scope.ruleset.closure({fact}) - scope.ruleset.derived.keys()
                waiting += [when for when in cases if scope.truth(when) is True][:1]
    return frozenset(found)


def gate_reason(gate: str, scope: Evaluation) -> Because:
    """The value of a gate; it is open only when it is certainly true."""
    wanted = nodes.Is(gate, value=True, negated=False)
    value = scope.value(gate)
    return Because(gate, value, wording(wanted, scope), value, wanted)
