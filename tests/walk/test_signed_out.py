"""What is typed for any address is kept when the session has ended, but for the addresses that say not to."""

import pytest
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from headache_cds.kept.actions import MOST_OF_ONE
from headache_cds.kept.models import KeptPost
from tests.dossiers import Dossier
from tests.markup import read
from tests.people import signed_in
from tests.walk.addresses import ADDRESSES, For, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NEVER_KEPT = {
    "accounts:sign_out",
    "accounts:change_password",
    "dashboards:caseload",
    "kept:discard",
    "interventions:sign",
}
TYPED = {"text": "Belt morgen terug.", "password": "een geheime zin", "old_password": "een oude zin"}


def test_whatever_is_typed_is_kept_unless_the_address_says_not_to(dossier: Dossier, alice: User) -> None:
    page = read(signed_in(alice).get("/wachtwoord/").content.decode())
    mark = next(part for part in page.walk() if part.attributes.get("name") == "reader").attributes["value"]
    before = AuditEvent.objects.count()
    happened = {}
    for pattern in patterns():
        post = ADDRESSES[pattern.name].post
        if post in (None, For.ALL):
            continue
        path = reverse(pattern.name, kwargs={place: dossier.ids[place] for place in pattern.places})
        response = Client().post(path, TYPED | {"reader": mark})
        assert response.headers["Location"] == f"/inloggen/?next={path}", pattern.name
        happened[pattern.name] = response.cookies["signed_out"].value.partition(":")[0]
    assert {name for name, word in happened.items() if word != "kept"} == NEVER_KEPT
    assert len(happened) > 30
    assert KeptPost.objects.count() == MOST_OF_ONE
    assert AuditEvent.objects.count() == before
