"""What must never slip: texts during a block, drugs, heart rates, safety facts set by hand."""

import re

import pytest

from headache_cds.vocabulary.spec import Text
from headache_cds.vocabulary.values import ValueProblem
from interventions.advice.json_lines import read_facts
from interventions.engine import advise
from interventions.knowledge import get_knowledge

# Words of exercise, self-care, hands-on or reassurance, Dutch and English.
TREATING = re.compile(
    r"oefen|train|beweg(?!ingsangst)|wandel|fiets|ontspan|massage|masseer|mobilis|manipul|rek(ken|oefen)|houding"
    r"|biofeedback|mindful|warmte|geruststel|geen zorgen|niet ernstig|onschuldig"
    r"|exercis|walk|relax|stretch|posture|reassur|harmless|no worry",
    re.IGNORECASE,
)
DRUG_ORDER = re.compile(
    r"\b(stop|begin|start|verhoog|verlaag|bouw\w* af)\w*\s+(met\s+)?(uw\s+|de\s+)?"
    r"(medic|triptan|paracetamol|pil)",
    re.IGNORECASE,
)
HEART_RATE = re.compile(
    r"hartslag(zone|frequentie)|HFmax|heart[- ]rate|VO2max|% van (de|uw) max", re.IGNORECASE
)


def patient_texts() -> list[str]:
    """Every text that a printed plan can hold, in both languages."""
    knowledge = get_knowledge()
    texts: list[Text | None] = [rule.record.patient for rule in knowledge.ruleset.rules]
    for card in knowledge.cards.cards:
        texts += [card.patient_title, card.why, card.stop]
        texts += [Text(nl=nl, en=en) for nl, en in zip(card.how.nl, card.how.en, strict=True)]
    for dose in knowledge.doses.values():
        texts += [dose.title, dose.intensity, dose.build_up, dose.maintain, dose.stop, dose.expect]
    texts += [line.text for _at, line in knowledge.leaflet.lines]
    texts += [calls.title for calls in knowledge.leaflet.calls.values()]
    return [words for text in texts if text for words in (text.nl, text.en)]


def test_what_stays_during_a_block_holds_no_treatment() -> None:
    staying = [rule for rule in get_knowledge().ruleset.rules if rule.record.while_blocked]
    assert len(staying) > 20
    said = {rule.id: (rule.record.summary, rule.record.headline) for rule in staying}
    texts = {name: " / ".join((text.nl + text.en) for text in told) for name, told in said.items()}
    assert {name: text for name, text in texts.items() if TREATING.search(text)} == {}


def test_the_urgency_texts_hold_no_treatment() -> None:
    urgency = get_knowledge().urgency
    texts = [*(tier.action for tier in urgency.tiers.values()), *urgency.flags.values(), urgency.incomplete]
    for text in texts:
        assert not TREATING.search(text.nl + text.en)


def test_no_patient_text_orders_a_drug() -> None:
    assert not [words for words in patient_texts() if DRUG_ORDER.search(words)]


def test_no_patient_text_names_a_heart_rate() -> None:
    assert not [words for words in patient_texts() if HEART_RATE.search(words)]


@pytest.mark.parametrize(
    "fact",
    [
        "advice_allowed",
        "red_flag_unresolved",
        "red_flag_tier",
        "manual_techniques_cleared",
        "exercise_not_contraindicated",
        "vigorous_exercise_cleared",
        "suicide_risk_signal",
        "blood_pressure_alert",
        "no_unresolved_red_flag",
    ],
)
def test_a_safety_fact_cannot_be_set_by_hand(fact: str) -> None:
    knowledge = get_knowledge()
    with pytest.raises(ValueProblem, match="computed"):
        read_facts(knowledge, {fact: True})
    with pytest.raises(ValueError, match="cannot be set by hand"):
        advise(knowledge.ruleset, {}, {fact: True})


def test_another_derived_fact_can_be_overruled() -> None:
    knowledge = get_knowledge()
    facts, overrides = read_facts(knowledge, {"cs_suspected": True})
    assert (facts, overrides) == ({}, {"cs_suspected": True})
    assert advise(knowledge.ruleset, facts, overrides).derived["cs_suspected"] is True
