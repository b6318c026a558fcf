"""The pages on which an administrator manages the people of the centre."""

import re
import uuid

import pytest
from django.test import Client

from headache_cds.accounts.models import User
from tests.markup import read
from tests.people import signed_in

NEW = {
    "username": "femke",
    "display_name": "Femke",
    "role": "team_member",
    "registration_number": "",
    "whole": "1",
}


def pages_of(person: User) -> list[tuple[str, str]]:
    return [
        ("get", "/medewerkers/"),
        ("get", "/medewerkers/nieuw/"),
        ("post", "/medewerkers/nieuw/"),
        ("post", f"/medewerkers/{person.pk}/uitzetten/"),
        ("post", f"/medewerkers/{person.pk}/aanzetten/"),
        ("post", f"/medewerkers/{person.pk}/wachtwoord/"),
    ]


def password_on(page: str) -> str:
    found = re.search(r'id="temporary-password">([^<]+)<', page)
    assert found
    return found[1]


def test_it_works(dora: User, alice: User, charlie: User) -> None:
    page = signed_in(dora).get("/medewerkers/").content.decode()
    assert "Alice" in page
    assert "Charlie" not in page


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_other_roles_are_refused_with_the_reason(who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    for method, path in pages_of(person):
        response = getattr(signed_in(person), method)(path, NEW)
        assert response.status_code == 403
        assert "beheerder" in response.content.decode()
    assert not User.objects.filter(username="femke").exists()


def test_it_checks_the_centre(dora: User, charlie: User) -> None:
    client = signed_in(dora)
    for method, path in pages_of(charlie)[3:]:
        assert getattr(client, method)(path).status_code == 404
    assert client.post(f"/medewerkers/{uuid.uuid4()}/uitzetten/").status_code == 404
    charlie.refresh_from_db()
    assert charlie.is_active


def test_a_get_is_led_back(dora: User, alice: User) -> None:
    path = f"/medewerkers/{alice.pk}/aanzetten/"
    assert signed_in(dora).get(path).headers["Location"] == "/medewerkers/"


def test_a_new_colleague_signs_in_with_the_password_that_was_shown(dora: User) -> None:
    response = signed_in(dora).post("/medewerkers/nieuw/", NEW)
    password = password_on(response.content.decode())
    client = Client()
    client.post("/inloggen/", {"username": "femke", "password": password})
    assert client.get("/").headers["Location"] == "/wachtwoord/"


def test_a_form_posted_twice_adds_one_person_and_keeps_the_password(dora: User) -> None:
    client = signed_in(dora)
    password = password_on(client.post("/medewerkers/nieuw/", NEW).content.decode())
    again = client.post("/medewerkers/nieuw/", NEW)
    assert "bestaat al" in again.content.decode()
    assert User.objects.get(username="femke").check_password(password)


def test_a_form_that_is_not_complete_says_so(dora: User) -> None:
    page = signed_in(dora).post("/medewerkers/nieuw/", {"username": "femke"}).content.decode()
    assert "is-invalid" in page
    assert not User.objects.filter(username="femke").exists()


def test_deactivating_and_letting_in_again(dora: User, alice: User) -> None:
    client = signed_in(dora)
    response = client.post(f"/medewerkers/{alice.pk}/uitzetten/", follow=True)
    assert "kan niet meer inloggen" in response.content.decode()
    alice.refresh_from_db()
    assert not alice.is_active
    client.post(f"/medewerkers/{alice.pk}/aanzetten/")
    alice.refresh_from_db()
    assert alice.is_active


def test_deactivating_is_asked_first(dora: User, alice: User) -> None:
    client = signed_in(dora)
    row = read(client.get("/medewerkers/").content.decode()).main()
    (link,) = [part for part in row.walk() if part.attributes.get("href", "").endswith("/uitzetten/")]
    question = read(client.get(link.attributes["href"]).content.decode()).main()
    alice.refresh_from_db()
    assert alice.is_active, "looking changes nothing"
    assert "Toegang van Alice uitzetten?" in question.words
    assert "Toegang uitzetten" in question.buttons()


def test_a_new_password_is_asked_first(dora: User, alice: User) -> None:
    before = alice.password
    page = read(signed_in(dora).get(f"/medewerkers/{alice.pk}/wachtwoord/").content.decode()).main()
    assert "Nieuw wachtwoord voor Alice?" in page.words
    alice.refresh_from_db()
    assert alice.password == before


def test_everybody_finds_the_own_password(dora: User, alice: User, bob: User) -> None:
    for person in (dora, alice, bob):
        page = read(signed_in(person).get("/wachtwoord/").content.decode())
        header = next(part for part in page.walk() if part.tag == "header")
        assert "/wachtwoord/" in [part.attributes.get("href") for part in header.walk()]


def test_oneself_is_refused_with_the_reason(dora: User) -> None:
    response = signed_in(dora).post(f"/medewerkers/{dora.pk}/uitzetten/", follow=True)
    assert "eigen account" in response.content.decode()


def test_a_new_temporary_password_is_shown_once(dora: User, alice: User) -> None:
    response = signed_in(dora).post(f"/medewerkers/{alice.pk}/wachtwoord/")
    password = password_on(response.content.decode())
    alice.refresh_from_db()
    assert alice.check_password(password)


def test_the_list_costs_the_same_with_one_and_with_many(
    dora: User, alice: User, bob: User, django_assert_max_num_queries: object
) -> None:
    client = signed_in(dora)
    with django_assert_max_num_queries(3):  # type: ignore[operator]  # session, person, people
        client.get("/medewerkers/")
