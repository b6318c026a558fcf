"""Why an item is not offered: its failing or missing tests, the gates that are closed, what wins over it."""

from collections.abc import Iterable, Mapping

from interventions.engine.advice import Item
from interventions.engine.evaluate import Evaluation
from interventions.engine.explain import Because, because, gate_reason
from interventions.engine.language.nodes import Answered, Condition
from interventions.engine.language.wording import wording


def why_not(item: Item, items: Mapping[str, Item], scope: Evaluation) -> tuple[Because, ...]:
    """Everything that keeps an item from applying, each once; empty when it applies.

    `items` holds the other items by rule, for the contra-advice that won.
    """
    if item.status == "applies":
        return ()
    own = item.because if item.status in ("does_not_apply", "insufficient_data") else ()
    gates = (reason for gate in item.gates_failed for reason in closed_gate(gate, scope))
    contra = (reason for rule in item.withheld_by for reason in items[rule].because)
    return _once((*own, *gates, *contra))


def closed_gate(gate: str, scope: Evaluation) -> tuple[Because, ...]:
    """A gate that is not true, and one level deeper the tests that close it or leave it open."""
    return gate_reason(gate, scope), *behind(gate, scope)


def behind(fact: str, scope: Evaluation) -> tuple[Because, ...]:
    """The tests that gave a derived fact its value, or that leave it unknown; none for an answer."""
    derivation = scope.ruleset.derived.get(fact)
    if derivation is None:
        return ()
    if isinstance(derivation.expression, Condition):
        return because(derivation.expression, scope)
    if derivation.expression is not None:
        return tuple(given(name, scope) for name in derivation.inputs)
    decided = [when for when, _result in derivation.cases if when.evaluate(scope) is True][:1]
    undecided = [when for when, _result in derivation.cases if when.evaluate(scope) is None]
    return _once(reason for when in decided or undecided for reason in because(when, scope))


def given(name: str, scope: Evaluation) -> Because:
    """A fact with its value, whatever was looked for."""
    asked = Answered(name)
    return Because(name, scope.value(name), wording(asked, scope), asked.evaluate(scope), asked)


def _once(reasons: Iterable[Because]) -> tuple[Because, ...]:
    return tuple({(reason.fact, reason.test): reason for reason in reasons}.values())
