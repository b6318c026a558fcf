"""Reads on the examination, and the facts of both steps together."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from headache_cds.vocabulary.recording import known_values, value_states
from intake.models import Episode
from intake.queries import facts_of_intake
from intake.routing import shown_facts

from .battery import load_battery
from .models import Examination, Finding


def latest_examination(episode: Episode) -> Examination | None:
    """The examination that counts: the last by date, a draft included, because partial findings are fine."""
    return _latest_first(episode).select_related("examiner").first()


def _latest_first(episode: Episode) -> QuerySet[Examination]:
    return episode.examinations.order_by("-examined_on", "-started_at")


def values_of(examination: Examination) -> dict[str, Any]:
    """The current known findings of one examination by fact."""
    return known_values(examination.findings.all())


def finding_states(examination: Examination) -> dict[str, str]:
    """known, not_asked (not tested) or not_assessable for every finding that was ever recorded."""
    return value_states(examination.findings.all())


def findings_of(episode: Episode, intake_facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The findings of the latest examination as facts, without those of tests that are not offered.

    `intake_facts` decides which tests are offered (8c only after both jaw questions); read when not given.
    """
    # In one query, as this is read with every answer that is saved.
    findings = known_values(Finding.objects.filter(examination=_latest_first(episode).values("pk")[:1]))
    if not findings:
        return {}
    around = facts_of_intake(episode) if intake_facts is None else intake_facts
    shown = shown_facts(load_battery().questions, {**around, **findings})
    return {fact: value for fact, value in findings.items() if fact in shown}


def known_facts(episode: Episode, on: dt.date | None = None) -> dict[str, Any]:
    """All that is known of an episode before the plan: anamnese, measurements and findings.

    `on` is the day for which the age counts: the day of signing, or today.
    """
    intake = facts_of_intake(episode, on)
    return intake | findings_of(episode, intake)
