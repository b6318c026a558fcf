"""A whole person seen from the front or from behind: angles in the picture in, a dressed body out.

The side on the right of the picture is named without a word before it (`arm`), the left one `other_`.
"""

from collections.abc import Callable

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from headache_cds.vocabulary.source import Strict
from reports.drawing.body import Angles, Eyes, Hand, Pair, Person, shapes
from reports.drawing.canvas import CONTOUR, INNER, Canvas
from reports.drawing.front_head import FrontHead
from reports.drawing.geometry import Spot, along, blob, disc, fill_corners, join, soften, stroke, tube
from reports.drawing.limbs import Bones, Limb, arm, darken, draw_arm, draw_leg, leg
from reports.drawing.turned_head import TurnedHead

LENGTHS = shapes().lengths


class FrontPose(Strict):
    """`arm` is abduction, then forearm and hand turned outwards (negative: to the midline), in the picture.

    `side_bend` of the trunk, `tilt` of neck and head, both to the right of the picture; `turned`: the head is
    turned about 60 degrees to that side. In cm: `shrug` and `other_shrug`, the shoulder up; `blades`, each
    shoulder blade towards the spine; `mouth`, teeth apart. `sitting` shows the thighs foreshortened.
    """

    hip: Pair
    sitting: bool = False
    side_bend: float = 0.0
    tilt: float = 0.0
    turned: bool = False
    shrug: float = 0.0
    other_shrug: float | None = None
    blades: float | None = None
    mouth: float = 0.0
    arm: Angles = (7.0, -4.0, 0.0)
    other_arm: Angles | None = None
    arm_seen: Pair = (1.0, 1.0)
    other_seen: Pair | None = None
    stance: float = 3.0
    hand: Hand = "edge"
    other_hand: Hand | None = None
    eyes: Eyes = "open"


