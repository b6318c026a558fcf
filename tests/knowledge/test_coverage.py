"""Nothing in reach is left out: each statement is a rule, and what a statement asks for can be answered."""

import pkgutil

from examination.battery import load_battery
from intake.follow_up import follow_up_facts
from intake.sections import all_questions
from interventions.knowledge import get_knowledge
from interventions.knowledge.coverage import NOT_USED, cover
from interventions.plan.queries import asked_plan_facts

# A statement that asks to conclude something is a derived fact; its rule says so to the therapist.
USE_OF_RULE = {"derive": "explain"}
# Facts that registration gives; nobody asks them in a section.
REGISTERED = {"patient_age_years", "sex", "care_setting"}


MOST_LEFT_OUT = 40


def test_every_statement_has_one_place() -> None:
    coverage = cover(get_knowledge())
    assert not coverage.homeless
    assert not coverage.doubled
    assert coverage.total == len(get_knowledge().statements)


def test_what_is_left_out_is_little_and_has_a_reason() -> None:
    knowledge = get_knowledge()
    assert len(knowledge.not_used) < MOST_LEFT_OUT
    unused = {name for name, statement in knowledge.statements.items() if statement.use == "none"}
    assert set(knowledge.not_used) == unused


def test_the_code_that_carries_a_setting_exists() -> None:
    for setting in get_knowledge().settings.values():
        for carrier in setting.carried_by:
            kind, _, path = carrier.partition(":")
            if kind == "code":
                assert pkgutil.resolve_name(path) is not None, setting.id


def test_a_rule_carries_the_use_of_its_statement() -> None:
    knowledge = get_knowledge()
    differs = [
        (rule.id, name)
        for rule in knowledge.ruleset.rules
        for name in rule.record.implements
        if USE_OF_RULE.get(use := knowledge.statements[name].use, use) != rule.record.use
    ]
    assert not differs, "a rule has another `use` than a statement that it implements"


def test_everything_a_statement_collects_has_a_question_a_test_field_or_a_dose() -> None:
    knowledge = get_knowledge()
    dosed = {part.fact for dose in knowledge.doses.values() for part in dose.parts}
    answerable = (
        {question.fact for question in all_questions()}
        | {fact for part in load_battery().parts for test in part.tests for fact in test.facts}
        | set(asked_plan_facts())
        | set(follow_up_facts())
        | dosed
        | {name for name, spec in knowledge.vocabulary.facts.items() if spec.decided}
        | knowledge.vocabulary.dates_by_days.keys()  # computed from the date that is asked
        | knowledge.vocabulary.retired  # asked before: what was answered is still read back
        | REGISTERED
    )
    for name, place in cover(knowledge).places.items():
        if place != NOT_USED:
            assert set(knowledge.statements[name].collects) <= answerable, name


def test_no_rule_is_approved_yet() -> None:
    knowledge = get_knowledge()
    assert knowledge.status == "draft"
    assert {rule.record.status for rule in knowledge.ruleset.rules} == {"draft"}
