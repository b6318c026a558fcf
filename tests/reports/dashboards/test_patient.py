"""The page of one patient: what it says, who sees it, and that a block hides the plan."""

import datetime as dt
import re
import uuid

import pytest

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import add_team_note, open_episode
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from reports.documents.actions import request_document
from tests.built_once import built_once
from tests.dossiers import AGREEMENT, GOAL, sign, take_over
from tests.factories import announced_once, make_episode, make_episode_with, make_follow_up
from tests.interventions.patients import BLOCKED, episode_of
from tests.people import signed_in
from tests.worked import PATIENTS, days_ago

from .scenes import address, counted, flag, get, settled


def text_of(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def main_of(html: str) -> str:
    """The words of the page itself, without the frame around it."""
    return text_of(html[html.index("<main") : html.index("</main>")])


@pytest.fixture
def treated(alice: User) -> Episode:
    """The patient of the evaluation, with a signed plan, an adapted and a declined card, and a note."""

    def build() -> Episode:
        episode = episode_of("V12", alice)
        sign(episode, alice, "aerobic_training", "education")
        add_team_note(episode=episode, by=alice, submission=uuid.uuid4(), text="Fietst naar het werk.")
        return episode

    return built_once("treated", build, alice)


def test_it_works(alice: User, treated: Episode) -> None:
    screened = dt.date.fromisoformat(days_ago(PATIENTS["V12"]["days_since_screening"]))
    page = text_of(get(alice, address(treated)))
    for words in (
        "Van 12 naar 5 hoofdpijndagen in 4 weken; HIT-6 8 punten lager.",
        "Migraine",
        "episodisch",
        "Gesteld door Neuroloog",
        f"gescreend door neuroloog, {screened:%d-%m-%Y}",
        "De lijst met alarmsignalen is niet volledig",
        "Aerobe training overgenomen",
        "Hoe lang per keer: 40 minuten",
        GOAL,
        AGREEMENT,
        "evaluatie van plan 1",
        "58% lager",
        "grens gehaald",
        "Hoofdpijndagen per maand: van 12 naar 5",
        "MIDAS: van 34 naar 15",
        "A: lezen",
        "Fietst naar het werk.",
    ):
        assert words in page, words


def test_the_team_sees_it_and_writes_notes_only(bob: User, treated: Episode) -> None:
    page = text_of(get(bob, address(treated)))
    assert "Notitie toevoegen" in page
    assert "Metingen bekijken" in page
    assert "Meting vastleggen" not in page


def test_it_checks_the_centre(charlie: User, treated: Episode) -> None:
    assert signed_in(charlie).get(address(treated)).status_code == 404


def test_an_administrator_is_refused(dora: User, treated: Episode) -> None:
    response = signed_in(dora).get(address(treated))
    assert response.status_code == 403
    assert "Voorbeeld" not in response.content.decode()


def test_the_opening_is_recorded(alice: User, treated: Episode) -> None:
    before = AuditEvent.objects.filter(action="dossier.read").count()
    get(alice, address(treated))
    event = AuditEvent.objects.filter(action="dossier.read").last()
    assert event is not None
    assert AuditEvent.objects.filter(action="dossier.read").count() == before + 1
    assert (event.actor, event.patient_id) == (alice, treated.patient_id)


def test_an_empty_dossier_says_what_comes_here(alice: User, episode: Episode) -> None:
    page = main_of(get(alice, address(episode)))
    for words in (
        "Hoofdpijndagen zijn nog niet geteld.",
        "nog niet bekend",
        "screening nog niet rond",
        "Hier komen de evaluatiemomenten.",
        "Nog geen metingen.",
        "Nog geen notities.",
    ):
        assert words in page, words


def test_a_draft_is_shown_as_a_draft(alice: User) -> None:
    episode = episode_of("V01", alice)
    take_over(episode, alice, "neck_programme")
    page = main_of(get(alice, address(episode)))
    assert "concept, nog niet ondertekend" in page
    assert "Nekprogramma overgenomen" in page
    assert "Onder begeleiding: 1 keer per week" in page


def test_a_new_draft_beside_a_signed_plan(alice: User, treated: Episode) -> None:
    take_over(treated, alice, "biofeedback_relaxation")
    page = main_of(get(alice, address(treated)))
    assert "er is een nieuw concept in voorbereiding" in page
    assert "Ontspanning" not in page, "the plan in force stands here"


def test_documents_of_the_plan_are_linked(
    alice: User, treated: Episode, django_capture_on_commit_callbacks: object
) -> None:
    document = request_document(plan=treated.plans.get(), language="nl", by=alice)
    assert f"/documenten/{document.pk}/" in get(alice, address(treated))


def forbidden_words() -> set[str]:
    """The titles of every card and the names of everything that can be planned."""
    cards = get_knowledge().cards.cards
    found = {card.title.nl for card in cards} | {card.patient_title.nl for card in cards}
    found |= {part.label.nl for card in cards for part in card.components}
    return found - {"Educatie"}


def test_a_block_hides_the_plan_and_says_why(alice: User, treated: Episode) -> None:
    flag(treated, alice)
    page = main_of(get(alice, address(treated)))
    assert "Alarmsignaal: Nu handelen" in page
    assert "Het plan is gepauzeerd." in page
    assert "Stop: er staat een alarmsignaal open" in page
    for words in (
        *forbidden_words(),
        GOAL,
        "Drie keer per week",
        "40 minuten",
        "grens gehaald",
    ):
        assert words not in page, words
    assert "Van 12 naar 5 hoofdpijndagen" in page, "what was measured stays visible"


@pytest.mark.parametrize("case", BLOCKED)
def test_a_blocked_patient_reads_nothing_of_treatment(alice: User, case: str) -> None:
    page = main_of(get(alice, address(episode_of(case, alice))))
    assert "Er is nog geen plan. Zolang er een reden is" in page
    for words in forbidden_words():
        assert words not in page, words
    assert "Zelf oefenen" not in page
    assert "geen alarmsignalen" not in page.lower()


def test_a_blocked_patient_says_why(alice: User) -> None:
    page = main_of(get(alice, address(episode_of("V06", alice))))
    assert "Nu geen behandeladvies" in page
    assert "Nog niet gevraagd: 1 alarmsignaal (Onverklaard gewichtsverlies)" in page


def test_it_costs_the_same_with_1_and_with_50(alice: User, treated: Episode) -> None:
    client = signed_in(alice)
    client.get(address(treated))
    with counted() as one:
        client.get(address(treated))
    with announced_once():
        for day in range(49):
            make_follow_up(treated, alice, days_ago=day % 29, followup_headache_days=day % 31)
            add_team_note(episode=treated, by=alice, submission=uuid.uuid4(), text=f"Notitie {day}")
    with counted() as fifty:
        client.get(address(treated))
    assert one == fifty
    assert one[0] <= 40


def test_text_of_users_is_escaped(alice: User) -> None:
    attack = "<script>alert(1)</script>"
    facts = settled(headache_days_per_month=5, psk_activities=[{"activity": attack, "score_baseline": 5}])
    episode, _later = make_episode_with(alice, facts, family_name=attack)
    add_team_note(episode=episode, by=alice, submission=uuid.uuid4(), text=attack)
    page = get(alice, address(episode))
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_an_earlier_episode_can_be_opened(alice: User, treated: Episode) -> None:
    later = open_episode(patient=treated.patient, by=alice, submission=uuid.uuid4())
    page = get(alice, address(treated))
    assert "Hoofdpijndagen zijn nog niet geteld." in text_of(page)
    assert f"?episode={treated.pk}" in page
    assert "Van 12 naar 5" in text_of(get(alice, f"{address(treated)}?episode={treated.pk}"))
    assert f"?episode={later.pk}" in get(alice, f"{address(treated)}?episode={treated.pk}")


def test_an_episode_of_somebody_else_is_not_found(alice: User, treated: Episode) -> None:
    other = make_episode(alice)
    client = signed_in(alice)
    assert client.get(f"{address(treated)}?episode={other.pk}").status_code == 404
    assert client.get(f"{address(treated)}?episode=nonsense").status_code == 200


def test_a_warning_stands_on_top(alice: User) -> None:
    page = main_of(get(alice, address(episode_of("V03", alice))))
    assert "Let op. Vermoeden van" in page
    assert page.index("Let op") < page.index("Diagnose")


@pytest.mark.slow
def test_every_worked_patient_opens(alice: User) -> None:
    for case in PATIENTS:
        episode = episode_of(case, alice)
        board = current_board(episode)
        page = main_of(get(alice, address(episode)))
        assert ("Nu geen behandeladvies" in page or "Alarmsignaal:" in page) is board.is_blocked, case
