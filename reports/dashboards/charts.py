"""Draws charts as our own SVG on the server.

Only presentation attributes and `currentColor`: no inline style (the content security policy refuses it),
legible on paper in grey and in the dim theme. Meaning never hangs on colour: series differ in marker and
dash, bands and limits carry their words, an estimate is an open marker with its margin drawn.
"""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .figures import LEFT, TOP, Band, Chart, Limit, Period, Point, Series, number

LABEL_GAP = 62  # the least distance between two dates under the axis
MOST_VALUES = 8  # with more points only the first and the last carry their number
WORDS = 8  # between the plot and the words beside it
DASHES = ("none", "7 4", "2 4")
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 34, 4
NOTHING = SafeString("")


def draw(chart: Chart) -> SafeString:
    """The chart as SVG, named by title and summary for who cannot see it."""
    parts = [
        *(_band(chart, index, band) for index, band in enumerate(chart.bands)),
        *(_period(chart, period) for period in chart.periods),
        *(_tick(chart, tick) for tick in chart.ticks),
        *(_date(chart, x, words) for x, words in _dates(chart)),
        *(_limit(chart, limit) for limit in chart.limits),
        *(_series(chart, index, series) for index, series in enumerate(chart.series)),
    ]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{id}-t {id}-d" font-size="14"'
        ' fill="currentColor"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>{}</svg>',
        chart.width,
        chart.height,
        chart.title,
        chart.summary,
        SafeString("".join(parts)),
        id=chart.id,
    )


def _band(chart: Chart, index: int, band: Band) -> SafeString:
    top, bottom = chart.y(band.high), chart.y(band.low)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill-opacity="{}"/><text x="{}" y="{}">{}</text>',
        *(LEFT, top, chart.right - LEFT, round(bottom - top, 1), round(0.03 + 0.04 * index, 2)),
        *(chart.right + WORDS, round((top + bottom) / 2 + 4.5, 1), band.label),
    )


def _period(chart: Chart, period: Period) -> SafeString:
    left = chart.x(period.start)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill-opacity="0.09"/>'
        '<path d="M{} {}V{}" stroke="currentColor" stroke-dasharray="1 3"/><text x="{}" y="{}">{}</text>',
        *(left, TOP, round(max(chart.x(period.end) - left, 2), 1), chart.bottom - TOP),
        *(left, TOP - 16, chart.bottom, left + 5, TOP - 7, period.label),
    )


def _tick(chart: Chart, tick: float) -> SafeString:
    return format_html(
        '<path d="M{} {}H{}" stroke="currentColor" stroke-opacity="0.22"/>'
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        *(LEFT, chart.y(tick), chart.right, LEFT - 6, round(chart.y(tick) + 4.5, 1), number(tick)),
    )


def _date(chart: Chart, x: float, words: str) -> SafeString:
    return format_html('<text x="{}" y="{}" text-anchor="middle">{}</text>', x, chart.height - 7, words)


def _dates(chart: Chart) -> Iterator[tuple[float, str]]:
    """The dates that fit under the axis, the last one always; month and year when there are two years."""
    first, last = chart.dates[0], chart.dates[-1]
    pattern = "j N" if first.year == last.year else "N Y"
    end = chart.x(last)
    left = -float(LABEL_GAP)
    for day in chart.dates[:-1]:
        x = chart.x(day)
        if x - left >= LABEL_GAP and end - x >= LABEL_GAP:
            left = x
            yield x, date_format(day, pattern)
    yield end, date_format(last, pattern)


def _limit(chart: Chart, limit: Limit) -> SafeString:
    y = chart.y(limit.value)
    return format_html(
        '<path d="M{} {}H{}" stroke="currentColor" stroke-width="2" stroke-dasharray="8 4"/>'
        '<text x="{}" y="{}" font-weight="bold">{}</text>',
        *(LEFT, y, chart.right, chart.right + WORDS, round(y + 4.5, 1), limit.label),
    )


