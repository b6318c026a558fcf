"""Registering a patient on the screen."""

import datetime as dt
import re

from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from intake.models import Episode, Patient
from tests import markup
from tests.factories import birth_date_at, make_episode
from tests.people import signed_in
from tests.submissions import once

ADDRESS = "/patienten/nieuw/"


def filled_in(user: User, **changes: str) -> dict[str, str]:
    return {
        "number": "2026-001",
        "family_name": "Voorbeeld",
        "initials": "A.B.",
        "birth_date": birth_date_at(40).isoformat(),
        "sex": "female",
        "care_setting": "secondary_care",
        "therapist": str(user.pk),
        "started_on": dt.date(2026, 1, 5).isoformat(),
        **once("patient", user.centre),
        **changes,
    }


def confirming(page: str) -> str:
    """What the page sends along when its warnings were seen."""
    found = re.search(r'name="confirmed" value="(\w+)"', page)
    assert found
    return found[1]


def test_it_works(alice: User) -> None:
    response = signed_in(alice).post(ADDRESS, filled_in(alice))
    episode = Episode.objects.get()
    assert response.headers["Location"] == reverse("intake:start", args=[episode.pk])
    assert episode.patient.name == "Voorbeeld, A.B."
    assert episode.patient.centre == alice.centre


def test_it_offers_the_setting_of_the_centre_and_the_user_as_therapist(alice: User, charlie: User) -> None:
    page = signed_in(alice).get(ADDRESS).content.decode()
    assert str(alice.pk) in page
    assert str(charlie.pk) not in page
    assert 'value="secondary_care"' in page


def test_the_same_form_twice_gives_one_patient(alice: User) -> None:
    client, data = signed_in(alice), filled_in(alice)
    first, second = client.post(ADDRESS, data), client.post(ADDRESS, data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Patient.objects.count() == 1


def test_it_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(alice: User) -> None:
    data = filled_in(alice, birth_date="01-01-2999", family_name="\u200b", initials="B.")
    page = signed_in(alice).post(ADDRESS, data).content.decode()
    assert 'value="B."' in page
    assert 'value="01-01-2999"' in page
    assert 'id="id_family_name_error"' in page
    assert not Patient.objects.exists()


def test_an_impossible_date_is_refused_beside_the_field(alice: User) -> None:
    data = filled_in(alice, birth_date="01-01-2999")
    page = signed_in(alice).post(ADDRESS, data).content.decode()
    assert "De geboortedatum ligt in de toekomst." in page
    assert "Ongebruikelijke leeftijd" not in page
    assert not Patient.objects.exists()


def test_an_unusual_age_is_asked_once_and_allowed(alice: User) -> None:
    client, data = signed_in(alice), filled_in(alice, birth_date=birth_date_at(104).isoformat())
    page = client.post(ADDRESS, data).content.decode()
    assert "Ongebruikelijke leeftijd" in page
    assert not Patient.objects.exists()
    client.post(ADDRESS, {**data, "confirmed": confirming(page)})
    assert Patient.objects.count() == 1


def test_a_namesake_is_pointed_out(alice: User) -> None:
    known = make_episode(alice).patient
    data = filled_in(alice, family_name=known.family_name.upper(), birth_date=known.birth_date.isoformat())
    page = signed_in(alice).post(ADDRESS, data).content.decode()
    assert f"nummer {known.number}" in page
    assert Patient.objects.count() == 1


def test_a_number_that_exists_is_refused(alice: User) -> None:
    number = make_episode(alice).patient.number
    page = (
        signed_in(alice).post(ADDRESS, filled_in(alice, number=number, family_name="Anders")).content.decode()
    )
    assert "Dit patiëntnummer bestaat al in uw centrum." in page


def test_a_therapist_of_another_centre_is_refused(alice: User, charlie: User) -> None:
    client = signed_in(alice)
    response = client.post(ADDRESS, filled_in(alice, therapist=str(charlie.pk)))
    refusal = markup.read(response.content.decode()).with_id("id_therapist_error").unfolded
    assert "Selecteer een geldige keuze." in refusal
    assert not Patient.objects.exists()
    client.post(ADDRESS, filled_in(alice, therapist=str(alice.pk)))
    assert Patient.objects.exists(), "nothing else was wrong with it"


def test_a_team_member_cannot_register(bob: User) -> None:
    assert signed_in(bob).get(ADDRESS).status_code == 403
    assert signed_in(bob).post(ADDRESS, filled_in(bob)).status_code == 403
    assert not Patient.objects.exists()


def test_an_administrator_cannot_register(dora: User) -> None:
    assert signed_in(dora).get(ADDRESS).status_code == 403


def test_it_asks_to_sign_in(db: None) -> None:
    response = Client().get(ADDRESS)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/inloggen/")
