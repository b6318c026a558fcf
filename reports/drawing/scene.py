"""A drawing as it is described in poses/*.yaml: who, in which poses, among what; and its pictures as SVG."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from headache_cds.vocabulary.source import Mistake, Source, SourceError, Strict, read_yaml, validate
from reports.drawing.body import HERE, Box, people, shapes
from reports.drawing.canvas import BOLD, Canvas
from reports.drawing.front import FrontFigure, FrontPose
from reports.drawing.furniture import FURNITURE
from reports.drawing.geometry import Spot, along, stroke
from reports.drawing.props import PROPS
from reports.drawing.side import SideFigure, SidePose

Figure = SideFigure | FrontFigure
THINGS = {**PROPS, **FURNITURE}
POSES: Mapping[str, type[SidePose] | type[FrontPose]] = {
    "side": SidePose,
    "front": FrontPose,
    "back": FrontPose,
}


View = Literal["side", "front", "back"]
Items = Annotated[tuple[dict[str, Any], ...], BeforeValidator(tuple)]


class Moment(Strict):
    """The start or the end: the pose, what is seen (Dutch), props and arrows of this moment only."""

    seen: str
    pose: dict[str, Any] = {}
    props: Items = ()
    arrows: Items = ()
    close_seen: str = ""
    close_pose: dict[str, Any] = {}
    close_arrows: Items = ()
    guides: Items = ()
    close_guides: Items = ()


class Close(Strict):
    """The close-up: a window around an anchor of the start.

    With a `view` of its own it is seen from there, in the poses `pose` and `close_pose` alone.
    """

    at: str
    window: Box
    view: View | None = None
    pose: dict[str, Any] = {}


class Scene(Strict):
    """One drawing: its id, titles, person, window, and both moments; `pose` is what both share."""

    id: str
    nl: str
    en: str
    person: str
    window: Box
    start: Moment
    end: Moment
    view: View = "side"
    props: Items = ()
    ghost: Literal["none", "outside", "inside", "face"] = "outside"
    close: Close | None = None
    pose: dict[str, Any] = {}

    def figure(self, moment: Moment, near: bool = False) -> Figure:
        """The person in the pose of a moment; `near` is the close-up."""
        return _figure(self.person, self.joints(moment, near), self._turned(near) or self.view)

    def joints(self, moment: Moment, near: bool = False) -> SidePose | FrontPose:
        """The pose of a moment: what both share, and over it what is its own."""
        own = moment.close_pose if near else {}
        if self.close and (view := self._turned(near)):
            return POSES[view](**{**self.close.pose, **own})
        return POSES[self.view](**{**self.pose, **moment.pose, **own})

    def _turned(self, near: bool) -> View | None:
        """From where a close-up is seen, when not from where the whole person is."""
        return self.close.view if self.close and near else None

    def pictures(self) -> Iterator[tuple[str, str]]:
        """File name and content of every picture."""
        moments = (("start", self.start), ("end", self.end))
        for name, moment in moments:
            yield f"{self.id}-{name}.svg", self._draw(moment, near=False)
        if self.close:
            for name, moment in moments:
                yield f"{self.id}-close-{name}.svg", self._draw(moment, near=True)

    def window_of(self, near: bool) -> Box:
        """What is seen of the scene: x, y, width and height."""
        if not (near and self.close):
            return self.window
        x, y, width, height = self.close.window
        at = self.figure(self.start, near=True).anchors()[self.close.at]
        return (round(at[0] + x, 1), round(at[1] + y, 1), width, height)

    def lines_of_arrows(self, moment: Moment, near: bool) -> list[list[Spot]]:
        """The spots of each arrow in the scene."""
        anchors = self.figure(moment, near).anchors()
        return [_arrow_spots(arrow, anchors) for arrow in _arrows(moment, near)]

    def _draw(self, moment: Moment, near: bool) -> str:
        seen = moment.close_seen if near else moment.seen
        canvas = Canvas(self.window_of(near), f"{self.nl}, dichtbij" if near else self.nl, seen)
        figure, props = self.figure(moment, near), (*self.props, *moment.props)
        behind, cover, before = (_where(props, place) for place in (False, "body", True))
        _draw_props(canvas, behind, figure)
        figure.draw(canvas, lambda: _draw_props(canvas, cover, figure))
        _draw_props(canvas, before, figure)
        if moment is self.end:
            self._draw_ghost(canvas, figure, near)
        for guide in moment.close_guides if near else moment.guides:
            canvas.guide(_arrow_spots(guide, figure.anchors()))
        widths = [arrow.get("width", BOLD) for arrow in _arrows(moment, near)]
        for spots, width in zip(self.lines_of_arrows(moment, near), widths, strict=True):
            canvas.arrow(spots, width)
        return canvas.svg()

    def _draw_ghost(self, canvas: Canvas, figure: Figure, near: bool) -> None:
        """Where the person was at the start.

        `inside` also where the body has grown over it; `face` only the line from forehead to chin.
        """
        before = self.figure(self.start, near)
        if self.ghost == "outside":
            canvas.ghost(before.outline.boundary, figure.outline)
        elif self.ghost == "inside":
            canvas.ghost(before.torso.boundary, figure.torso.boundary)
        elif isinstance(before, SideFigure) and self.ghost == "face":
            canvas.ghost(before.head.profile, figure.outline)


@cache
def _figure(person: str, pose: SidePose | FrontPose, view: str) -> Figure:
    if isinstance(pose, FrontPose):
        return FrontFigure(people()[person], pose, behind=view == "back")
    return SideFigure(people()[person], pose)


def _arrows(moment: Moment, near: bool) -> Items:
    return moment.close_arrows if near else moment.arrows


def _where(props: Items, place: bool | str) -> list[Mapping[str, Any]]:
    """The props behind the person (False), over the body but under the arms (body), and before all (True)."""
    return [prop for prop in props if prop.get("front", False) == place]


def _draw_props(canvas: Canvas, props: list[Mapping[str, Any]], figure: Figure) -> None:
    """A prop whose place is the name of an anchor is put there."""
    anchors = figure.anchors()
    for prop in props:
        ((name, values),) = ((k, v) for k, v in prop.items() if k != "front")
        known = {k: anchors.get(v, v) if isinstance(v, str) else v for k, v in values.items()}
        THINGS[name](canvas, **known)


def _arrow_spots(arrow: Mapping[str, Any], anchors: Mapping[str, Spot]) -> list[Spot]:
    """An arrow is an arc (centre, radius, from, to) or a path of spots; both count from the anchor `at`."""
    x, y = anchors[arrow["at"]] if "at" in arrow else (0.0, 0.0)
    if "path" in arrow:
        spots = [(x + a, y + b) for a, b in arrow["path"]]
        return spots if len(spots) == 2 else list(stroke(spots).coords)
    centre = (x + arrow["centre"][0], y + arrow["centre"][1])
    start, end, steps = arrow["from"], arrow["to"], 24
    return [along(centre, start + (end - start) * i / steps, arrow["radius"]) for i in range(steps + 1)]


@cache
def scenes() -> tuple[Scene, ...]:
    """Every drawing of poses/*.yaml, in the order of the files. Raises SourceError with file and line."""
    return tuple(scene for path in sorted((HERE / "poses").glob("*.yaml")) for scene in read_scenes(path))


def read_scenes(path: Path) -> list[Scene]:
    """The drawings of one file. Raises SourceError for an unknown person, joint or prop, with its line."""
    source = read_yaml(path)
    found = validate(source, TypeAdapter(list[Scene]))
    mistakes = [mistake for i, scene in enumerate(found) for mistake in _mistakes(source, i, scene)]
    if mistakes:
        raise SourceError(mistakes)
    return found


def _mistakes(source: Source, i: int, scene: Scene) -> Iterator[Mistake]:
    if scene.person not in people():
        yield source.mistake((i, "person"), f"{scene.person!r} is nobody of people.yaml")
    elif people()[scene.person].hair not in shapes().turned_hair and _turns(scene):
        yield source.mistake((i, "person"), "shapes.yaml has no turned_hair for this person")
    if len({bool(scene.close), bool(scene.start.close_seen), bool(scene.end.close_seen)}) > 1:
        yield source.mistake((i,), "a close-up needs its window and close_seen of start and end")
    for name, moment in (("start", scene.start), ("end", scene.end)):
        wrong = {
            error["loc"][0]: error["msg"] for near in (False, True) for error in _strange(scene, moment, near)
        }
        for joint, said in wrong.items():
            yield source.mistake((i, name, "pose", joint), f"{joint}: {said}")
        for prop in (*scene.props, *moment.props):
            if unknown := prop.keys() - THINGS.keys() - {"front"}:
                yield source.mistake((i, "props"), f"unknown prop {', '.join(sorted(unknown))}")


def _strange(scene: Scene, moment: Moment, near: bool) -> Sequence[Any]:
    try:
        scene.joints(moment, near)
    except ValidationError as error:
        return error.errors()
    return ()


def _turns(scene: Scene) -> bool:
    return any(pose.get("turned") for pose in (scene.pose, scene.start.pose, scene.end.pose))
