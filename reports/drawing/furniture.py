"""Larger things around a person: bicycle, stairs, table, bed, window; in the centimetres of the scene."""

from collections.abc import Callable, Mapping

from shapely.geometry import LineString, Polygon, box

from reports.drawing.canvas import CONTOUR, FINE, INNER, Canvas
from reports.drawing.geometry import Spot, along, blob, disc, join, stroke
from reports.drawing.props import CLOTH, MID, PALE, WOOD, rounded

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


def table(canvas: Canvas, x: float, width: float, top: float = 72.0) -> None:
    """A table from the side."""
    for left in (x + 4, x + width - 8):
        canvas.shape(box(left, 0, left + 4, top - 3), WOOD, INNER)
    canvas.shape(rounded(x, top - 4, width, 4, 1), WOOD, INNER)


def notebook(canvas: Canvas, x: float, y: float, width: float = 24.0) -> None:
    """A page with lines on the table, seen a little from above; y is the table top."""
    page = [(x, y), (x + width, y), (x + width + 8, y + 7.5), (x + 8, y + 7.5)]
    canvas.shape(Polygon(page), "#fff", INNER)
    for i in (1, 2, 3):
        left, high = x + 2 * i + 2.5, y + 1.85 * i
        canvas.line(LineString([(left, high), (left + width - 5, high)]), FINE, "#7d888c")


def pen(canvas: Canvas, hand: Spot, tip: Spot) -> None:
    """A pen in the hand."""
    reach = (hand[0] + (hand[0] - tip[0]) * 0.7, hand[1] + (hand[1] - tip[1]) * 0.7)
    canvas.shape(LineString([tip, reach]).buffer(0.7), "#2d5d66", FINE)


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


def compress(canvas: Canvas, spots: list[Spot], seams: list[list[Spot]]) -> None:
    """A warm pack in a cloth, through the given spots, with its seams."""
    area = blob([(spot[0], spot[1]) for spot in spots])
    canvas.shape(area, "#e9d9b8")
    for start, end in seams:
        canvas.line(LineString([start, end]).intersection(area), FINE)


FURNITURE: Mapping[str, Callable[..., None]] = {
    prop.__name__: prop
    for prop in (bicycle, stairs, table, notebook, pen, screen, window, night, bed, blanket, heat, compress)
}
