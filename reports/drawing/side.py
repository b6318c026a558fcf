"""A whole person seen from the side, facing right: joint angles in, one contour with clothes and a face out.

Angles as a physiotherapist notes them, in degrees: flexion positive, extension negative, 0 in the
anatomical position.
`lean` is the direction of the pelvis: 90 upright, 180 on the back (head to the left), 0 on hands and knees.
"""

import math
from collections.abc import Callable, Sequence
from functools import cached_property

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from headache_cds.vocabulary.source import Strict
from reports.drawing.body import Angles, Eyes, Hand, Pair, Person, shapes
from reports.drawing.canvas import CONTOUR, INNER, Canvas
from reports.drawing.geometry import Spot, along, fill_corners, join, soften, stroke, tube
from reports.drawing.heads import HeadPose, SideHead
from reports.drawing.limbs import Bones, Limb, arm, draw_arm, draw_leg, leg

LENGTHS = shapes().lengths


class SidePose(Strict):
    """Joint angles; `arm` is shoulder, elbow, wrist, `leg` hip, knee, ankle; far_ is the side away from us.

    `arm_seen` is the share of upper arm and forearm that is seen when they point towards us. In cm: `glide`,
    how far the head moves forward of the neck; `shrug`, the shoulder up; `draw_back`, the shoulder back;
    `breath`, the belly out; `teeth`, their distance behind closed lips (null: clenched). `bend_from`, in cm
    above the hip, is where the bend of the trunk begins.
    """

    hip: Pair
    lean: float = 90.0
    bend: float = 0.0
    bend_from: float = 12.0
    neck: float = 0.0
    nod: float = 0.0
    glide: float = 0.0
    shrug: float = 0.0
    draw_back: float = 0.0
    breath: float = 0.0
    teeth: float | None = 0.0
    arm: Angles = (4.0, 12.0, 0.0)
    leg: Angles = (0.0, 0.0, 0.0)
    far_arm: Angles | None = None
    far_leg: Angles | None = None
    arm_seen: Pair = (1.0, 1.0)
    hand: Hand = "edge"
    eyes: Eyes = "open"


