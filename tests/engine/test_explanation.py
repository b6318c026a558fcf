"""Every result says which tests decided and which questions would settle it."""

from typing import Any

from interventions.engine import Evaluation, Item, advise
from interventions.engine.explain import because
from interventions.engine.language.syntax import parse_condition
from interventions.engine.questions import to_settle
from interventions.knowledge import get_knowledge


def scope(**facts: Any) -> Evaluation:
    return Evaluation(get_knowledge().ruleset, facts)


def reasons(text: str, **facts: Any) -> list[tuple[str | None, str, bool | None]]:
    return [
        (reason.fact, reason.test, reason.holds) for reason in because(parse_condition(text), scope(**facts))
    ]


def open_questions(text: str, **facts: Any) -> tuple[str, ...]:
    return to_settle(parse_condition(text), scope(**facts))


def item(rule: str, **facts: Any) -> Item:
    advice = advise(get_knowledge().ruleset, facts)
    return next(item for item in advice.items if item.rule.id == rule)


def test_a_true_and_is_decided_by_all_parts() -> None:
    assert reasons("snoring == true and insomnia == false", snoring=True, insomnia=False) == [
        ("snoring", "snoring == true", True),
        ("insomnia", "insomnia == false", True),
    ]


def test_a_false_and_is_decided_by_what_failed() -> None:
    assert reasons("snoring == true and insomnia == true", snoring=True, insomnia=False) == [
        ("insomnia", "insomnia == true", False)
    ]


def test_a_true_or_is_decided_by_what_holds() -> None:
    assert reasons("snoring == true or insomnia == true", snoring=True) == [
        ("snoring", "snoring == true", True)
    ]


def test_an_unknown_condition_names_what_is_open() -> None:
    assert reasons("snoring == true and insomnia == true", snoring=True) == [
        ("insomnia", "insomnia == true", None)
    ]


def test_a_condition_that_always_holds_says_so() -> None:
    assert reasons("") == [(None, "true", True)]


def test_parameters_stand_in_the_test_by_value() -> None:
    assert reasons("headache_days_per_month >= $chronic_headache_days", headache_days_per_month=22) == [
        ("headache_days_per_month", "headache_days_per_month >= 15", True)
    ]


def test_a_missing_derived_fact_is_asked_by_its_questions() -> None:
    assert open_questions("obesity == true") == ("weight_kg", "height_cm")
    assert open_questions("obesity == true", weight_kg=80) == ("height_cm",)


def test_a_question_that_cannot_decide_is_not_asked() -> None:
    assert open_questions("snoring == true or (insomnia == true and shift_work == true)", insomnia=False) == (
        "snoring",
    )


def test_what_is_answered_is_not_asked_again() -> None:
    assert open_questions("overweight == true", weight_kg=80, height_cm=170) == ()


def test_a_block_names_the_questions_behind_it() -> None:
    facts = {fact: False for fact in get_knowledge().vocabulary.facts if fact.startswith("rf_")}
    del facts["rf_unexplained_weight_loss"]
    rest = {
        "care_setting": "primary_care",
        "red_flags_screened_by": "physiotherapist",
        "headache_diagnosis_source": "gp",
        "patient_age_years": 52,
        "sex": "male",
        "anticoagulant_use": False,
        "headache_type": ["tth"],
    }
    rules = [rule.id for rule in get_knowledge().ruleset.rules if "HV-S-03" in rule.record.implements]
    blocked = item(rules[0], **facts, **rest)
    assert blocked.status == "applies"
    assert blocked.missing == ("rf_unexplained_weight_loss",)


def test_a_suppressed_item_names_its_gate() -> None:
    rules = [rule.id for rule in get_knowledge().ruleset.rules if "HV-I-032" in rule.record.implements]
    hidden = item(rules[0], headache_type=["migraine"])
    assert hidden.status == "suppressed"
    assert "advice_allowed" in hidden.gates_failed
    assert ("advice_allowed == true", False) in [(reason.test, reason.holds) for reason in hidden.because]


def test_every_item_of_an_empty_patient_has_a_because() -> None:
    for one in advise(get_knowledge().ruleset, {}).items:
        assert one.because, one.rule.id


def test_what_waits_has_a_question() -> None:
    for one in advise(get_knowledge().ruleset, {}).items:
        if one.status == "insufficient_data":
            assert one.missing, one.rule.id


def test_a_set_that_is_partly_unknown_is_asked_again() -> None:
    assert open_questions("headache_type contains migraine", headache_type=["tth", "unknown"]) == (
        "headache_type",
    )


def test_rows_that_are_too_few_are_asked_for() -> None:
    tender = "pericranial_tenderness == true"
    assert open_questions(tender) == ("palpation_findings",)
    assert open_questions(tender, palpation_findings=[]) == ("palpation_findings",)
    painless = [{"muscle": "masseter", "side": "left", "result": "no_pain"}]
    assert open_questions(tender, palpation_findings=painless) == ("palpation_findings",)


def test_a_row_that_lacks_its_answer_is_asked_for() -> None:
    avoids = "trigger_handling contains avoids"
    assert open_questions(avoids, triggers=[{"trigger": "light"}]) == ("triggers",)
    assert open_questions(avoids, triggers=[{"trigger": "light", "handling": "avoids"}]) == ()
