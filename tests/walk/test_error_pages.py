"""Pages that say that something cannot be done: what is safe, where to go on, and what was typed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from headache_cds.errors import address_above
from intake.models import Episode
from tests.dossiers import Dossier
from tests.factories import PASSWORD
from tests.markup import read
from tests.people import signed_in
from tests.walk.addresses import ADDRESSES, patterns
from tests.walk.test_every_page_in_english import dutch_texts

NOT_SAVED = "Er is nu niets opgeslagen of ondertekend"
TYPED = "Heeft veel last in de ochtend."


def many_fields(client: Client) -> Any:
    return client.post("/patienten/nieuw/", {f"field-{number}": "x" for number in range(1200)})


def much_text(client: Client) -> Any:
    return client.post("/patienten/nieuw/", {"family_name": "x" * 3_000_000})


def broken_form(client: Client) -> Any:
    return client.post("/patienten/nieuw/", b"--x\r\n", content_type="multipart/form-data; boundary=")


def elsewhere(client: Client) -> Any:
    return client.get("/patienten/", headers={"host": "elders.example"})


PAGES: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "too many fields": (413, many_fields),
    "too much text": (413, much_text),
    "no form": (400, broken_form),
    "another host": (400, elsewhere),
    "not for this role": (403, lambda client: client.post("/medewerkers/nieuw/", {"name": TYPED})),
    "not there": (404, lambda client: client.post("/nergens/", {"text": TYPED})),
    "only to be read": (405, lambda client: client.post("/handvat/", {"text": TYPED})),
}


@pytest.mark.parametrize("what", PAGES)
def test_it_is_a_page_of_the_product_in_the_language_of_the_person(what: str, alice: User) -> None:
    status, ask = PAGES[what]
    client = signed_in(alice)
    response = ask(client)
    assert response.status_code == status
    page = read(response.content.decode())
    assert "Er is niets" in page.main().words or status == 404
    assert "opgeslagen" in page.main().words
    assert any(part.attributes.get("href") == "/" for part in page.main().walk())
    client.cookies["django_language"] = "en"
    assert dutch_texts(ask(client).content.decode().replace(TYPED, "")) == []


@pytest.mark.parametrize("what", ["not for this role", "not there", "only to be read"])
def test_what_was_typed_stands_on_it(what: str, alice: User) -> None:
    assert TYPED in PAGES[what][1](signed_in(alice)).content.decode()


def test_a_form_without_its_token_keeps_the_words_and_no_password(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    form = {"remark": TYPED, "old_password": "een geheim", "opened": "abc:def", "sex": "female"}
    page = client.post("/wachtwoord/", form)
    assert page.status_code == 403
    quoted = [part.words for part in read(page.content.decode()).walk() if part.tag == "blockquote"]
    assert quoted == [TYPED]
    foreign = client.post("/wachtwoord/", form, headers={"sec-fetch-site": "cross-site"})
    assert TYPED not in foreign.content.decode()


def test_a_failure_keeps_the_words(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("headache_cds.accounts.views.check_user_can_manage_people", broken)
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    page = client.post("/medewerkers/nieuw/", {"text": TYPED})
    assert (page.status_code, TYPED in page.content.decode()) == (500, True)
    assert "Wat al was opgeslagen, is veilig." in page.content.decode()
    client.cookies["django_language"] = "en"
    page = client.post("/medewerkers/nieuw/", {"text": TYPED})
    assert dutch_texts(page.content.decode().replace(TYPED, "")) == []


@pytest.mark.slow
def test_what_can_only_be_posted_to_leads_to_a_page(dossier: Dossier, alice: User, dora: User) -> None:
    """Every such address of the product: told once that nothing was saved, and nothing was."""
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    for pattern in patterns():
        if ADDRESSES[pattern.name].get is not None:
            continue
        path = reverse(pattern.name, kwargs={place: dossier.ids[place] for place in pattern.places})
        client = signed_in(dora if pattern.name.startswith("accounts:") else alice)
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, pattern.name
        assert len(re.findall(NOT_SAVED, answer.content.decode())) == 1, pattern.name
    acts = set(AuditEvent.objects.exclude(pk__in=before).values_list("action", flat=True))
    assert acts <= {"dossier.read", "patients.look_up", "caseload.read"}, acts


@pytest.mark.parametrize(
    ("act", "page"),
    [
        ("plan/afspraken/", "plan/"),
        ("advies/aerobic_training/overnemen/", "advies/"),
        ("veiligheid/suicide-signal-protocol-now/", "advies/"),
        ("onderzoek/beginnen/", "onderzoek/"),
        ("synthese/hypothese/", "synthese/"),
        ("beloop/3a90654d-a4ec-4b28-bfa4-17ce4013d5e4/intrekken/", "beloop/"),
        ("anamnese/afronden/", "anamnese/"),
    ],
)
def test_it_is_the_page_that_the_form_stands_on(act: str, page: str, episode: Episode, alice: User) -> None:
    answer = signed_in(alice).get(f"/episodes/{episode.pk}/{act}", follow=True)
    assert answer.redirect_chain[-1][0] == f"/episodes/{episode.pk}/{page}"


@pytest.mark.slow
def test_signing_in_with_a_goal_that_can_only_be_posted_to_shows_the_draft(
    client: Client, dossier: Dossier, alice: User
) -> None:
    episode = dossier.episode
    signed_in(alice).post(reverse("interventions:new_plan", args=[episode.pk]))
    draft = episode.plans.get(signed_at=None)
    goal = reverse("interventions:sign", args=[episode.pk, draft.pk])
    sent = client.post(goal, {"seen": "x"})
    answer = client.post(sent.headers["Location"], {"username": "alice", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("interventions:plan", args=[episode.pk])
    assert answer.content.decode().count(NOT_SAVED) == 1
    draft.refresh_from_db()
    assert draft.is_draft


def test_nobody_learns_by_it_that_a_dossier_exists(episode: Episode, charlie: User) -> None:
    client = signed_in(charlie)
    for act in ("plan/afspraken/", "notities/", "veiligheid/x/"):
        assert client.get(f"/episodes/{episode.pk}/{act}", follow=True).status_code == 404


def test_address_above() -> None:
    assert address_above("/nergens/of/ergens/") == "/"
    assert address_above("/patienten/nieuw/") == "/patienten/"
