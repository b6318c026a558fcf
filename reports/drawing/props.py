"""What stands around a person: chair, mat, towel, wall and the rest, in the centimetres of the scene."""

from collections.abc import Callable, Mapping
from typing import Any

from shapely.geometry import LineString, Polygon, box

from reports.drawing.canvas import FINE, INNER, Canvas
from reports.drawing.geometry import Spot, blob, disc, stroke

WOOD, CLOTH, PALE, MID = "#e4dfd4", "#eef1f2", "#f4f5f5", "#c3cacc"


def floor(canvas: Canvas, y: float = 0.0, left: float | None = None, right: float | None = None) -> None:
    """The floor, from edge to edge unless said otherwise."""
    x, _y, width, _height = canvas.window
    start, end = x + 2 if left is None else left, x + width - 2 if right is None else right
    canvas.line(LineString([(start, y), (end, y)]), INNER)


def chair(canvas: Canvas, x: float, seat: float = 39.5, depth: float = 42.0, back: float = 84.0) -> None:
    """A kitchen chair from the side; x is the back of the seat."""
    for foot in (
        Polygon([(x - 4, 0), (x - 0.5, 0), (x + 3, seat), (x - 1, seat)]),
        box(x + depth - 5, 0, x + depth - 1.5, seat),
    ):
        canvas.shape(foot, WOOD, INNER)
    canvas.shape(rounded(x - 3, seat - 4, depth + 3, 4, 1.2), WOOD, INNER)
    canvas.shape(
        Polygon([(x - 3.5, seat - 3), (x + 0.5, seat - 3), (x - 3, back), (x - 7, back)]).buffer(0.6),
        WOOD,
        INNER,
    )


def chair_front(canvas: Canvas, seat: float = 40.0, width: float = 46.0, back: float = 86.0) -> None:
    """A kitchen chair from the front, its middle at x = 0: what the person leaves of it to be seen."""
    half = width / 2
    for side in (-1, 1):
        post = box(min(side * half, side * (half - 4)), seat, max(side * half, side * (half - 4)), back)
        canvas.shape(post, WOOD, INNER)
    canvas.shape(rounded(-half, back - 12, width, 12, 1.5), WOOD, INNER)
    for side in (-1, 1):
        foot = box(min(side * half, side * (half - 4)), 0, max(side * half, side * (half - 4)), seat)
        canvas.shape(foot, WOOD, INNER)
    canvas.shape(rounded(-half - 1, seat - 5, width + 2, 5, 1.2), WOOD, INNER)


def stool(canvas: Canvas, seat: float = 40.0, width: float = 42.0) -> None:
    """A stool on one column, from the front or from behind, its middle at x = 0."""
    half = width / 2
    canvas.shape(box(-2.6, 3, 2.6, seat - 4), WOOD, INNER)
    canvas.shape(rounded(-half * 0.8, 0, width * 0.8, 4, 1.8), WOOD, INNER)
    canvas.shape(rounded(-half, seat - 5, width, 5, 2.2), WOOD, INNER)


def mat(canvas: Canvas, x: float, width: float, y: float = 0.0, thick: float = 4.0) -> None:
    """An exercise mat; y is its underside."""
    canvas.shape(rounded(x, y, width, thick, 1.8), MID, INNER)


def towel(canvas: Canvas, x: float, y: float, width: float = 24.0, thick: float = 4.4) -> None:
    """A folded towel under the head."""
    canvas.shape(rounded(x, y, width, thick, thick / 2.2), CLOTH, INNER)
    canvas.line(LineString([(x + 1.5, y + thick / 2), (x + width - 3, y + thick / 2)]), FINE)


def wall(canvas: Canvas, x: float, bottom: float, height: float, width: float = 8.0) -> None:
    """A wall seen from its edge, hatched as on a building plan; a negative width lies to the left of x."""
    left, right = sorted((x, x + width))
    area = box(left, bottom, right, bottom + height)
    canvas.area(area, PALE)
    hatch = [
        LineString([(left, y), (right, y + right - left)])
        for y in range(round(bottom) - 10, round(bottom + height), 9)
    ]
    for line in hatch:
        canvas.line(line.intersection(area), FINE, "#8b979b")
    canvas.line(LineString([(x, bottom), (x, bottom + height)]), INNER)


def ball(canvas: Canvas, x: float, y: float, radius: float = 4.0) -> None:
    """A tennis ball with its seam."""
    canvas.shape(disc((x, y), radius), "#dfe5b5", INNER)
    seam = stroke([(x - radius, y + radius * 0.5), (x, y + 0.3 * radius), (x + radius, y + radius * 0.7)])
    canvas.line(seam.intersection(disc((x, y), radius)), FINE)


def band(canvas: Canvas, start: Spot, end: Spot, slack: float = 0.0) -> None:
    """An elastic band from the hand to a ring on the wall; it hangs `slack` cm lower in the middle."""
    x, y = end
    canvas.shape(rounded(x - 1.6, y - 5, 2.6, 10, 0.8), MID, INNER)
    canvas.shape(disc((x - 4.4, y), 3.4).difference(disc((x - 4.4, y), 1.7)), MID, INNER)
    tied = (x - 7.2, y)
    shares = [i / 4 for i in range(5)]
    hang = [
        (start[0] + (tied[0] - start[0]) * t, start[1] + (tied[1] - start[1]) * t - slack * 4 * t * (1 - t))
        for t in shares
    ]
    canvas.shape(stroke(hang).buffer(1.8 if slack else 1.3), "#d7a04a", INNER)


def pillow(canvas: Canvas, x: float, y: float, width: float = 38.0, thick: float = 11.0) -> None:
    """A pillow; y is its underside."""
    spots = [(x, y + 1), (x + width / 2, y), (x + width, y + 1), (x + width + 1, y + thick * 0.6),
             (x + width * 0.7, y + thick),
             (x + width * 0.3, y + thick), (x - 1, y + thick * 0.6)]  # fmt: skip
    canvas.shape(blob(spots), CLOTH, INNER)


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Any:
    inset = min(radius, width / 2 - 0.01, height / 2 - 0.01)
    return box(x + inset, y + inset, x + width - inset, y + height - inset).buffer(inset)


PROPS: Mapping[str, Callable[..., None]] = {
    prop.__name__: prop for prop in (floor, chair, chair_front, stool, mat, towel, wall, ball, band, pillow)
}
