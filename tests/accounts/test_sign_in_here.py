"""Signing in on the spot, as the script of an open page does, and what a script is told meanwhile."""

from typing import Any

import pytest
from django.test import Client

from headache_cds.accounts.actions import renew_password
from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from tests.factories import PASSWORD
from tests.markup import read
from tests.people import signed_in

pytestmark = pytest.mark.django_db

HERE = "/inloggen/hier/"


def mark_of(person: User) -> str:
    """The mark on a page of this person."""
    page = read(signed_in(person).get("/wachtwoord/").content.decode())
    marks = [part for part in page.walk() if part.attributes.get("name") == "reader"]
    return str(marks[0].attributes["value"])


def ask(client: Client, mark: str, password: str | None = None, token: str = "") -> Any:
    headers = {"X-Page-Reader": mark, "X-Requested-With": "fetch", "X-CSRFToken": token}
    if password is None:
        return client.get(HERE, headers=headers)
    return client.post(HERE, {"password": password}, headers=headers)


@pytest.fixture
def browser() -> Client:
    """A browser without any cookie, whose posts are checked as those of a real one."""
    return Client(enforce_csrf_checks=True)


def test_the_reader_of_the_page_signs_in(browser: Client, alice: User) -> None:
    mark = mark_of(alice)
    before = ask(browser, mark).json()
    assert before["signed_in"] is False
    answer = ask(browser, mark, PASSWORD, before["token"]).json()
    assert answer["signed_in"] is True
    assert answer["token"] != before["token"]
    assert browser.get("/wachtwoord/").status_code == 200
    assert AuditEvent.objects.filter(action="session.sign_in", actor=alice).count() == 1
    assert ask(browser, mark).json()["signed_in"] is True


def test_its_token_counts_in_the_forms_of_the_page(browser: Client, alice: User) -> None:
    mark = mark_of(alice)
    before = ask(browser, mark).json()
    token = ask(browser, mark, PASSWORD, before["token"]).json()["token"]
    assert browser.post("/taal/", {"csrfmiddlewaretoken": token, "language": "en"}).status_code == 302
    old = browser.post("/taal/", {"csrfmiddlewaretoken": before["token"], "language": "en"})
    assert old.status_code == 403


def test_a_session_that_somebody_planted_does_not_become_hers(browser: Client, alice: User) -> None:
    browser.cookies["sessionid"] = "geplant" * 4
    mark = mark_of(alice)
    ask(browser, mark, PASSWORD, ask(browser, mark).json()["token"])
    assert browser.cookies["sessionid"].value not in ("", "geplant" * 4)


@pytest.mark.parametrize("password", ["fout", ""])
def test_a_wrong_password_is_refused(password: str, browser: Client, alice: User) -> None:
    mark = mark_of(alice)
    response = ask(browser, mark, password, ask(browser, mark).json()["token"])
    assert (response.status_code, response.json()) == (
        422,
        {"signed_in": False, "problem": "Dit wachtwoord klopt niet."},
    )
    assert browser.get("/wachtwoord/").status_code == 302


def test_without_a_mark_or_with_a_made_up_one_nobody_gets_in(browser: Client, alice: User) -> None:
    token = ask(browser, "").json()["token"]
    for mark in ("", "alice", mark_of(alice)[:-1] + "?"):
        assert ask(browser, mark, PASSWORD, token).status_code == 422
    assert browser.get("/wachtwoord/").status_code == 302


def test_the_post_of_another_site_signs_nobody_in(browser: Client, alice: User) -> None:
    assert ask(browser, mark_of(alice), PASSWORD).status_code == 401
    assert browser.get("/wachtwoord/").status_code == 302


def test_a_page_of_one_does_not_count_as_signed_in_for_another(alice: User, bob: User) -> None:
    client = signed_in(bob)
    assert ask(client, mark_of(alice)).json()["signed_in"] is False


def test_a_temporary_password_is_replaced_first(browser: Client, alice: User, dora: User) -> None:
    mark = mark_of(alice)
    password = renew_password(by=dora, person=alice)
    response = ask(browser, mark, password, ask(browser, mark).json()["token"])
    assert "tijdelijk" in response.json()["problem"]
    assert browser.get("/wachtwoord/").status_code == 302


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"X-Requested-With": "fetch"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_is_told_that_nobody_is_signed_in(
    method: str, headers: dict[str, str], client: Client
) -> None:
    response = getattr(client, method)("/patienten/", headers=headers)
    assert (response.status_code, response.json()) == (401, {"signed_in": False})


def test_a_script_with_an_old_token_is_told_the_same(browser: Client, alice: User) -> None:
    browser.force_login(alice)
    response = browser.post("/patienten/", headers={"X-Requested-With": "fetch"})
    assert response.status_code == 401
