"""What must not change when an answer is added or taken away, and what no order may change."""

from dataclasses import replace
from operator import itemgetter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headache_cds.vocabulary.spec import FactType
from interventions.engine import Advice, Evaluation, advise
from interventions.engine.compiled import compiled
from interventions.engine.language.nodes import Condition
from interventions.knowledge import get_knowledge
from interventions.proof.settled import plain_facts, plain_rules
from tests.engine.random_patients import ANY, SETTLED, patients, random_facts

pytestmark = pytest.mark.slow

RULESET = get_knowledge().ruleset
FLAGS = sorted(
    name for name, spec in RULESET.facts.items() if name.startswith("rf_") and spec.type == FactType.BOOL
)
# Blocks until the questions are answered: an answer may lift it, and then another block stands for the flag.
ASKING = "settle-screening-and-diagnosis-first"
# Says what the tier 'same day' asks for, and gives way when a flag makes it acute.
OF_ONE_TIER = "same-day-flag-gp-today"
SCREENS = (
    "cad_symptoms",
    "cad_risk_factors",
    "cervical_instability_signs",
    "manual_technique_contraindications",
)
PATIENTS, SEED = 10_000, 20261122
WRITTEN_ANYHOW = 50
PLACES = compiled(RULESET).place_of
# For each rule, what takes the truths of the tests in its condition out of all compiled truths.
TESTS_OF_RULES = [
    itemgetter(*(PLACES[id(node)] for node in rule.condition.walk() if isinstance(node, Condition)))
    for rule in RULESET.rules
]


PLAIN_RULES = plain_rules(RULESET)
PLAIN_FACTS = sorted(plain_facts(RULESET).intersection(RULESET.derived))

HANDS_ON = {
    rule.id
    for rule in RULESET.rules
    if any(kind.id == "hands_on" for kind in rule.nature.kinds_for(rule.record.use))
}


def applying(advice: Advice) -> set[str]:
    return {item.rule.id for item in advice.items if item.status == "applies"}


def urgent(advice: Advice) -> set[str]:
    """Blocks, warnings and referrals that stay on screen whatever happens."""
    return {
        item.rule.id
        for item in advice.items
        if item.status == "applies" and item.rule.record.while_blocked and item.rule.record.use != "ask"
    }


def test_most_conditions_do_not_ask_what_was_asked() -> None:
    assert len(PLAIN_RULES) > 100
    assert len(PLAIN_FACTS) > 100


@settings(max_examples=50, deadline=None)
@given(ANY, st.data())
def test_more_knowledge_never_turns_a_settled_test_around(facts: dict[str, Any], data: Any) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    less = Evaluation(RULESET, {name: facts[name] for name in kept})
    more = Evaluation(RULESET, facts)
    for rule in PLAIN_RULES:
        before = rule.condition.evaluate(less)
        assert before in (None, rule.condition.evaluate(more)), rule.id
    for name in PLAIN_FACTS:
        before = less.value(name)
        assert before is None or before == more.value(name), name


@settings(max_examples=30, deadline=None)
@given(patients(**SETTLED), st.sampled_from(FLAGS))
def test_a_red_flag_never_removes_an_urgent_item(facts: dict[str, Any], flag: str) -> None:
    unflagged = advise(RULESET, {**facts, flag: False})
    flagged = advise(RULESET, {**facts, flag: True})
    assert urgent(unflagged) - {OF_ONE_TIER} <= urgent(flagged)


@settings(max_examples=30, deadline=None)
@given(patients(care_setting="primary_care"), st.sampled_from(FLAGS))
def test_a_red_flag_instead_of_silence_keeps_the_block(facts: dict[str, Any], flag: str) -> None:
    silent = {name: value for name, value in facts.items() if name not in (flag, "red_flags_investigated")}
    before, after = advise(RULESET, silent), advise(RULESET, {**silent, flag: True})
    assert before.blocked_by
    assert after.blocked_by
    assert urgent(before) - {ASKING, OF_ONE_TIER} <= urgent(after)
    assert OF_ONE_TIER not in urgent(before) or after.derived["red_flag_tier"] in ("same_day", "acute")


@settings(max_examples=30, deadline=None)
@given(patients(**SETTLED), st.data())
def test_taking_an_answer_away_never_clears_hands_on(facts: dict[str, Any], data: Any) -> None:
    known = {**{name: ["none"] for name in SCREENS}, **facts}
    screen = data.draw(st.sampled_from(SCREENS))
    less = {name: value for name, value in known.items() if name != screen}
    advice = advise(RULESET, less)
    assert advice.derived["manual_techniques_cleared"] is not True
    hands_on = {
        rule.id
        for rule in RULESET.rules
        if "hands_on" in [kind.id for kind in rule.nature.kinds_for(rule.record.use)]
    }
    assert hands_on
    assert not hands_on & applying(advice)


@settings(max_examples=30, deadline=None)
@given(patients(care_setting="primary_care"), st.sampled_from(FLAGS))
def test_an_unanswered_red_flag_is_no_answer(facts: dict[str, Any], flag: str) -> None:
    """Taking the answer away never gives a treatment that a yes forbids: nothing of treatment is left."""
    silent = {name: value for name, value in facts.items() if name != flag}
    left = applying(advise(RULESET, silent))
    assert not [rule.id for rule in RULESET.rules if rule.is_treatment and rule.id in left]


@settings(max_examples=5, deadline=None)
@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(facts: dict[str, Any], chance: Any) -> None:
    rules = list(RULESET.rules)
    chance.shuffle(rules)
    first, other = advise(RULESET, facts), advise(replace(RULESET, rules=tuple(rules)), facts)
    assert first.derived == other.derived
    assert {item.rule.id: (item.status, item.because, item.missing) for item in first.items} == {
        item.rule.id: (item.status, item.because, item.missing) for item in other.items
    }


def assert_reasons(facts: dict[str, Any]) -> None:
    """Every rule has an item with a reason, and names what is open when it waits."""
    advice = advise(RULESET, facts)
    assert len(advice.items) == len(RULESET.rules)
    assert not [item.rule.id for item in advice.items if not item.because]
    assert not [i.rule.id for i in advice.items if i.status == "insufficient_data" and not i.missing]


@pytest.mark.timeout(900)
def test_ten_thousand_random_patients_get_an_answer_with_reasons() -> None:
    """Which tests decided a rule depends on the truths of its tests alone.

    So the reasons are written out for each patient in whom a rule has truths that none had before; and for
    every fiftieth whatever it has, because what is open depends on what stands behind a test as well.
    """
    seen: list[set[Any]] = [set() for _rule in RULESET.rules]
    functions, written = compiled(RULESET), 0
    for number in range(PATIENTS):
        facts = random_facts(Random(SEED + number))
        _derived, statuses, truths = functions.traced(facts)
        assert len(statuses) == len(RULESET.rules), number
        fresh = number % WRITTEN_ANYHOW == 0
        for known, tests in zip(seen, TESTS_OF_RULES, strict=True):
            if (found := tests(truths)) not in known:
                known.add(found)
                fresh = True
        if fresh:
            assert_reasons(facts)
            written += 1
    assert written > PATIENTS / 20
