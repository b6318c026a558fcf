"""The start page and the review page of the anamnese; completing and opening again."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headache_cds.accounts.models import User
from intake import actions
from intake.models import Answer, Episode
from tests.people import signed_in


def address(episode: Episode, name: str) -> str:
    return reverse(f"intake:{name}", args=[episode.pk])


@pytest.fixture
def answered(alice: User, episode: Episode) -> Episode:
    """The episode with a few answers, one of them to a question that is not asked now."""
    values = {
        "headache_days_per_month": 12,
        "rf_thunderclap": False,
        "previous_therapies": [{"therapy": "oefentherapie", "kind": "non_drug"}],
        "neck_complaints": False,
        "neck_pain_side": "bilateral",
    }
    actions.save_answers(episode=episode, by=alice, values=values)
    return episode


def test_the_start_page_says_where_to_begin(alice: User, episode: Episode) -> None:
    page = signed_in(alice).get(address(episode, "start")).content.decode()
    assert "Begin met: Setting en diagnose" in re.sub(r"\s+", " ", page)
    assert episode.patient.name in page


def test_the_start_page_says_where_to_go_on(alice: User, answered: Episode) -> None:
    page = re.sub(r"\s+", " ", signed_in(alice).get(address(answered, "start")).content.decode())
    assert "Ga verder met: Setting en diagnose" in page
    assert re.search(r"4 van \d+ kernvragen beantwoord", page)


def test_the_review_lists_answers_and_what_was_not_asked(alice: User, answered: Episode) -> None:
    page = re.sub(r"\s+", " ", signed_in(alice).get(address(answered, "review")).content.decode())
    assert "12 dagen per maand" in page
    assert "oefentherapie" in page
    open_question = reverse("intake:section", args=[answered.pk, "frequency"]) + "#ask_attacks_per_month"
    assert f'class="tag tag-open" href="{open_question}"' in page


def test_the_review_sets_hidden_answers_apart(alice: User, answered: Episode) -> None:
    page = signed_in(alice).get(address(answered, "review")).content.decode()
    hidden = page.partition("Bewaard, maar nu niet aan de orde")[2]
    assert "Beide kanten" in hidden


def test_the_review_keeps_answers_to_questions_that_are_asked_no_more(alice: User, answered: Episode) -> None:
    assert "Vroeger gevraagd" not in signed_in(alice).get(address(answered, "review")).content.decode()
    Answer.objects.create(
        episode=answered, fact="family_situation", state="known", value="Alleenstaand", recorded_by=alice
    )
    page = signed_in(alice).get(address(answered, "review")).content.decode()
    assert "Alleenstaand" in page.partition("Vroeger gevraagd")[2]


def test_completing_and_opening_again(alice: User, answered: Episode) -> None:
    client = signed_in(alice)
    response = client.post(address(answered, "complete"))
    assert response.headers["Location"] == address(answered, "review")
    answered.refresh_from_db()
    assert not answered.is_draft
    assert "Anamnese heropenen" in client.get(address(answered, "review")).content.decode()
    client.post(address(answered, "reopen"))
    answered.refresh_from_db()
    assert (answered.is_draft, answered.intake_version) == (True, 2)


@pytest.mark.parametrize("name", ["complete", "reopen"])
def test_a_second_press_changes_nothing(alice: User, answered: Episode, name: str) -> None:
    client = signed_in(alice)
    client.post(address(answered, "complete"))
    client.post(address(answered, name))
    assert client.post(address(answered, name)).status_code == 302
    answered.refresh_from_db()
    assert answered.intake_version == (2 if name == "reopen" else 1)


@pytest.mark.parametrize("name", ["complete", "reopen"])
def test_they_lead_a_get_back(alice: User, episode: Episode, name: str) -> None:
    assert signed_in(alice).get(address(episode, name)).headers["Location"] == address(episode, "start")


@pytest.mark.parametrize("name", ["complete", "reopen"])
def test_a_team_member_cannot_write(bob: User, episode: Episode, name: str) -> None:
    assert signed_in(bob).post(address(episode, name)).status_code == 403


@pytest.mark.parametrize("name", ["start", "review"])
def test_a_team_member_reads_without_buttons(bob: User, episode: Episode, name: str) -> None:
    response = signed_in(bob).get(address(episode, name))
    assert response.status_code == 200
    assert "Anamnese afronden" not in response.content.decode()


@pytest.mark.parametrize("name", ["start", "review"])
def test_another_centre_finds_nothing(charlie: User, episode: Episode, name: str) -> None:
    assert signed_in(charlie).get(address(episode, name)).status_code == 404


@pytest.mark.parametrize("name", ["complete", "reopen"])
def test_another_centre_writes_nothing(charlie: User, episode: Episode, name: str) -> None:
    assert signed_in(charlie).post(address(episode, name)).status_code == 404


@pytest.mark.parametrize("name", ["start", "review"])
def test_the_number_of_queries_does_not_grow(
    alice: User, episode: Episode, answered: Episode, name: str
) -> None:
    client = signed_in(alice)
    client.get(address(episode, name))
    with CaptureQueriesContext(connection) as before:
        client.get(address(episode, name))
    more = {"tth_days_per_month": 4, "rf_after_trauma": False, "sleep_problems": True}
    actions.save_answers(episode=episode, by=alice, values=more)
    with CaptureQueriesContext(connection) as after:
        client.get(address(episode, name))
    assert len(before) == len(after) <= 25
