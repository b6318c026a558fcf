"""Measurements over time: the value at the start of an episode and those of the follow-ups that count."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from intake.follow_up import HEADACHE_DAYS
from intake.models import FollowUp

from .figures import Point
from .measures import limit

DAYS_SOURCE = "headache_days_source"
MEDICATION_SOURCE = "medication_days_source"
DIAGNOSIS_SOURCE = "headache_diagnosis_source"
RECALL = "recall"


@dataclass(frozen=True)
class Reading:
    """One value of one day; `margin` is above 0 for a count from memory (decision D74)."""

    on: dt.date
    value: float
    margin: float = 0

    @property
    def note(self) -> str:
        """What stands beside an estimate."""
        if not self.margin:
            return ""
        return _("geschat uit geheugen, ± %(margin)s dagen") % {"margin": round(self.margin)}

    @property
    def words(self) -> str:
        """The number as the reader writes it."""
        return format_number(self.value, language())

    @property
    def point(self) -> Point:
        """The same, for a chart."""
        return Point(self.on, self.value, self.margin, self.note)


def readings(
    start: float | None, started_on: dt.date, follow_ups: Iterable[FollowUp], later: str
) -> tuple[Reading, ...]:
    """The values of one score, oldest first; of two on one day the last one recorded."""
    found = {} if start is None else {started_on: Reading(started_on, start)}
    for item in follow_ups:
        if later in item.values:
            found[item.measured_on] = Reading(item.measured_on, item.values[later])
    return tuple(found[on] for on in sorted(found))


def day_readings(
    answers: Mapping[str, Any], started_on: dt.date, follow_ups: Iterable[FollowUp]
) -> tuple[Reading, ...]:
    """The headache days a month, those from memory with their margin."""
    rows = [(started_on, answers, HEADACHE_DAYS)]
    rows += [(item.measured_on, item.values, "followup_headache_days") for item in follow_ups]
    return _counted(rows, DAYS_SOURCE, limit("recall_uncertainty_headache_days"))


def medication_readings(
    answers: Mapping[str, Any], started_on: dt.date, follow_ups: Iterable[FollowUp], fact: str
) -> tuple[Reading, ...]:
    """The days with acute medication a month, of all drugs or of one class."""
    rows = [(started_on, answers, fact)]
    rows += [(item.measured_on, item.values, fact) for item in follow_ups]
    return _counted(rows, MEDICATION_SOURCE, limit("recall_uncertainty_medication_days"))


def _counted(
    rows: Iterable[tuple[dt.date, Mapping[str, Any], str]], source: str, margin: float
) -> tuple[Reading, ...]:
    """Counts with the margin of memory where `source` says so; of two on one day the last one recorded."""
    found = {
        on: Reading(on, values[name], margin if values.get(source) == RECALL else 0)
        for on, values, name in rows
        if values.get(name) is not None
    }
    return tuple(found[on] for on in sorted(found))
