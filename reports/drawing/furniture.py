"""Larger things around a person: bicycle, stairs, table, bed, window; in the centimetres of the scene."""

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from shapely.geometry import LineString, Polygon, box

from reports.drawing.canvas import CONTOUR, FINE, INK, INNER, Canvas
from reports.drawing.geometry import Spot, along, blob, direction, disc, join, soften, stroke
from reports.drawing.props import CLOTH, MID, PALE, WOOD, rounded

WORDS = ((0.0, 8), (7.0, 5), (11.8, 10))  # cm from the margin, letters of a line of writing
WRITING = (-0.3, 0.5, -0.4, 0.3, -0.4, 0.9, -0.4, 0.4)  # cm up and down
FRAME, TYRE = "#5b7f86", "#5d686d"


def bicycle(canvas: Canvas, crank: float, x: float = 0.0) -> None:
    """A Dutch bicycle facing right; x is the bottom bracket, `crank` the direction of the near pedal."""
    bracket, rear, front = (x, 30.0), (x - 46, 34.0), (x + 62, 34.0)
    seat, head = (x - 18, 84.0), (x + 42, 84.0)
    for hub in (rear, front):
        canvas.shape(disc(hub, 34).difference(disc(hub, 30.5)).simplify(0.12), TYRE, INNER)
        spokes = [
            LineString([along(hub, turn, 30), along(hub, turn + 180, 30)]) for turn in range(0, 180, 30)
        ]
        canvas.line(join(*spokes), FINE, "#aab3b6")
        canvas.shape(disc(hub, 2.4), PALE, INNER)
    tubes = [
        (rear, bracket),
        (rear, seat),
        (bracket, seat),
        (bracket, head),
        ((x - 12, 68), head),
        (head, front),
    ]
    canvas.shape(join(*(LineString(pair).buffer(1.5) for pair in tubes)), FRAME, INNER)
    bar = stroke([head, (x + 39, 100), (x + 33, 103), (x + 26, 102)])
    canvas.shape(bar.buffer(1.4), TYRE, INNER)
    canvas.shape(
        blob([(x - 32, 88), (x - 20, 87), (x - 6, 88), (x - 8, 90), (x - 20, 91.5), (x - 33, 92)]),
        TYRE,
        INNER,
    )
    _cranks(canvas, bracket, crank)


def _cranks(canvas: Canvas, bracket: Spot, crank: float) -> None:
    canvas.shape(disc(bracket, 8), PALE, INNER)
    for turn in (crank + 180, crank):
        pedal = along(bracket, turn, 17)
        canvas.shape(LineString([bracket, pedal]).buffer(1.2), MID, INNER)
        canvas.shape(box(pedal[0] - 6, pedal[1] - 1.3, pedal[0] + 6, pedal[1] + 1.3), TYRE, FINE)


def stairs(canvas: Canvas, x: float, steps: int = 4, rise: float = 17.0, run: float = 29.0) -> None:
    """Stairs that go up to the right from the floor at x."""
    spots: list[Spot] = [(x, 0)]
    for i in range(steps):
        spots += [(x + i * run, (i + 1) * rise), (x + (i + 1) * run, (i + 1) * rise)]
    canvas.area(Polygon([*spots, (x + steps * run, 0)]), PALE)
    canvas.line(LineString(spots), CONTOUR)


def table(canvas: Canvas, x: float, width: float, top: float = 72.0, deep: float = 0.0) -> None:
    """A table from the side; with `deep` its top is seen a little from above, so high in the picture."""
    if deep:
        aside = 0.9 * deep  # the slant of a page on it
        far = [(x + width + aside, top + deep), (x + aside, top + deep)]
        canvas.shape(Polygon([(x, top), (x + width, top), *far]), WOOD, INNER)
    for left in (x + 4, x + width - 8):
        canvas.shape(box(left, 0, left + 4, top - 3), WOOD, INNER)
    canvas.shape(rounded(x, top - 4, width, 4, 1), WOOD, INNER)


def notebook(canvas: Canvas, x: float, y: float, width: float = 24.0, written: float = 0.0) -> None:
    """A page on the table (its top is y), seen a little from above; `written` counts its lines of writing."""
    deep, aside = 10.0, 9.0
    page = [(x, y), (x + width, y), (x + width + aside, y + deep), (x + aside, y + deep)]
    canvas.shape(Polygon(page), "#fff", INNER)
    for i in range(math.ceil(written)):
        share = 0.84 - 0.2 * i
        left, high = x + aside * share + 2.5, y + deep * share
        reach = (width - 5) * min(written - i, 1.0)
        for word in WORDS:
            heights = [(k * 0.75, WRITING[k % len(WRITING)]) for k in range(word[1])]
            ink = [(left + word[0] + aside, high + up) for aside, up in heights if word[0] + aside <= reach]
            if len(ink) > 2:
                canvas.line(stroke(ink, 3), FINE)


def pen(canvas: Canvas, grip: Spot, tip: Spot, length: float = 15.0) -> None:
    """A pen from the paper through the fingers; its point is dark."""
    way = direction(tip, grip)
    canvas.shape(LineString([along(tip, way, 1.6), along(tip, way, length)]).buffer(0.75), "#2d5d66", FINE)
    canvas.shape(Polygon([tip, along(tip, way, 2.2, 0.75), along(tip, way, 2.2, -0.75)]), INK, FINE)


