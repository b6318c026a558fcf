"""What cannot be true together: each constraint at both sides and unknown, and what no drop may take away."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings

from headache_cds.commands import InputLine
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from interventions.advice.json_lines import advise_on, brief_line, read_facts
from interventions.engine import Evaluation, advise
from interventions.engine.as_json import advice_as_json
from interventions.engine.counted import Counted, ReadableJudge, count_facts
from interventions.knowledge import FOLDER, get_knowledge, load_knowledge
from interventions.knowledge.case_files import (
    ConstraintCase,
    read_bases,
    read_constraint_cases,
    read_derived_cases,
)
from tests.engine.random_patients import ANY
from tests.worked import PATIENTS

CASES = read_constraint_cases(FOLDER)
CONSTRAINTS = get_knowledge().ruleset.constraints
ALARMS = get_knowledge().ruleset.alarms
FAILING = [case for case in CASES if case.holds is False]


def in_brief(facts: dict[str, Any]) -> dict[str, Any]:
    """The answer of `advise --brief` to one line."""
    line = InputLine(1, json.dumps({"id": "x", "facts": facts}).encode())
    answer, _understood = brief_line(get_knowledge(), line, everything=False)
    return dict(json.loads(answer))


def counted(raw: dict[str, Any]) -> Counted:
    """The facts that count, of those of one line of `advise`."""
    knowledge = get_knowledge()
    return count_facts(knowledge.ruleset, *read_facts(knowledge, raw))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)
def test_a_constraint_comes_to_what_its_case_says(case: ConstraintCase) -> None:
    knowledge = get_knowledge()
    facts, _none = read_facts(knowledge, case.facts)
    constraint = knowledge.ruleset.constraints_by_id[case.constraint]
    assert Evaluation(knowledge.ruleset, facts).truth(constraint.condition) is case.holds
    found = counted(case.facts)
    assert (case.constraint in found.contradictions) is (case.holds is False)
    if case.holds is False and found.contradictions == (case.constraint,):
        assert found.given.keys() - found.facts.keys() == set(case.dropped)


@pytest.mark.parametrize("constraint", [constraint.id for constraint in CONSTRAINTS])
def test_every_constraint_has_cases_at_both_sides_and_unknown(constraint: str) -> None:
    found = {case.holds for case in CASES if case.constraint == constraint}
    assert found == {True, False, None}


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.place)
def test_advise_reports_a_contradiction_in_full_and_in_brief(case: ConstraintCase) -> None:
    knowledge = get_knowledge()
    in_full = advice_as_json(advise_on(knowledge, case.facts))["contradictions"]
    assert case.constraint in in_full
    assert in_full == in_brief(case.facts)["contradictions"]
    order = [constraint.id for constraint in CONSTRAINTS]
    assert in_full == sorted(in_full, key=order.index)


@cache
def raising() -> dict[int, list[dict[str, Any]]]:
    """For each alarm by its place: facts with which it holds, at most eight, from the cases."""
    knowledge = get_knowledge()
    found: dict[int, list[dict[str, Any]]] = {place: [] for place in range(len(ALARMS))}
    known = [case.facts for case in read_derived_cases(FOLDER)]
    for facts in [*known, *read_bases(FOLDER).values(), *PATIENTS.values()]:
        scope = Evaluation(knowledge.ruleset, *read_facts(knowledge, facts))
        for place, alarm in enumerate(ALARMS):
            if len(found[place]) < 8 and scope.truth(alarm) is True:
                found[place].append(facts)
    return found


def contradicting(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same patient with the contradiction of each failing case."""
    for case in FAILING:
        yield {**facts, **case.facts}
        yield {**case.facts, **facts}


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(ALARMS)))
def test_no_drop_takes_an_alarm_away(place: int) -> None:
    ruleset, tried = get_knowledge().ruleset, 0
    assert raising()[place], "nobody raises it"
    for facts in (patient for known in raising()[place] for patient in contradicting(known)):
        found = counted(facts)
        if found.failing and Evaluation(ruleset, found.given).truth(ALARMS[place]) is True:
            tried += 1
            assert Evaluation(ruleset, found.facts).truth(ALARMS[place]) is True, facts
    assert tried > len(FAILING) // 2


def test_a_drop_that_would_take_an_alarm_away_is_not_done() -> None:
    """The guard does something: without it these facts would go, and the alarm with them."""
    found = counted({"blood_pressure_systolic": 190, "blood_pressure_diastolic": 200})
    assert found.contradictions == ("C-blood-pressure-order",)
    assert len(found.facts) == 1, "one of both is enough for the alarm"
    assert Evaluation(get_knowledge().ruleset, found.facts).value("blood_pressure_alert") is True
    stays = counted({"phq9_item9": 2, "phq9_score": 1})
    assert stays.facts["phq9_item9"] == 2
    assert "phq9_score" not in stays.facts


