"""Results in plain words: reasons and their inputs, places in the source, doses and what they lack."""

from typing import Any

import pytest
from django.utils.translation import override

from intake.models import Episode
from interventions.advice.questions import OpenQuestion
from interventions.engine import Because
from interventions.engine.language.syntax import parse_condition
from interventions.knowledge import get_knowledge
from interventions.pages.cards import fresh_sentences
from interventions.pages.question_places import link_facts, link_question
from interventions.plan.dosing import missing_parts
from interventions.plan.queries import asked_plan_facts
from interventions.words.reasons import Explainer, Reason
from interventions.words.sources import place_of
from tests.interventions.patients import MIGRAINE, NECK, board_for, board_of


def reason(fact: str, test: str, holds: bool | None, **facts: Any) -> Reason:
    board = board_for(facts)
    (found,) = Explainer(get_knowledge(), board.scope).reasons(
        [Because(fact, board.scope.value(fact), test, holds, parse_condition(test))]
    )
    return found


@pytest.mark.parametrize(
    ("test", "holds", "wanted"),
    [
        ("neck_complaints == true", True, ""),
        ("neck_complaints == true", False, "geldt bij: ja"),
        ("neck_complaints != true", None, "geldt bij: nee"),
        ("not (neck_complaints == true)", False, ""),
    ],
)
def test_a_failing_test_says_what_it_looks_for(test: str, holds: bool | None, wanted: str) -> None:
    assert reason("neck_complaints", test, holds, neck_complaints=bool(holds)).wanted == wanted


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        (">=", "grens: 15 of meer"),
        (">", "grens: meer dan 15"),
        ("<=", "grens: 15 of minder"),
        ("<", "grens: minder dan 15"),
        ("==", ""),
    ],
)
def test_a_limit_stands_beside_the_number(sign: str, words: str) -> None:
    found = reason(
        "headache_days_per_month", f"headache_days_per_month {sign} 15", True, headache_days_per_month=22
    )
    assert (found.value, found.wanted) == ("22 dagen per maand", words)


def test_days_from_memory_say_how_uncertain_they_are() -> None:
    facts = {"headache_days_per_month": 14, "headache_days_source": "recall"}
    found = reason("headache_days_per_month", "headache_days_per_month >= 15", False, **facts)
    assert found.value == "14 dagen per maand (geschat uit geheugen, ± 6 dagen)"


def test_choices_are_named_in_the_language_of_the_reader() -> None:
    facts = {"headache_type": ["tth"]}
    found = reason("headache_type", "headache_type contains_any [migraine, tth]", False, **facts)
    assert found.wanted.startswith("geldt bij: Migraine, Spanningshoofdpijn")
    with override("en"):
        found = reason("headache_type", "headache_type contains migraine", False, **facts)
        assert found.value == "Tension-type headache"


def test_rows_are_counted() -> None:
    rows = [{"muscle": "temporalis", "side": "left", "result": "no_pain"}]
    found = reason("palpation_findings", "answered(palpation_findings)", True, palpation_findings=rows)
    assert found.value == "1 regel vastgelegd"


def test_a_derived_fact_shows_what_decided_it() -> None:
    board = board_of(NECK)
    inputs = Explainer(get_knowledge(), board.scope).inputs("headache_chronicity")
    assert {entry.fact for entry in inputs} == {"headache_days_per_month", "months_headache_15plus"}


def test_an_asked_fact_has_no_inputs() -> None:
    assert Explainer(get_knowledge(), board_of(NECK).scope).inputs("neck_complaints") == ()


def test_a_sentence_stands_once_on_a_card() -> None:
    seen: set[str] = set()
    assert fresh_sentences("Kies mobilisatie. Bouw op.", seen) == ("Kies mobilisatie.", "Bouw op.")
    assert fresh_sentences("Kies mobilisatie. Rek daarna.", seen) == ("Rek daarna.",)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("HV-I-032", "handvat r. 697-699"),
        ("AC-19", "commerciële bron r. 81; 88"),
        ("SF-07", "veiligheidsregel SF-07"),
    ],
)
def test_the_place_of_a_statement(statement: str, place: str) -> None:
    knowledge = get_knowledge()
    assert place_of(knowledge, knowledge.statements[statement]) == place


@pytest.mark.parametrize(
    ("case", "card", "missing"),
    [
        (MIGRAINE, "aerobic_training", ()),
        (NECK, "neck_programme", ("hoeveel minuten per keer",)),
        (
            NECK,
            "education",
            ("hoe vaak", "hoeveel minuten per keer", "hoeveel weken", "hoe zwaar", "opbouw", "volhouden"),
        ),
    ],
)
def test_what_a_dose_lacks_is_named(case: str, card: str, missing: tuple[str, ...]) -> None:
    view = board_of(case).option(card)
    assert view
    assert missing_parts(view) == missing


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        ("neck_complaints", "/anamnese/neck/#ask_neck_complaints"),
        ("palpation_findings", "/onderzoek/palpation/#ask_palpation_findings"),
        ("sex", "/gegevens/"),
        ("followup_headache_days", "/beloop/#ask_followup_headache_days"),
        ("heat_contraindicated", "/plan/#ask_heat_contraindicated"),
    ],
)
def test_an_open_question_leads_to_its_place(fact: str, place: str) -> None:
    episode = Episode()
    link = link_question(OpenQuestion(fact), episode)
    assert link.url == f"/episodes/{episode.pk}{place}"
    assert link.page


def test_the_days_since_a_date_are_asked_by_the_date() -> None:
    links = link_facts(["days_since_screening", "red_flags_screened_on"], Episode())
    assert [link.url.partition("#")[2] for link in links] == ["ask_red_flags_screened_on"]
    assert links[0].label == get_knowledge().spec("red_flags_screened_on").label.nl


def test_every_fact_can_be_answered_somewhere() -> None:
    dosed = {part.fact for dose in get_knowledge().doses.values() for part in dose.parts}
    facts = get_knowledge().vocabulary.facts
    decided = {name for name, spec in facts.items() if spec.decided}
    for fact in facts.keys() - dosed - decided - get_knowledge().vocabulary.retired:
        link = link_question(OpenQuestion(fact), Episode())
        assert link.page != "Plan" or fact in asked_plan_facts()
