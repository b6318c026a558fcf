"""Arms and legs: built from bones with a width, dressed with a sleeve, a trouser leg and a shoe."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from reports.drawing.body import Person, shapes
from reports.drawing.canvas import CONTOUR, FINE, INNER, Canvas
from reports.drawing.geometry import Spot, along, blob, disc, fill_corners, join, place, soften, stroke, tube

SLEEVE = 0.54  # share of the upper arm
SHOE = "#f2f4f4"
RAISED = 8.0  # cm between elbow and neck: an arm raised past the neck is nearer than this
TOWARDS_US = 12.0  # cm: an upper arm seen shorter than this points at the reader
SHADE = 0.82  # of the tones of a limb on the far side


@dataclass(frozen=True)
class Limb:
    """Its outline, its joints from the trunk on, the directions of its parts, and the parts themselves."""

    shape: BaseGeometry
    joints: Sequence[Spot]
    angles: Sequence[float]
    upper: BaseGeometry
    lower: BaseGeometry
    end: BaseGeometry
    fingers: BaseGeometry = field(default_factory=MultiLineString)


@dataclass(frozen=True)
class Bones:
    """Where two bones of a limb lie: directions of both and of hand or foot, and lengths as seen."""

    start: Spot
    angles: tuple[float, float, float]
    lengths: tuple[float, float]

    @property
    def joints(self) -> tuple[Spot, Spot, Spot]:
        middle = along(self.start, self.angles[0], self.lengths[0])
        return self.start, middle, along(middle, self.angles[1], self.lengths[1])


def arm(bones: Bones, person: Person, hand: str, mirrored: bool = False) -> Limb:
    """An arm; `hand` is an outline of shapes.yaml, mirrored for the other side of the body."""
    woman = person.sex == "woman"
    size, side = person.build * (0.88 if woman else 1.0), -1 if mirrored else 1
    where = (bones.joints[2], bones.angles[2], 0.94 if woman else 1.0)
    end = place(blob([(x, side * y) for x, y in shapes().hands[hand]]), *where)
    lines = [[(x, side * y) for x, y in line] for line in shapes().fingers.get(hand, [])]
    limb = _limb(bones, ("upper_arm", "forearm"), (size, 3.9), end, 0.8)
    return replace(limb, fingers=place(MultiLineString(lines), *where))


def leg(bones: Bones, person: Person, foot: Sequence[Spot]) -> Limb:
    """A leg with a shoe."""
    shoe = place(blob(foot), bones.joints[2], bones.angles[2])
    return _limb(bones, ("thigh", "shank"), (person.build, 5.4), shoe, 1.2)


def _limb(
    bones: Bones, names: tuple[str, str], sizes: tuple[float, float], end: BaseGeometry, corner: float
) -> Limb:
    """`sizes`: factor of the widths, radius of the middle joint; `corner`: how far hollows are filled."""
    size, knob = sizes
    upper, lower = (
        _bone(start, angle, length, shapes().limbs[name], size)
        for start, angle, length, name in zip(bones.joints, bones.angles, bones.lengths, names, strict=False)
    )
    joint = disc(bones.joints[1], knob * size)
    shape = soften(fill_corners(join(upper, lower, joint, end), corner), 0.45)
    return Limb(shape, bones.joints, bones.angles, join(upper, joint), join(lower, end), end)


def _bone(
    start: Spot, angle: float, length: float, widths: Sequence[tuple[float, float, float]], size: float
) -> BaseGeometry:
    return tube([(*along(start, angle, share * length), a * size, b * size) for share, a, b in widths])


def draw_arm(
    canvas: Canvas, person: Person, limb: Limb, inside: BaseGeometry | None, bare: BaseGeometry | None = None
) -> None:
    """Skin, sleeve and outline. `inside` is the trunk: there the line of the shoulder is left open.

    Without it the arm lies on the far side, in the shade. `bare` is where no sleeve reaches: the neck.
    """
    shade = 1.0 if inside is not None else SHADE
    shape = limb.shape.difference(_covered_by_neck(limb, bare))
    upper = (limb.joints[0], limb.angles[0])
    length = SLEEVE * Point(limb.joints[0]).distance(Point(limb.joints[1]))
    reach = tube([(*along(*upper, d), 9, 9) for d in (-9, length / 3, length)])
    sleeve = limb.upper.buffer(0.6).intersection(reach).intersection(shape)
    canvas.area(shape.difference(sleeve), darken(person.skin, shade))
    canvas.area(sleeve, darken(person.shirt, shade))
    hem = LineString([along(*upper, length, 9), along(*upper, length, -9)])
    canvas.line(hem.intersection(limb.upper), INNER)
    _draw_fold(canvas, limb, darken(person.skin, shade))
    if canvas.near:
        canvas.line(limb.fingers, FINE)
    over = bare if bare is not None and _is_over_neck(limb, bare) else None
    _outline(canvas, limb, inside, 8.0 if length > TOWARDS_US * SLEEVE else 2.0, over)


def _is_over_neck(limb: Limb, bare: BaseGeometry) -> bool:
    """Whether an arm is raised past the neck."""
    return bare.distance(Point(limb.joints[1])) < RAISED


def _covered_by_neck(limb: Limb, bare: BaseGeometry | None) -> BaseGeometry:
    """Where the skin of the neck is seen and not the sleeve; an arm raised past the neck covers it."""
    if bare is None or _is_over_neck(limb, bare):
        return Point()
    return bare.intersection(disc(limb.joints[0], 10)).difference(limb.lower.buffer(1.5))


def _draw_fold(canvas: Canvas, limb: Limb, skin: str) -> None:
    """The forearm over the upper arm, where the elbow is bent so far that one covers the other."""
    free = limb.lower.difference(disc(limb.joints[1], 4.6))
    over = free.intersection(limb.upper.buffer(0.7))
    if over.area > 4:
        canvas.area(over, skin)
        canvas.line(limb.lower.boundary.intersection(over.buffer(0.2)), INNER)


def draw_leg(
    canvas: Canvas, person: Person, limb: Limb, inside: BaseGeometry | None, sole: Sequence[Spot]
) -> None:
    """Trouser leg, shoe and outline; `inside` as for an arm."""
    shade = 1.0 if inside is not None else SHADE
    canvas.area(limb.shape, darken(person.trousers, shade))
    canvas.shape(limb.end.buffer(0.2).intersection(limb.shape), darken(SHOE, shade), INNER)
    canvas.line(place(stroke(sole), limb.joints[2], limb.angles[2]).intersection(limb.shape), INNER)
    _outline(canvas, limb, inside, 11.5)


def _outline(
    canvas: Canvas,
    limb: Limb,
    inside: BaseGeometry | None,
    open_within: float,
    over: BaseGeometry | None = None,
) -> None:
    """The line around a limb; where it grows out of the trunk it is open, and both share one contour.

    It is never open `over` the skin of the neck: there a sleeve has an edge.
    """
    if inside is None:
        canvas.line(limb.shape, CONTOUR)
        return
    whole = fill_corners(join(inside, limb.shape), 0.8)
    outer = whole.boundary.intersection(limb.shape.buffer(1.2))
    open_part = disc(limb.joints[0], open_within)
    if over is not None:
        open_part = open_part.difference(over.buffer(0.3))
    inner = limb.shape.boundary.intersection(inside.buffer(-0.35)).difference(open_part)
    canvas.line(outer, CONTOUR)
    canvas.line(inner, CONTOUR)


def darken(tone: str, share: float) -> str:
    """A tone multiplied, for what lies in the shade."""
    return "#" + "".join(f"{round(int(tone[i : i + 2], 16) * share):02x}" for i in (1, 3, 5))
