"""A draft plan that lacks nothing but the signature."""

import pytest

from headache_cds.accounts.models import User
from interventions.models import Plan
from tests.built_once import built_once
from tests.dossiers import agree, take_over
from tests.interventions.patients import NECK, episode_of


@pytest.fixture
def draft(alice: User) -> Plan:
    """The neck programme and education for the worked patient with neck complaints."""

    def build() -> Plan:
        episode = episode_of(NECK, alice)
        take_over(episode, alice, "neck_programme", "education")
        return agree(episode, alice)

    return built_once("draft", build, alice)