def _series(chart: Chart, index: int, series: Series) -> SafeString:
    path = " ".join(f"{chart.x(point.on)},{chart.y(point.value)}" for point in series.points)
    last = series.points[-1]
    return format_html(
        '<g class="chart-series"><polyline points="{}" fill="none" stroke="currentColor" stroke-width="2.5"'
        ' stroke-dasharray="{}"/>{}<text x="{}" y="{}" font-weight="bold">{}</text></g>',
        path,
        DASHES[index % len(DASHES)],
        SafeString("".join(_point(chart, index, series, point) for point in series.points)),
        *(round(chart.x(last.on) + 9, 1), round(chart.y(last.value) + 4.5, 1), series.mark),
    )


def _point(chart: Chart, index: int, series: Series, point: Point) -> SafeString:
    x, y = chart.x(point.on), chart.y(point.value)
    words = " ".join(filter(None, (series.name, number(point.value), point.note)))
    return format_html(
        '<g><title>{}: {}</title>{}<path class="{}" d="{}" stroke="currentColor" stroke-width="2"/>{}</g>',
        *(date_format(point.on, "j F Y"), words, _margin(chart, point)),
        *("chart-estimate" if point.margin else "chart-count", _marker(index, x, y)),
        _value(chart, series, point),
    )


def _margin(chart: Chart, point: Point) -> SafeString:
    """The whisker of an estimate."""
    if not point.margin:
        return NOTHING
    x, top, bottom = (
        chart.x(point.on),
        chart.y(point.value + point.margin),
        chart.y(point.value - point.margin),
    )
    return format_html(
        '<path d="M{} {}V{}M{} {}h10M{} {}h10" stroke="currentColor" fill="none"/>',
        *(x, top, bottom, round(x - 5, 1), top, round(x - 5, 1), bottom),
    )


def _value(chart: Chart, series: Series, point: Point) -> SafeString:
    """The number above a point, where the chart has one line and room."""
    at_an_end = point in (series.points[0], series.points[-1])
    if len(chart.series) > 1 or (len(series.points) > MOST_VALUES and not at_an_end):
        return NOTHING
    shift = 14 if point.margin else 0
    return format_html(
        '<text class="chart-value" x="{}" y="{}" text-anchor="middle" font-weight="bold">{}</text>',
        *(round(chart.x(point.on) + shift, 1), round(chart.y(point.value) - 10, 1), number(point.value)),
    )


def _marker(index: int, x: float, y: float) -> str:
    """A circle, a square or a triangle around a point."""
    shapes = (
        f"M{x - 4.5:.1f} {y:.1f}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
        f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z",
        f"M{x:.1f} {y - 5:.1f}l5 9h-10z",
    )
    return shapes[index % len(shapes)]


def sparkline(points: tuple[Point, ...], *, high: float) -> SafeString:
    """A word-sized line on a scale from 0 to `high`, the same for every row, ending in a dot."""
    if not points:
        return NOTHING
    places = [_spark_place(points, point, high) for point in points]
    return format_html(
        '<svg class="sparkline" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="2"/>'
        '<circle cx="{}" cy="{}" r="3.5" fill="currentColor"/></svg>',
        *(SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT),
        _("Verloop: %(values)s dagen per maand")
        % {"values": ", ".join(number(point.value) for point in points)},
        " ".join(f"{x},{y}" for x, y in places),
        *places[-1],
    )


def _spark_place(points: tuple[Point, ...], point: Point, high: float) -> tuple[float, float]:
    span: int = max((points[-1].on - points[0].on).days, 1)
    share = (point.on - points[0].on).days / span if len(points) > 1 else 1
    return (
        round(SPARK_EDGE + (SPARK_WIDTH - 2 * SPARK_EDGE) * share, 1),
        round(SPARK_EDGE + (SPARK_HEIGHT - 2 * SPARK_EDGE) * (1 - point.value / high), 1),
    )
