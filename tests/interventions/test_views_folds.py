"""What the folds of the advice page fetch: the same as their page, and nothing while something blocks."""

import re
from html import unescape

import pytest
from django.urls import reverse

from headache_cds.accounts.models import User
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.pages.considered import Kind
from tests.interventions.folds import addresses, opened
from tests.interventions.patients import BLOCKED, MIGRAINE, MIXED, episode_of
from tests.people import signed_in

AEROBIC = "aerobic_training"
READ = [("card", AEROBIC), *(("considered", kind) for kind in Kind)]
ACTS = [("adapt", AEROBIC), ("decline", AEROBIC)]


@pytest.fixture
def episode(alice: User) -> Episode:
    """The worked patient with migraine."""
    return episode_of(MIGRAINE, alice)


def address(episode: Episode, name: str, *more: str) -> str:
    return reverse(f"interventions:{name}", args=[episode.pk, *more])


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.slow
@pytest.mark.parametrize("case", [MIGRAINE, MIXED])
def test_what_a_fold_fetches_stands_on_its_page(alice: User, case: str) -> None:
    client, episode = signed_in(alice), episode_of(case, alice)
    html = client.get(address(episode, "advice")).content.decode()
    found = addresses(html)
    assert len(found) > 3 * len(current_board(episode).options)
    for place in found:
        page = words(client.get(place).content.decode())
        assert words(opened(client, place)).removesuffix("Alle uitleg bij deze regel").strip() in page, place


def test_adapting_begins_with_what_the_source_says(alice: User, episode: Episode) -> None:
    html = signed_in(alice).get(address(episode, "adapt", AEROBIC)).content.decode()
    assert re.search(r'name="aerobic_training-sessions_per_week"[^>]*value="3"', html)
    assert f'action="{address(episode, "adapt", AEROBIC)}"' in html


def test_declining_asks_for_a_reason(alice: User, episode: Episode) -> None:
    html = signed_in(alice).get(address(episode, "decline", AEROBIC)).content.decode()
    assert "Voorkeur van de patiënt" in html
    assert f'action="{address(episode, "decline", AEROBIC)}"' in html


@pytest.mark.parametrize(("name", "what"), READ + ACTS)
def test_another_centre_finds_nothing(charlie: User, episode: Episode, name: str, what: str) -> None:
    assert signed_in(charlie).get(address(episode, name, what)).status_code == 404


@pytest.mark.parametrize(("name", "what"), READ + ACTS)
def test_a_team_member_reads_and_decides_nothing(bob: User, episode: Episode, name: str, what: str) -> None:
    allowed = 403 if (name, what) in ACTS else 200
    assert signed_in(bob).get(address(episode, name, what)).status_code == allowed


def test_a_list_that_is_none_is_not_found(alice: User, episode: Episode) -> None:
    assert signed_in(alice).get(address(episode, "considered", "alles")).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("fragment", ["", "?fragment=", "?fragment=bronnen"])
@pytest.mark.parametrize("case", BLOCKED)
def test_while_blocked_every_fold_leads_back_to_the_block(alice: User, case: str, fragment: str) -> None:
    client, episode = signed_in(alice), episode_of(case, alice)
    rule = "aerobic-training-migraine"
    places = [address(episode, name, what) for name, what in READ + ACTS]
    places += [address(episode, "explain", rule)] if fragment else []
    for place in places:
        response = client.get(place + fragment)
        assert response.status_code == 302, place
        assert response["Location"] == address(episode, "advice")
    summary = get_knowledge().ruleset.rules_by_id[rule].record.summary.nl
    assert summary not in client.get(address(episode, "advice")).content.decode()
