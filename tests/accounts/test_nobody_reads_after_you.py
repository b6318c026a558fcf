"""What a browser keeps of the pages of a person who left: nothing.

That every address forbids storing, for everybody, is a part of the walk (tests/walk/test_every_address.py).
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from headache_cds.accounts.models import User
from intake.models import Episode
from tests.people import signed_in


def broken_view(_request: Any, **_ids: Any) -> None:
    raise ZeroDivisionError


NO_PAGE = "/episodes/00000000-0000-0000-0000-000000000000/anamnese/"
ASKED: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "an address without its slash": (301, lambda client: client.get("/patienten")),
    "a page that is not there": (404, lambda client: client.get("/nergens/")),
    "a dossier that is not there": (404, lambda client: client.get(NO_PAGE)),
    "what the role may not do": (403, lambda client: client.get("/medewerkers/")),
    "a host that is not ours": (400, lambda client: client.get("/patienten/", headers={"host": "elders"})),
}


@pytest.mark.parametrize("what", ASKED)
def test_no_refusal_is_stored(what: str, alice: User) -> None:
    status, ask = ASKED[what]
    response = ask(signed_in(alice))
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")


def test_a_form_without_its_token_is_not_stored(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post("/patienten/nieuw/", {"family_name": "Jansen"})
    assert (response.status_code, response.headers["Cache-Control"]) == (403, "no-store")


def test_a_failure_is_not_stored(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headache_cds.accounts.queries.people_of", broken_view)
    monkeypatch.setattr("headache_cds.accounts.views.check_user_can_manage_people", lambda _user: None)
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    response = client.get("/medewerkers/")
    assert (response.status_code, response.headers["Cache-Control"]) == (500, "no-store")


def test_a_static_file_may_be_stored(alice: User) -> None:
    (settings.STATIC_ROOT / "kept.css").write_text("p {}")
    response = signed_in(alice).get("/static/kept.css")
    response.close()
    assert response.status_code == 200
    assert "no-store" not in response.headers["Cache-Control"]


def test_signing_out_clears_what_the_browser_kept_and_not_the_language(alice: User) -> None:
    client = signed_in(alice)
    client.cookies["django_language"] = "en"
    left = client.post("/uitloggen/")
    assert (left.status_code, left.headers["Location"]) == (302, "/inloggen/")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert left.headers["Cache-Control"] == "no-store"
    assert "Sign in" in client.get("/inloggen/").content.decode()


def test_nothing_is_left_for_the_next_person(alice: User, charlie: User, episode: Episode) -> None:
    """By plain HTTP, what Back does once nothing may be shown from a store: ask the server again."""
    client = signed_in(alice)
    page = f"/episodes/{episode.pk}/anamnese/headache/"
    assert episode.patient.family_name in client.get(page).content.decode()
    client.post("/uitloggen/")
    assert client.get(page).headers["Location"] == f"/inloggen/?next={page}"
    client.force_login(charlie)
    assert client.get(page).status_code == 404
