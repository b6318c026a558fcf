"""Every address, for everybody: who gets in, who is sent away, that a refusal wrote nothing, and that no
answer may be stored by a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent, Outcome
from tests.dossiers import Dossier, make_dossier
from tests.people import signed_in
from tests.walk.addresses import ADDRESSES, For, Pattern, patterns

pytestmark = pytest.mark.slow

SIGN_IN = "/inloggen/?next="
WELCOME = "in"
LED_BACK = "led back"
# Who gets in, and how the others are refused; who is not named is refused with 403.
ALLOWED = {
    For.ALL: {"anonymous", "outsider", "other administrator", "administrator", "team member", "owner"},
    For.PERSON: {"outsider", "other administrator", "administrator", "team member", "owner"},
    For.READERS: {"outsider", "team member", "owner"},
    For.WRITERS: {"outsider", "owner"},
    For.MANAGERS: {"administrator", "other administrator"},
    For.OWN_MANAGER: {"administrator"},
    For.OWN_READERS: {"team member", "owner"},
    For.OWN_WRITERS: {"owner"},
}
HIDDEN = {
    For.OWN_READERS: {"outsider", "other administrator"},
    For.OWN_WRITERS: {"outsider", "other administrator"},
    For.OWN_MANAGER: {"other administrator"},
}
WHO = (
    *("anonymous", "outsider", "other administrator", "administrator", "team member"),
    # Who gets furthest: all that the others ask of a database, the owner asks too.
    pytest.param("owner", marks=pytest.mark.db),
)


def expected(who: str, method: str, audience: For | None) -> str:
    """What the address answers: let in, sent to sign in, led to the page of the form, or a status."""
    if who == "anonymous" and audience != For.ALL:
        return "sign in"
    if audience is None:
        return "405" if method == "post" else LED_BACK
    if who in ALLOWED[audience]:
        return WELCOME
    return "404" if who in HIDDEN.get(audience, ()) else "403"


def outcome(response: Any, audience: For | None) -> str:
    """The same words for what it did answer."""
    if response.status_code == 302 and response["Location"].startswith(SIGN_IN):
        return "sign in"
    if audience is None and response.status_code == 302:
        assert response.request["PATH_INFO"].startswith(response["Location"])
        return LED_BACK
    return WELCOME if response.status_code in (200, 302, 409, 422) else str(response.status_code)


def walk(dossier: Dossier, person: User | None) -> Iterator[tuple[Pattern, str, HttpResponse, list[str]]]:
    """Every address with GET and POST, each undone again, with the acts that the trail then held."""
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value if person else None
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    for pattern in patterns():
        path = reverse(pattern.name, kwargs={place: dossier.ids[place] for place in pattern.places})
        for method in ("get", "post"):
            with transaction.atomic():
                client = Client()
                if session:
                    client.cookies[settings.SESSION_COOKIE_NAME] = session
                response = getattr(client, method)(path)
                acts = AuditEvent.objects.exclude(pk__in=before).filter(outcome=Outcome.SUCCESS)
                done = list(acts.exclude(action="dossier.read").values_list("action", flat=True))
                transaction.set_rollback(True)
            yield pattern, method, response, done


def test_every_address_is_classified() -> None:
    names = [pattern.name for pattern in patterns()]
    assert sorted(set(names) - ADDRESSES.keys()) == [], "say in addresses.py whose these are"
    assert sorted(ADDRESSES.keys() - set(names)) == [], "these are no addresses any more"


@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_in_where_they_may_and_nothing_is_stored(
    who: str, dossier: Dossier, cast: dict[str, User | None]
) -> None:
    wrong = []
    for pattern, method, response, done in walk(dossier, cast[who]):
        audience = getattr(ADDRESSES[pattern.name], method)
        wanted, got = expected(who, method, audience), outcome(response, audience)
        if got != wanted:
            wrong.append(f"{method} {pattern.name}: {got} instead of {wanted}")
        if response.headers["Cache-Control"] != "no-store":
            wrong.append(f"{method} {pattern.name}: may be stored")
        if got != WELCOME and done:
            wrong.append(f"{method} {pattern.name}: refused, and yet {done}")
    assert not wrong, "\n".join(wrong)


def test_only_signing_in_and_the_language_are_open_to_all() -> None:
    open_to_all = {name for name, address in ADDRESSES.items() if For.ALL in (address.get, address.post)}
    assert open_to_all == {"accounts:sign_in", "accounts:sign_in_here", "set_language"}


def test_an_id_of_another_dossier_is_not_found_under_an_own_patient(
    dossier: Dossier, alice: User, charlie: User
) -> None:
    """A plan, a measurement or a note counts under its own episode only, whoever asks."""
    others: dict[str, Any] = make_dossier(charlie).ids
    inner = {"plan_id", "other_id", "follow_up_id", "note_id", "acknowledgement_id", "contact_id"}
    client = Client()
    client.force_login(alice)
    for pattern in patterns():
        named = inner & set(pattern.places)
        if "episode_id" in pattern.places and named:
            ids = {**dossier.ids, **{place: others[place] for place in named}}
            path = reverse(pattern.name, kwargs={place: ids[place] for place in pattern.places})
            address = ADDRESSES[pattern.name]
            method = "post" if address.post else "get"
            assert getattr(client, method)(path).status_code == 404, pattern.name


def test_nothing_of_the_patient_stands_in_an_address(dossier: Dossier) -> None:
    """Addresses come into histories and logs: ids, and never a name, a number or a date of birth."""
    patient = dossier.episode.patient
    private = {patient.family_name.lower(), patient.number.lower(), patient.birth_date.isoformat()}
    for pattern in patterns():
        path = reverse(pattern.name, kwargs={place: dossier.ids[place] for place in pattern.places})
        assert not any(word in path.lower() for word in private), path
