"""A form that is sent twice: the same content gives the same record, other content is refused in words.

Every form with a token: registration, another episode, a measurement, a note, what was done about a signal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode, FollowUp, Patient, TeamNote
from interventions.models import SafetyAcknowledgement
from tests.dossiers import seen_signal
from tests.interventions.patients import MIGRAINE, episode_of
from tests.markup import read
from tests.people import signed_in
from tests.submissions import once

pytestmark = pytest.mark.db
SIGNAL = "suicide-signal-protocol-now"


@dataclass(frozen=True)
class Sent:
    """A form with a token: where it is sent for a dossier, what it makes of what, and with what content.

    `signal`: it stands only where a safety signal waits, before which no other episode is opened.
    """

    address: Callable[[Episode], str]
    thing: str
    of: Callable[[Episode], Any]
    content: dict[str, str]
    other: dict[str, str]
    made: type[models.Model]
    before: int
    signal: bool = False


TODAY = timezone.localdate().isoformat()
PERSON = {
    "family_name": "Waterdrager",
    "initials": "W.",
    "birth_date": "1980-05-05",
    "number": "WP-7",
    "sex": "female",
    "care_setting": "secondary_care",
    "started_on": TODAY,
}
FORMS = {
    "registration": Sent(
        lambda episode: reverse("intake:register"),
        "patient",
        lambda episode: episode.patient.centre,
        PERSON,
        {"family_name": "Van Dalen", "number": "WP-8"},
        Patient,
        1,
    ),
    "episode": Sent(
        lambda episode: reverse("intake:open_episode", args=[episode.patient_id]),
        "episode",
        lambda episode: episode.patient,
        {"care_setting": "secondary_care", "started_on": TODAY},
        {"care_setting": "primary_care"},
        Episode,
        1,
    ),
    "measurement": Sent(
        lambda episode: reverse("intake:follow_up", args=[episode.pk]),
        "measurement",
        lambda episode: episode,
        {"measured_on": TODAY, "followup_headache_days": "9"},
        {"followup_headache_days": "15"},
        FollowUp,
        0,
    ),
    "note": Sent(
        lambda episode: reverse("dashboards:add_note", args=[episode.pk]),
        "note",
        lambda episode: episode,
        {"text": "Belt na vier uur."},
        {"text": "Gebruikt nu een triptan."},
        TeamNote,
        0,
    ),
    "acknowledgement": Sent(
        lambda episode: reverse("interventions:acknowledge", args=[episode.pk, SIGNAL]),
        SIGNAL,
        lambda episode: episode,
        {"action_taken": "Huisarts gebeld om 10:20."},
        {"action_taken": "Crisisdienst gebeld om 11:00."},
        SafetyAcknowledgement,
        0,
        signal=True,
    ),
}
each = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


@pytest.fixture
def dossier(alice: User, form: Sent) -> Episode:
    """A dossier on which this form stands."""
    return dossier_with(form, alice)


def dossier_with(form: Sent, by: User) -> Episode:
    return with_signal(by) if form.signal else episode_of(MIGRAINE, by)


def with_signal(by: User) -> Episode:
    episode = episode_of(MIGRAINE, by)
    save_answers(episode=episode, by=by, values={"phq9_item9": 1})
    return episode


def token_of(form: Sent, episode: Episode) -> str:
    return once(form.thing, form.of(episode))["submission"]


def send(client: Client, episode: Episode, form: Sent, token: str, **changes: str) -> Any:
    therapist = {"therapist": str(episode.therapist_id)}
    signal = {"seen": seen_signal(episode, SIGNAL)} if form.signal else {}
    data = therapist | signal | form.content | {"submission": token, "whole": "1"} | changes
    return client.post(form.address(episode), data)


@each
def test_the_same_twice_gives_one_record(alice: User, dossier: Episode, form: Sent) -> None:
    client, token = signed_in(alice), token_of(form, dossier)
    first, second = (send(client, dossier, form, token) for _time in range(2))
    assert first.status_code == second.status_code == HTTPStatus.FOUND
    assert first["Location"] == second["Location"]
    assert form.made._default_manager.count() == form.before + 1


@each
def test_other_content_is_refused_with_both_and_can_be_sent_again(
    alice: User, dossier: Episode, form: Sent
) -> None:
    client, token = signed_in(alice), token_of(form, dossier)
    send(client, dossier, form, token)
    response = send(client, dossier, form, token, **form.other)
    assert response.status_code < HTTPStatus.BAD_REQUEST or response.status_code == 422
    page = read(response.content.decode())
    assert "Dit formulier is al een keer opgeslagen, met: " in page.words
    assert form.made._default_manager.count() == form.before + 1
    for value in form.other.values():
        assert value in response.content.decode(), "what was typed stays"
    tokens = {part.attributes["value"] for part in page.walk() if part.attributes.get("name") == "submission"}
    assert token not in tokens
    (renewed,) = tokens
    assert send(client, dossier, form, renewed, **form.other).status_code == HTTPStatus.FOUND
    assert form.made._default_manager.count() == form.before + 2


@each
def test_a_token_of_another_centre_is_refused(
    alice: User, charlie: User, dossier: Episode, form: Sent
) -> None:
    theirs = dossier_with(form, charlie)
    token = token_of(form, theirs)
    assert send(signed_in(charlie), theirs, form, token).status_code == HTTPStatus.FOUND
    before = form.made._default_manager.count()
    response = send(signed_in(alice), dossier, form, token)
    assert "Er is niets opgeslagen: dit formulier was van iets anders." in response.content.decode()
    assert form.made._default_manager.count() == before


def test_what_was_done_for_one_patient_is_not_told_of_another(alice: User) -> None:
    client, form, flagged = signed_in(alice), FORMS["acknowledgement"], with_signal(alice)
    token = token_of(form, flagged)
    send(client, flagged, form, token)
    client.get(reverse("interventions:advice", args=[flagged.pk]))  # shows the message of success, once
    for other in (with_signal(alice), episode_of(MIGRAINE, alice)):
        response = send(client, other, form, token)
        page = response if response.content else client.get(response["Location"])
        assert "Er is niets" in page.content.decode()
        assert "Huisarts gebeld om 10:20." in page.content.decode(), "what was typed stays"
        assert "Vastgelegd wat u hebt gedaan" not in page.content.decode()
    assert SafetyAcknowledgement.objects.get().episode == flagged
