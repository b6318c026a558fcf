"""What a chart says: its message, its measurements, its scale, and the same as a table.

The drawing of it stands in charts.py; the table twin and the drawing read the same points.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number

TOP, BOTTOM, LEFT = 26, 26, 34
RIGHT, RIGHT_WITH_WORDS = 30, 158


@dataclass(frozen=True)
class Point:
    """One measurement; `margin` is the uncertainty of an estimate in the unit of the chart."""

    on: dt.date
    value: float
    margin: float = 0
    note: str = ""


@dataclass(frozen=True)
class Series:
    """Measurements of one thing, oldest first; `mark` is a short letter at the end of its line."""

    name: str
    points: tuple[Point, ...]
    mark: str = ""


@dataclass(frozen=True)
class Band:
    """A range of scores with its name."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Period:
    """A treatment period; `end` is its last day."""

    start: dt.date
    end: dt.date
    label: str


@dataclass(frozen=True)
class Limit:
    """A value that should not be reached."""

    value: float
    label: str


@dataclass(frozen=True)
class TableRow:
    """The values of one day, one cell for each series: the number ('' when not measured) and its note."""

    on: dt.date
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    """One chart; `title` is its message, `summary` what is drawn, `ticks` the scale from low to high."""

    id: str
    title: str
    summary: str
    ticks: tuple[float, ...]
    series: tuple[Series, ...]
    bands: tuple[Band, ...] = ()
    periods: tuple[Period, ...] = ()
    limits: tuple[Limit, ...] = ()
    width: int = 460
    height: int = 230

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """Every day with a measurement, oldest first."""
        return tuple(sorted({point.on for series in self.series for point in series.points}))

    @cached_property
    def _days(self) -> tuple[dt.date, dt.date]:
        """First and last day of the axis; a single day stands in the middle of a month."""
        first = min([*self.dates, *(period.start for period in self.periods)])
        last = max([*self.dates, *(period.end for period in self.periods)])
        spare = dt.timedelta(days=15 if first == last else 0)
        return first - spare, last + spare

    def x(self, day: dt.date) -> float:
        """Where a day stands."""
        first, last = self._days
        share = (day - first).days / (last - first).days
        return round(LEFT + 14 + share * (self.right - LEFT - 28), 1)

    def y(self, value: float) -> float:
        """Where a value stands; what lies outside the scale is drawn at its edge."""
        low, high = self.ticks[0], self.ticks[-1]
        share = (min(max(value, low), high) - low) / (high - low)
        return round(self.height - BOTTOM - share * (self.height - TOP - BOTTOM), 1)

    @property
    def right(self) -> int:
        """Where the plot ends; the words of bands and limits stand beyond it."""
        return self.width - (RIGHT_WITH_WORDS if self.bands or self.limits else RIGHT)

    @property
    def bottom(self) -> int:
        """The foot of the plot."""
        return self.height - BOTTOM

    def rows(self) -> list[TableRow]:
        """The table twin: a row for each day, a cell for each series."""
        return [TableRow(day, tuple(_cell(series, day) for series in self.series)) for day in self.dates]


def _cell(series: Series, day: dt.date) -> tuple[str, str]:
    points = [point for point in series.points if point.on == day]
    return (number(points[-1].value), points[-1].note) if points else ("", "")


def number(value: float) -> str:
    """A number as the reader writes it."""
    return format_number(value, language())
