"""Correcting what was registered, and opening another episode."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from intake.models import Correction, Episode
from tests.people import signed_in
from tests.plain_browser import send
from tests.submissions import once


def filled_in(episode: Episode, **changes: str) -> dict[str, str]:
    patient = episode.patient
    return {
        "number": patient.number,
        "family_name": patient.family_name,
        "initials": patient.initials,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "care_setting": episode.care_setting,
        "therapist": str(episode.therapist_id),
        "started_on": episode.started_on.isoformat(),
        **changes,
    }


def correction(episode: Episode) -> str:
    return reverse("intake:correct", args=[episode.pk])


def opening(episode: Episode) -> str:
    return reverse("intake:open_episode", args=[episode.patient_id])


def test_it_corrects_person_and_episode_and_keeps_what_stood_there(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    assert f'value="{episode.patient.family_name}"' in client.get(correction(episode)).content.decode()
    response = send(client, correction(episode), {"family_name": "Anders", "care_setting": "primary_care"})
    assert response.headers["Location"] == reverse("intake:start", args=[episode.pk])
    before = episode.patient.family_name
    episode = Episode.objects.get()
    assert (episode.patient.family_name, episode.care_setting) == ("Anders", "primary_care")
    kept = dict(Correction.objects.values_list("field", "before"))
    assert kept == {"family_name": before, "care_setting": "secondary_care"}


def test_what_cannot_be_changes_nothing_and_the_bar_shows_what_is_stored(
    alice: User, episode: Episode
) -> None:
    before = (episode.started_on - dt.timedelta(days=1)).isoformat()
    typed = {"family_name": "Anders", "birth_date": before, "started_on": "1990-01-01"}
    response = send(signed_in(alice), correction(episode), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Deze datum ligt vóór de geboortedatum van de patiënt." in page
    assert 'value="Anders"' in page
    assert f"<strong><bdi>{episode.patient.name}</bdi></strong>" in page
    assert not Correction.objects.exists()


def test_another_episode_begins_empty(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    assert "Episode openen" in client.get(opening(episode)).content.decode()
    typed = {
        "care_setting": "primary_care",
        "therapist": str(alice.pk),
        "started_on": timezone.localdate().isoformat(),
        **once("episode", episode.patient),
    }
    first, second = client.post(opening(episode), typed), client.post(opening(episode), typed)
    assert first.headers["Location"] == second.headers["Location"]
    assert episode.patient.episodes.count() == 2


def test_an_episode_in_the_future_is_refused_beside_the_field(alice: User, episode: Episode) -> None:
    typed = {
        "care_setting": "primary_care",
        "therapist": str(alice.pk),
        "started_on": (timezone.localdate() + dt.timedelta(days=1)).isoformat(),
        **once("episode", episode.patient),
    }
    response = signed_in(alice).post(opening(episode), typed)
    assert response.status_code == 422
    assert "Deze datum ligt in de toekomst." in response.content.decode()


@pytest.mark.parametrize("address", [correction, opening])
def test_a_team_member_cannot_write(bob: User, episode: Episode, address: Callable[[Episode], str]) -> None:
    assert signed_in(bob).get(address(episode)).status_code == 403
    assert signed_in(bob).post(address(episode), filled_in(episode)).status_code == 403


@pytest.mark.parametrize("address", [correction, opening])
def test_another_centre_finds_nothing(
    charlie: User, episode: Episode, address: Callable[[Episode], str]
) -> None:
    assert signed_in(charlie).get(address(episode)).status_code == 404
    assert signed_in(charlie).post(address(episode), filled_in(episode)).status_code == 404
