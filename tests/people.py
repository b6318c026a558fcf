"""The cast of every test: two centres and the people in them, all invented.

Noord: Alice (physiotherapist), Bob (team member), Dora (administrator). Zuid: Charlie (physiotherapist).
A patient of Noord is `episode.patient`; Charlie must never see that one.
"""

import pytest
from django.test import Client

from headache_cds.accounts.models import Centre, Role, User
from intake.models import Episode

from . import factories
from .built_once import built_once


@pytest.fixture
def dora(db: None) -> User:
    """The administrator of centre Noord."""
    return built_once("dora", lambda: factories.make_centre("Hoofdpijncentrum Noord", "dora"))


@pytest.fixture
def noord(dora: User) -> Centre:
    """The centre of Alice, Bob and Dora."""
    return dora.centre


@pytest.fixture
def alice(dora: User) -> User:
    """A physiotherapist of centre Noord."""
    return built_once("alice", lambda: factories.make_person(dora, "alice", Role.PHYSIOTHERAPIST), dora)


@pytest.fixture
def bob(dora: User) -> User:
    """A team member of centre Noord."""
    return built_once("bob", lambda: factories.make_person(dora, "bob", Role.TEAM_MEMBER), dora)


@pytest.fixture
def charlie(db: None) -> User:
    """A physiotherapist of another centre, Zuid."""

    def build() -> User:
        edith = factories.make_centre("Praktijk Zuid", "edith")
        return factories.make_person(edith, "charlie", Role.PHYSIOTHERAPIST)

    return built_once("charlie", build)


@pytest.fixture
def episode(alice: User) -> Episode:
    """An episode of a patient of centre Noord, registered by Alice, with an empty anamnese."""
    return built_once("episode", lambda: factories.make_episode(alice), alice)


@pytest.fixture
def iris(dora: User) -> User:
    """A second physiotherapist of the centre of Alice."""
    return factories.make_person(dora, "iris", Role.PHYSIOTHERAPIST)


def signed_in(person: User) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(person)
    return client
