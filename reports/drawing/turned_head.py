"""A head that has turned about 60 degrees to the right of the picture, between front and profile."""

from shapely.geometry.base import BaseGeometry

from reports.drawing.body import Eyes, shapes
from reports.drawing.canvas import FINE, INK, INNER, Canvas
from reports.drawing.front_head import FrontHead
from reports.drawing.geometry import Spot, blob, disc, join


class TurnedHead(FrontHead):
    """Origin between the ears, in cm; the hair of `turned_hair` covers the ear."""

    def __init__(self, at: Spot, turn: float, hair: str) -> None:
        super().__init__(at, turn, hair, behind=False)
        self.face = self._put(blob(shapes().turned_face))
        self.nose: BaseGeometry = self._put(blob(shapes().turned_nose))
        self.locks = [self._put(blob(lock)) for lock in shapes().turned_hair[hair]]
        self.outline = join(self.face, self.nose, *self.locks)

    def draw(self, canvas: Canvas, skin: str, hair_tone: str, eyes: Eyes) -> None:
        """Face, hair, and the features on the side to which the head has turned."""
        canvas.shape(join(self.face, self.nose), skin)
        for lock in self.locks:
            canvas.shape(lock, hair_tone, INNER)
        self._line(canvas, [(7.3, 2.6), (7.9, 0.6), (8.6, -0.6)], FINE)
        self._line(canvas, [(7.4, -2.2), (8.0, -3.0), (8.9, -2.9)], FINE if canvas.near else INNER)
        self._line(canvas, [(4.3, -5.2), (6.0, -5.5), (7.8, -5.2)], INNER)
        if not canvas.near:
            canvas.area(self._put(disc((4.6, 1.8), 0.9)), INK)
            return
        self._line(canvas, [(2.8, 4.3), (4.6, 5.0), (6.4, 4.2)], INNER)
        self._line(canvas, [(2.9, 1.6), (4.4, 2.7), (6.0, 1.9)], INNER)
        self._line(canvas, [(3.4, 1.0), (4.5, 0.7), (5.5, 1.2)], FINE)
        canvas.area(self._put(disc((4.8, 1.7), 0.8)), INK)
        self._line(canvas, [(7.5, 4.6), (8.3, 4.4)], INNER)
        self._line(canvas, [(7.6, 2.4), (8.3, 2.1)], INNER)
