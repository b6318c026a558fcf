"""Why, why not, what would change it, what to ask next, and where the sources disagree: on screen."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.models import Episode
from interventions.advice.background import FOOT
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from tests.interventions.folds import behind, whole
from tests.interventions.patients import (
    BLOCKED,
    FLAGGED,
    MIGRAINE,
    NECK,
    OVERUSE,
    UNASKED,
    board_of,
    episode_of,
)
from tests.people import signed_in

TRAINING = "aerobic-training-migraine"


@pytest.fixture
def episode(alice: User) -> Episode:
    """The worked patient with migraine."""
    return episode_of(MIGRAINE, alice)


def address(episode: Episode, rule: str) -> str:
    return reverse("interventions:explain", args=[episode.pk, rule])


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def explained(client: Client, episode: Episode, rule: str) -> str:
    response = client.get(address(episode, rule))
    assert response.status_code == 200
    html = response.content.decode()
    return words(html[html.index("<main") : html.index("</main>")])


def advice(client: Client, episode: Episode) -> str:
    html = client.get(reverse("interventions:advice", args=[episode.pk])).content.decode()
    return html[html.index("<main") : html.index("</main>")]


def test_it_works(alice: User, episode: Episode) -> None:
    shown = explained(signed_in(alice), episode, TRAINING)
    assert "Geldt voor deze patiënt." in shown
    assert "Waarom Hoofdpijndiagnose: Migraine" in shown
    assert "Waarom niet" not in shown
    assert "Dit geldt niet meer als dit anders was:" in shown
    assert "Bronnen verschillen Kan inspanning migraine uitlokken?" in shown
    assert "Wat het product doet: Het product zegt dat inspanning geen bewezen uitlokker is" in shown
    assert "Bronnen handvat r. 697-699" in shown
    assert f"Regel {TRAINING}, versie" in shown


def test_it_leads_to_the_rule_in_the_guideline(alice: User, episode: Episode) -> None:
    html = signed_in(alice).get(address(episode, TRAINING)).content.decode()
    assert f'href="{reverse("guideline:rule", args=[TRAINING])}"' in html


def test_another_centre_finds_nothing(charlie: User, episode: Episode) -> None:
    assert signed_in(charlie).get(address(episode, TRAINING)).status_code == 404


def test_a_team_member_reads(bob: User, episode: Episode) -> None:
    assert "Geldt voor deze patiënt." in explained(signed_in(bob), episode, TRAINING)


def test_an_unknown_rule_is_not_found(alice: User, episode: Episode) -> None:
    assert signed_in(alice).get(address(episode, "no-such-rule")).status_code == 404


def test_it_rejects_post(alice: User, episode: Episode) -> None:
    assert signed_in(alice).post(address(episode, TRAINING)).status_code == 405


def test_reading_is_in_the_audit_trail(alice: User, episode: Episode) -> None:
    before = AuditEvent.objects.count()
    signed_in(alice).get(address(episode, TRAINING))
    assert AuditEvent.objects.filter(patient_id=episode.patient_id).count() > 0
    assert AuditEvent.objects.count() > before


def test_what_does_not_apply_says_why_not_and_what_would_change_it(alice: User, episode: Episode) -> None:
    shown = explained(signed_in(alice), episode, "aerobic-training-tth")
    assert "Geldt niet voor deze patiënt." in shown
    assert "Waarom niet Hoofdpijndiagnose: Migraine (geldt bij: Spanningshoofdpijn)" in shown
    assert "als hoofdpijndiagnose met spanningshoofdpijn was (nu: Migraine)" in shown


def test_what_waits_names_the_next_question_with_its_place(alice: User) -> None:
    episode = episode_of(OVERUSE, alice)
    html = signed_in(alice).get(address(episode, "jaw-module")).content.decode()
    shown = words(html)
    assert "Wacht op een antwoord" in shown
    assert "nu nog niet gevraagd" in shown
    assert re.search(r"Volgende vraag: .*\?", shown)
    assert re.search(r'<a href="[^"]*#ask_\w+">', html[html.index("Volgende vraag") :])


def test_a_closed_gate_keeps_the_text_and_says_what_closes_it(alice: User) -> None:
    episode = episode_of(OVERUSE, alice)
    record = get_knowledge().ruleset.rules_by_id["manual-techniques-migraine"].record
    shown = explained(signed_in(alice), episode, record.id)
    assert record.summary.nl not in shown
    assert "De tekst verschijnt zodra het is vrijgegeven." in shown
    assert "Nog niet vrijgegeven Manuele technieken mogen worden overwogen: nee" in shown
    assert "Waaruit dit volgt" in shown


@pytest.mark.parametrize("case", BLOCKED)
def test_while_blocked_the_block_stands_in_its_place(alice: User, case: str) -> None:
    episode = episode_of(case, alice)
    knowledge = get_knowledge()
    record = knowledge.ruleset.rules_by_id[TRAINING].record
    shown = explained(signed_in(alice), episode, TRAINING)
    assert "Stop" in shown
    assert "De uitleg verschijnt zodra dit is opgelost." in shown
    texts = [text.nl for text in (record.summary, record.advice, record.patient) if text]
    texts += [conflict.decision.nl for conflict in knowledge.conflicts.values()]
    assert [text for text in texts if text in shown] == []


def test_a_block_explains_itself_while_it_blocks(alice: User) -> None:
    episode = episode_of(FLAGGED, alice)
    shown = explained(signed_in(alice), episode, "stop-at-unresolved-red-flag")
    assert "Geldt voor deze patiënt." in shown
    assert "Dit geldt niet meer als dit anders was:" in shown
    assert re.search(r"en nog \d+ andere antwoorden", shown)
    assert "De lijst met alarmsignalen is niet volledig" in shown


def test_a_red_flag_that_is_not_found_is_no_reassurance(alice: User) -> None:
    shown = explained(signed_in(alice), episode_of(NECK, alice), "red-flag-after-trauma")
    assert "De lijst met alarmsignalen is niet volledig" in shown


@pytest.mark.slow
def test_every_item_on_the_advice_page_leads_to_its_explanation(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    html = whole(client, advice(client, episode))
    linked = set(re.findall(r"/advies/uitleg/([a-z0-9-]+)/", html))
    board = current_board(episode)
    shown = [
        *(view.main for view in board.options),
        *board.warnings,
        *board.notes,
        *board.talks,
        *board.considered,
        *(item for found in board.background.values() for item in (*found.explained, *found.taught)),
    ]
    assert {item.rule.id for item in shown} <= linked


def test_a_card_asks_what_would_change_it_and_shows_conflicts(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    html = advice(client, episode)
    start = html.index('id="kaart-aerobic_training"')
    card = html[start : html.index("</article>", start)]
    why = behind(client, card, "Waarom")
    assert "Dit geldt niet meer als dit anders was:" in words(behind(client, why, "Wat zou dit veranderen"))
    assert "Kan inspanning migraine uitlokken?" in words(behind(client, card, "Bronnen verschillen"))


def test_background_stands_on_its_card_or_at_the_foot() -> None:
    board = board_of(MIGRAINE)
    offered = {view.card.id for view in board.options}
    assert set(board.background) <= offered | {FOOT}
    for place, found in board.background.items():
        assert {item.rule.record.use for item in found.explained} <= {"explain"}
        assert {item.rule.record.use for item in found.taught} <= {"educate"}
        for item in (*found.explained, *found.taught):
            card = get_knowledge().card_of(item.rule)
            assert (card.id if card and card.id in offered else FOOT) == place
    applying = {
        item.rule.id
        for item in board.advice.items
        if item.status == "applies" and item.rule.record.use in ("explain", "educate")
    }
    placed = [
        item.rule.id for found in board.background.values() for item in (*found.explained, *found.taught)
    ]
    assert sorted(placed) == sorted(applying)


@pytest.mark.parametrize("case", BLOCKED)
def test_no_background_while_blocked(case: str) -> None:
    assert not board_of(case).background


@pytest.mark.slow
def test_background_is_read_on_the_page(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    shown = words(whole(client, advice(client, episode)))
    assert "Achtergrond" in shown
    assert "Uitleg voor de patiënt" in shown
    assert "Wat dit al beslist, en achtergrond" in shown


def test_at_most_five_cards_stand_open(alice: User) -> None:
    episode = episode_of(OVERUSE, alice)
    html = advice(signed_in(alice), episode)
    fold = html.index('id="verdere-opties"')
    assert html[:fold].count("data-card=") == 5
    assert html[fold:].count("data-card=") == len(current_board(episode).options) - 5


@pytest.mark.slow
def test_the_queries_do_not_grow_with_the_explanations(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    unasked = episode_of(UNASKED, alice)

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    pages = [reverse("interventions:advice", args=[one.pk]) for one in (episode, unasked)]
    assert queries(address(episode, TRAINING)) <= queries(pages[0])
    assert abs(queries(pages[0]) - queries(pages[1])) <= 2
