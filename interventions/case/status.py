"""The projection of an episode that the caseload reads; rewritten whenever its facts change."""

from django.db import transaction
from django.utils import timezone

from headache_cds.vocabulary import names
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus


@transaction.atomic
def refresh_status(*, episode: Episode) -> EpisodeStatus:
    """Rewrite the caseload projection of an episode from its facts."""
    board = current_board(episode)
    advice, derived = board.advice, board.advice.derived
    status, _created = EpisodeStatus.objects.update_or_create(
        episode=episode,
        defaults={
            "headache_types": sorted(board.scope.value(names.HEADACHE_TYPE) or []),
            "chronicity": derived[names.HEADACHE_CHRONICITY] or "",
            names.MEDICATION_OVERUSE: derived[names.MEDICATION_OVERUSE],
            names.RED_FLAG_UNRESOLVED: derived[names.RED_FLAG_UNRESOLVED],
            names.RED_FLAG_TIER: derived[names.RED_FLAG_TIER] or "",
            "blocked": board.is_blocked,
            "blocked_by": list(advice.blocked_by),
            "warnings": [item.rule.id for item in (*board.warnings, *board.more_warnings)],
            "headache_days": board.scope.value(names.HEADACHE_DAYS),
            "ruleset_version": advice.ruleset.version,
            "refreshed_at": timezone.now(),
        },
    )
    return status


def refresh_stale_statuses() -> int:
    """Rewrite the projections that an earlier version of the rules made; how many there were.

    Each in a transaction of its own, so that the work at hand goes on meanwhile.
    """
    current = get_knowledge().ruleset.version
    stale = EpisodeStatus.objects.exclude(ruleset_version=current).values_list("episode_id", flat=True)
    episodes = list(stale)
    for episode in Episode.objects.select_related("patient").filter(pk__in=episodes):
        refresh_status(episode=episode)
    return len(episodes)