class SideFigure:
    """One person in one pose. The shapes are made here; `draw` puts them on a canvas."""

    def __init__(self, person: Person, pose: SidePose) -> None:
        self.person, self.pose = person, pose
        self.trunk = self._trunk()
        self.shoulder = self._beside_spine(LENGTHS.shoulder_at + pose.shrug, -0.5 - pose.draw_back)
        self.head = self._head()
        self.neck = self._neck()
        self.arm, self.leg = self._arm(pose.arm), self._leg(pose.leg)
        self.far_arm = self._arm(pose.far_arm) if pose.far_arm else None
        self.far_leg = self._leg(pose.far_leg) if pose.far_leg else None
        upper = soften(fill_corners(join(self.trunk, self.neck, self.head.skull), 3.0), 0.5)
        self.torso = join(upper, self.neck, self.head.face)
        self.outline = join(self.torso, self.head.cap, self.arm.shape, self.leg.shape)

    # The trunk ------------------------------------------------------------------------------------

    def _direction_at(self, s: float) -> float:
        bend = self.pose.bend + self.person.round
        begin = self.pose.bend_from
        share = min(max((s - begin) / (LENGTHS.spine - begin), 0.0), 1.0)
        return self.pose.lean - bend * share

    @cached_property
    def _spine(self) -> dict[int, Spot]:
        """The spots of the spine, every centimetre from the buttocks to the neck."""
        line = {0: self.pose.hip}
        for s in range(1, 81):
            line[s] = along(line[s - 1], self._direction_at(s), 1)
            line[-s] = along(line[1 - s], self.pose.lean, -1)
        return line

    def spine_at(self, s: float) -> Spot:
        """The spot of the spine so many cm above the hip."""
        return self._spine[round(s)]

    def _beside_spine(self, s: float, forward: float) -> Spot:
        return along(self.spine_at(s), self._direction_at(s), 0, -forward)

    def _trunk(self) -> BaseGeometry:
        build = self.person.build
        rows = []
        for s, front, back in shapes().trunk[self.person.sex]:
            out = (self.person.belly + self.pose.breath) * hump(s)
            rows.append((*self.spine_at(s), back * build, front * build + out))
        return tube(rows)

    def _band(self, low: float, high: float) -> BaseGeometry:
        """The part of the picture beside the spine between two heights: where a piece of clothing is."""
        rows = [(*self.spine_at(s), 19.0, 34.0) for s in (low, (low + high) / 2, high)]
        return tube(rows)

    # Head and neck --------------------------------------------------------------------------------

    def _head(self) -> SideHead:
        upper = self._direction_at(LENGTHS.spine)
        base = self.spine_at(LENGTHS.neck_at)
        at = along(base, upper - 10 - self.pose.neck, LENGTHS.neck)
        turn = upper - 90 - self.pose.neck - self.pose.nod
        return SideHead(
            HeadPose(along(at, turn, self.pose.glide), turn, self.pose.eyes, self.pose.teeth),
            self.person.hair,
        )

    def _neck(self) -> BaseGeometry:
        woman = self.person.sex == "woman"
        base, upper = self.spine_at(LENGTHS.neck_at), self._direction_at(LENGTHS.spine)
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
        seen = self.pose.arm_seen
        bones = Bones(
            self.shoulder,
            (upper, upper + elbow, upper + elbow + wrist),
            (LENGTHS.upper_arm * seen[0], LENGTHS.forearm * seen[1]),
        )
        return arm(bones, self.person, self.pose.hand)

    def _leg(self, angles: Angles) -> Limb:
        hip, knee, ankle = angles
        thigh = self.pose.lean - 180 + hip
        turns = (thigh, thigh - knee, thigh - knee + 90 + ankle)
        return leg(Bones(self.pose.hip, turns, (LENGTHS.thigh, LENGTHS.shank)), self.person, shapes().foot)

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
            "grip": along(arm[2], self.arm.angles[2], 11.6, -0.6),
            "belly": self._beside_spine(16, 10 + self.pose.breath),
            "chest": self._beside_spine(34, 12),
            "hip": self.pose.hip,
            "knee": leg[1],
            "ankle": leg[2],
        }

    def draw(self, canvas: Canvas, cover: Callable[[], None]) -> None:
        """The far limbs, trunk and near leg, head, what covers them, and the near arm over all."""
        person, sole = self.person, shapes().sole
        if self.far_leg:
            draw_leg(canvas, person, self.far_leg, None, sole)
        if self.far_arm:
            draw_arm(canvas, person, self.far_arm, None)
        self._draw_torso(canvas)
        draw_leg(canvas, person, self.leg, self.torso, sole)
        self.head.draw_features(canvas, person.skin, person.hair_tone)
        neck = self._above_collar().intersection(self.torso)
        cover()
        draw_arm(canvas, person, self.arm, join(self.torso, self.leg.shape), neck)

    def _draw_torso(self, canvas: Canvas) -> None:
        person = self.person
        canvas.area(self.torso, person.skin)
        cloth = self.torso.difference(join(self.head.face.buffer(0.1)))
        shirt = cloth.intersection(self._band(4, 56)).difference(self._above_collar())
        canvas.area(shirt, person.shirt)
        canvas.area(self.torso.intersection(self._band(-12, 7)), person.trousers)
        canvas.line(self._across(7), INNER)
        canvas.line(self._collar().intersection(self.torso), INNER)
        jaw = self.head.jaw.intersection(self.torso.buffer(-0.3))
        canvas.line(jaw, INNER)
        canvas.line(self.torso, CONTOUR)

    def _collar(self) -> LineString:
        return stroke(
            [
                self._beside_spine(53.5, -9),
                self._beside_spine(51.0, -2),
                self._beside_spine(49.2, 5),
                self._beside_spine(48.8, 10),
            ]
        )

    def _above_collar(self) -> BaseGeometry:
        ring = [*self._collar().coords, self._beside_spine(75, 14), self._beside_spine(75, -12)]
        return _polygon(ring)

    def _across(self, s: float) -> BaseGeometry:
        return LineString([self._beside_spine(s, 20), self._beside_spine(s, -20)]).intersection(self.torso)


def hump(s: float) -> float:
    """How much of the belly (0-1) is at this height of the spine."""
    return math.cos(math.radians(min(abs(s - 16) * 5, 90))) ** 1.5


def _polygon(ring: Sequence[Spot]) -> BaseGeometry:
    return Polygon(ring).buffer(0)
