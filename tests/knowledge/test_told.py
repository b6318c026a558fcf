"""What asks something of the patient: how soon, in which words, and by which facts."""

from typing import Any

import pytest
import yaml

from interventions.advice.important import patient_text
from interventions.advice.json_lines import advise_on
from interventions.engine import Advice
from interventions.engine.ruleset import Rule
from interventions.engine.urgency import Level
from interventions.engine.uses import Use
from interventions.knowledge import FOLDER, get_knowledge

MOST_WORDS = 12
LEVEL_OF_TIER = {"acute": Level.NOW, "same_day": Level.TODAY, "elective": Level.THIS_WEEK}
BASES: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "cases/bases.yaml").read_text(encoding="utf-8"))
# Nobody answers these; what raises each stands beside it.
CONCLUDED: dict[str, dict[str, Any]] = {
    "rf_aura_atypical": {"aura_unchanged_since_diagnosis": False},
    "rf_aura_prolonged": {"aura_symptom_types": ["visual"], "aura_fully_reversible": False},
    "rf_aura_tia_like": {
        "aura_symptom_types": ["speech_language"],
        "aura_gradual_spread": False,
        "aura_positive_symptom": False,
        "aura_symptom_duration_max_minutes": 3,
    },
    "rf_gca_suspected": {"rf_gca_signs": True, "patient_age_years": 62},
    "rf_trauma_on_anticoagulant": {"rf_after_trauma": True, "anticoagulant_use": True},
}
# Of themselves they raise nothing: the pattern has to be new as well.
CHANGED: dict[str, Any] = {"rf_pattern_change": True}


def flag_rules() -> dict[str, list[Rule]]:
    """The rules of single flags, by the flag that they name first."""
    found: dict[str, list[Rule]] = {}
    for rule in get_knowledge().ruleset.rules:
        flags = [name for name in rule.record.triggers if name.startswith("rf_")]
        if rule.is_alarm and rule.record.use in (Use.WARN, Use.REFER) and flags:
            found.setdefault(flags[0], []).append(rule)
    return found


def advice_for(**facts: Any) -> Advice:
    return advise_on(get_knowledge(), {**BASES["settled_primary_migraine"], **facts})


def urgency_in(advice: Advice, rule: Rule) -> Level:
    return next(item.urgency for item in advice.items if item.rule.id == rule.id)


def asked(flag: str) -> dict[str, Any]:
    return CONCLUDED.get(flag, {flag: True})


@pytest.mark.parametrize("flag", sorted(flag_rules()))
def test_a_flag_is_as_urgent_as_its_tier(flag: str) -> None:
    """The rule of a flag and the tier that the flag comes to say the same."""
    facts = asked(flag)
    if flag in ("rf_immunodeficiency", "rf_history_of_cancer"):
        facts = {**facts, **CHANGED}
    advice = advice_for(**facts)
    expected = LEVEL_OF_TIER[advice.derived["red_flag_tier"]]
    for rule in flag_rules()[flag]:
        assert urgency_in(advice, rule) is expected, rule.id


@pytest.mark.parametrize("flag", sorted(flag_rules()))
def test_a_flag_that_was_worked_up_is_no_longer_urgent(flag: str) -> None:
    advice = advice_for(**asked(flag), red_flags_investigated=[flag])
    for rule in flag_rules()[flag]:
        assert urgency_in(advice, rule) is Level.NONE, rule.id


@pytest.mark.parametrize(
    ("facts", "statement", "level"),
    [
        ({"rf_after_trauma": True, "anticoagulant_use": True}, "CP-051", Level.NOW),
        ({"rf_after_trauma": True, "anticoagulant_use": False}, "CP-051", Level.TODAY),
        ({"rf_fever_or_chills": True, "rf_fever_with_neck_stiffness": True}, "CP-052", Level.NOW),
        ({"rf_gca_signs": True, "patient_age_years": 62}, "SF-18", Level.TODAY),
        (
            {"rf_gca_signs": True, "patient_age_years": 62, "rf_papilloedema_or_visual_loss": True},
            "SF-18",
            Level.NOW,
        ),
        ({"rf_gca_signs": True, "patient_age_years": 62, "rf_sudden_vision_loss": True}, "SF-18", Level.NOW),
        ({"manual_technique_contraindications": ["fracture_or_dislocation"]}, "SF-16", Level.TODAY),
        ({"manual_technique_contraindications": ["infection_cervical"]}, "SF-16", Level.TODAY),
        ({"manual_technique_contraindications": ["malignancy_cervical"]}, "SF-16", Level.TODAY),
        ({"manual_technique_contraindications": ["osteoporosis_severe"]}, "SF-16", Level.THIS_WEEK),
        ({"cad_risk_factors": ["connective_tissue_disease"]}, "SF-16", Level.THIS_WEEK),
        ({"preventive_medication": ["valproate"], "pregnant": True}, "SF-24", Level.TODAY),
        ({"preventive_medication": ["valproate"], "wish_to_become_pregnant": True}, "SF-24", Level.THIS_WEEK),
        ({"new_symptom_present": True}, "CP-069", Level.THIS_WEEK),
        ({"rf_thunderclap": True}, "CP-069", Level.NOW),
        ({"rf_fever_or_chills": True}, "HV-S-02", Level.TODAY),
        ({"rf_positional": True}, "HV-S-02", Level.THIS_WEEK),
        ({"suicidal_ideation": True}, "SF-07", Level.NOW),
        ({}, "HV-S-02", Level.NONE),
    ],
)
def test_the_first_level_that_holds_counts(facts: dict[str, Any], statement: str, level: Level) -> None:
    items = [item for item in advice_for(**facts).items if statement in item.rule.record.implements]
    assert [item.urgency for item in items] == [level]


