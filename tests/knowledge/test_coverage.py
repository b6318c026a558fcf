"""Nothing in reach is left out: each statement is a rule, and what a statement asks for can be answered."""

from examination.battery import load_battery
from intake.sections import all_questions
from interventions.knowledge import get_knowledge
from interventions.queries import asked_plan_facts

EXECUTABLE = {"ask", "examine", "advise", "warn", "refer", "block", "dose", "measure"}
# Facts that registration gives; nobody asks them in a section.
REGISTERED = {"patient_age_years", "sex", "care_setting"}


def test_every_executable_statement_is_implemented_by_a_rule() -> None:
    knowledge = get_knowledge()
    implemented = {name for rule in knowledge.ruleset.rules for name in rule.record.implements}
    executable = {name for name, statement in knowledge.statements.items() if statement.use in EXECUTABLE}
    assert executable - implemented == set()
    assert len(executable) == 154  # 153 in reach, and BX-16 taken along early


def test_a_rule_carries_the_use_and_group_of_its_statement() -> None:
    knowledge = get_knowledge()
    differs = [
        (rule.id, name)
        for rule in knowledge.ruleset.rules
        for name in rule.record.implements
        if knowledge.statements[name].use != rule.record.use
    ]
    # HV-S-05 says it for every other headache type; the second rule is the line that D71 wants.
    assert differs == [("other-headache-type-present", "HV-S-05")]


def test_explained_statements_are_those_without_a_condition_to_carry_out() -> None:
    knowledge = get_knowledge()
    for rule in knowledge.ruleset.rules:
        for name in rule.record.explains:
            assert knowledge.statements[name].use not in EXECUTABLE, (rule.id, name)


def test_everything_a_statement_collects_has_a_question_a_test_field_or_a_dose() -> None:
    knowledge = get_knowledge()
    dosed = {part.fact for dose in knowledge.doses.values() for part in dose.parts}
    answerable = (
        {question.fact for question in all_questions()}
        | {fact for part in load_battery().parts for test in part.tests for fact in test.facts}
        | set(asked_plan_facts())
        | dosed
        | REGISTERED
    )
    for statement in knowledge.statements.values():
        if statement.use in EXECUTABLE:
            assert set(statement.collects) <= answerable, statement.id


def test_no_rule_is_approved_yet() -> None:
    knowledge = get_knowledge()
    assert knowledge.status == "draft"
    assert {rule.record.status for rule in knowledge.ruleset.rules} == {"draft"}
