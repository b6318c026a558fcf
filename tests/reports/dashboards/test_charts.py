"""The drawing: the same points as the table, legible without colour and without inline style."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from django.utils import translation

from reports.dashboards.charts import draw, sparkline
from reports.dashboards.figures import Band, Chart, Limit, Period, Point, Series

START = dt.date(2026, 3, 1)
NAME = "{http://www.w3.org/2000/svg}"


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def make(*series: Series, **more: object) -> Chart:
    values: dict[str, object] = {
        "id": "chart-x",
        "title": "Hoofdpijndagen: van 16 naar 9",
        "summary": "Dagen per maand.",
        "ticks": (0, 10, 20, 31),
        "series": series,
    }
    return Chart(**(values | more))  # type: ignore[arg-type]


DAYS = Series("Hoofdpijndagen", (Point(day(0), 16), Point(day(42), 12.5), Point(day(84), 9)))


def parse(chart: Chart) -> ET.Element:
    return ET.fromstring(draw(chart))  # noqa: S314 - our own drawing


def titles(chart: Chart) -> list[str]:
    """What each point says."""
    return [str(group.text) for group in parse(chart).iter("title")][1:]


def test_every_point_is_drawn_where_it_belongs() -> None:
    chart = make(DAYS)
    line = parse(chart).find(".//polyline")
    assert line is not None
    places = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
    assert [x for x, _y in places] == [chart.x(day(number)) for number in (0, 42, 84)]
    assert [y for _x, y in places] == [chart.y(value) for value in (16, 12.5, 9)]
    assert places[0][0] < places[1][0] < places[2][0]
    assert places[0][1] < places[2][1], "a lower value stands lower"
    assert places[1][0] == pytest.approx((places[0][0] + places[2][0]) / 2, abs=0.1), "time is to scale"


def test_the_table_says_what_is_drawn() -> None:
    other = Series("Geheugen", (Point(day(42), 7, 6.2, "geschat, ± 6 dagen"), Point(day(84), 5)))
    chart = make(DAYS, other)
    drawn = titles(chart)
    rows = chart.rows()
    assert [row.on for row in rows] == [day(0), day(42), day(84)]
    assert [row.cells for row in rows] == [
        (("16", ""), ("", "")),
        (("12,5", ""), ("7", "geschat, ± 6 dagen")),
        (("9", ""), ("5", "")),
    ]
    in_table = [
        (row.on, series.name, value, note)
        for row in rows
        for series, (value, note) in zip(chart.series, row.cells, strict=True)
        if value
    ]
    assert len(in_table) == len(drawn)
    for _on, name, value, note in in_table:
        assert any(text.endswith(" ".join(filter(None, (name, value, note)))) for text in drawn), name


def test_the_numbers_stand_at_the_points() -> None:
    words = [element.text for element in parse(make(DAYS)).iter("text")]
    assert {"16", "12,5", "9"} <= set(words)


def test_with_many_points_only_the_ends_carry_their_number() -> None:
    many = Series("Dagen", tuple(Point(day(number), number + 0.5) for number in range(20)))
    words = [element.text for element in parse(make(many)).iter("text")]
    assert "0,5" in words
    assert "19,5" in words
    assert "7,5" not in words
    assert len(titles(make(many))) == 20, "and each tells itself when pointed at"


def test_an_estimate_shows_its_margin() -> None:
    chart = make(Series("Dagen", (Point(day(0), 3, 6.2, "geschat"), Point(day(9), 28, 6.2, "geschat"))))
    svg = draw(chart)
    assert svg.count('class="chart-estimate"') == 2
    assert f"V{chart.y(0)}" in svg, "the margin ends at the foot of the scale"
    assert f" {chart.y(31)}V" in svg, "and at its top"


def test_bands_limits_and_periods_carry_their_words() -> None:
    chart = make(
        DAYS,
        bands=(Band(0, 15, "licht"), Band(15, 31, "ernstig")),
        limits=(Limit(10, "grens 10 dagen"),),
        periods=(Period(day(7), day(60), "plan 1"),),
    )
    words = [element.text for element in parse(chart).iter("text")]
    assert {"licht", "ernstig", "grens 10 dagen", "plan 1"} <= set(words)
    assert chart.right < make(DAYS).right, "room for the words"


def test_series_differ_without_colour() -> None:
    three = [Series(f"S{n}", (Point(day(0), n), Point(day(9), n)), mark) for n, mark in enumerate("ABC")]
    root = parse(make(*three))
    lines = [line.attrib["stroke-dasharray"] for line in root.iter("polyline")]
    assert len(set(lines)) == 3
    assert {"A", "B", "C"} <= {str(element.text) for element in root.iter("text")}
    markers = {
        re.sub(r"[\d.\- ]", "", path.attrib["d"]) for path in root.iter("path") if "class" in path.attrib
    }
    assert len(markers) == 3


def test_it_is_named_for_who_cannot_see_it() -> None:
    root = parse(make(DAYS))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "chart-x-t chart-x-d"
    assert [root[0].tag, root[0].text] == ["title", "Hoofdpijndagen: van 16 naar 9"]
    assert [root[1].tag, root[1].text] == ["desc", "Dagen per maand."]


def test_the_content_security_policy_allows_it() -> None:
    chart = make(
        DAYS, bands=(Band(0, 9, "x"),), limits=(Limit(9, "y"),), periods=(Period(day(1), day(2), "z"),)
    )
    for forbidden in ("style=", "<style", "<script", " on", "href", "url("):
        assert forbidden not in draw(chart), forbidden
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', draw(chart)))
    assert colours == {"currentColor", "none"}


def test_names_are_escaped() -> None:
    attack = '"><script>alert(1)</script>'
    svg = draw(make(Series(attack, (Point(day(0), 1, note=attack),), attack), title=attack, summary=attack))
    assert "<script" not in svg
    assert ET.fromstring(svg) is not None  # noqa: S314


def test_one_measurement_stands_in_the_middle() -> None:
    chart = make(Series("Dagen", (Point(day(0), 9),)))
    assert chart.x(day(0)) == pytest.approx((34 + chart.right) / 2, abs=1)


def test_a_value_outside_the_scale_is_drawn_at_its_edge() -> None:
    chart = make(DAYS)
    assert chart.y(99) == chart.y(31)
    assert chart.y(-5) == chart.y(0) == chart.bottom


def test_dates_do_not_overlap() -> None:
    close = make(Series("Dagen", tuple(Point(day(number), 5) for number in (0, 1, 2, 300))))
    words = [str(element.text) for element in parse(close).iter("text")]
    assert "1 mrt" in words
    assert "2 mrt" not in words
    years = make(Series("Dagen", (Point(day(0), 5), Point(day(400), 5))))
    assert "apr 2027" in [element.text for element in parse(years).iter("text")]


def test_months_are_written_in_the_language_of_the_reader() -> None:
    assert "1 mrt" in [element.text for element in parse(make(DAYS)).iter("text")]
    with translation.override("en"):
        assert "1 March" in [element.text for element in parse(make(DAYS)).iter("text")]


def test_a_sparkline_is_one_word() -> None:
    root = ET.fromstring(sparkline(DAYS.points, high=31))  # noqa: S314
    assert root.attrib["aria-label"] == "Verloop: 16, 12,5, 9 dagen per maand"
    line = root.find("polyline")
    assert line is not None
    assert len(line.attrib["points"].split()) == 3


def test_a_sparkline_of_nothing_is_nothing() -> None:
    assert sparkline((), high=31) == ""


def test_a_sparkline_of_one_measurement_is_a_dot() -> None:
    root = ET.fromstring(sparkline((Point(day(0), 31),), high=31))  # noqa: S314
    dot = root.find("circle")
    assert dot is not None
    assert (float(dot.attrib["cx"]), float(dot.attrib["cy"])) == (92, 4)
