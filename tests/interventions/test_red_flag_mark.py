"""The red-flag mark stands on every page of a patient whose flag is open."""

import pytest
from django.urls import reverse

from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode
from tests.people import signed_in

NAMES = ["intake:start", "intake:follow_up", "examination:start", "interventions:plan"]


@pytest.mark.parametrize("name", NAMES)
def test_an_open_flag_stands_in_the_patient_bar(alice: User, bob: User, episode: Episode, name: str) -> None:
    """For who reads along; a therapist is led to what has to be done first (test_stop_first.py)."""
    client, address = signed_in(bob), reverse(name, args=[episode.pk])
    assert "patient-flags" not in client.get(address).content.decode()
    save_answers(episode=episode, by=alice, values={"rf_thunderclap": True})
    bar = client.get(address).content.decode().partition("patient-flags")[2]
    assert "Alarmsignaal: acuut: direct bellen" in bar