def test_a_drop_never_answers_a_question_that_was_not_asked() -> None:
    """An onset at 50 makes the signs of arteritis count; an age of 49 contradicts it and settles nothing."""
    known = {**read_bases(FOLDER)["settled_primary_migraine"], "rf_gca_signs": None}
    onset = {"patient_age_years": 49, "headache_onset_age_years": 50}
    found = counted({**known, **onset, "red_flags_investigated": ["rf_older_age_onset"]})
    assert found.contradictions == ("C-onset-above-age",)
    assert Evaluation(get_knowledge().ruleset, found.given).value("no_unresolved_red_flag") is None
    assert Evaluation(get_knowledge().ruleset, found.facts).value("no_unresolved_red_flag") is None


def test_without_alarms_those_facts_would_be_dropped() -> None:
    ruleset = replace(get_knowledge().ruleset, alarms=())
    found = count_facts(ruleset, {"blood_pressure_systolic": 190, "blood_pressure_diastolic": 200})
    assert not found.facts


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(ANY)
def test_random_patients_keep_every_alarm_and_lose_only_what_a_drop_names(facts: dict[str, Any]) -> None:
    """Both forms of the engine find the same; what fails is judged on the facts as given."""
    ruleset = get_knowledge().ruleset
    found = count_facts(ruleset, facts)
    assert found == count_facts(ruleset, facts, judge=ReadableJudge(ruleset))
    before, after = Evaluation(ruleset, found.given), Evaluation(ruleset, found.facts)
    for alarm in ALARMS:
        assert before.truth(alarm) is not True or after.truth(alarm) is True
    assert list(found.contradictions) == [
        constraint.id for constraint in CONSTRAINTS if before.truth(constraint.condition) is False
    ]
    drops = {name for failing in found.failing for name in failing.constraint.record.drops}
    gone = found.given.keys() - found.facts.keys()
    assert gone <= {name for drop in drops for name in ruleset.unknown_with(drop)}
    assert all(found.given[name] == value for name, value in found.facts.items())
    assert before.value("advice_allowed") is True or after.value("advice_allowed") is not True


def test_of_patients_without_contradictions_nothing_changes() -> None:
    knowledge = get_knowledge()
    bare = replace(knowledge.ruleset, constraints=(), alarms=())
    tried = Counter[bool]()
    for patient in PATIENTS.values():
        facts, overrides = read_facts(knowledge, patient)
        advice, before = advise(knowledge.ruleset, facts, overrides), advise(bare, facts, overrides)
        tried[bool(advice.contradictions)] += 1
        if not advice.contradictions:
            assert advice.items == before.items
            assert advice.derived == before.derived
    assert tried[False] > 8


def test_a_date_falls_with_its_days_and_a_given_number_stays() -> None:
    later = {"red_flags_screened_on": "2126-01-12"}
    found = counted(later)
    assert found.contradictions == ("C-screening-date",)
    assert not found.facts
    both = counted({"red_flags_screened_on": "2026-01-12", "days_since_screening": 3})
    assert both.given["days_since_screening"] == 3
    (failing,) = found.failing
    assert failing.facts == ("red_flags_screened_on",)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"red_flags_screened_on": "2126-01-12"}, False),
        ({"red_flags_screened_on": "1026-01-12", "patient_age_years": 40}, False),
        ({"red_flags_screened_on": "1026-01-12"}, True),
        ({"follow_up_date": "2126-01-12"}, True),
        ({"follow_up_date": "1026-01-12"}, True),
        ({"treatment_goals": [{"description": "fietsen", "due_date": "2126-01-12"}]}, True),
    ],
)
def test_a_date_outside_its_limits_is_an_error_unless_a_constraint_counts_it(
    facts: dict[str, Any], refused: bool
) -> None:
    answer = in_brief(facts)
    assert ("error" in answer) is refused
    if not refused:
        assert answer["contradictions"] == ["C-screening-date"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- red_flag_unresolved == true", "- red_flag_undone == true", "unknown fact 'red_flag_undone'"),
        ("test: phq9_item9 <= phq9_score", "test: phq9_item9 <= phq10", "unknown fact 'phq10'"),
        ("drops: [phq9_score]", "drops: [phq10]", "'phq10' is no answered fact"),
        ("drops: [phq9_score]", "drops: [bmi]", "'bmi' is no answered fact"),
        ("$bmi_plausible_max", "$bmi_max", "unknown parameter '$bmi_max'"),
        ("id: C-ndi-sum", "id: C-body-size", "'C-body-size' appears twice"),
        ("severity: unlikely", "severity: odd", "severity: Input should be 'impossible' or 'unlikely'"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(folder: Any, old: str, new: str, message: str) -> None:
    path = folder / "constraints.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        load_knowledge(folder, get_vocabulary())
    (mistake,) = caught.value.mistakes
    assert mistake.path.name == "constraints.yaml"
    assert message in mistake.message
    assert new in path.read_text().splitlines()[mistake.line - 1]
