"""A draft plan that lacks nothing but the signature."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from headache_cds.accounts.models import User
from intake.models import Episode
from interventions.models import Plan
from interventions.plan import actions
from tests.interventions.patients import NECK, episode_of


def agree(episode: Episode, by: User, **changes: Any) -> Plan:
    """The agreements that a plan needs, unless `changes` say otherwise."""
    values: dict[str, Any] = {
        "agreement": "U oefent thuis.",
        "goals": [{"text": "Weer een film kijken", "measure": "één film per week", "due_on": None}],
        "evaluation_on": timezone.localdate() + dt.timedelta(weeks=6),
        "contact": "de praktijk, 020 - 123 45 67",
        "consent": True,
    }
    return actions.agree(episode=episode, by=by, **(values | changes))


@pytest.fixture
def draft(alice: User) -> Plan:
    """The neck programme and education for the worked patient with neck complaints."""
    episode = episode_of(NECK, alice)
    for card in ("neck_programme", "education"):
        actions.accept_advice(episode=episode, card=card, components=None, dose=None, note="", by=alice)
    return agree(episode, alice)
