"""The list of the centre: who stands on it, who may see it, what it says, and what it costs."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent, Outcome
from intake.actions import add_team_note
from intake.models import Episode
from interventions.case.status import refresh_status
from interventions.models import EpisodeStatus
from tests.dossiers import sign, take_over
from tests.factories import make_episode, make_episode_with, make_follow_up
from tests.interventions.patients import episode_of
from tests.people import signed_in

from .scenes import CASELOAD, counted, flag, get, names, settled

pytestmark = pytest.mark.db


def text_of(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_it_works(alice: User) -> None:
    episode = episode_of("V03", alice, headache_days_source="recall")
    sign(episode, alice, evaluation_in=7)
    page = text_of(get(alice, CASELOAD))
    for words in (
        "1 patiënt gevonden",
        "Voorbeeld, V.",
        episode.patient.number,
        "Migraine, chronisch",
        "door neuroloog",
        "Evaluatie",
        "binnen 2 weken",
        "± 6 dagen, geschat uit geheugen",
        "Vermoeden van medicatieovergebruikshoofdpijn",
        "Alice",
    ):
        assert words in page, words


def test_a_team_member_sees_the_list_and_registers_nobody(bob: User, episode: Episode) -> None:
    page = get(bob, CASELOAD)
    assert "Voorbeeld, V." in page
    assert "Patiënt inschrijven" not in page


def test_it_checks_the_centre(alice: User, charlie: User, episode: Episode) -> None:
    make_episode(charlie, family_name="Zuiderling")
    assert names(signed_in(charlie)) == ["Zuiderling"]
    assert names(signed_in(alice)) == ["Voorbeeld"]


def test_an_administrator_gets_a_clear_page(dora: User, episode: Episode) -> None:
    response = signed_in(dora).get(CASELOAD)
    assert response.status_code == 403
    assert "Naar de medewerkers" in response.content.decode()
    assert "Voorbeeld" not in response.content.decode()
    event = AuditEvent.objects.get(action="patients.look_up")
    assert (event.actor, event.outcome) == (dora, Outcome.REFUSED)


def test_it_asks_to_sign_in(client: Client, db: None) -> None:
    assert client.get(CASELOAD)["Location"].startswith("/inloggen/")


def test_an_empty_list_says_how_to_begin(alice: User, bob: User) -> None:
    assert "Eerste patiënt inschrijven" in get(alice, CASELOAD)
    assert "Een fysiotherapeut van uw centrum schrijft de eerste patiënt in." in get(bob, CASELOAD)


def test_each_view_is_one_event_with_who_stood_on_it(alice: User, episode: Episode) -> None:
    get(alice, CASELOAD)
    event = AuditEvent.objects.get(action="patients.look_up")
    assert (event.actor, event.object_id) == (alice, alice.centre_id)
    assert event.details == {"patients": [str(episode.patient_id)]}


def test_nothing_is_shown_when_the_trail_is_broken(
    alice: User, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(alice)

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(AuditEvent, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        client.get(CASELOAD)


@pytest.mark.slow
def test_it_costs_the_same_with_1_and_with_10(alice: User) -> None:
    client = signed_in(alice)

    def add() -> None:
        episode, _later = make_episode_with(alice, settled(headache_days_per_month=9))
        make_follow_up(episode, alice, followup_headache_days=7)
        sign(episode, alice)

    add()
    client.get(CASELOAD)
    with counted() as one:
        assert len(names(client)) == 1
    for _ in range(9):
        add()
    with counted() as ten:
        assert len(names(client)) == 10
    assert one == ten
    assert one[0] <= 10


@pytest.mark.slow
def test_it_turns_pages_of_50(alice: User) -> None:
    for number in range(51):
        make_episode(alice, family_name=f"Naam{number:02}")
    client = signed_in(alice)
    assert len(names(client)) == 50
    assert names(client, "?page=2") == ["Naam50"]
    assert names(client, "?page=nonsense")[0] == "Naam00"
    assert "Bladzijde 1 van 2" in client.get(CASELOAD).content.decode()


SEARCHES = {
    "dalen": ["Van Dalen"],
    "A-17": ["Van Dalen"],
    "03-02-1984": ["Bakker"],
    "3/2/1984": ["Bakker"],
    "1984-02-03": ["Bakker"],
    "bakker 03-02-1984": ["Bakker"],
    "dalen 03-02-1984": [],
    "31-02-1984": [],
    "": ["Bakker", "Van Dalen"],
    "%": [],
}


def test_it_searches_name_number_and_birth_date(alice: User) -> None:
    make_episode(alice, family_name="Van Dalen", number="A-17")
    make_episode(alice, family_name="Bakker", number="B-2", birth_date="1984-02-03")
    client = signed_in(alice)

    def found(search: str) -> list[str]:
        client.post(CASELOAD, {"search": search})
        return names(client)

    assert {search: found(search) for search in SEARCHES} == SEARCHES


def test_a_search_never_stands_in_an_address(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    response = client.post(f"{CASELOAD}?overuse=unknown&page=3", {"search": " Voorbeeld\0 "})
    assert (response.status_code, response["Location"]) == (302, "?overuse=unknown")
    page = client.get(f"{CASELOAD}?overuse=unknown")
    assert page.context["search"] == "Voorbeeld"
    assert not re.search(r'(href|action)="[^"]*Voorbeeld', page.content.decode())
    assert client.post(CASELOAD, {"search": ""})["Location"] == CASELOAD
    assert client.get(CASELOAD).context["search"] == ""


def test_a_search_without_result_says_what_to_do(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    client.post(CASELOAD, {"search": "bestaat niet"})
    page = client.get(CASELOAD).content.decode()
    assert "0 patiënten gevonden" in page
    assert "Geen patiënt voldoet hieraan." in page


ORDERS = {
    "name": ["Alders", "Bos", "Cohen"],
    "-name": ["Cohen", "Bos", "Alders"],
    "days": ["Bos", "Alders", "Cohen"],
    "-days": ["Alders", "Bos", "Cohen"],
    "due": ["Alders", "Bos", "Cohen"],
    "nonsense": ["Alders", "Bos", "Cohen"],
}


def test_it_sorts_and_the_unknown_comes_last(alice: User) -> None:
    alders, _ = make_episode_with(alice, settled(headache_days_per_month=4), family_name="Alders")
    make_episode_with(alice, settled(headache_days_per_month=11), family_name="Bos")
    make_episode(alice, family_name="Cohen")
    sign(alders, alice)
    client = signed_in(alice)
    assert {sort: names(client, f"?sort={sort}") for sort in ORDERS} == ORDERS


def test_names_are_escaped(alice: User) -> None:
    make_episode(alice, family_name="<script>alert(1)</script>", initials='"><b>')
    page = get(alice, CASELOAD)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_it_says_the_red_flag_first_and_that_the_plan_is_paused(alice: User) -> None:
    episode, _later = make_episode_with(alice, settled())
    sign(episode, alice)
    flag(episode, alice)
    page = text_of(get(alice, CASELOAD))
    assert "Alarmsignaal: Nu handelen" in page
    assert "plan gepauzeerd" in page
    assert "Stop: er staat een alarmsignaal open" not in page, "it is said once"


def test_unknown_is_not_shown_as_no(alice: User, episode: Episode) -> None:
    page = text_of(get(alice, CASELOAD))
    for words in ("nog niet bekend", "niet geteld", "niet gepland", "Overgebruik: nog niet bekend"):
        assert words in page, words
    assert "Ga nog niet verder" in page, "it says why there is no advice"


def test_an_episode_that_was_never_judged_says_so(alice: User, episode: Episode) -> None:
    EpisodeStatus.objects.all().delete()
    assert "Nog niet beoordeeld" in text_of(get(alice, CASELOAD))


def test_what_older_rules_said_is_marked_until_it_is_judged_anew(alice: User, episode: Episode) -> None:
    mark = "Wordt bijgewerkt: dit zeggen de regels van vóór de update"
    assert mark not in text_of(get(alice, CASELOAD))
    EpisodeStatus.objects.update(ruleset_version="2026.11.1")
    assert mark in text_of(get(alice, CASELOAD))
    refresh_status(episode=episode)
    assert mark not in text_of(get(alice, CASELOAD))


def test_a_rule_that_is_gone_does_not_break_the_list(alice: User, episode: Episode) -> None:
    EpisodeStatus.objects.update(blocked_by=["of-an-older-ruleset"], warnings=["of-an-older-ruleset"])
    assert "Een eerdere melding" in text_of(get(alice, CASELOAD))


def test_a_patient_stands_once_with_the_latest_episode(alice: User, episode: Episode) -> None:
    later = make_episode(alice, family_name="Ander").patient
    Episode.objects.filter(patient=later).update(patient=episode.patient, started_on="2020-01-01")
    client = signed_in(alice)
    rows = client.get(CASELOAD).context["page"].object_list
    assert [row.episode.pk for row in rows] == [episode.pk]


def test_the_phase_is_the_furthest_step(alice: User) -> None:
    episode, _later = make_episode_with(alice, settled(family_name="x") | {"headache_days_per_month": 3})
    client = signed_in(alice)

    def phase() -> tuple[str, str]:
        row = client.get(CASELOAD).context["page"].object_list[0]
        return row.phase, row.plan

    assert phase() == ("intake", "none")
    take_over(episode, alice, "education")
    assert phase() == ("plan", "draft")
    sign(episode, alice)
    assert phase() == ("evaluation", "signed")
    flag(episode, alice)
    assert phase() == ("evaluation", "paused")


def test_the_last_contact_is_the_last_thing_recorded(alice: User) -> None:
    episode = make_episode(alice)
    client = signed_in(alice)

    def contact() -> Any:
        return client.get(CASELOAD).context["page"].object_list[0].last_contact

    assert contact() == episode.started_on
    make_follow_up(episode, alice, days_ago=9, followup_headache_days=3)
    assert (contact() - episode.started_on).days == 21
    add_team_note(episode=episode, by=alice, submission=uuid.uuid4(), text="Belde af.")
    assert (contact() - episode.started_on).days == 30
