"""The projection of an episode that the caseload reads; rewritten whenever its facts change."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.vocabulary import names
from intake.models import Episode, EpisodeState
from interventions.advice.board import alerts_among, critical_among
from interventions.case.facts import episode_facts
from interventions.engine import brief
from interventions.engine.briefs import Brief, most_urgent
from interventions.engine.urgency import Level
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus
from interventions.words.urgency import change_words

# Kept when the rest is rewritten: what nobody has seen yet.
UNSEEN = ("urgency_edition", "urgency_before")
PROJECTED = [
    field.name
    for field in EpisodeStatus._meta.concrete_fields
    if not field.primary_key and field.name not in UNSEEN
]


@transaction.atomic(savepoint=False)
def refresh_status(
    *, episode: Episode, facts: Mapping[str, Any] | None = None, before: EpisodeStatus | None = None
) -> EpisodeStatus:
    """Rewrite the caseload projection of an episode from its facts, which are read unless they are given.

    No reasons are needed for it, so no board is built: that takes a tenth of a millisecond instead of ten.
    Where other rules made the projection of before, and these judge another urgency, that is marked. `before`
    is that projection, where it recorded no urgency.
    """
    knowledge, facts = get_knowledge(), episode_facts(episode) if facts is None else facts
    found = brief(knowledge.ruleset, facts)
    derived = found.derived
    applying = found.applying
    critical, urgency = critical_among(knowledge, alerts_among(applying)), most_urgent(applying)
    status = EpisodeStatus(
        episode=episode,
        headache_types=sorted(found.value(names.HEADACHE_TYPE) or []),
        chronicity=derived[names.HEADACHE_CHRONICITY] or "",
        medication_overuse=derived[names.MEDICATION_OVERUSE],
        red_flag_unresolved=derived[names.RED_FLAG_UNRESOLVED],
        red_flag_tier=derived[names.RED_FLAG_TIER] or "",
        blocked=bool(found.blocked_by),
        blocked_by=found.blocked_by,
        warnings=[item.rule.id for item in critical],
        contradictions=[[failing.id, list(failing.facts)] for failing in found.failing],
        headache_days=facts.get(names.HEADACHE_DAYS),  # as it was measured, also while it contradicts
        urgency=urgency.value,
        ruleset_version=found.ruleset.version,
        refreshed_at=timezone.now(),
    )
    # One statement for a row that is there: this runs with every answer that is saved.
    values = {name: getattr(status, name) for name in PROJECTED}
    if not EpisodeStatus.objects.filter(episode=episode).update(
        **values, **_mark(status, urgency.is_pressing or _is_new(found, before))
    ):
        EpisodeStatus.objects.bulk_create(
            [status], update_conflicts=True, unique_fields=["episode"], update_fields=PROJECTED
        )
    return status


def _is_new(found: Brief, before: EpisodeStatus | None) -> bool:
    """Whether something urgent was no critical warning before, or what blocks is another matter now."""
    if before is None:
        return False
    urgent = {item.rule.id for item in found.applying if item.urgency is not Level.NONE}
    return bool(urgent - set(before.warnings)) or before.blocked is not bool(found.blocked_by)


def _mark(status: EpisodeStatus, is_news: bool) -> dict[str, Any]:
    """What to keep of the urgency of before, worked out by the database from the row as it stands.

    Marked is a change from what other rules recorded; where they recorded none, only what is news.
    Nobody looks for the mark of an episode that is closed.
    """
    if status.episode.state != EpisodeState.OPEN:
        return {}
    changed = ~Q(ruleset_version=status.ruleset_version) & ~Q(urgency=status.urgency)
    if not is_news:
        changed &= ~Q(urgency="")
    return {
        "urgency_edition": Case(
            When(changed, then=Value(status.ruleset_version)), default=F("urgency_edition")
        ),
        "urgency_before": Case(When(changed, then=F("urgency")), default=F("urgency_before")),
    }


@transaction.atomic
def see_urgency(*, episode: Episode, by: User) -> str:
    """The mark that an edition changed the urgency, in words; seen by a therapist, it is taken away.

    '' when there was none.
    """
    status = EpisodeStatus.objects.filter(episode=episode).exclude(urgency_edition="").first()
    if status is None:
        return ""
    edition, before = status.urgency_edition, status.urgency_before
    if EpisodeStatus.objects.filter(episode=episode, urgency_edition=edition).update(
        urgency_edition="", urgency_before=""
    ):
        record(
            actor=by,
            action="status.see",
            subject=episode,
            patient_id=episode.patient_id,
            episode_id=episode.pk,
            details={"ruleset": edition},
        )
    return change_words(edition, before, status.urgency)


def status_of(episode: Episode) -> EpisodeStatus | None:
    """The projection of an episode: no query where it was just written, else one."""
    return getattr(episode, "status", None)


def refresh_stale_statuses() -> int:
    """Rewrite the projections that an earlier version of the rules made; how many there were.

    Each in a transaction of its own, so that the work at hand goes on meanwhile.
    """
    current = get_knowledge().ruleset.version
    stale = {row.episode_id: row for row in EpisodeStatus.objects.exclude(ruleset_version=current)}
    for episode in Episode.objects.select_related("patient").filter(pk__in=stale):
        row = stale[episode.pk]
        refresh_status(episode=episode, before=None if row.urgency else row)
    return len(stale)
