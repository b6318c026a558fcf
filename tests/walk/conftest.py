"""The people who come to look at one dossier."""

from operator import attrgetter

import pytest

from headache_cds.accounts.models import User
from tests.built_once import built_once
from tests.dossiers import Dossier, make_dossier


@pytest.fixture
def dossier(alice: User) -> Dossier:
    """Alice's patient, in centre Noord."""
    return built_once("dossier", lambda: make_dossier(alice), alice, row=attrgetter("episode"))


@pytest.fixture
def cast(dora: User, alice: User, bob: User, charlie: User) -> dict[str, User | None]:
    """Everybody who comes to look, by what they are to the dossier of Alice's patient."""
    return {
        "anonymous": None,
        "outsider": charlie,
        "other administrator": User.objects.get(username="edith"),
        "administrator": dora,
        "team member": bob,
        "owner": alice,
    }
