"""Heads seen from the side, facing right: origin at the ear, in cm, y upwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from reports.drawing.body import Eyes, shapes
from reports.drawing.canvas import FINE, INK, INNER, Canvas
from reports.drawing.geometry import Spot, blob, disc, join, place, stroke

PUPIL = {"open": (7.5, 1.9), "down": (7.6, 1.5), "away": (7.7, 2.3)}  # where the eye looks
LIPS = -5.3  # height of the line between the lips
TEETH = (3.0, 4.1, 5.2, 6.3, 7.3)  # where a tooth ends and the next begins, from back to front
MOUTH = "#6b757a"


@dataclass(frozen=True)
class HeadPose:
    """Where a head is: its ear, its turn (degrees, counter-clockwise), the eyes, and the jaw.

    `teeth` is their distance in cm behind closed lips; None clenches them.
    """

    at: Spot
    turn: float
    eyes: Eyes = "open"
    teeth: float | None = 0.0


class SideHead:
    """The shapes of a head in the scene."""

    def __init__(self, pose: HeadPose, hair: str) -> None:
        self.pose, self.style = pose, hair
        self.face = self._put(Polygon(_profile(pose.teeth or 0.0)).buffer(0))
        locks = [self._put(blob(lock)) for lock in shapes().hair[hair]]
        # The first lock is the hair on the head itself; a bun or tail shows nothing of how the head moved.
        self.hair, self.cap = join(*locks), locks[0]
        self.profile: LineString = self._put(stroke(_front_of_face(pose.teeth or 0.0)))
        self.ear = self._put(blob(shapes().profile.ear))
        self.jaw = self._put(stroke(_lowered(shapes().profile.jaw, pose.teeth or 0.0)))
        self.outline = join(self.face, self.hair)

    def _put(self, shape: BaseGeometry) -> BaseGeometry:
        return place(shape, self.pose.at, self.pose.turn)

    def spot(self, x: float, y: float) -> Spot:
        """A place of the head (cm from the ear) in the scene."""
        put = self._put(Point(x, y))
        return (put.x, put.y)

    @property
    def skull(self) -> BaseGeometry:
        """The head without the face: what may be rounded together with the neck."""
        return self._put(blob([*shapes().profile.skull, (6.0, 9.0), (5.0, 0.0), (3.0, -6.0)])).intersection(
            self.face
        )

    def draw_features(self, canvas: Canvas, skin: str, hair_tone: str) -> None:
        """Hair, ear, eye, brow, mouth; fewer and larger strokes when the head is small."""
        canvas.shape(self.hair, hair_tone, INNER)
        canvas.shape(self.ear, skin, FINE)
        canvas.line(
            self._put(stroke([(9.5, -5.3), (8.4, -5.4), (7.3, -4.8)])), FINE if canvas.near else INNER
        )
        self._draw_eye(canvas)
        if canvas.near and self.pose.teeth != 0.0:
            self._draw_teeth(canvas, self.pose.teeth or 0.0)
        if canvas.near:
            canvas.line(self._put(stroke([(9.3, -3.1), (8.7, -2.6), (8.9, -1.7)])), FINE)
            canvas.line(self._put(stroke([(5.9, 4.9), (7.2, 5.5), (8.7, 5.0)])), INNER)

    def _draw_eye(self, canvas: Canvas) -> None:
        if self.pose.eyes == "closed":
            canvas.line(self._put(stroke([(6.0, 1.9), (7.2, 1.3), (8.2, 1.8)])), INNER)
        elif canvas.near:
            canvas.line(self._put(stroke([(5.8, 1.9), (7.2, 2.9), (8.2, 2.5)])), INNER)
            canvas.area(self._put(disc(PUPIL[self.pose.eyes], 0.62)), INK)
            canvas.line(self._put(stroke([(6.4, 1.2), (7.4, 1.1), (8.0, 1.4)])), FINE)
        else:
            canvas.area(self._put(disc((7.3, 2.1), 0.85)), INK)

    def _draw_teeth(self, canvas: Canvas, apart: float) -> None:
        """Both rows of teeth, seen through the cheek: whether they touch is not to be seen on closed lips."""
        upper, lower = -5.0, -5.0 - apart
        back, front = TEETH[0], TEETH[-1]
        inside = [(back - 0.9, -5.0), (back, -3.1), (front, -3.1), (front + 0.8, -5.0), (front, lower - 1.9),
                  (back, lower - 1.9)]  # fmt: skip
        canvas.shape(self._put(blob(inside)), MOUTH, FINE)
        for left, right in pairwise(TEETH):
            for low, high in ((upper, upper + 1.4), (lower - 1.4, lower)):
                canvas.shape(self._put(box(left, low, right, high).buffer(-0.1).buffer(0.1)), "#fff", FINE)


def _profile(teeth: float) -> list[Spot]:
    profile = shapes().profile
    spots = [*profile.face, *_lowered(profile.chin, teeth), *profile.skull]
    return list(blob(spots, 6).exterior.coords)


def _front_of_face(teeth: float) -> list[Spot]:
    """From the hairline to under the chin."""
    profile = shapes().profile
    return [*profile.face, *_lowered(profile.chin[:5], teeth)]


def _lowered(spots: Sequence[Spot], teeth: float) -> list[Spot]:
    """The jaw, lower by so many cm at the chin: less towards its joint, and hardly at the closed lips."""
    return [(x, y - teeth * _share(x / 8) * _share((LIPS - y) / 2.5)) for x, y in spots]


def _share(part: float) -> float:
    return min(max(part, 0.0), 1.0)
