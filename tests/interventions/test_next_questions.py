"""Questions worth asking: safety first, then what decides for this patient, and nothing that cannot apply."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from headache_cds.vocabulary.loader import load_vocabulary
from headache_cds.vocabulary.source import SourceError
from headache_cds.vocabulary.spec import Text
from interventions.advice.json_lines import advise_on
from interventions.advice.questions import MOST_TOLD, OpenQuestion, Worth, foremost, next_questions
from interventions.engine.language.nodes import Constant
from interventions.engine.urgency import Level, UrgencyBranch
from interventions.engine.uses import Use
from interventions.knowledge import FOLDER, get_knowledge, load_knowledge
from tests.worked import PATIENTS

KNOWLEDGE = get_knowledge()
OF_PREGNANCY = {"pregnant", "postpartum_recent", "wish_to_become_pregnant", "reliable_contraception"}
OF_WOMEN = OF_PREGNANCY | {"estrogen_contraceptive_use", "menstrual_link"}
SCREENED = {
    "care_setting": "secondary_care",
    "red_flags_screened_by": "neurologist",
    "red_flag_screening_result": "no_flag",
    "days_since_screening": 30,
    "headache_diagnosis_source": "neurologist",
    "headache_type": ["migraine"],
    "patient_age_years": 40,
    "sex": "female",
}


def asked(facts: dict[str, Any]) -> tuple[OpenQuestion, ...]:
    """The open questions about a patient of whom this is known."""
    return next_questions(KNOWLEDGE, advise_on(KNOWLEDGE, facts))


def facts_asked(facts: dict[str, Any]) -> list[str]:
    return [question.fact for question in asked(facts)]


@pytest.mark.parametrize("case", ["V04", "V06", "V08", "V13", "V18"])
def test_nobody_asks_a_man_about_pregnancy(case: str) -> None:
    assert PATIENTS[case]["sex"] == "male"
    assert OF_WOMEN.isdisjoint(facts_asked(PATIENTS[case]))


def test_only_who_is_a_man_for_certain_is_not_asked() -> None:
    assert "pregnant" in facts_asked(SCREENED)
    assert "pregnant" in facts_asked(SCREENED | {"sex": "other"})
    assert "pregnant" in facts_asked(SCREENED | {"sex": "unknown"})
    assert "pregnant" in facts_asked({name: value for name, value in SCREENED.items() if name != "sex"})
    assert "pregnant" not in facts_asked(SCREENED | {"sex": "male"})


def test_a_woman_is_asked_about_pregnancy_up_to_the_age_that_is_written_down() -> None:
    limit = int(KNOWLEDGE.parameters["pregnancy_question_max_age"].value)
    assert OF_PREGNANCY & {*facts_asked(SCREENED | {"patient_age_years": limit})}
    assert OF_PREGNANCY.isdisjoint(facts_asked(SCREENED | {"patient_age_years": limit + 1}))


@pytest.mark.parametrize("facts", PATIENTS.values(), ids=PATIENTS)
def test_safety_stands_before_offers_and_offers_before_the_rest(facts: dict[str, Any]) -> None:
    found = asked(facts)
    assert [question.worth for question in found] == sorted(question.worth for question in found)
    assert len({question.fact for question in found}) == len(found)
    assert {question.fact for question in found} <= {*KNOWLEDGE.asked_facts}
    assert all(1 <= len(question.tells) <= MOST_TOLD and question.decides for question in found)


def test_while_something_blocks_only_what_ends_it_is_asked_the_shortest_way_first() -> None:
    assert {question.worth for question in asked(PATIENTS["V16"])} == {Worth.BLOCK}
    # The date, or else the two answers with which an undated or old screening counts; then the whole list.
    wanted = ["red_flags_screened_on", "rf_unlike_usual_headache", "rf_pattern_change"]
    assert facts_asked(PATIENTS["V16"])[:3] == wanted
    assert facts_asked(SCREENED | {"days_since_screening": 400})[:2] == wanted[1:]


def worth_at(level: Level) -> set[Worth]:
    """What the questions behind the first referral that waits are worth at this level of urgency."""
    advice = advise_on(KNOWLEDGE, SCREENED)
    waiting = [item for item in advice.items if item.status == "insufficient_data" and item.missing]
    chosen = next(item for item in waiting if item.rule.record.use is Use.REFER and not item.rule.is_alarm)
    rule = replace(chosen.rule, urgency=((Constant(True), UrgencyBranch(level=level)),))
    found = next_questions(KNOWLEDGE, replace(advice, items=(chosen._replace(rule=rule),)))
    return {question.worth for question in found}


def test_what_may_have_to_be_done_today_is_asked_before_what_can_wait() -> None:
    assert worth_at(Level.TODAY) == {Worth.URGENT}
    assert worth_at(Level.THIS_WEEK) == worth_at(Level.NONE) == {Worth.OFFER}


def test_the_days_since_a_date_are_asked_by_the_date() -> None:
    days = KNOWLEDGE.vocabulary.dates_by_days
    for facts in PATIENTS.values():
        assert days.keys().isdisjoint(facts_asked(facts))


def test_a_flag_that_would_stop_everything_stands_behind_the_gates_once_screening_counts() -> None:
    worth = {question.fact: question.worth for question in asked(SCREENED)}
    assert worth["cardiovascular_contraindications"] is Worth.GATE
    assert worth["rf_thunderclap"] is Worth.FLAG
    assert worth["rf_fever_or_chills"] is Worth.REST  # the neurologist's screening settled it
    assert not [name for name, kind in worth.items() if kind is Worth.BLOCK]


def offers(*, quoted: bool) -> int:
    """How many offers wait for a question in all worked patients, were every dose quoted or none."""
    doses = {name: dose.model_copy(update={"quoted": quoted}) for name, dose in KNOWLEDGE.doses.items()}
    knowledge = replace(KNOWLEDGE, doses=doses)
    found = (
        question
        for facts in PATIENTS.values()
        for question in next_questions(knowledge, advise_on(KNOWLEDGE, facts))
    )
    return sum(question.decides for question in found if question.worth is Worth.OFFER)


def test_a_programme_that_is_only_quoted_decides_nothing() -> None:
    assert offers(quoted=True) < offers(quoted=False)


def test_good_care_for_everybody_decides_no_offer() -> None:
    universal = {rule.id for rule in KNOWLEDGE.ruleset.rules if rule.record.is_universal}
    waiting = [
        rule
        for rule in KNOWLEDGE.ruleset.rules
        if rule.record.use is Use.ADVISE and rule.record.when and rule.id not in universal
    ]
    advice = advise_on(KNOWLEDGE, SCREENED)
    before = next_questions(KNOWLEDGE, advice)
    names = {rule.id for rule in waiting}
    items = tuple(
        item._replace(
            rule=replace(item.rule, record=item.rule.record.model_copy(update={"tier": "universal"}))
        )
        if item.rule.id in names
        else item
        for item in advice.items
    )
    after = next_questions(KNOWLEDGE, replace(advice, items=items))
    waiting_offers = [sum(one.worth is Worth.OFFER for one in found) for found in (before, after)]
    assert waiting_offers[0] > waiting_offers[1]
    assert {one.fact for one in before} == {one.fact for one in after}


def test_a_question_that_is_not_shown_yet_is_asked_by_what_opens_it() -> None:
    known = SCREENED | {"acute_medication_classes": ["triptan"], "aura_symptom_types": ["none"]}
    found = facts_asked(known)
    assert "acute_days_triptan" in found
    assert "acute_days_opioid" not in found  # nobody takes any
    assert "aura_fully_reversible" not in found  # there is no aura
    open_still = facts_asked(SCREENED)
    assert "acute_medication_classes" in open_still
    assert not [name for name in open_still if name.startswith("acute_days_")]


def test_an_answer_to_a_question_of_before_is_still_accepted() -> None:
    (retired,) = {"orange_flag_present"} & KNOWLEDGE.vocabulary.retired
    advice = advise_on(KNOWLEDGE, SCREENED | {retired: True})
    assert advice.counted.given[retired] is True
    assert retired not in facts_asked(SCREENED)


def test_a_question_says_in_words_what_it_decides() -> None:
    titles = {card.title for card in KNOWLEDGE.cards.cards}
    question = next(one for one in asked(SCREENED) if one.fact == "cardiovascular_contraindications")
    assert question.tells[0] in titles
    flag = next(one for one in asked(SCREENED) if one.fact == "rf_thunderclap")
    assert flag.tells[0] not in titles


def test_a_condition_under_which_a_question_is_settled_is_checked(tmp_path: Path) -> None:
    for folder in ("intake", "examination", "interventions"):
        source = FOLDER.parents[1] / folder / "facts"
        target = tmp_path / folder / "facts"
        target.mkdir(parents=True)
        for path in source.glob("*.yaml"):
            target.joinpath(path.name).write_text(path.read_text())
    spoiled = tmp_path / "intake/facts/medication.yaml"
    text = spoiled.read_text()
    spoiled.write_text(text.replace("settled_when: sex == male\n", "settled_when: sex == gone\n", 1))
    line = next(
        number
        for number, words in enumerate(text.splitlines(), 1)
        if re.match("- id: estrogen_contraceptive_use$", words)
    )
    vocabulary = load_vocabulary(
        [tmp_path / name / "facts" for name in ("intake", "examination", "interventions")]
    )
    with pytest.raises(SourceError) as caught:
        load_knowledge(FOLDER, vocabulary)
    (mistake,) = [one for one in caught.value.mistakes if one.path == spoiled]
    assert mistake.line == line
    assert mistake.message.startswith("settled_when: ")


def question(fact: str, about: str, worth: Worth = Worth.OFFER) -> OpenQuestion:
    return OpenQuestion(fact, worth, 1, (Text(nl=about, en=about),))


def test_the_three_on_the_page_are_about_three_things() -> None:
    ranked = [question("a", "mood"), question("b", "mood"), question("c", "neck"), question("d", "jaw")]
    assert [one.fact for one in foremost(ranked, 3)] == ["a", "c", "d"]
    assert [one.fact for one in foremost(ranked[:2], 3)] == ["a", "b"]


def test_behind_a_block_the_questions_stand_as_they_are_ranked() -> None:
    ranked = [question(fact, "stop", Worth.BLOCK) for fact in ("a", "b", "c", "d")]
    assert [one.fact for one in foremost(ranked, 3)] == ["a", "b", "c"]


def test_what_a_question_decides_is_said_in_a_few_words() -> None:
    record = get_knowledge().ruleset.rules_by_id["blood-pressure-alert"].record
    assert record.headline.nl.startswith(record.topic.nl)
    assert ":" not in record.topic.nl + record.topic.en


def test_a_question_to_a_man_decides_nothing_about_pregnancy() -> None:
    """Which painkillers he takes is asked, and not for an NSAID in his pregnancy."""
    man = {**SCREENED, "sex": "male"}
    told = {text.nl for one in next_questions(KNOWLEDGE, advise_on(KNOWLEDGE, man)) for text in one.tells}
    assert not [words for words in told if re.search("zwanger", words, re.IGNORECASE)]
    woman = {**SCREENED, "sex": "female"}
    told = {text.nl for one in next_questions(KNOWLEDGE, advise_on(KNOWLEDGE, woman)) for text in one.tells}
    assert [words for words in told if re.search("zwanger", words, re.IGNORECASE)]


def test_what_a_closed_test_would_find_is_not_asked() -> None:
    neck = {**SCREENED, "manual_technique_contraindications": ["infection_cervical"]}
    asked = {one.fact for one in next_questions(KNOWLEDGE, advise_on(KNOWLEDGE, neck))}
    assert not asked & {"provocation_findings", "segmental_findings", "frt_left_deg"}
    free = {**SCREENED, "manual_technique_contraindications": ["none"]}
    asked = {one.fact for one in next_questions(KNOWLEDGE, advise_on(KNOWLEDGE, free))}
    assert asked & {"provocation_findings", "segmental_findings", "frt_left_deg"}


def test_beside_what_must_be_done_now_nothing_is_asked() -> None:
    advice = advise_on(KNOWLEDGE, {**SCREENED, "suicidal_ideation": True})
    assert not advice.blocked_by
    assert next_questions(KNOWLEDGE, advice) == ()
