"""The criteria page: who sees it, what it says, and what it leaves unsaid while something blocks."""

import re
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headache_cds.accounts.models import User
from intake.models import Episode
from tests.interventions.patients import FLAGGED, MIGRAINE, NECK, OVERUSE, episode_of
from tests.people import signed_in

MOST_QUERIES = 22


def page(client: Client, episode: Episode) -> str:
    response = client.get(reverse("interventions:criteria", args=[episode.pk]))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def class_of(html: str, title: str) -> str:
    """What a person reads of one class."""
    found = [part for part in html.split("<details")[1:] if title in part.split("</summary>")[0]]
    assert len(found) == 1, title
    return words("<details" + found[0])


def test_it_works(alice: User) -> None:
    html = page(signed_in(alice), episode_of(MIGRAINE, alice))
    shown = words(html)
    assert "Leid uit de tests geen hoofdpijndiagnose af" in shown
    assert "handvat r. 399-405" in shown
    assert "in het dossier" in class_of(html, "Migraine zonder aura")
    for code in ("1.1", "1.2", "1.3", "1.5", "2.1", "2.2", "2.3", "2.4", "8.2", "11.2.1", "11.7"):
        assert f'<span class="class-code">{code}</span>' in html
    for code in ("1.2.2", "1.2.3", "1.2.4"):
        assert f'<span class="class-code">{code}</span>' not in html


def test_both_durations_stand_beside_the_limits(alice: User) -> None:
    durations = {"untreated_duration_min_hours": 2, "untreated_duration_max_hours": 80}
    html = page(signed_in(alice), episode_of(MIGRAINE, alice, **durations))
    shown = class_of(html, "Migraine zonder aura")
    assert "4 tot 72 uur" in shown
    assert "Kortste duur onbehandeld: 2 uur" in shown
    assert "Langste duur onbehandeld: 80 uur" in shown


def test_an_open_criterion_leads_to_its_question(alice: User) -> None:
    episode = episode_of(OVERUSE, alice)
    html = page(signed_in(alice), episode)
    place = reverse("intake:section", args=[episode.pk, "headache_features"])
    assert f"{place}#ask_ichd_better_explained" in html
    assert "uw oordeel" in class_of(html, "Migraine zonder aura")


def test_days_of_each_drug_stand_beside_their_limit(alice: User) -> None:
    shown = class_of(
        page(signed_in(alice), episode_of(OVERUSE, alice)), "Hoofdpijn door medicatieovergebruik"
    )
    assert "8.2.2 triptan: 10 dagen of meer" in shown
    assert "Vermoeden van medicatieovergebruik" in shown
    assert "laat niemand op eigen houtje stoppen" in shown
    assert "8.2.6 meerdere soorten" in shown


def test_the_neck_is_never_a_conclusion(alice: User) -> None:
    shown = class_of(
        page(signed_in(alice), episode_of(NECK, alice)), "Kenmerken rond hoofdpijn vanuit de nek"
    )
    assert "geen conclusie" in shown
    assert "Past bij" not in shown
    assert "maakt een hoofdpijn cervicogeen" in shown


def test_a_difference_is_a_question_and_no_diagnosis(alice: User) -> None:
    features = {
        "headache_type": ["tth"],
        "ichd_attack_count": 20,
        "untreated_duration_min_hours": 6,
        "untreated_duration_max_hours": 48,
        "headache_side": "left",
        "headache_quality": ["pulsating"],
        "headache_intensity_nrs": 7,
        "aggravated_by_routine_activity": True,
        "nausea_level": "mild",
        "vomiting": False,
        "ichd_better_explained": False,
    }
    html = page(signed_in(alice), episode_of(NECK, alice, **features))
    shown = words(html)
    assert "Vraag aan de neuroloog of huisarts: de anamnese bevat kenmerken van migraine" in shown
    assert "vraag na bij de arts" in class_of(html, "Migraine zonder aura")
    assert "Past bij migraine zonder aura" not in shown


def test_while_blocked_it_draws_no_conclusion(alice: User, bob: User) -> None:
    html = page(signed_in(bob), episode_of(FLAGGED, alice, ichd_better_explained=False))
    shown = words(html)
    assert "Een passend beeld sluit een ernstige oorzaak niet uit" in shown
    for summary in re.findall(r'class-verdict">(.*?)</span>', html, re.S):
        assert re.fullmatch(r"\d+ vervuld, \d+ niet vervuld, \d+ open", words(summary)), summary
    assert "Past bij" not in shown


def test_access_and_queries(alice: User, bob: User, charlie: User) -> None:
    episode = episode_of(NECK, alice)
    address = reverse("interventions:criteria", args=[episode.pk])
    assert signed_in(charlie).get(address).status_code == 404
    client = signed_in(bob)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= MOST_QUERIES


WEAKNESS = {
    "aura_symptom_types": ["motor", "visual"],
    "aura_attack_count": 6,
    "aura_fully_reversible": True,
    "aura_gradual_spread": True,
    "aura_symptoms_in_succession": True,
    "aura_unilateral_symptom": True,
    "aura_positive_symptom": True,
    "aura_headache_within_60_min": True,
    "aura_symptom_duration_min_minutes": 20,
    "aura_symptom_duration_max_minutes": 600,
    "ichd_better_explained": False,
}


def test_weakness_with_an_aura_is_a_question_and_no_conclusion(alice: User) -> None:
    """D72, D121: judged by a neurologist before, so nothing blocks the verdicts."""
    judged = {"aura_judged_by_neurologist": True, "aura_unchanged_since_diagnosis": True}
    html = page(signed_in(alice), episode_of(OVERUSE, alice, **WEAKNESS, **judged))
    shown = class_of(html, "Hemiplegische migraine")
    assert "Kan passen bij hemiplegische migraine: een vraag aan de arts" in shown
    assert "Past bij hemiplegische" not in shown
    assert "hersenstamaura" not in "".join(re.findall(r"<summary>.*?</summary>", html, re.S))


def test_weakness_that_nobody_judged_draws_no_conclusion(alice: User) -> None:
    changed = {"aura_judged_by_neurologist": False}
    html = page(signed_in(alice), episode_of(OVERUSE, alice, **WEAKNESS, **changed))
    assert "Kan passen bij" not in words(html)
    assert re.search(r"\d+ vervuld", class_of(html, "Hemiplegische migraine"))
