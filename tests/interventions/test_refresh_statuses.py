"""After new rules were installed the caseload shows what they say, also of untouched dossiers."""

from io import StringIO

import pytest
from django.core.management import call_command

from headache_cds.accounts.models import User
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus
from tests.interventions.patients import MIGRAINE, NECK, episode_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def refresh() -> str:
    out = StringIO()
    call_command("refresh_statuses", stdout=out)
    return out.getvalue()


def test_what_an_earlier_version_made_is_made_anew(alice: User) -> None:
    old, fresh = episode_of(MIGRAINE, alice), episode_of(NECK, alice)
    EpisodeStatus.objects.filter(episode=old).update(
        ruleset_version="2026.11.1", blocked=True, warnings=["gone"]
    )
    before = EpisodeStatus.objects.get(episode=fresh).refreshed_at
    assert refresh() == "dossiers judged anew: 1\n"
    status = EpisodeStatus.objects.get(episode=old)
    assert status.ruleset_version == get_knowledge().ruleset.version
    assert not status.blocked
    assert "gone" not in status.warnings
    assert EpisodeStatus.objects.get(episode=fresh).refreshed_at == before


def test_a_second_run_has_nothing_to_do(alice: User) -> None:
    episode_of(MIGRAINE, alice)
    assert refresh() == ""
