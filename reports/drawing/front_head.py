"""Heads seen from the front and from behind: origin between the ears, in cm, y upwards."""

from collections.abc import Sequence

from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from reports.drawing.body import Eyes, shapes
from reports.drawing.canvas import FINE, INK, INNER, Canvas
from reports.drawing.geometry import Spot, blob, disc, join, place, stroke

JAW_FROM = -2.5  # cm: what lies below it moves with the jaw


class FrontHead:
    """The shapes of a head in the scene: `turn` counter-clockwise, `mouth` the teeth apart in cm."""

    def __init__(self, at: Spot, turn: float, hair: str, behind: bool, mouth: float = 0.0) -> None:
        self.at, self.turn, self.style, self.behind, self.mouth = at, turn, hair, behind, mouth
        shown = box(-20, -4 if behind else -30, 20, 20)
        half = [(x, self._opened(y)) for x, y in shapes().front_face]
        face = blob([*half, *[(-x, y) for x, y in reversed(half[1:-1])]])
        self.face = self._put(face.intersection(shown))
        ear = shapes().front_ear
        self.ears = self._put(join(blob(ear), blob([(-x, y) for x, y in ear])))
        locks = (shapes().back_hair if behind else shapes().front_hair)[hair]
        self.locks = [self._put(blob(lock)) for lock in locks]
        ears = [] if hair == "bob" else [self.ears]
        self.outline = join(self.face, *ears, *self.locks)

    def _opened(self, y: float) -> float:
        return y - self.mouth * min(max((JAW_FROM - y) / 4, 0.0), 1.0)

    def _put(self, shape: BaseGeometry) -> BaseGeometry:
        return place(shape, self.at, self.turn)

    def spot(self, x: float, y: float) -> Spot:
        """A place of the head (cm from between the ears) in the scene."""
        put = self._put(Point(x, y))
        return (put.x, put.y)

    def draw(self, canvas: Canvas, skin: str, hair_tone: str, eyes: Eyes) -> None:
        """Ears, face and hair; from the front also eyes, nose and mouth."""
        if self.style != "bob":
            canvas.shape(self.ears, skin, INNER)
        canvas.shape(self.face, skin)
        for lock in self.locks:
            canvas.shape(lock, hair_tone, INNER)
        if not self.behind:
            self._draw_eyes(canvas, eyes)
            self._draw_nose_and_mouth(canvas)

    def _draw_eyes(self, canvas: Canvas, eyes: Eyes) -> None:
        for side in (-1, 1):
            if canvas.near:
                self._line(canvas, [(side * 1.7, 4.1), (side * 3.6, 4.9), (side * 5.4, 4.2)], INNER)
            if eyes == "closed":
                self._line(canvas, [(side * 2.0, 1.8), (side * 3.4, 1.2), (side * 4.9, 1.9)], INNER)
            elif canvas.near:
                self._line(canvas, [(side * 1.9, 1.6), (side * 3.3, 2.7), (side * 5.0, 1.9)], INNER)
                self._line(canvas, [(side * 2.4, 1.0), (side * 3.4, 0.7), (side * 4.5, 1.2)], FINE)
                canvas.area(self._put(disc((side * 3.4, 1.7), 0.8)), INK)
            else:
                canvas.area(self._put(disc((side * 3.3, 1.8), 0.9)), INK)

    def _draw_nose_and_mouth(self, canvas: Canvas) -> None:
        if canvas.near:
            self._line(canvas, [(0.7, 0.9), (0.9, -0.8), (1.7, -2.4)], FINE)
            self._line(canvas, [(-1.6, -2.4), (-0.8, -3.0), (0.0, -2.8), (0.8, -3.0), (1.6, -2.4)], FINE)
        else:
            self._line(canvas, [(-0.9, -2.3), (0.1, -2.8), (1.1, -2.3)], INNER)
        if self.mouth < 0.8:
            self._line(canvas, [(-2.7, -5.2), (-1.2, -5.5), (0, -5.4), (1.2, -5.5), (2.7, -5.2)], INNER)
            if canvas.near:
                self._line(canvas, [(-1.2, -6.9), (0, -7.2), (1.2, -6.9)], FINE)
            return
        low = -5.4 - self.mouth
        side = [(1.1, -4.8), (1.8, -5.6), (1.9, low + 1.2), (1.1, low + 0.2)]
        hole = [(0, -4.6), *side, (0, low), *[(-x, y) for x, y in reversed(side)]]
        inner = self._put(blob(hole))
        canvas.shape(inner, "#6b757a", INNER)
        canvas.area(
            self._put(blob([(-1.4, -4.6), (1.4, -4.6), (1.2, -5.5), (-1.2, -5.5)])).intersection(inner),
            "#fff",
        )

    def _line(self, canvas: Canvas, spots: Sequence[Spot], width: float) -> None:
        canvas.line(self._put(stroke(spots)), width)
