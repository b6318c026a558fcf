"""Notes of the team: who writes, who withdraws, and that nothing is lost."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import Role, User
from intake.actions import add_team_note
from intake.models import Episode, TeamNote
from tests.factories import make_episode, make_person
from tests.people import signed_in
from tests.submissions import once

from .scenes import address

pytestmark = pytest.mark.db


@pytest.fixture
def adding(episode: Episode) -> str:
    return reverse("dashboards:add_note", args=[episode.pk])


@pytest.fixture
def note(episode: Episode, bob: User) -> TeamNote:
    return add_team_note(episode=episode, by=bob, submission=uuid.uuid4(), text="Belt morgen terug.")


def voiding(note: TeamNote) -> str:
    return reverse("dashboards:void_note", args=[note.episode_id, note.pk])


def data(episode: Episode, text: str) -> dict[str, str]:
    return {"text": text, **once("note", episode)}


def test_a_team_member_adds_a_note(adding: str, episode: Episode, bob: User) -> None:
    response = signed_in(bob).post(adding, data(episode, "Belt morgen terug.\nOf overmorgen."), follow=True)
    assert response.redirect_chain == [(address(episode), 302)]
    page = response.content.decode()
    assert "De notitie is toegevoegd." in page
    assert "Belt morgen terug.<br>Of overmorgen." in page


def test_a_form_posted_twice_gives_one_note(adding: str, episode: Episode, alice: User) -> None:
    form = data(episode, "Eén keer.")
    client = signed_in(alice)
    client.post(adding, form)
    client.post(adding, form)
    assert episode.notes.count() == 1


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_note_is_refused(adding: str, episode: Episode, alice: User, text: str) -> None:
    response = signed_in(alice).post(adding, data(episode, text))
    assert response.status_code == 422
    assert "Schrijf eerst de notitie." in response.content.decode()
    assert not episode.notes.exists()


def test_a_note_that_is_too_long_keeps_its_text(adding: str, episode: Episode, alice: User) -> None:
    response = signed_in(alice).post(adding, data(episode, "a" * 4001))
    assert response.status_code == 422
    assert "a" * 4001 in response.content.decode()


def test_it_checks_the_centre(adding: str, note: TeamNote, charlie: User) -> None:
    client = signed_in(charlie)
    assert client.post(adding, data(note.episode, "Gluren.")).status_code == 404
    assert client.post(voiding(note), {"reason": "Gluren.", "whole": "1"}).status_code == 404
    assert TeamNote.objects.count() == 1


def test_an_administrator_is_refused(adding: str, episode: Episode, dora: User) -> None:
    assert signed_in(dora).post(adding, data(episode, "Gluren.")).status_code == 403
    assert not episode.notes.exists()


def test_a_get_is_led_back_to_the_patient(adding: str, note: TeamNote, alice: User) -> None:
    client = signed_in(alice)
    for path in (adding, voiding(note)):
        answer = client.get(path, follow=True)
        assert answer.redirect_chain[-1][0].startswith(f"/patienten/{note.episode.patient_id}/")
        assert answer.status_code == 200


def test_the_writer_withdraws_a_note_and_it_stays_readable(note: TeamNote, bob: User) -> None:
    page = (
        signed_in(bob)
        .post(voiding(note), {"reason": "Verkeerde patiënt.", "whole": "1"}, follow=True)
        .content.decode()
    )
    assert "De notitie is ingetrokken en blijft leesbaar." in page
    assert "Belt morgen terug." in page
    assert "ingetrokken door <bdi>Bob</bdi>: Verkeerde patiënt." in page


def test_a_physiotherapist_withdraws_the_note_of_another(note: TeamNote, alice: User) -> None:
    signed_in(alice).post(voiding(note), {"reason": "Dubbel.", "whole": "1"})
    note.refresh_from_db()
    assert note.voided_by == alice


def test_another_team_member_may_not(note: TeamNote, dora: User) -> None:
    other = make_person(dora, "frits", Role.TEAM_MEMBER)
    client = signed_in(other)
    assert "Notitie intrekken" not in client.get(address(note.episode)).content.decode()
    assert client.post(voiding(note), {"reason": "Zo.", "whole": "1"}).status_code == 403
    note.refresh_from_db()
    assert not note.is_voided


@pytest.mark.parametrize("reason", ["", "a" * 201])
def test_a_note_is_withdrawn_with_a_reason_only(note: TeamNote, bob: User, reason: str) -> None:
    page = signed_in(bob).post(voiding(note), {"reason": reason, "whole": "1"}, follow=True).content.decode()
    assert "Geef een reden van ten hoogste 200 tekens." in page
    note.refresh_from_db()
    assert not note.is_voided


def test_a_note_is_found_under_its_own_episode_only(note: TeamNote, bob: User, alice: User) -> None:
    other = make_episode(alice)
    path = reverse("dashboards:void_note", args=[other.pk, note.pk])
    assert signed_in(bob).post(path, {"reason": "Zo.", "whole": "1"}).status_code == 404


def test_it_needs_the_token(adding: str, episode: Episode, bob: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    assert client.post(adding, data(episode, "Van elders.")).status_code == 403
    assert not episode.notes.exists()
