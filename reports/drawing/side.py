"""A whole person seen from the side, facing right: joint angles in, one contour with clothes and a face out.

Angles as a physiotherapist notes them, in degrees: flexion positive, extension negative, 0 in the
anatomical position.
`lean` is the direction of the pelvis: 90 upright, 180 on the back (head to the left), 0 on hands and knees.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from headache_cds.vocabulary.source import Strict
from reports.drawing.body import Pair, Person, Triple, shapes
from reports.drawing.canvas import CONTOUR, INNER, Canvas
from reports.drawing.geometry import Spot, along, blob, disc, fill_corners, join, place, soften, stroke, tube
from reports.drawing.heads import HeadPose, SideHead

Angles = Triple
LENGTHS = shapes().lengths
COLLAR = 4.5  # cm above the base of the neck at the back
FAR = {"light": 0.86, "dark": 0.8}


class SidePose(Strict):
    """Joint angles; `arm` is shoulder, elbow, wrist, `leg` hip, knee, ankle; far_ is the side away from us.

    `arm_seen` is the share of upper arm and forearm that is seen when they point towards us. In cm: `glide`,
    how far the head moves forward of the neck; `shrug`, the shoulder up; `draw_back`, the shoulder back;
    `breath`, the belly out.
    """

    hip: Pair
    lean: float = 90.0
    bend: float = 0.0
    neck: float = 0.0
    nod: float = 0.0
    glide: float = 0.0
    shrug: float = 0.0
    draw_back: float = 0.0
    breath: float = 0.0
    arm: Angles = (4.0, 12.0, 0.0)
    leg: Angles = (0.0, 0.0, 0.0)
    far_arm: Angles | None = None
    far_leg: Angles | None = None
    arm_seen: Pair = (1.0, 1.0)
    hand: Literal["flat", "edge", "fist", "rest"] = "edge"
    eyes: Literal["open", "closed"] = "open"
    arm_behind: bool = False


@dataclass
class Limb:
    """A limb: its outline, the joints along it, and the direction of its last part."""

    shape: BaseGeometry
    joints: Sequence[Spot]
    angles: Sequence[float]
    end: BaseGeometry = field(default_factory=LineString)


class SideFigure:
    """One person in one pose. The shapes are made here; `draw` puts them on a canvas."""

    def __init__(self, person: Person, pose: SidePose) -> None:
        self.person, self.pose = person, pose
        self.spine = [self._spine_at(s) for s in range(-8, 57)]
        self.trunk = self._trunk()
        self.shoulder = self._beside_spine(LENGTHS.shoulder_at + pose.shrug, -0.5 - pose.draw_back)
        self.head = self._head()
        self.neck = self._neck()
        self.arm, self.leg = self._arm(pose.arm), self._leg(pose.leg)
        self.far_arm = self._arm(pose.far_arm) if pose.far_arm else None
        self.far_leg = self._leg(pose.far_leg) if pose.far_leg else None
        upper = soften(fill_corners(join(self.trunk, self.neck, self.head.skull), 3.0), 0.5)
        self.torso = join(upper, self.neck, self.head.face)
        self.outline = join(self.torso, self.head.hair, self.arm.shape, self.leg.shape)

    # The trunk ------------------------------------------------------------------------------------

    def _direction_at(self, s: float) -> float:
        bend = self.pose.bend + self.person.round
        share = min(max((s - 12.0) / (LENGTHS.spine - 12.0), 0.0), 1.0)
        return self.pose.lean - bend * share

    def _spine_at(self, s: float) -> Spot:
        spot, step = self.pose.hip, 1.0 if s >= 0 else -1.0
        for i in range(abs(round(s))):
            spot = along(spot, self._direction_at(step * i), step)
        return spot

    def _beside_spine(self, s: float, forward: float) -> Spot:
        return along(self._spine_at(s), self._direction_at(s), 0, -forward)

    def _trunk(self) -> BaseGeometry:
        build = self.person.build
        rows = []
        for s, front, back in shapes().trunk[self.person.sex]:
            out = (self.person.belly + self.pose.breath) * hump(s)
            rows.append((*self._spine_at(s), back * build, front * build + out))
        return tube(rows)

    def _band(self, low: float, high: float) -> BaseGeometry:
        """The part of the picture beside the spine between two heights: where a piece of clothing is."""
        rows = [(*self._spine_at(s), 19.0, 34.0) for s in (low, (low + high) / 2, high)]
        return tube(rows)

    # Head and neck --------------------------------------------------------------------------------

    def _head(self) -> SideHead:
        upper = self._direction_at(LENGTHS.spine)
        base = self._spine_at(LENGTHS.neck_at)
        at = along(base, upper - 10 - self.pose.neck, LENGTHS.neck)
        turn = upper - 90 - self.pose.neck - self.pose.nod
        return SideHead(HeadPose(along(at, turn, self.pose.glide), turn, self.pose.eyes), self.person.hair)

    def _neck(self) -> BaseGeometry:
        woman = self.person.sex == "woman"
        base, upper = self._spine_at(LENGTHS.neck_at), self._direction_at(LENGTHS.spine)
        back, front = (
            self.head.spot(*shapes().profile.neck_back),
            self.head.spot(*shapes().profile.neck_front),
        )
        slim = 0.8 if woman else 0.0
        rear = [along(base, upper, -1, 7.0), along(base, upper, 4.5, 5.8 - slim), back]
        fore = [front, along(base, upper, 4.0, -5.0 + slim), along(base, upper, -3, -6.6)]
        inside = [self.head.spot(0, -2), self.head.spot(-3, 0)]
        ring = [*stroke(rear).coords, inside[1], inside[0], *stroke(fore).coords]
        return join(LineString(ring).convex_hull.intersection(_polygon(ring)))

    # Limbs ----------------------------------------------------------------------------------------

    def _arm(self, angles: Angles) -> Limb:
        shoulder, elbow, wrist = angles
        upper = self._direction_at(LENGTHS.shoulder_at) - 180 + shoulder
        lower = upper + elbow
        slim = 0.88 if self.person.sex == "woman" else 1.0
        upper_length, lower_length = (
            LENGTHS.upper_arm * self.pose.arm_seen[0],
            LENGTHS.forearm * self.pose.arm_seen[1],
        )
        at_elbow = along(self.shoulder, upper, upper_length)
        at_wrist = along(at_elbow, lower, lower_length)
        bones = join(
            _bone(self.shoulder, upper, upper_length, shapes().limbs["upper_arm"], slim * self.person.build),
            _bone(at_elbow, lower, lower_length, shapes().limbs["forearm"], slim * self.person.build),
            disc(at_elbow, 3.9 * slim),
        )
        hand = place(blob(shapes().hands[self.pose.hand]), at_wrist, lower + wrist, 0.94 if slim < 1 else 1.0)
        shape = soften(fill_corners(join(bones, hand.buffer(0)), 0.8), 0.4)
        return Limb(shape, (self.shoulder, at_elbow, at_wrist), (upper, lower, lower + wrist), hand)

    def _leg(self, angles: Angles) -> Limb:
        hip, knee, ankle = angles
        thigh = self.pose.lean - 180 + hip
        shank = thigh - knee
        foot = shank + 90 + ankle
        at_knee = along(self.pose.hip, thigh, LENGTHS.thigh)
        at_ankle = along(at_knee, shank, LENGTHS.shank)
        build = self.person.build
        bones = join(
            _bone(self.pose.hip, thigh, LENGTHS.thigh, shapes().limbs["thigh"], build),
            _bone(at_knee, shank, LENGTHS.shank, shapes().limbs["shank"], build),
            disc(at_knee, 5.4 * build),
        )
        shoe = place(blob(shapes().foot), at_ankle, foot)
        shape = join(soften(fill_corners(join(bones, shoe), 1.2), 0.5))
        return Limb(shape, (self.pose.hip, at_knee, at_ankle), (thigh, shank, foot), shoe)

    # Drawing --------------------------------------------------------------------------------------

    def anchors(self) -> dict[str, Spot]:
        """Places that arrows and windows are given by."""
        head, arm, leg = self.head, self.arm.joints, self.leg.joints
        return {
            "ear": head.spot(0, 0),
            "chin": head.spot(9.3, -8.1),
            "nose": head.spot(11.2, -2.1),
            "forehead": head.spot(9.0, 5.5),
            "crown": head.spot(-2.0, 12.5),
            "occiput": head.spot(-9.7, 2.0),
            "nape": self._beside_spine(52, -7),
            "shoulder": self.shoulder,
            "elbow": arm[1],
            "wrist": arm[2],
            "hand": along(arm[2], self.arm.angles[2], 9),
            "belly": self._beside_spine(16, 10 + self.pose.breath),
            "chest": self._beside_spine(34, 12),
            "hip": self.pose.hip,
            "knee": leg[1],
            "ankle": leg[2],
        }

    def draw(self, canvas: Canvas, near: bool = False) -> None:
        """The far limbs, trunk and near leg, head, and the near arm over them."""
        self._draw_far(canvas)
        if self.pose.arm_behind:
            self._draw_arm(canvas, self.arm, 1.0)
        self._draw_torso(canvas)
        self._draw_leg(canvas, self.leg, 1.0)
        self.head.draw_features(canvas, self.person.skin, self.person.hair_tone, near)
        if not self.pose.arm_behind:
            self._draw_arm(canvas, self.arm, 1.0)

    def _draw_far(self, canvas: Canvas) -> None:
        if self.far_leg:
            self._draw_leg(canvas, self.far_leg, FAR["dark"])
        if self.far_arm:
            self._draw_arm(canvas, self.far_arm, FAR["light"])

    def _draw_torso(self, canvas: Canvas) -> None:
        person = self.person
        canvas.area(self.torso, person.skin)
        cloth = self.torso.difference(join(self.head.face.buffer(0.1)))
        shirt = cloth.intersection(self._band(4, 56)).difference(self._above_collar())
        canvas.area(shirt, person.shirt)
        canvas.area(self.torso.intersection(self._band(-12, 7)), person.trousers)
        canvas.line(self._across(7), INNER)
        canvas.line(self._collar().intersection(self.torso), INNER)
        jaw = self.head.jaw.intersection(self.neck.buffer(-0.3))
        canvas.line(jaw, INNER)
        canvas.line(self.torso, CONTOUR)

    def _collar(self) -> LineString:
        return stroke(
            [
                self._beside_spine(53.5, -9),
                self._beside_spine(51.0, -2),
                self._beside_spine(47.5, 5),
                self._beside_spine(46.5, 10),
            ]
        )

    def _above_collar(self) -> BaseGeometry:
        ring = [*self._collar().coords, self._beside_spine(75, 14), self._beside_spine(75, -12)]
        return _polygon(ring)

    def _across(self, s: float) -> BaseGeometry:
        return LineString([self._beside_spine(s, 20), self._beside_spine(s, -20)]).intersection(self.torso)

    def _draw_leg(self, canvas: Canvas, leg: Limb, shade: float) -> None:
        person = self.person
        canvas.area(leg.shape, darken(person.trousers, shade))
        shoe = leg.end.buffer(0.2).intersection(leg.shape)
        canvas.shape(shoe, darken("#f2f4f4", shade), INNER)
        canvas.line(place(stroke(shapes().sole), leg.joints[2], leg.angles[2]).intersection(leg.shape), INNER)
        hidden = (
            disc(self.pose.hip, 11.5).intersection(self.torso.buffer(-0.6))
            if shade == 1.0
            else disc(leg.joints[0], 0.1)
        )
        canvas.line(leg.shape.boundary.difference(hidden), CONTOUR)

    def _draw_arm(self, canvas: Canvas, arm: Limb, shade: float) -> None:
        person = self.person
        bare = arm.shape.difference(self._above_collar()) if shade == 1.0 else arm.shape
        canvas.area(bare, darken(person.skin, shade))
        sleeve = tube([(*along(arm.joints[0], arm.angles[0], d), 9, 9) for d in (-9, 4, 16)]).intersection(
            bare
        )
        canvas.area(sleeve, darken(person.shirt, shade))
        hem = LineString(
            [along(arm.joints[0], arm.angles[0], 16, 9), along(arm.joints[0], arm.angles[0], 16, -9)]
        )
        canvas.line(hem.intersection(arm.shape), INNER)
        hidden = (
            disc(arm.joints[0], 8.0).intersection(self.torso.buffer(-0.6))
            if shade == 1.0
            else disc(arm.joints[0], 0.1)
        )
        canvas.line(arm.shape.boundary.difference(hidden), CONTOUR)


def hump(s: float) -> float:
    """How much of the belly (0-1) is at this height of the spine."""
    return math.cos(math.radians(min(abs(s - 16) * 5, 90))) ** 1.5


def darken(tone: str, share: float) -> str:
    """A tone multiplied, for what lies in the shade."""
    return "#" + "".join(f"{round(int(tone[i : i + 2], 16) * share):02x}" for i in (1, 3, 5))


def _bone(
    start: Spot, angle: float, length: float, widths: Sequence[tuple[float, float, float]], build: float
) -> BaseGeometry:
    rows = [
        (*along(start, angle, share * length), front * build, back * build) for share, front, back in widths
    ]
    return tube(rows)


def _polygon(ring: Sequence[Spot]) -> BaseGeometry:
    return Polygon(ring).buffer(0)
