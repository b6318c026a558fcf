"""A head that has turned about 50 degrees to the right of the picture, between front and profile."""

from reports.drawing.body import Eyes, shapes
from reports.drawing.canvas import FINE, INK, INNER, Canvas
from reports.drawing.front_head import FrontHead
from reports.drawing.geometry import Spot, blob, disc, join

# Both eyes: middle, half width. The far one is foreshortened.
EYES = ((2.7, 1.5), (6.5, 0.9))


class TurnedHead(FrontHead):
    """Origin between the ears, in cm; the hair of `turned_hair` covers the ear."""

    def __init__(self, at: Spot, turn: float, hair: str) -> None:
        super().__init__(at, turn, hair, behind=False)
        self.face = self._put(blob(shapes().turned_face))
        self.locks = [self._put(blob(lock)) for lock in shapes().turned_hair[hair]]
        self.outline = join(self.face, *self.locks)

    def draw(self, canvas: Canvas, skin: str, hair_tone: str, eyes: Eyes) -> None:
        """Face, hair, and the features on the side to which the head has turned."""
        canvas.shape(self.face, skin)
        for lock in self.locks:
            canvas.shape(lock, hair_tone, INNER)
        self._line(canvas, [(2.4, -5.3), (4.2, -5.5), (5.3, -5.4), (6.6, -5.2)], INNER)
        if not canvas.near:
            self._line(canvas, [(5.2, 0.6), (6.9, -2.4), (4.8, -2.8)], INNER)
            for x, _half in EYES:
                canvas.area(self._put(disc((x, 1.8), 0.85)), INK)
            return
        self._line(canvas, [(5.0, 1.4), (5.9, -0.6), (7.0, -2.2), (6.4, -3.0), (4.8, -2.7)], FINE)
        for x, half in EYES:
            self._line(canvas, [(x - half, 4.3), (x, 4.9), (x + half, 4.2)], INNER)
            self._line(canvas, [(x - half, 1.6), (x, 2.7), (x + half, 1.9)], INNER)
            canvas.area(self._put(disc((x + 0.2 * half, 1.7), 0.75)), INK)
