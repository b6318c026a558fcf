"""Each theorem holds; each fails, with a patient whom the engine confirms, when a rule is broken by hand."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from headache_cds.commands import InputLine
from interventions.advice.json_lines import answer_line
from interventions.engine import Evaluation, advise
from interventions.engine.kinds import Danger
from interventions.engine.language.syntax import parse_condition
from interventions.engine.ruleset import Rule, Ruleset
from interventions.knowledge import Knowledge, get_knowledge
from interventions.management.commands import knowledge as command
from interventions.management.knowledge_actions import solver
from interventions.proof import reporting
from interventions.proof.encoder import Encoder
from interventions.proof.prover import Failure, prove
from interventions.proof.question import SolverQuery, Theorem
from interventions.proof.theorems import THEOREMS
from tests.proof.changing import (
    RULESET,
    changed,
    implementing,
    only,
    rule,
    with_derived,
    without,
)

# Says episodic as long as nobody said for how many months.
HASTY = (
    (parse_condition("headache_days_per_month >= 15 and months_headache_15plus > 3"), "chronic"),
    (parse_condition("headache_days_per_month >= 15"), "episodic"),
)
PRESSURE = "C-blood-pressure-order"
BLOCKS = tuple(item for item in RULESET.rules if item.record.use == "block")


def asking_about(theorem: Theorem, about: str) -> Theorem:
    """The theorem with its one question about this."""

    def ask(encoder: Encoder) -> Iterator[SolverQuery]:
        return (question for question in theorem.ask(encoder) if question.about == about)

    return replace(theorem, ask=ask)


def the_failure(name: str, ruleset: Ruleset, about: str) -> Failure:
    """What is wrong with one theorem about this, confirmed by the engine."""
    theorem = next(theorem for theorem in THEOREMS if theorem.name == name)
    (verdict,) = prove(ruleset, [asking_about(theorem, about)])
    (failure,) = verdict.failures
    assert failure.confirmed
    return failure


def statuses(ruleset: Ruleset, facts: dict[str, Any]) -> dict[str, str]:
    return {item.rule.id: item.status for item in advise(ruleset, facts).items}


def test_every_theorem_holds() -> None:
    printed = StringIO()
    call_command("knowledge", "prove", stdout=printed)
    lines = printed.getvalue().splitlines()
    assert [line.split()[0] for line in lines[: len(THEOREMS)]] == ["holds"] * len(THEOREMS)
    for theorem, line in zip(THEOREMS, lines, strict=False):
        assert theorem.name in line
        assert " s " in line
    assert lines[-1].startswith("abstracted: ")


def test_a_dead_rule_is_found() -> None:
    dead = changed(rule("outside-scope-refer-back"), gate=("advice_allowed",))
    failure = the_failure("alive", only(dead), dead.id)
    assert statuses(only(dead), failure.facts)[dead.id] != "applies"


def test_a_rule_that_always_holds_is_found() -> None:
    always = changed(rule("education-tth"), when="answered(sex) or not answered(sex)", gate=())
    failure = the_failure("not-always", only(always), always.id)
    assert statuses(only(always), failure.facts)[always.id] == "applies"


def test_two_rules_that_contradict_each_other_are_found() -> None:
    bottom_up, top_down = implementing("HV-I-074"), implementing("HV-I-075")
    broken = changed(bottom_up, when="neck_complaints == true")
    about = f"{broken.id} + {top_down.id}"
    failure = the_failure("contra-advice", only(broken, top_down), about)
    found = statuses(only(broken, top_down), failure.facts)
    assert found[broken.id] == found[top_down.id] == "applies"


def exposed(danger: Danger) -> Rule:
    """A rule that the danger forbids, without its gates; one that z3 can show in full, without rows."""
    encoder = Encoder(RULESET)
    forbidden = (item for item in RULESET.rules if danger.forbids.includes(item.nature, item.record.use))
    for item in forbidden:
        bare = changed(item, gate=())
        if not RULESET.records_facts.intersection(encoder.cone(encoder.roots(bare))):
            return bare
    raise LookupError(danger.name)


@pytest.mark.parametrize("danger", RULESET.dangers.dangers, ids=lambda danger: danger.name)
def test_an_advice_beside_a_danger_is_found(danger: Danger) -> None:
    bare = exposed(danger)
    ruleset = replace(RULESET, rules=(bare,))
    failure = the_failure("danger", ruleset, f"{danger.name}: {bare.id}")
    assert statuses(ruleset, failure.facts)[bare.id] == "applies"
    assert parse_condition(danger.when).evaluate(Evaluation(ruleset, failure.facts)) is True


def test_a_contraindication_that_leaves_a_gate_open_is_found() -> None:
    """As before D116: of the whole list only four reasons closed the neck for exercise."""
    four = "fracture_or_dislocation, malignancy_cervical, infection_cervical, recent_neck_surgery"
    question = "manual_technique_contraindications"
    only_four = f"not (answered({question}) and {question} contains_any [{four}])"
    gate = "neck_loading_not_contraindicated"
    ruleset = with_derived(gate, only_four)
    about = f"neck: {question} contains osteoporosis_severe + {gate}"
    failure = the_failure("closed", ruleset, about)
    assert advise(ruleset, failure.facts).derived[gate] is True


def test_opposite_directions_are_found() -> None:
    """For each line of one side against a line of the other that reads what came before D126."""
    (sides,) = RULESET.dangers.contradictions
    top_down = implementing("SF-32")
    for name in sides.one:
        broken = changed(implementing(name), when="jaw_pain == true", gate=())
        bare = changed(top_down, gate=())
        failure = the_failure("contra-advice", only(broken, bare), f"{broken.id} + {bare.id}")
        found = statuses(only(broken, bare), failure.facts)
        assert found[broken.id] == found[bare.id] == "applies"


def test_an_alarm_that_a_contradiction_silences_is_found() -> None:
    """The alarms are what keeps the drops from it."""
    alarm = changed(rule("prolonged-aura-gp-today"), acknowledge=True)
    ruleset = replace(only(alarm), alarms=())
    failure = the_failure("signals", ruleset, alarm.id)
    assert statuses(ruleset, failure.facts)[alarm.id] != "applies"
    assert statuses(replace(ruleset, alarms=RULESET.alarms), failure.facts)[alarm.id] == "applies"


def test_a_patient_without_any_advice_is_found() -> None:
    ruleset = only(rule("aerobic-training-migraine"), *BLOCKS)
    failure = the_failure("something", ruleset, "any advice")
    assert advise(ruleset, failure.facts).derived["advice_allowed"] is True
    assert "applies" not in statuses(ruleset, failure.facts).values()


def test_an_advice_that_outlives_a_block_is_found() -> None:
    broken = changed(rule("education-tth"), gate=())
    failure = the_failure("block", only(broken, *BLOCKS), f"a block + {broken.id}")
    assert advise(only(broken, *BLOCKS), failure.facts).blocked_by


def test_an_advice_withheld_without_a_word_is_found() -> None:
    silent = tuple(item for item in RULESET.rules if item.record.use not in ("warn", "refer"))
    ruleset = replace(RULESET, rules=silent)
    failure = the_failure("explained", ruleset, "exercise_not_contraindicated")
    assert advise(ruleset, failure.facts).derived["exercise_not_contraindicated"] is False


def test_an_unanswered_red_flag_that_does_not_block_is_found() -> None:
    ruleset = without("settle-screening-and-diagnosis-first")
    failure = the_failure("primary-care", ruleset, "rf_thunderclap")
    assert failure.facts["care_setting"] == "primary_care"
    assert "rf_thunderclap" not in failure.facts
    assert not advise(ruleset, failure.facts).blocked_by


@pytest.mark.parametrize("gate", ["advice_allowed", "exercise_not_contraindicated"])
def test_a_gate_that_a_drop_opens_is_found(gate: str) -> None:
    """The alarms are what keeps the drops from it.

    The theorem leaves open which facts of a constraint are dropped, so only those are left here of which the
    engine drops what the theorem says: one fact, or two that raise the same.
    """
    exact = tuple(one for one in RULESET.constraints if len(one.record.drops) == 1 or one.id == PRESSURE)
    ruleset = replace(RULESET, alarms=(), constraints=exact)
    failure = the_failure("drops", ruleset, gate)
    assert Evaluation(ruleset, failure.facts).value(gate) is not True
    assert advise(ruleset, failure.facts).derived[gate] is True
    assert advise(RULESET, failure.facts).derived[gate] is not True


def test_a_rule_that_only_contradictory_answers_reach_is_dead() -> None:
    """More migraine days than headache days count as neither, so nobody gets this."""
    ruleset = with_derived("bmi", "migraine_days_per_month - headache_days_per_month")
    dead = changed(rule("education-tth"), when="bmi > 0", gate=())
    ruleset = replace(ruleset, rules=(dead,))
    (verdict,) = prove(ruleset, [theorem for theorem in THEOREMS if theorem.name == "alive"])
    assert [failure.about for failure in verdict.failures] == [dead.id]
    (verdict,) = prove(
        replace(ruleset, constraints=()), [theorem for theorem in THEOREMS if theorem.name == "alive"]
    )
    assert verdict.holds


def test_a_test_that_turns_around_is_found() -> None:
    ruleset = only(rule("education-tth"))
    broken = replace(ruleset.derived["headache_chronicity"], cases=HASTY)
    ruleset = replace(ruleset, derived={**ruleset.derived, "headache_chronicity": broken})
    failure = the_failure("settled", ruleset, "headache_chronicity")
    assert failure.before is not None
    assert failure.before.items() < failure.facts.items()
    first = advise(ruleset, failure.before).derived["headache_chronicity"]
    assert first not in (None, advise(ruleset, failure.facts).derived["headache_chronicity"])


def test_a_broken_derivation_is_found_as_well() -> None:
    expression = "in_scope == true and red_flag_unresolved == false"
    ruleset = with_derived("advice_allowed", expression, only(rule("education-tth"), *BLOCKS))
    failure = the_failure("block", ruleset, "a block + education-tth")
    assert advise(ruleset, failure.facts).blocked_by


def test_the_command_prints_the_patient_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = changed(rule("education-tth"), gate=("exercise_not_contraindicated",))
    knowledge = replace(get_knowledge(), ruleset=only(broken, *BLOCKS))
    monkeypatch.setattr(command, "get_knowledge", lambda: knowledge)
    monkeypatch.setattr(reporting, "THEOREMS", [theorem for theorem in THEOREMS if theorem.name == "block"])
    printed = StringIO()
    with pytest.raises(CommandError, match="theorems fail"):
        call_command("knowledge", "prove", stdout=printed)
    (line,) = (
        line.strip() for line in printed.getvalue().splitlines() if f"block: a block + {broken.id}" in line
    )
    assert_shown(knowledge, line, broken.id)


def assert_shown(knowledge: Knowledge, line: str, name: str) -> None:
    """The printed line goes straight into `advise` and shows the mistake."""
    assert json.loads(line)["facts"]
    text, _understood = answer_line(knowledge, InputLine(1, line.encode()), everything=True)
    answer = json.loads(text)
    assert answer["blocked_by"]
    assert [item["status"] for item in answer["items"] if item["rule"] == name] == ["applies"]


def test_without_z3_the_command_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name="z3")

    monkeypatch.setattr(solver, "import_module", missing)
    with pytest.raises(CommandError, match="bin/setup --dev"):
        call_command("knowledge", "prove")
