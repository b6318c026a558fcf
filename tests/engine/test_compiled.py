"""The compiled ruleset comes to the same as the evaluation that each node brings along."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headache_cds.vocabulary.spec import FactType
from interventions.engine import Evaluation, Rule, Ruleset, advise, brief
from interventions.engine.compiled import compiled
from interventions.engine.compiled.ruleset import _HELPERS
from interventions.engine.counted import count_facts
from interventions.engine.evaluate import PrecomputedEvaluation
from interventions.engine.language.nodes import Condition, Node
from interventions.engine.language.syntax import parse_condition
from interventions.engine.ruleset import Derivation, DerivedRecord, RuleRecord
from interventions.engine.status import Status, status_of
from interventions.engine.uses import Use
from interventions.knowledge import get_knowledge
from tests.engine.random_conditions import CONDITIONS, FACTS, FOUND, PARAMETERS, SPECS, TERMS, WORD
from tests.engine.random_patients import ANY, values_of

pytestmark = pytest.mark.slow


def derivation(name: str, kind: FactType, node: Node) -> Derivation:
    record = DerivedRecord(id=name, type=kind, label=WORD, expr="-", definition="", source=("EXT",))
    return Derivation(record, (), node)


def small_ruleset(condition: Node, term: Node) -> Ruleset:
    """Two derived facts, one of a random condition and one of a random term, and a set."""
    derived = {
        "holds": derivation("holds", FactType.BOOL, condition),
        "amount": derivation("amount", FactType.NUMBER, term),
        "found": derivation("found", FactType.SET, FOUND),
    }
    return Ruleset("1", "", "draft", (), derived, PARAMETERS, SPECS, {})


def same(one: Any, other: Any) -> bool:
    return one == other and type(one) is type(other)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS, TERMS, st.lists(FACTS, min_size=1, max_size=4))
def test_any_condition_comes_to_the_same(condition: Node, term: Node, patients: list[dict[str, Any]]) -> None:
    ruleset = small_ruleset(condition, term)
    for facts in patients:
        expected = Evaluation(ruleset, facts)
        for run in (compiled(ruleset).run, compiled(ruleset).traced):
            for name, value in zip(ruleset.derived, run(facts)[0], strict=True):
                assert same(value, expected.value(name)), name


def statuses_of(scope: Evaluation) -> list[Status]:
    """The status of every rule by the reference."""
    ruleset = scope.ruleset
    return [status_of(rule, scope, ruleset.contra_of(rule)) for rule in ruleset.rules]


@settings(max_examples=50, deadline=None)
@given(ANY)
def test_every_derived_fact_and_status_of_the_ruleset_is_the_same(facts: dict[str, Any]) -> None:
    ruleset = get_knowledge().ruleset
    expected = Evaluation(ruleset, facts)
    statuses = statuses_of(expected)
    for run in (compiled(ruleset).run, compiled(ruleset).traced):
        derived, found, _truths = run(facts)
        for name, value in zip(ruleset.derived, derived, strict=True):
            assert same(value, expected.value(name)), name
        assert list(found) == statuses


def rule(name: str, when: str, withholds: tuple[str, ...] = ()) -> Rule:
    record = RuleRecord(
        id=name,
        version="1.0.0",
        group="any",
        use=Use.ADVISE,
        when=when,
        gate=("holds",),
        summary=WORD,
        strength=WORD,
        implements=(),
        withholds=withholds,
        status="draft",
        review_before=dt.date(2030, 1, 1),
    )
    return Rule(record, parse_condition(when))


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"yes": True, "also": True, "days": 1}, "suppressed"),
        ({"yes": True, "also": False, "days": 1}, "applies"),
        ({"yes": True, "days": 1}, "applies"),
        ({"yes": True, "also": True, "days": 0}, "does_not_apply"),
        ({"yes": True, "also": True}, "insufficient_data"),
        ({"yes": False, "also": True, "days": 1}, "suppressed"),
    ],
)
def test_a_contra_advice_withholds_while_it_applies(facts: dict[str, Any], status: Status) -> None:
    small = small_ruleset(parse_condition("yes == true"), FOUND)
    rules = rule("advice", "days >= 1"), rule("against", "also == true", withholds=("advice",))
    ruleset = replace(small, rules=rules)
    assert compiled(ruleset).run(facts)[1][0] == status
    assert advise(ruleset, facts).items[0].status == status
    assert statuses_of(Evaluation(ruleset, facts))[0] == status


@st.composite
def overruled(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A patient, and derived facts that the therapist set by hand."""
    ruleset = get_knowledge().ruleset
    free = sorted(ruleset.derived.keys() - ruleset.safety_facts)
    names = draw(st.lists(st.sampled_from(free), min_size=1, max_size=6, unique=True))
    return draw(ANY), {name: draw(values_of(ruleset.derived[name].record)) for name in names}  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(overruled())
def test_a_derived_fact_set_by_hand_is_taken_over(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    facts, by_hand = case
    """Of the facts that count: what contradicts is dropped before."""
    counted = count_facts(get_knowledge().ruleset, facts, by_hand).facts
    expected = Evaluation(get_knowledge().ruleset, counted, by_hand)
    found = brief(get_knowledge().ruleset, facts, by_hand)
    assert found.derived == expected.derived()
    assert list(found.statuses) == statuses_of(expected)


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_every_part_of_a_condition_is_the_same(facts: dict[str, Any]) -> None:
    ruleset = get_knowledge().ruleset
    settled, expected = PrecomputedEvaluation(ruleset, facts), Evaluation(ruleset, facts)
    for rule in ruleset.rules:
        for node in rule.condition.walk():
            if isinstance(node, Condition):
                assert settled.truth(node) is node.evaluate(expected), rule.id


def test_the_function_reaches_nothing_but_its_helpers() -> None:
    run = compiled(get_knowledge().ruleset).traced
    names = run.__globals__
    assert names["__builtins__"] == {}
    assert {name for name in names if name not in _HELPERS and not name.startswith("row")} == {"run"}
    assert {name for name in run.__code__.co_names if name not in names} == {"get"}
