"""After new rules were installed the caseload shows what they say, also of untouched dossiers."""

from io import StringIO

import pytest
from django.core.management import call_command

from headache_cds.accounts.models import User
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus
from tests.interventions.patients import MIGRAINE, NECK, episode_of
from tests.worked import PATIENTS

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


@pytest.mark.parametrize("case", PATIENTS)
def test_the_caseload_says_what_the_board_says(alice: User, case: str) -> None:
    episode = episode_of(case, alice)
    status, board = EpisodeStatus.objects.get(episode=episode), current_board(episode)
    assert status.blocked is board.is_blocked
    assert status.blocked_by == list(board.advice.blocked_by)
    assert status.warnings == [item.rule.id for item in board.warnings]
    assert status.headache_types == sorted(board.scope.value("headache_type") or [])
    assert status.headache_days == board.facts.get("headache_days_per_month")
    assert status.red_flag_tier == (board.scope.value("red_flag_tier") or "")
    assert status.chronicity == (board.scope.value("headache_chronicity") or "")
    assert status.medication_overuse is board.scope.value("medication_overuse")
    assert status.red_flag_unresolved is board.scope.value("red_flag_unresolved")


def test_a_second_run_has_nothing_to_do(alice: User) -> None:
    episode_of(MIGRAINE, alice)
    assert refresh() == ""
