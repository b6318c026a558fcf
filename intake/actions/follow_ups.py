"""Repeat measurements."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.models import ValueState
from headache_cds.vocabulary.recording import parse_recordings
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.signals import facts_changed
from headache_cds.vocabulary.values import format_value
from intake.access import check_may_write
from intake.checks import check_measuring_date
from intake.follow_up import follow_up_facts
from intake.models import Episode, FollowUp
from intake.submission import submit_once

from .voiding import mark_corrected, mark_void


@transaction.atomic
def record_follow_up(
    *, episode: Episode, by: User, submission: UUID, measured_on: dt.date, values: Mapping[str, object]
) -> FollowUp:
    """Record one repeat measurement; facts without a value are left out, none at all is refused.

    The same `submission` gives the same measurement. Raises ValidationError when it made another one before,
    for a date before the episode or in the future, and for every impossible value.
    """
    check_may_write(by, episode.patient)
    return _record(FollowUp(episode=episode, measured_on=measured_on), by, submission, values, None)


@transaction.atomic
def correct_follow_up(
    *, follow_up: FollowUp, by: User, submission: UUID, measured_on: dt.date, values: Mapping[str, object]
) -> FollowUp:
    """Replace a measurement by what it should have been; the old one stays readable.

    Raises ValidationError as `record_follow_up` does, when nothing differs, and when the measurement was
    voided or corrected already.
    """
    check_may_write(by, follow_up.episode.patient)
    new = FollowUp(episode=follow_up.episode, measured_on=measured_on)
    return _record(new, by, submission, values, follow_up)


@transaction.atomic
def void_follow_up(*, follow_up: FollowUp, by: User, reason: str) -> None:
    """Void a measurement with a reason; the one before it counts again."""
    check_may_write(by, follow_up.episode.patient)
    mark_void(follow_up, by=by, reason=reason)
    _announce(follow_up, by, "follow_up.void")


def _record(
    follow_up: FollowUp,
    by: User,
    submission: UUID,
    values: Mapping[str, object],
    replaces: FollowUp | None,
) -> FollowUp:
    """Store a measurement once, in the place of another one when it corrects that."""

    def create() -> FollowUp:
        check_measuring_date("measured_on", follow_up.measured_on, follow_up.episode)
        follow_up.values = _measured(values)
        if replaces:
            mark_corrected(replaces, by=by, is_same=_holds(replaces, follow_up.measured_on, values))
        follow_up.replaces, follow_up.recorded_by, follow_up.submission = replaces, by, submission
        follow_up.save()
        _announce(follow_up, by, "follow_up.correct" if replaces else "follow_up.record")
        return follow_up

    return submit_once(
        follow_up.episode.follow_ups.all(),
        submission,
        create,
        is_same=lambda made: _holds(made, follow_up.measured_on, values) and made.replaces == replaces,
        stored=lambda made: _in_words(made.values),
    )


def _holds(made: FollowUp, measured_on: dt.date, values: Mapping[str, object]) -> bool:
    return made.measured_on == measured_on and made.values == _measured(values)


def _measured(values: Mapping[str, object]) -> dict[str, object]:
    recordings = parse_recordings(values, allowed=follow_up_facts())
    measured = {fact: item.value for fact, item in recordings.items() if item.state == ValueState.KNOWN}
    if not measured:
        raise ValidationError(_("Vul ten minste één meting in."), code="empty")
    return measured


def _in_words(values: Mapping[str, object]) -> str:
    """What was measured, on one line."""
    facts = get_vocabulary().facts
    return ", ".join(
        f"{facts[fact].label.in_language(language())} {format_value(facts[fact], value, language())}"
        for fact, value in values.items()
    )


def _announce(follow_up: FollowUp, by: User, action: str) -> None:
    episode = follow_up.episode
    record(
        actor=by,
        action=action,
        subject=follow_up,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
        details={"facts": sorted(follow_up.values)},
    )
    facts_changed.send(sender=Episode, episode=episode)
