"""Signing in and out, one's own password, the language."""

from typing import Any

import pytest
from django.test import Client

from headache_cds.accounts.actions import renew_password, set_person_active
from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from tests.factories import PASSWORD
from tests.people import signed_in

pytestmark = pytest.mark.db


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/inloggen/", {"username": username, "password": password, **more})


def test_everybody_sees_the_sign_in_page(client: Client, db: None) -> None:
    response = client.get("/inloggen/")
    assert response.status_code == 200
    assert "Inloggen" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/wachtwoord/", "/medewerkers/", "/patienten/"])
def test_all_else_asks_for_a_sign_in(path: str, client: Client, db: None) -> None:
    assert client.get(path).headers["Location"] == f"/inloggen/?next={path}"


@pytest.mark.parametrize(("who", "start"), [("alice", "/patienten/"), ("dora", "/medewerkers/")])
def test_signing_in_leads_to_the_own_work(
    who: str, start: str, client: Client, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    response = sign_in(client, who)
    assert response.headers["Location"] == start
    assert client.get("/").headers["Location"] == start
    assert AuditEvent.objects.filter(action="session.sign_in", actor=person).count() == 1


def test_signing_in_returns_to_the_page_that_was_asked(client: Client, alice: User) -> None:
    assert sign_in(client, "alice", next="/wachtwoord/").headers["Location"] == "/wachtwoord/"
    other = sign_in(Client(), "alice", next="https://elders.example/")
    assert other.headers["Location"] == "/patienten/"


@pytest.mark.parametrize("password", ["fout", ""])
def test_a_wrong_password_is_refused(password: str, client: Client, alice: User) -> None:
    response = sign_in(client, "alice", password)
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_somebody_who_was_deactivated_is_out_at_once(dora: User, alice: User) -> None:
    client = signed_in(alice)
    set_person_active(by=dora, person=alice, active=False)
    assert client.get("/wachtwoord/").status_code == 302
    assert "_auth_user_id" not in Client().session
    assert sign_in(Client(), "alice").status_code == 200


def test_signing_out_is_recorded_and_by_post_only(alice: User) -> None:
    client = signed_in(alice)
    assert client.get("/uitloggen/").headers["Location"] == "/"
    assert client.post("/uitloggen/").headers["Location"] == "/inloggen/"
    assert "_auth_user_id" not in client.session
    assert AuditEvent.objects.filter(action="session.sign_out", actor=alice).count() == 1


def test_a_temporary_password_opens_one_page_only(dora: User, alice: User) -> None:
    renew_password(by=dora, person=alice)
    alice.refresh_from_db()
    client = signed_in(alice)
    for path in ("/", "/patienten/"):
        assert client.get(path).headers["Location"] == "/wachtwoord/"
    assert "tijdelijk" in client.get("/wachtwoord/").content.decode()
    assert client.post("/taal/", {"language": "en", "next": "/wachtwoord/"}).status_code == 302
    assert client.post("/uitloggen/").headers["Location"] == "/inloggen/"


def change_password(client: Client, new: str, old: str = PASSWORD) -> Any:
    return client.post("/wachtwoord/", {"old_password": old, "new_password1": new, "new_password2": new})


def test_changing_the_password_keeps_this_session_and_ends_the_others(alice: User) -> None:
    here, elsewhere = signed_in(alice), signed_in(alice)
    assert change_password(here, "een-lange-nieuwe-zin").headers["Location"] == "/"
    assert here.get("/wachtwoord/").status_code == 200
    assert elsewhere.get("/wachtwoord/").status_code == 302
    alice.refresh_from_db()
    assert alice.check_password("een-lange-nieuwe-zin")


@pytest.mark.parametrize(
    ("old", "new"), [("fout", "een-lange-nieuwe-zin"), (PASSWORD, "kort"), (PASSWORD, "qwertyuiop123")]
)
def test_a_weak_password_or_a_wrong_old_one_changes_nothing(old: str, new: str, alice: User) -> None:
    assert change_password(signed_in(alice), new, old).status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_the_language_can_be_chosen_before_signing_in(client: Client, db: None) -> None:
    response = client.post("/taal/", {"language": "en", "next": "/inloggen/"})
    assert response.headers["Location"] == "/inloggen/"
    assert response.cookies["django_language"].value == "en"


@pytest.mark.django_db
def test_an_expired_form_says_what_is_safe() -> None:
    answer = Client(enforce_csrf_checks=True).post("/inloggen/", {"username": "alice"})
    assert answer.status_code == 403
    assert "Dit formulier is verlopen" in answer.content.decode()
