"""One drawing as plain SVG: outlines, tones, arrows. No text is ever drawn inside."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape

from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from reports.drawing.geometry import Spot, longer_than

INK, ARROW, GHOST = "#1c272b", "#0a4f58", "#57666c"
PRINTED = 50.0  # mm: the longest side of a drawing when the line widths below are met
CONTOUR, INNER, FINE, DASHED, BOLD = 0.55, 0.42, 0.36, 0.42, 1.15  # mm at that size


@dataclass
class Canvas:
    """A window on the scene: x, y of its lower left corner, width and height in cm."""

    window: tuple[float, float, float, float]
    title: str
    description: str
    items: list[str] = field(default_factory=list)

    @property
    def unit(self) -> float:
        """Centimetres of the scene in one printed millimetre."""
        return max(self.window[2:]) / PRINTED

    @property
    def near(self) -> bool:
        """Whether this is a close-up, in which fingers and eyelids are large enough to draw."""
        return self.unit < 1.6

    def line(self, shape: BaseGeometry, width: float = INNER, color: str = INK, dash: str = "") -> None:
        """Strokes the outline of an area, or a line."""
        line = shape if shape.geom_type.endswith("LineString") else shape.boundary
        self._path(line.intersection(self._frame()), "none", color, width, dash)

    def area(self, shape: BaseGeometry, tone: str) -> None:
        """Fills an area; no outline."""
        self._path(shape.intersection(self._frame()), tone)

    def shape(self, shape: BaseGeometry, tone: str = "#fff", width: float = CONTOUR) -> None:
        """An area with its outline. Where the window cuts it there is no line."""
        self.area(shape, tone)
        self.line(shape, width)

    def ghost(self, start: BaseGeometry, now: BaseGeometry) -> None:
        """Where a line was at the start, dashed, as far as the body does not cover it now."""
        left = start.difference(now.buffer(0.7 * self.unit))
        unit = self.unit
        self.line(longer_than(left, 3.2 * unit), DASHED, GHOST, f"{1.3 * unit:.2f} {1.1 * unit:.2f}")

    def guide(self, spots: Sequence[Spot]) -> None:
        """A dashed line that a movement follows."""
        dash = f"{1.6 * self.unit:.2f} {1.2 * self.unit:.2f}"
        self.line(LineString(spots), INNER, ARROW, dash)

    def arrow(self, spots: Sequence[Spot], width: float = BOLD) -> None:
        """A thick arrow along the spots, with a white edge so that it is seen over any tone."""
        size = 3.1 * width * self.unit
        line = LineString(spots)
        tip = spots[-1]
        base = line.interpolate(max(line.length - size, 0.01))
        angle = math.atan2(tip[1] - base.y, tip[0] - base.x)
        wings = [_polar(tip, angle + math.pi + side, size * 1.12) for side in (0.55, -0.55)]
        shaft = LineString([*[s for s in spots[:-1] if line.project(Point(s)) < line.length - size], base])
        head = LineString([wings[0], tip, wings[1], wings[0]])
        for color, extra in (("#fff", 0.9), (ARROW, 0.0)):
            self._path(shaft, "none", color, width + extra)
            self._path(head, color, color, FINE + extra)

    def _frame(self) -> BaseGeometry:
        x, y, width, height = self.window
        return box(x, y, x + width, y + height)

    def _path(
        self, shape: BaseGeometry, fill: str, color: str = "", width: float = 0.0, dash: str = ""
    ) -> None:
        d = "".join(self._rings(shape))
        if not d:
            return
        line = f' stroke="{color}" stroke-width="{width * self.unit:.2f}"' if color else ""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.items.append(f'<path d="{d}" fill="{fill}"{line}{dashes}/>')

    def _rings(self, shape: BaseGeometry) -> list[str]:
        kind = shape.geom_type
        if kind == "Polygon":
            return [self._ring(ring, "Z") for ring in (shape.exterior, *shape.interiors) if ring.length]
        if kind in ("LineString", "LinearRing"):
            return [self._ring(shape, "Z" if shape.is_ring else "")] if shape.length else []
        return [d for part in getattr(shape, "geoms", []) for d in self._rings(part)]

    def _ring(self, ring: BaseGeometry, end: str) -> str:
        """A path of steps, which is shorter than one of places; rounded before, so that the steps add up."""
        left, bottom, _width, height = self.window
        fine = 100 if self.near else 10
        coords = list(ring.simplify(0.035 * self.unit).coords)
        spots = [(round((x - left) * fine), round((bottom + height - y) * fine)) for x, y in coords]
        steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(spots)]
        steps = [step for step in (steps[:-1] if end else steps) if step != (0, 0)]
        numbers = "".join(_spaced(_short(n / fine, 2)) for step in steps for n in step).strip()
        return f"M{_short(spots[0][0] / fine, 2)} {_short(spots[0][1] / fine, 2)}l{numbers or '0 0'}{end}"

    def svg(self) -> str:
        """The whole file."""
        width, height = (_short(side, 1) for side in self.window[2:])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'aria-labelledby="t d" stroke-linejoin="round" stroke-linecap="round">\n'
            f'<title id="t">{escape(self.title)}</title>\n<desc id="d">{escape(self.description)}</desc>\n'
            + "\n".join(self.items)
            + "\n</svg>\n"
        )


def _short(number: float, places: int) -> str:
    text = f"{number:.{places}f}".rstrip("0").rstrip(".")
    if text in ("-0", "0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def _spaced(text: str) -> str:
    return text if text.startswith("-") else f" {text}"


def _polar(centre: Spot, angle: float, distance: float) -> Spot:
    return (centre[0] + distance * math.cos(angle), centre[1] + distance * math.sin(angle))
