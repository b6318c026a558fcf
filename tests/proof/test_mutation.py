"""Every small mistake in a rule or derived fact is caught by its cases, or proven to make no difference."""

from dataclasses import replace
from functools import partial

import pytest
import yaml

from interventions.advice.json_lines import read_facts
from interventions.engine.language.nodes import Node
from interventions.engine.language.syntax import parse_condition, parse_expression
from interventions.engine.ruleset import Rule, Ruleset
from interventions.knowledge import FOLDER, get_knowledge
from interventions.knowledge.case_files import RuleCase, read_derived_cases, read_rule_cases
from interventions.proof.case_writing import as_document
from interventions.proof.closing import EQUIVALENT, Closer, Proposal
from interventions.proof.mutants import Mutant, Trial, mutants, mutants_of_rule
from interventions.proof.reporting import close_all, closed_lines
from interventions.proof.scoring import Case, try_cases
from interventions.proof.variants import Ground, variants
from tests.proof.changing import RULESET, changed, only, rule

GROUND = Ground(
    {**RULESET.facts, **{name: item.record for name, item in RULESET.derived.items()}}, RULESET.parameters
)
PARSE = partial(read_facts, get_knowledge())


def trial_of(ruleset: Ruleset, *cases: Case) -> Trial:
    return try_cases(ruleset, cases, PARSE)


def test_the_cases_catch_every_mutant_that_makes_a_difference(
    request: pytest.FixtureRequest,
) -> None:
    closed = close_all(trial_of(RULESET, *read_rule_cases(FOLDER), *read_derived_cases(FOLDER)), FOLDER)
    request.node.user_properties.append(("figure", closed.summary))
    assert not closed.proposals, "\n".join(closed_lines(closed))
    assert not closed.unexplained
    assert closed.percent == 100
    assert closed.score.tried > 4000


def changes(text: str) -> dict[str, Node]:
    """What becomes of a condition or expression, by what was changed."""
    return {variant.change: variant.node for variant in variants(parse_expression(text), GROUND)}


@pytest.mark.parametrize(
    ("text", "change", "result"),
    [
        ("pregnant == true and sex == male", "'and' 1 becomes 'or'", "pregnant == true or sex == male"),
        ("pregnant == true or sex == male", "'or' 1 becomes 'and'", "pregnant == true and sex == male"),
        ("not pregnant == true", "'not' dropped", "pregnant == true"),
        ("pregnant == true", "pregnant != true", "pregnant != true"),
        (
            "headache_type contains_any [migraine, tth]",
            "headache_type without tth",
            "headache_type contains_any [migraine]",
        ),
        ("headache_type contains tth", "not headache_type tth", "not headache_type contains tth"),
        ("bmi >= 25", "bmi > 25", "bmi > 25"),
        ("bmi >= 25", "bmi <= 25", "bmi <= 25"),
        ("bmi >= 25", "bmi: 25 becomes 25.1", "bmi >= 25.1"),
        ("gad7_score >= 10", "gad7_score: 10 becomes 9", "gad7_score >= 9"),
        ("gad7_score >= $gad7_moderate", "gad7_score: $gad7_moderate becomes 11", "gad7_score >= 11"),
        (
            "at_least(2, pregnant == true, sex == male)",
            "at_least: 2 becomes 1",
            "at_least(1, pregnant == true, sex == male)",
        ),
        ("answered(sex)", "answered(sex) becomes true", "true"),
        ("answered(sex)", "answered(sex) becomes false", "false"),
        ("hit6_score - hit6_followup", "'-' becomes '+'", "hit6_score + hit6_followup"),
        (
            "min(frt_left_deg, frt_right_deg) >= 3",
            "max()",
            "max(frt_left_deg, frt_right_deg) >= 3",
        ),
        (
            "any_record(palpation_findings, side == left)",
            "all_record(palpation_findings)",
            "all_record(palpation_findings, side == left)",
        ),
    ],
)
def test_a_change_is_made(text: str, change: str, result: str) -> None:
    assert changes(text)[change] == parse_expression(result)


def test_each_and_of_a_long_condition_is_changed_by_itself() -> None:
    found = changes("pregnant == true and sex == male and obesity == true")
    assert found["'and' 1 becomes 'or'"] == parse_condition(
        "pregnant == true or sex == male and obesity == true"
    )
    assert found["'and' 2 becomes 'or'"] == parse_condition(
        "pregnant == true and sex == male or obesity == true"
    )


def test_gates_and_contra_advice_are_dropped_as_well() -> None:
    tried = list(mutants(RULESET))
    gates = sum(len(item.record.gate) for item in RULESET.rules)
    assert sum(mutant.change.endswith("dropped") and "gate" in mutant.change for mutant in tried) == gates
    withheld = sum(len(item.record.withholds) for item in RULESET.rules)
    assert sum(mutant.spared is not None for mutant in tried) == withheld > 0


def survivor(original: Rule, change: str) -> Mutant:
    return next(mutant for mutant in mutants_of_rule(original, GROUND) if mutant.change == change)


def test_a_mutant_is_caught_by_the_case_that_tells_it_apart() -> None:
    original = changed(rule("education-tth"), when="gad7_score >= 10", gate=())
    stricter = survivor(original, "gad7_score > 10")
    inside = RuleCase(original.id, "inside", {"gad7_score": 12}, "applies")
    edge = RuleCase(original.id, "edge", {"gad7_score": 10}, "applies")
    assert not trial_of(only(original), inside).catches(stricter)
    assert trial_of(only(original), inside, edge).catches(stricter)


def close(original: Rule, change: str) -> Proposal | str:
    closer = Closer(only(original), {"woman": {"sex": "female"}})
    return closer.close(survivor(original, change))


def test_a_case_is_found_for_a_mutant_that_survives() -> None:
    original = changed(
        rule("education-tth"), when="sex == female and gad7_score >= 10 and bmi >= 25", gate=()
    )
    found = close(original, "gad7_score > 10")
    assert isinstance(found, Proposal)
    assert found.facts["gad7_score"] == 10
    assert found.outcome in ("applies", "insufficient_data")
    assert f"# {original.id}: gad7_score > 10" in as_document([found])


def test_a_mutant_that_makes_no_difference_is_proven() -> None:
    original = changed(rule("education-tth"), when="gad7_score >= 10 and gad7_score >= 5", gate=())
    assert close(original, "gad7_score: 5 becomes 6") == EQUIVALENT


def test_a_proposed_case_can_be_read_back_and_catches_its_mutant() -> None:
    original = changed(rule("education-tth"), when="gad7_score >= 10", gate=())
    found = close(original, "gad7_score > 10")
    assert isinstance(found, Proposal)
    (case,) = yaml.safe_load(as_document([found]))
    assert case["facts"]["gad7_score"] == 10
    added = RuleCase(original.id, case["name"], case["facts"], case["status"])
    assert trial_of(only(original), added).catches(found.mutant)


def test_a_missing_case_is_told() -> None:
    original = changed(rule("education-tth"), when="gad7_score >= 10", gate=())
    case = RuleCase(original.id, "inside", {"gad7_score": 12}, "applies")
    ruleset = replace(only(original), derived={})
    closed = close_all(trial_of(ruleset, case), FOLDER)
    told = list(closed_lines(closed))
    assert any("gad7_score > 10: NOT CAUGHT" in line for line in told)
    assert "100.0 %" not in told[-1]
