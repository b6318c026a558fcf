"""Measurements over time as the dashboards show them: with the margin of memory, and in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from intake.measured import Quantities, Quantity, Reading

from .figures import Point
from .measures import limit

RECALL = "recall"


@dataclass(frozen=True)
class DatedValue:
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


@dataclass(frozen=True)
class Course:
    """One quantity as it is shown: its start (None when it was not measured) and what came later.

    The first of the readings is not always a start. `is_contradicted`: the last one is not believed any more,
    so the value now is unknown. `told_on` is the day of the last one where the reader has to know it
    (`Quantity.day_to_tell`).
    """

    start: DatedValue | None = None
    later: tuple[DatedValue, ...] = ()
    is_contradicted: bool = False
    told_on: dt.date | None = None

    @property
    def readings(self) -> tuple[DatedValue, ...]:
        """The start and what was measured later, oldest first."""
        return (self.start, *self.later) if self.start else self.later

    @property
    def last(self) -> DatedValue | None:
        """The newest reading, believed or not."""
        return self.readings[-1] if self.readings else None

    @property
    def now(self) -> DatedValue | None:
        """The value now; None when it is unknown."""
        return None if self.is_contradicted else self.last


def headache_days(quantities: Quantities, today: dt.date) -> Course:
    """The headache days a month."""
    return course_of(quantities.headache_days, today, limit("recall_uncertainty_headache_days"))


def medication_days(quantity: Quantity, today: dt.date) -> Course:
    """The days with acute medication a month, of all drugs or of one class."""
    return course_of(quantity, today, limit("recall_uncertainty_medication_days"))


def course_of(quantity: Quantity, today: dt.date, recall_margin: float = 0) -> Course:
    """A quantity as it is shown; a reading from memory gets the margin."""
    return Course(
        start=_shown(quantity.start, recall_margin) if quantity.start else None,
        later=tuple(_shown(item, recall_margin) for item in quantity.later),
        is_contradicted=quantity.is_contradicted,
        told_on=quantity.day_to_tell(today),
    )


def _shown(reading: Reading, recall_margin: float) -> DatedValue:
    return DatedValue(reading.on, reading.value, recall_margin if reading.source == RECALL else 0)