def screen(canvas: Canvas, x: float, y: float, height: float = 34.0) -> None:
    """A computer screen from the side on its foot; x is its glass, y the table top."""
    canvas.shape(box(x + 1, y, x + 5, y + 16), MID, INNER)
    canvas.shape(rounded(x - 7, y, 18, 2, 0.9), MID, INNER)
    canvas.shape(
        Polygon([(x, y + 8), (x + 3, y + 8), (x + 5, y + 8 + height), (x + 2, y + 8 + height)]).buffer(0.5),
        TYRE,
        INNER,
    )


def window(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A window with a view of a tree and hills."""
    area = box(x, y, x + width, y + height)
    canvas.area(area, "#fff")
    high = height * 0.2
    spots = [
        (-10, -8),
        (-4, high + 5),
        (width * 0.4, high),
        (width * 0.8, high + 8),
        (width + 10, high),
        (width + 8, -10),
    ]
    hills = blob([(x + a, y + b) for a, b in spots]).intersection(area)
    canvas.shape(hills, MID, FINE)
    trunk = box(x + width * 0.58, y + height * 0.24, x + width * 0.63, y + height * 0.5)
    crown = blob(
        [
            (x + width * a, y + height * b)
            for a, b in ((0.46, 0.5), (0.5, 0.68), (0.62, 0.76), (0.74, 0.66), (0.76, 0.5), (0.62, 0.44))
        ]
    )
    canvas.shape(trunk, WOOD, FINE)
    canvas.shape(crown, "#94a79b", FINE)
    canvas.line(area, CONTOUR)


def night(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A window with the moon and a star or two."""
    canvas.shape(box(x, y, x + width, y + height), "#56636b")
    moon = disc((x + width * 0.5, y + height * 0.55), 7.5).difference(
        disc((x + width * 0.5 + 4.5, y + height * 0.6), 6.4)
    )
    canvas.shape(moon, "#fff", FINE)
    for a, b in ((0.2, 0.8), (0.82, 0.75), (0.25, 0.25)):
        canvas.area(disc((x + width * a, y + height * b), 0.9), "#fff")


def bed(canvas: Canvas, x: float, width: float, top: float = 44.0) -> None:
    """A bed from the side, its head on the left; `top` is the top of the mattress."""
    canvas.shape(rounded(x - 5, 0, 5, top + 24, 1.5), WOOD, INNER)
    canvas.shape(rounded(x + width, 0, 5, top + 6, 1.5), WOOD, INNER)
    canvas.shape(box(x, top - 22, x + width, top - 14), WOOD, INNER)
    canvas.shape(rounded(x, top - 15, width, 15, 4), CLOTH, INNER)


def blanket(canvas: Canvas, spots: list[Spot]) -> None:
    """A blanket through the given spots, with a turned-down edge at the first two."""
    area = blob([(spot[0], spot[1]) for spot in spots])
    canvas.shape(area, "#b7c6ca")


def heat(canvas: Canvas, x: float, y: float, height: float = 12.0) -> None:
    """Three waves of warmth that rise."""
    for i in (-1, 0, 1):
        wave = [
            (x + i * 5 + side, y + height * part)
            for side, part in ((0, 0), (1.4, 0.25), (0, 0.5), (-1.4, 0.75), (0, 1))
        ]
        canvas.line(stroke(wave), CONTOUR, "#0a4f58")


def compress(canvas: Canvas, spots: list[Spot], thick: float = 9.0) -> None:
    """A warm pack: a long pillow of grains along the given spots, stitched into parts."""
    line = stroke([(spot[0], spot[1]) for spot in spots])
    parts = max(round(line.length / 8), 3)
    cuts = [line.interpolate(i / parts, normalized=True) for i in range(parts + 1)]
    area = join(*(LineString(pair).buffer(thick / 2, quad_segs=12) for pair in pairwise(cuts)))
    waist = [
        disc(_aside(line, i / parts, side * thick * 0.62), thick * 0.2)
        for i in range(1, parts)
        for side in (1, -1)
    ]
    canvas.shape(soften(area.difference(join(*waist)), 0.5), "#e9d9b8")
    for i in range(1, parts):
        seam = LineString([_aside(line, i / parts, side * thick * 0.42) for side in (1, -1)])
        canvas.line(seam, INNER)


def _aside(line: LineString, share: float, distance: float) -> Spot:
    """A spot beside a line, at a share of its length."""
    before, after = (line.interpolate(share + step, normalized=True) for step in (-0.01, 0.01))
    way = direction((before.x, before.y), (after.x, after.y))
    return along(((before.x + after.x) / 2, (before.y + after.y) / 2), way, 0, distance)


FURNITURE: Mapping[str, Callable[..., None]] = {
    prop.__name__: prop
    for prop in (
        bicycle,
        stairs,
        table,
        notebook,
        pen,
        screen,
        window,
        night,
        bed,
        blanket,
        heat,
        compress,
    )
}