class FrontFigure:
    """One person in one pose, from the front or from behind."""

    def __init__(self, person: Person, pose: FrontPose, behind: bool) -> None:
        self.person, self.pose, self.behind = person, pose, behind
        self.legs = [self._leg(side) for side in (1, -1)]
        self.head = self._head()
        self.neck = self._neck()
        self.torso = self._torso()
        self.arms = [self._arm(side) for side in (1, -1)]
        self.outline = join(self.torso, self.head.outline, *(limb.shape for limb in (*self.arms, *self.legs)))

    # The trunk ------------------------------------------------------------------------------------

    def _direction_at(self, s: float) -> float:
        return 90 - self.pose.side_bend * min(max(s / 40.0, 0.0), 1.0)

    def _spine_at(self, s: float, aside: float = 0.0) -> Spot:
        """A spot at a height of the spine, `aside` to the right of the picture."""
        spot, step = self.pose.hip, 1.0 if s >= 0 else -1.0
        for i in range(abs(round(s))):
            spot = along(spot, self._direction_at(step * i), step)
        return along(spot, self._direction_at(s), 0, -aside)

    def _shoulder(self, side: int) -> Spot:
        other = self.pose.other_shrug
        shrug = self.pose.shrug if side > 0 or other is None else other
        half = shapes().half_shoulders[self.person.sex] * self.person.build
        return self._spine_at(LENGTHS.shoulder_at + shrug, side * half)

    def _torso(self) -> BaseGeometry:
        build = self.person.build
        rows = shapes().front_trunk[self.person.sex]
        trunk = tube([(*self._spine_at(s), half * build, half * build) for s, half in rows])
        cap = 5.6 * build * (0.9 if self.person.sex == "woman" else 1.0)
        caps = [disc(self._shoulder(side), cap) for side in (1, -1)]
        slopes = [self._slope(side) for side in (1, -1)]
        return soften(fill_corners(join(trunk, self.neck, *slopes, *caps), 2.5), 0.6)

    def _slope(self, side: int) -> BaseGeometry:
        """From the side of the neck over the shoulder to the armpit."""
        tip = self._shoulder(side)
        line = [
            self._spine_at(59, side * 4.6),
            self._spine_at(55, side * 6.8),
            along(tip, 90, 5.0, side * 1.0),
        ]
        return Polygon(
            [
                *stroke(line).coords,
                along(tip, 90, 0, -side * 3.0),
                self._spine_at(34, side * 12),
                self._spine_at(44),
            ]
        ).buffer(0)

    # Head and neck --------------------------------------------------------------------------------

    def _head(self) -> FrontHead:
        pose = self.pose
        base, upper = self._spine_at(LENGTHS.neck_at), self._direction_at(LENGTHS.spine)
        at = along(base, upper - pose.tilt * 0.7, LENGTHS.neck + 0.6)
        turn = upper - 90 - pose.tilt
        if pose.turned:
            return TurnedHead(at, turn, self.person.hair)
        return FrontHead(at, turn, self.person.hair, self.behind, pose.mouth)

    def _neck(self) -> BaseGeometry:
        half = 5.2 if self.person.sex == "woman" else 6.2
        upper = self._direction_at(LENGTHS.spine)
        base, top = self._spine_at(LENGTHS.neck_at), self.head.spot(0, -2)
        middle = along(base, upper - self.pose.tilt * 0.4, 8)
        return tube([(*base, half + 1.0, half + 1.0), (*middle, half, half), (*top, half, half)])

    # Limbs ----------------------------------------------------------------------------------------

    def _arm(self, side: int) -> Limb:
        pose = self.pose
        mirrored = side < 0
        angles = pose.other_arm if mirrored and pose.other_arm else pose.arm
        seen = pose.other_seen if mirrored and pose.other_seen else pose.arm_seen
        hand = pose.other_hand if mirrored and pose.other_hand else pose.hand
        lean = self._direction_at(40) - 90
        upper = -90 + angles[0]
        turns = (upper, upper + angles[1], upper + angles[1] + angles[2])
        if mirrored:
            turns = (180 - turns[0], 180 - turns[1], 180 - turns[2])
        bones = Bones(
            self._shoulder(side),
            (turns[0] + lean, turns[1] + lean, turns[2] + lean),
            (LENGTHS.upper_arm * seen[0], LENGTHS.forearm * seen[1]),
        )
        return arm(bones, self.person, hand, mirrored)

    def _leg(self, side: int) -> Limb:
        start = (self.pose.hip[0] + side * shapes().half_hips, self.pose.hip[1])
        foot = [(side * x, y) for x, y in shapes().foot_front]
        out = side * self.pose.stance
        if self.pose.sitting:
            bones = Bones(start, (-90 + side * 38, -90, 0), (9.0, LENGTHS.shank - 7))
        else:
            bones = Bones(start, (-90 + out, -90 + out, 0), (LENGTHS.thigh, LENGTHS.shank))
        return leg(bones, self.person, foot)

    # Drawing --------------------------------------------------------------------------------------

    def anchors(self) -> dict[str, Spot]:
        """Places that arrows and windows are given by."""
        head, limb, other = self.head, *self.arms
        return {
            "ear": head.spot(0, 0),
            "chin": head.spot(0, -10.1 - self.pose.mouth),
            "crown": head.spot(0, 12.6),
            "nape": self._spine_at(54),
            "breast": self._spine_at(36),
            "shoulder": limb.joints[0],
            "other_shoulder": other.joints[0],
            "elbow": limb.joints[1],
            "other_elbow": other.joints[1],
            "hand": along(limb.joints[2], limb.angles[2], 9),
            "other_hand": along(other.joints[2], other.angles[2], 9),
            "hip": self.pose.hip,
        }

    def draw(self, canvas: Canvas, cover: Callable[[], None]) -> None:
        """From behind to before, as seen; `cover` lies over the body and under the arms."""
        person = self.person
        if self.behind:
            self._draw_legs(canvas)
        self._draw_torso(canvas)
        if not self.behind:
            self._draw_legs(canvas)
        self.head.draw(canvas, person.skin, person.hair_tone, self.pose.eyes)
        body = join(self.torso, *(limb.shape for limb in self.legs), *self._laps())
        neck = self._above_collar().intersection(self.torso)
        cover()
        for limb in self.arms:
            draw_arm(canvas, person, limb, body, neck)
        if self.pose.blades is not None:
            self._draw_blades(canvas, self.pose.blades)

    def _draw_legs(self, canvas: Canvas) -> None:
        for limb in self.legs:
            draw_leg(canvas, self.person, limb, self.torso, shapes().sole_front)
        for lap in self._laps():
            canvas.area(lap, self.person.trousers)
            canvas.line(lap.boundary.difference(self.torso), CONTOUR)

    def _laps(self) -> list[BaseGeometry]:
        """The thighs that point towards us, ending in the knees; from behind the seat hides them."""
        if not self.pose.sitting or self.behind:
            return []
        ends = [limb.joints[:2] for limb in self.legs]
        return [join(disc(start, 7.0), disc(knee, 8.2)).convex_hull for start, knee in ends]

    def _draw_torso(self, canvas: Canvas) -> None:
        person, bare = self.person, self._above_collar()
        canvas.area(self.torso, person.skin)
        canvas.area(self.torso.intersection(self._band(5, 62)).difference(bare), person.shirt)
        canvas.area(self.torso.intersection(self._band(-14, 7)), person.trousers)
        canvas.line(
            LineString([self._spine_at(7, -30), self._spine_at(7, 30)]).intersection(self.torso), INNER
        )
        canvas.line(self._collar().intersection(self.torso), INNER)
        canvas.line(self.torso, CONTOUR)

    def _draw_blades(self, canvas: Canvas, inward: float) -> None:
        """The shoulder blades under the shirt."""
        for shape in self.blades(inward):
            canvas.shape(shape, darken(self.person.shirt, 0.86), INNER)

    def blades(self, inward: float) -> list[BaseGeometry]:
        """Both shoulder blades, `inward` cm nearer to the spine than at rest."""
        spots = [(3.2, 44.0), (11.0, 46.5), (12.5, 43.5), (10.0, 36.0), (6.2, 28.5), (4.0, 33.0), (2.8, 39.0)]
        return [blob([self._spine_at(s, side * (x + 2.0 - inward)) for x, s in spots]) for side in (1, -1)]

    def _band(self, low: float, high: float) -> BaseGeometry:
        return tube([(*self._spine_at(s), 34.0, 34.0) for s in (low, (low + high) / 2, high)])

    def _collar(self) -> LineString:
        deep = 52.0 if self.behind else 47.5
        return stroke(
            [self._spine_at(s, x) for x, s in ((-9, 60), (-6.6, 55), (0, deep), (6.6, 55), (9, 60))]
        )

    def _above_collar(self) -> BaseGeometry:
        return Polygon([*self._collar().coords, self._spine_at(90, 12), self._spine_at(90, -12)]).buffer(0)