ACUTE, SAME_DAY, ELECTIVE = {"rf_thunderclap": True}, {"rf_fever_or_chills": True}, {"rf_positional": True}
CALL_NOW = "Bel nu 112 of de spoedlijn van uw huisarts."
CALL_TODAY = "Bel vandaag uw huisarts over dit alarmsignaal."
PHYSICIAN_FIRST = "Neem eerst contact op met uw arts. Daarna kijken we verder."
PRESSURE: dict[str, Any] = {"blood_pressure_systolic": 190, "sex": "female", "patient_age_years": 30}
GCA: dict[str, Any] = {"rf_gca_signs": True, "patient_age_years": 62}
VALPROATE: dict[str, Any] = {"preventive_medication": ["valproate"]}


@pytest.mark.parametrize(
    ("facts", "statement", "sentence"),
    [
        (ACUTE, "AC-19", CALL_NOW),
        (ACUTE, "HV-S-02", CALL_NOW),
        (ACUTE, "CP-049", CALL_NOW),
        (ACUTE, "CP-069", CALL_NOW),
        (SAME_DAY, "SF-37", CALL_TODAY),
        (SAME_DAY, "HV-S-02", CALL_TODAY),
        (SAME_DAY, "CP-049", CALL_TODAY),
        (SAME_DAY, "CP-069", CALL_TODAY),
        (ELECTIVE, "HV-S-02", PHYSICIAN_FIRST),
        (ELECTIVE, "CP-049", PHYSICIAN_FIRST),
        (ELECTIVE, "CP-069", PHYSICIAN_FIRST),
        (
            {"new_symptom_present": True},
            "CP-069",
            "Laat uw huisarts deze week naar deze nieuwe klacht kijken.",
        ),
        ({**SAME_DAY, "new_symptom_present": True}, "CP-069", CALL_TODAY),
        (
            {"rf_after_trauma": True, "anticoagulant_use": True},
            "CP-051",
            "Bel nu 112: klachten na een ongeval met bloedverdunners.",
        ),
        (
            {"rf_after_trauma": True, "anticoagulant_use": False},
            "CP-051",
            "Bel vandaag uw huisarts over de klachten na uw ongeval.",
        ),
        (
            {"rf_fever_or_chills": True, "rf_fever_with_neck_stiffness": True},
            "CP-052",
            "Bel nu 112: koorts met een stijve nek.",
        ),
        (SAME_DAY, "CP-052", "Bel vandaag uw huisarts: u heeft koorts."),
        ({**GCA, "rf_sudden_vision_loss": True}, "SF-18", CALL_NOW),
        ({**GCA, "rf_papilloedema_or_visual_loss": True}, "SF-18", CALL_NOW),
        (GCA, "SF-18", "Bel vandaag uw huisarts. Ziet u slechter? Bel dan direct."),
        (
            {**VALPROATE, "pregnant": True},
            "SF-24",
            "Bel vandaag uw arts over valproaat. Verander zelf niets.",
        ),
        (
            {**VALPROATE, "wish_to_become_pregnant": True},
            "SF-24",
            "Bespreek valproaat deze week met uw arts. Verander zelf niets.",
        ),
        (
            {"manual_technique_contraindications": ["malignancy_cervical"]},
            "SF-16",
            "Bel vandaag uw huisarts over uw nek. Doe geen nekoefeningen.",
        ),
        (
            {**PRESSURE, "pregnant": True},
            "SF-01",
            "Bel vandaag uw verloskundige of gynaecoloog over uw hoge bloeddruk.",
        ),
        (
            {**PRESSURE, "postpartum_recent": True},
            "SF-01",
            "Bel vandaag uw verloskundige of gynaecoloog over uw hoge bloeddruk.",
        ),
        (PRESSURE, "SF-01", "Bel vandaag uw huisarts over uw hoge bloeddruk."),
    ],
)
def test_the_patient_is_told_how_soon(facts: dict[str, Any], statement: str, sentence: str) -> None:
    """Who must call now is not told today."""
    advice = advice_for(**facts)
    told = [patient_text(item, advice) for item in advice.items if statement in item.rule.record.implements]
    assert [text and text.nl for text in told] == [sentence]


def sentences() -> list[tuple[str, Level, str]]:
    """Each rule with several levels, each level, and what it tells."""
    return [
        (rule.id, branch.level, told.nl)
        for rule in get_knowledge().ruleset.rules
        if len(rule.record.urgency) > 1
        for branch in rule.record.urgency
        if (told := branch.patient or rule.record.patient)
    ]


def test_no_sentence_is_milder_than_its_level() -> None:
    assert len(sentences()) > 15
    for name, level, told in sentences():
        now, today = "112" in told, "vandaag" in told
        assert (level is Level.NOW) == now, (name, told)
        assert (level is Level.TODAY) == today, (name, told)


def test_what_the_patient_is_asked_is_one_short_sentence() -> None:
    """At most so many words in Dutch: the box on the first page is read by somebody in pain."""
    told = [
        (rule.id, text.nl)
        for rule in get_knowledge().ruleset.rules
        if rule.record.use in (Use.WARN, Use.REFER, Use.BLOCK)
        for text in (rule.record.patient, *(branch.patient for branch in rule.record.urgency))
        if text
    ]
    assert len(told) > 70
    assert not [name for name, words in told if len(words.split()) > MOST_WORDS]


def test_what_is_good_care_for_everybody_warns_of_nothing() -> None:
    universal = [rule for rule in get_knowledge().ruleset.rules if rule.record.is_universal]
    assert len(universal) > 40
    assert not [
        rule.id
        for rule in universal
        if rule.record.use in (Use.WARN, Use.REFER, Use.BLOCK, Use.ASK) or rule.record.while_blocked
    ]
