"""What can still come out: never narrower than what comes out, and exact once nothing is open."""

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest

from interventions.engine import advise
from interventions.engine.counted import count_facts
from interventions.engine.possible import Outlook
from interventions.engine.possible.reach import Values
from interventions.knowledge import get_knowledge
from tests.engine.random_patients import random_facts

pytestmark = pytest.mark.slow

RULESET = get_knowledge().ruleset
SEED = 20261201
PATIENTS = 60
COMPLETIONS = 3
SAMPLED = 12


def statuses_of(facts: dict[str, Any]) -> dict[str, str]:
    return {item.rule.id: item.status for item in advise(RULESET, facts).items}


def drawn_again(chance: Random, facts: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Other answers to these questions; some stay open."""
    other = random_facts(chance)
    return {name: other.get(name, facts.get(name)) for name in names if chance.random() < 0.8}


@pytest.fixture(scope="module")
def partial_patients() -> list[tuple[dict[str, Any], list[str], Outlook]]:
    """Random patients of whom a part of the questions is open, with what can still come out."""
    chance = Random(SEED)
    found = []
    for _patient in range(PATIENTS):
        facts = random_facts(chance)
        share = chance.choice((0.05, 0.3, 0.9))
        asked = sorted(name for name in RULESET.facts if chance.random() < share)
        known = {name: value for name, value in facts.items() if name not in asked}
        found.append((known, asked, Outlook(RULESET, known, asked)))
    return found


def test_what_comes_out_was_possible(
    partial_patients: list[tuple[dict[str, Any], list[str], Outlook]],
) -> None:
    chance = Random(SEED)
    seen = 0
    for known, asked, outlook in partial_patients:
        for _completion in range(COMPLETIONS):
            answered = known | drawn_again(chance, {}, asked)
            answered = {name: value for name, value in answered.items() if value is not None}
            for rule_id, status in statuses_of(answered).items():
                possible = outlook.of(RULESET.rules_by_id[rule_id])
                assert status in possible.statuses, (rule_id, status, possible)
                seen += 1
    assert seen >= 50_000


def test_without_open_questions_it_is_the_engine(
    partial_patients: list[tuple[dict[str, Any], list[str], Outlook]],
) -> None:
    for known, _asked, _outlook in partial_patients:
        outlook = Outlook(RULESET, known, ())
        for rule_id, status in statuses_of(known).items():
            possible = outlook.of(RULESET.rules_by_id[rule_id])
            assert (set(possible.statuses), possible.questions) == ({status}, ())


def test_only_the_questions_that_it_names_can_decide(
    partial_patients: list[tuple[dict[str, Any], list[str], Outlook]],
) -> None:
    """Other answers to all other questions leave a rule as it is."""
    chance = Random(SEED)
    seen = 0
    for known, asked, outlook in partial_patients:
        first = known | drawn_again(chance, {}, asked)
        before = statuses_of({name: value for name, value in first.items() if value is not None})
        for rule_id in chance.sample(sorted(before), SAMPLED):
            decides = outlook.of(RULESET.rules_by_id[rule_id]).questions
            others = [name for name in asked if name not in decides]
            kept = {name: value for name, value in first.items() if name not in others}
            second = kept | drawn_again(chance, first, others)
            after = statuses_of({name: value for name, value in second.items() if value is not None})
            assert after[rule_id] == before[rule_id], (rule_id, decides)
            seen += len(others) > 0
    assert seen > PATIENTS


def test_an_answer_may_let_an_alarm_outlive_the_drop_of_a_fact() -> None:
    """Twelve triptan days keep the alarm of overuse, so the contradicted days may be dropped."""
    known = {
        "acute_medication_classes": ["paracetamol", "nsaid", "triptan"],
        "acute_use_months": 12,
        "headache_days_per_month": 20,
        "acute_days_paracetamol": 3,
        "acute_days_nsaid": 3,
        "acute_days_nonopioid": 20,
    }
    outlook = Outlook(RULESET, known, ["acute_days_triptan"])
    counted = count_facts(RULESET, {**known, "acute_days_triptan": 12}).facts
    assert "acute_days_nonopioid" not in counted
    assert outlook.fact("acute_days_nonopioid") == Values((20, None), 1)
