"""Draws the synthesis as one picture: the headache in the middle, a box per domain with what was found.

Our own SVG with presentation attributes only (the content security policy refuses inline style), legible in
grey: a domain in which something was found has a solid line, thicker with more; one without has a thin dashed
line. Two drawings of the same picture, for a wide and for a narrow screen; the style sheet shows one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDE, NARROW = 800, 360
BOX_WIDE, BOX_NARROW = 296, 324
EDGE, GAP, TRUNK = 6, 22, 14
TITLE_SIZE, LINE_SIZE = 17, 15
TITLE_STEP, LINE_STEP = 22, 20
MARK = 24  # room for the mark before a line
WIDTH_OF_A_LETTER = 0.55  # of the size of the type
RADIUS_X, RADIUS_Y = 84, 44
LEFT_SIDE, RIGHT_SIDE = (0, 3), (1, 2)  # places of the first domains; those after stand below


@dataclass(frozen=True)
class Branch:
    """One domain: what was found, and in words how much is still unknown ('' when nothing is)."""

    title: str
    found: tuple[str, ...]
    unknown: str
    nothing: str


@dataclass(frozen=True)
class Picture:
    """What is drawn. `summary` says the whole picture in one sentence, for who cannot see it."""

    id: str
    title: str
    summary: str
    centre: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class _Box:
    branch: Branch
    x: float
    y: float
    width: float

    @property
    def title(self) -> list[str]:
        return wrap(self.branch.title, int((self.width - 24) / (TITLE_SIZE * WIDTH_OF_A_LETTER * 1.05)))

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """Each line with its mark: found, unknown, or neither."""
        room = int((self.width - 24 - MARK) / (LINE_SIZE * WIDTH_OF_A_LETTER))
        rows = [("found", wrap(text, room)) for text in self.branch.found]
        if self.branch.unknown:
            rows.append(("unknown", wrap(self.branch.unknown, room)))
        return rows or [("nothing", wrap(self.branch.nothing, room))]

    @property
    def height(self) -> float:
        return 24 + TITLE_STEP * len(self.title) + LINE_STEP * sum(len(text) for _mark, text in self.lines)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw_wide(picture: Picture) -> SafeString:
    """The headache in the middle, domains on both sides and below it."""
    places = list(enumerate(picture.branches))
    left = _stack((row for at, row in places if at in LEFT_SIDE), EDGE, EDGE, BOX_WIDE)
    right = _stack((row for at, row in places if at in RIGHT_SIDE), WIDE - EDGE - BOX_WIDE, EDGE, BOX_WIDE)
    depth = max((box.y + box.height for box in (*left, *right)), default=EDGE)
    below_x = (WIDE - BOX_WIDE) / 2
    rest = (row for at, row in places if at not in LEFT_SIDE + RIGHT_SIDE)
    below = _stack(rest, below_x, max(depth + GAP, EDGE + 2 * RADIUS_Y + 2 * GAP), BOX_WIDE)
    centre = (WIDE / 2, depth / 2)
    height = max((box.y + box.height for box in (*left, *right, *below)), default=depth) + EDGE
    lines = [
        *(_line(box, (box.x + box.width, box.middle), centre) for box in left),
        *(_line(box, (box.x, box.middle), centre) for box in right),
        *(_line(box, (WIDE / 2, box.y), centre) for box in below),
    ]
    boxes = [_box(box) for box in (*left, *right, *below)]
    return _svg(picture, "wide", (WIDE, height), [*lines, *_centre(picture, centre), *boxes])


def draw_narrow(picture: Picture) -> SafeString:
    """The headache on top, the domains under each other."""
    top = EDGE + 2 * RADIUS_Y + GAP
    boxes = _stack(picture.branches, NARROW - EDGE - BOX_NARROW, top, BOX_NARROW)
    height = max((box.y + box.height for box in boxes), default=top) + EDGE
    centre = (NARROW / 2, EDGE + RADIUS_Y)
    lines = [_elbow(box, centre) for box in boxes]
    return _svg(picture, "narrow", (NARROW, height), [*lines, *_centre(picture, centre), *map(_box, boxes)])


def _stack(branches: Iterable[Branch], x: float, y: float, width: float) -> list[_Box]:
    boxes = []
    for branch in branches:
        box = _Box(branch, x, y, width)
        boxes.append(box)
        y += box.height + GAP
    return boxes


def _svg(picture: Picture, kind: str, size: tuple[float, float], parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg class="picture picture-{kind}" viewBox="0 0 {} {}" role="img"'
        ' aria-labelledby="{id}-{kind}-t {id}-{kind}-d" fill="currentColor">'
        '<title id="{id}-{kind}-t">{}</title><desc id="{id}-{kind}-d">{}</desc>{}</svg>',
        *(*map(_round, size), picture.title, picture.summary, SafeString("".join(parts))),
        id=picture.id,
        kind=kind,
    )


def _stroke(branch: Branch) -> SafeString:
    """Thicker with more that was found; thin and dashed while nothing was."""
    if not branch.found:
        return SafeString('stroke-width="1.5" stroke-dasharray="4 5"')
    return format_html('stroke-width="{}"', 2 + min(len(branch.found), 5))


def _line(box: _Box, start: tuple[float, float], end: tuple[float, float]) -> SafeString:
    return format_html(
        '<path d="M{} {}L{} {}" stroke="currentColor" fill="none" {}/>',
        *map(_round, (*start, *end)),
        _stroke(box.branch),
    )


def _elbow(box: _Box, centre: tuple[float, float]) -> SafeString:
    return format_html(
        '<path d="M{} {}H{}V{}H{}" stroke="currentColor" fill="none" {}/>',
        *map(_round, (*centre, TRUNK, box.middle, box.x)),
        _stroke(box.branch),
    )


def _centre(picture: Picture, at: tuple[float, float]) -> Iterator[SafeString]:
    x, y = at
    yield format_html(
        '<ellipse class="picture-paper" cx="{}" cy="{}" rx="{}" ry="{}" stroke="currentColor"'
        ' stroke-width="3"/>',
        *map(_round, (x, y, RADIUS_X, RADIUS_Y)),
    )
    rows = wrap(picture.centre, 14)
    first = y + 6 - TITLE_STEP * (len(rows) - 1) / 2
    for at_row, text in enumerate(rows):
        yield format_html(
            '<text class="picture-words" x="{}" y="{}" text-anchor="middle" font-size="{}"'
            ' font-weight="bold">{}</text>',
            *(_round(x), _round(first + at_row * TITLE_STEP), TITLE_SIZE + 1, text),
        )


def _box(box: _Box) -> SafeString:
    frame = format_html(
        '<rect class="picture-paper" x="{}" y="{}" width="{}" height="{}" rx="10" stroke="currentColor" {}/>',
        *map(_round, (box.x, box.y, box.width, box.height)),
        SafeString('stroke-width="2"') if box.branch.found else _stroke(box.branch),
    )
    return SafeString("".join([frame, *_words(box)]))


def _words(box: _Box) -> Iterator[SafeString]:
    y = box.y + 12
    for text in box.title:
        y += TITLE_STEP
        yield format_html(
            '<text class="picture-words" x="{}" y="{}" font-size="{}" font-weight="bold">{}</text>',
            *(_round(box.x + 12), _round(y - 5), TITLE_SIZE, text),
        )
    for mark, rows in box.lines:
        yield _mark(mark, box.x + 19, y + 11)
        for text in rows:
            y += LINE_STEP
            yield format_html(
                '<text class="picture-words" x="{}" y="{}" font-size="{}">{}</text>',
                *(_round(box.x + 12 + (0 if mark == "nothing" else MARK)), _round(y - 4), LINE_SIZE, text),
            )


def _mark(mark: str, x: float, y: float) -> SafeString:
    """A filled disc for what was found, an open dashed one for what is unknown."""
    if mark == "found":
        return format_html('<circle cx="{}" cy="{}" r="5"/>', _round(x), _round(y))
    if mark == "unknown":
        return format_html(
            '<circle cx="{}" cy="{}" r="5" fill="none" stroke="currentColor" stroke-width="1.5"'
            ' stroke-dasharray="2 2"/>',
            *(_round(x), _round(y)),
        )
    return SafeString("")


def _round(number: float) -> str:
    return f"{round(number, 1):g}"
