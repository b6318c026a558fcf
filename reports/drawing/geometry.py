"""Shapes from which a person is built, in centimetres, y upwards. Needs shapely, at design time only."""

import math
from collections.abc import Iterable, Sequence

from shapely.affinity import rotate, scale, translate
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

Spot = tuple[float, float]


def along(start: Spot, angle: float, distance: float, aside: float = 0.0) -> Spot:
    """The spot at a distance in a direction (degrees, 0 = right, 90 = up) and `aside` to the left of it."""
    turn = math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    return (start[0] + distance * cos - aside * sin, start[1] + distance * sin + aside * cos)


def direction(start: Spot, end: Spot) -> float:
    """The direction from one spot to another in degrees."""
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def disc(centre: Spot, radius: float) -> BaseGeometry:
    return Point(centre).buffer(radius, quad_segs=16)


def curve(spots: Sequence[Spot], steps: int = 8, closed: bool = True) -> list[Spot]:
    """A smooth line through the spots (Catmull-Rom)."""
    many = len(spots)
    spans = many if closed else many - 1
    line: list[Spot] = []
    for i in range(spans):
        around = [_neighbour(spots, i + k, closed) for k in (-1, 0, 1, 2)]
        line.extend(_between(around, j / steps) for j in range(steps))
    if not closed:
        line.append(spots[-1])
    return line


def _neighbour(spots: Sequence[Spot], i: int, closed: bool) -> Spot:
    return spots[i % len(spots)] if closed else spots[min(max(i, 0), len(spots) - 1)]


def _between(around: Sequence[Spot], t: float) -> Spot:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = around
    return (_blend(ax, bx, cx, dx, t), _blend(ay, by, cy, dy, t))


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def blob(spots: Sequence[Spot], steps: int = 8) -> BaseGeometry:
    """A smooth closed shape through the spots."""
    return Polygon(curve(spots, steps)).buffer(0)


def stroke(spots: Sequence[Spot], steps: int = 6) -> LineString:
    """A smooth open line through the spots."""
    return LineString(curve(spots, steps, closed=False))


def tube(spine: Sequence[tuple[float, float, float, float]]) -> BaseGeometry:
    """A body part around a line: (x, y, half width left of the line, half width right of it)."""
    left, right = [], []
    for i, (x, y, to_left, to_right) in enumerate(spine):
        before, after = spine[max(i - 1, 0)], spine[min(i + 1, len(spine) - 1)]
        angle = direction(before[:2], after[:2])
        left.append(along((x, y), angle, 0, to_left))
        right.append(along((x, y), angle, 0, -to_right))
    return Polygon([*curve(left, 6, closed=False), *reversed(curve(right, 6, closed=False))]).buffer(0)


def join(*shapes: BaseGeometry) -> BaseGeometry:
    return unary_union([shape for shape in shapes if shape is not None])


def fill_corners(shape: BaseGeometry, radius: float) -> BaseGeometry:
    """Rounds the hollow corners, as skin does in an armpit; nothing of the shape is lost."""
    return shape.buffer(radius, quad_segs=8).buffer(-radius, quad_segs=8)


def soften(shape: BaseGeometry, radius: float) -> BaseGeometry:
    """Rounds hollow and sharp corners alike."""
    wide = shape.buffer(radius, quad_segs=8)
    return wide.buffer(-2 * radius, quad_segs=8).buffer(radius, quad_segs=8)


def place(shape: BaseGeometry, at: Spot, turn: float, size: float = 1.0) -> BaseGeometry:
    """A shape drawn around (0, 0), turned (degrees, counter-clockwise) and put at a spot."""
    sized = scale(shape, size, size, origin=(0, 0)) if size != 1.0 else shape
    return translate(rotate(sized, turn, origin=(0, 0)), *at)


def lines_of(shape: BaseGeometry) -> Iterable[LineString]:
    """The single lines of what a difference or an intersection left over."""
    if isinstance(shape, LineString):
        return [shape]
    return [line for part in getattr(shape, "geoms", []) for line in lines_of(part)]


def longer_than(shape: BaseGeometry, length: float) -> BaseGeometry:
    """The pieces of a line that are worth seeing."""
    return MultiLineString([line for line in lines_of(shape) if line.length >= length])
