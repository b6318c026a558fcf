"""Answers that cannot be true together: beside their questions, on the review, the advice and the plan."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.vocabulary.spec import FactType
from intake.actions import correct_patient, save_answers
from intake.contradictions import contradictions_of
from intake.models import Answer, Episode
from interventions.advice.json_lines import read_facts
from interventions.case.current import current_board
from interventions.engine import advise
from interventions.knowledge import FOLDER, get_knowledge
from interventions.knowledge.case_files import read_constraint_cases
from interventions.models import EpisodeStatus, Plan
from interventions.plan.actions import save_plan_answers
from interventions.plan.seen import seen_print
from tests.counting import counting
from tests.dossiers import SETTLED, take_over
from tests.factories import make_episode_with, make_follow_up
from tests.interventions.patients import MIGRAINE, episode_of
from tests.markup import Element, read
from tests.people import signed_in
from tests.plain_browser import send

CONSTRAINTS = get_knowledge().ruleset.constraints_by_id
CASES = read_constraint_cases(FOLDER)
# A dose form allows less than these, so no form can store them.
ONLY_AT_THE_DOOR = {"C-aerobic-hours"}
IN_THE_PLAN = {"C-programme-week"}
# Its answers raise a safety signal, which comes before every other page.
SIGNALS = {"C-phq9-item-above-total"}
# More days than all classes together: never beside fewer days than one class, which fails here.
THE_OPPOSITE = {"C-union-above-sum"}
TYPED_IN = sorted(CONSTRAINTS.keys() - ONLY_AT_THE_DOOR - IN_THE_PLAN - SIGNALS - THE_OPPOSITE)
# What opens the questions on them.
OPENED_BY = {
    "aura_symptom_types": ["visual"],
    "red_flags_investigated": ["rf_thunderclap"],
    "botox_asked_or_used": True,
    "sex": "male",
}
BEFORE_BIRTH = "1950-01-12"
PAGES = ["intake:review", "interventions:advice", "interventions:plan", "intake:follow_up"]
COUNTS = {"headache_days_per_month": 6, "migraine_days_per_month": 14}
MORE_MIGRAINE = CONSTRAINTS["C-migraine-above-headache-days"].record.message.nl


def together(holds: bool) -> dict[str, Any]:
    """One patient for whom every constraint fails, or holds: the first case of each; days by their date."""
    knowledge = get_knowledge()
    facts: dict[str, Any] = {}
    for constraint in TYPED_IN:
        found = next(case for case in CASES if case.constraint == constraint and case.holds is holds)
        facts |= found.facts
    for days, date in knowledge.vocabulary.dates_by_days.items():
        facts.pop(days, None)
        facts[date] = timezone.localdate().isoformat() if holds else BEFORE_BIRTH
    ages = {"patient_age_years": 40, "headache_onset_age_years": 30, "headache_years": 10}
    ages |= {} if holds else {"headache_onset_age_years": 47, "headache_years": 60}
    counts: dict[str, Any] = (
        {"headache_days_per_month": 6, "migraine_days_per_month": 4, "tth_days_per_month": 4} if holds else {}
    )
    classes = {"acute_medication_classes": ["paracetamol", "nsaid", "triptan"]}
    return {**SETTLED, **OPENED_BY, **facts, **ages, **counts, **classes}


def page_of(by: User, address: str) -> Element:
    response = signed_in(by).get(address)
    assert response.status_code == 200
    return read(response.content.decode()).main()


def questions(page: Element) -> dict[str, Element]:
    return {part.attributes["data-fact"]: part for part in page.walk() if "data-fact" in part.attributes}


def pages_of(by: User, episode: Episode) -> dict[str, Element]:
    """Every question of the dossier on its page."""
    board = current_board(episode)
    found: dict[str, Element] = {}
    addresses = {
        question.address.partition("#")[0]
        for item in contradictions_of(episode)
        for question in item.questions
    }
    assert board.advice.contradictions or not addresses
    for address in addresses:
        found |= questions(page_of(by, address))
    return found


@pytest.fixture
def everything(alice: User) -> Episode:
    episode, _later = make_episode_with(alice, together(holds=False))
    return episode


def test_every_constraint_stands_beside_its_questions(alice: User, everything: Episode) -> None:
    assert current_board(everything).advice.contradictions == tuple(
        name for name in CONSTRAINTS if name in TYPED_IN
    )
    asked, specs = pages_of(alice, everything), get_knowledge().vocabulary.facts
    shown = contradictions_of(everything)
    for item in shown:
        here = [question for question in item.questions if question.fact in asked]
        assert here, item.message
        for question in here:
            assert item.message in asked[question.fact].words
            assert specs[question.fact].type != FactType.RECORDS
    assert {item.message for item in shown} == {CONSTRAINTS[name].record.message.nl for name in TYPED_IN}
    (correction,) = (
        page_of(alice, address)
        for address in {
            question.address for item in shown for question in item.questions if question.fact == "sex"
        }
    )
    assert CONSTRAINTS["C-male-pregnant"].record.message.nl in correction.words


def test_more_days_than_all_classes_together_stands_beside_its_questions(alice: User) -> None:
    days = {"acute_medication_classes": ["triptan"], "acute_days_triptan": 6}
    episode, _later = make_episode_with(alice, {**SETTLED, **days, "acute_medication_days_per_month": 7})
    (name,) = THE_OPPOSITE
    assert current_board(episode).advice.contradictions == (name,)
    message = CONSTRAINTS[name].record.message.nl
    asked = pages_of(alice, episode)
    for fact in ("acute_days_triptan", "acute_medication_days_per_month"):
        assert message in asked[fact].words


def test_what_is_stored_stays_as_it_was_typed(alice: User, everything: Episode) -> None:
    given, stored = together(holds=False), current_board(everything).facts
    for constraint in TYPED_IN:
        for drop in CONSTRAINTS[constraint].record.drops:
            assert drop in stored
            name = get_knowledge().vocabulary.dates_by_days.get(drop, drop)
            assert stored.get(name) == given.get(name), name


def test_at_the_other_side_and_unknown_nothing_is_said(alice: User) -> None:
    for facts in (together(holds=True), {**SETTLED}):
        episode, _later = make_episode_with(alice, facts)
        assert current_board(episode).advice.contradictions == ()
        assert contradictions_of(episode) == ()
        for name in ("intake:review", "interventions:advice", "interventions:plan"):
            assert "Tegenspraak" not in page_of(alice, reverse(name, args=[episode.pk])).words
        section = reverse("intake:section", args=[episode.pk, "frequency"])
        assert MORE_MIGRAINE not in page_of(alice, section).words


def test_beside_a_safety_signal_it_is_told_after_the_signal(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice, phq9_item9=3, phq9_score=2)
    message = CONSTRAINTS["C-phq9-item-above-total"].record.message.nl
    advice = page_of(alice, reverse("interventions:advice", args=[episode.pk])).words
    assert advice.index("Vastleggen met mijn naam en tijd") < advice.index(message)
    (found,) = contradictions_of(episode)
    asked = questions(page_of(alice, found.questions[0].address.partition("#")[0]))
    assert message in asked["phq9_item9"].words
    assert message in asked["phq9_score"].words
    assert current_board(episode).scope.value("phq9_item9") == 3
    assert current_board(episode).scope.value("phq9_score") is None


@pytest.fixture
def patient(alice: User) -> Episode:
    """More migraine days than headache days; the rest in order."""
    return episode_of(MIGRAINE, alice, **COUNTS)


@pytest.mark.parametrize(
    "name", ["intake:review", "interventions:advice", "interventions:plan", "intake:follow_up"]
)
def test_a_page_tells_it_on_top(alice: User, patient: Episode, name: str) -> None:
    page = page_of(alice, reverse(name, args=[patient.pk]))
    block = page.under("Tegenspraak")
    assert MORE_MIGRAINE in block.words
    links = [part.attributes["href"] for part in block.walk() if part.tag == "a"]
    assert any(link.endswith("#ask_headache_days_per_month") for link in links)
    assert any(link.endswith("#ask_migraine_days_per_month") for link in links)
    assert "C-migraine" not in page.words


def test_the_review_tells_it_first(alice: User, patient: Episode) -> None:
    html = page_of(alice, reverse("intake:review", args=[patient.pk])).words
    assert html.index("Tegenspraak") < html.index("Nog niet gevraagd")


def test_the_advice_tells_the_answers_and_what_does_not_count(alice: User, patient: Episode) -> None:
    block = page_of(alice, reverse("interventions:advice", args=[patient.pk])).under("Tegenspraak")
    assert "6 dagen per maand" in block.words
    assert "14 dagen per maand" in block.words
    assert "Telt zolang niet mee" in block.words


def test_a_page_in_english_tells_it_in_english(alice: User, patient: Episode) -> None:
    client = signed_in(alice)
    client.cookies["django_language"] = "en"
    html = client.get(reverse("interventions:advice", args=[patient.pk])).content.decode()
    assert CONSTRAINTS["C-migraine-above-headache-days"].record.message.en in html
    assert "Contradiction" in html


@pytest.mark.db
def test_saving_a_contradiction_stays_on_the_page_and_keeps_both(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice, headache_days_per_month=6, migraine_days_per_month=4)
    address = reverse("intake:section", args=[episode.pk, "frequency"])
    response = send(signed_in(alice), address, {"migraine_days_per_month": "14", "routed": "1"})
    assert (response.status_code, response["Location"]) == (302, address)
    asked = questions(page_of(alice, address))
    assert MORE_MIGRAINE in asked["migraine_days_per_month"].words
    assert MORE_MIGRAINE in asked["headache_days_per_month"].words
    rows = Answer.objects.current().filter(episode=episode, fact__in=COUNTS)
    assert {row.fact: row.value for row in rows} == COUNTS
    again = send(signed_in(alice), address, {"routed": "1"})
    assert again["Location"] != address, "a second press goes on"


def test_a_measurement_that_contradicts_is_told(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice, headache_days_per_month=6, migraine_days_per_month=4)
    make_follow_up(episode, alice, followup_headache_days=6, migraine_days_per_month=14)
    page = page_of(alice, reverse("intake:follow_up", args=[episode.pk]))
    assert MORE_MIGRAINE in page.under("Tegenspraak").words


def test_the_plan_questions_tell_it(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, "aerobic_training")
    save_plan_answers(episode=episode, by=alice, values={"aerobic_programme_week": 20})
    page = page_of(alice, reverse("interventions:plan", args=[episode.pk]))
    message = CONSTRAINTS["C-programme-week"].record.message.nl
    assert message in page.under("Tegenspraak").words
    assert message in questions(page)["aerobic_programme_week"].words


def test_a_plan_is_not_signed_unread_when_a_contradiction_came(alice: User, draft: Plan) -> None:
    before = seen_print(draft, current_board(draft.episode), {})
    save_answers(episode=draft.episode, by=alice, values={"weight_kg": 300, "height_cm": 150})
    board = current_board(draft.episode)
    assert board.advice.contradictions == ("C-body-size",)
    assert seen_print(draft, board, {}) != before


@pytest.mark.db
def test_correcting_the_birth_date_can_bring_a_contradiction_and_take_it_away(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice, headache_onset_age_years=25)
    assert contradictions_of(episode) == ()
    born = episode.patient.birth_date
    young = timezone.localdate().replace(day=1) - dt.timedelta(days=20 * 366)
    correct_patient(patient=episode.patient, by=alice, birth_date=young)
    assert "C-onset-above-age" in [name for name, _facts in EpisodeStatus.objects.get().contradictions]
    correct_patient(patient=episode.patient, by=alice, birth_date=born)
    assert contradictions_of(Episode.objects.get(pk=episode.pk)) == ()


@pytest.mark.db
def test_asking_what_contradicts_is_one_query_and_evaluates_nothing(patient: Episode) -> None:
    with counting() as counted, CaptureQueriesContext(connection) as queries:
        (found,) = contradictions_of(Episode.objects.get(pk=patient.pk))
    assert (len(queries) - 1, counted.evaluations, counted.boards) == (1, 0, 0)
    assert found.facts == COUNTS.keys()


@pytest.mark.parametrize(
    "name", ["intake:review", "interventions:advice", "interventions:plan", "intake:follow_up"]
)
def test_a_contradiction_needs_no_second_evaluation(alice: User, patient: Episode, name: str) -> None:
    client = signed_in(alice)
    with counting() as counted:
        client.get(reverse(name, args=[patient.pk]))
    assert counted.evaluations <= 1
    assert counted.boards <= 1


def test_the_dossier_and_the_door_come_to_the_same(patient: Episode) -> None:
    knowledge, facts = get_knowledge(), current_board(patient).facts
    advice = advise(knowledge.ruleset, *read_facts(knowledge, facts))
    assert advice.contradictions == current_board(patient).advice.contradictions
    assert advice.derived == current_board(patient).advice.derived
