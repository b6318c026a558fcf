"""Whether a joint is drawn beyond what a human joint does: limits.yaml."""

from collections.abc import Iterator
from functools import cache

from pydantic import TypeAdapter

from headache_cds.vocabulary.source import Strict, read_yaml, validate
from reports.drawing.body import HERE, Angles, Pair
from reports.drawing.front import FrontPose
from reports.drawing.side import SidePose

Strained = tuple[str, float, Pair]
TOWARDS_US = 0.8  # a forearm or upper arm seen shorter than this points towards us


class Limit(Strict):
    """The least and the most, and where it comes from when not from the source of the file."""

    range: Pair
    note: str = ""


@cache
def limits() -> dict[str, Limit]:
    """The limits by joint. Raises SourceError."""
    return validate(read_yaml(HERE / "limits.yaml"), TypeAdapter(dict[str, Limit]))


def find_strained_joints(pose: SidePose | FrontPose) -> list[Strained]:
    """Each joint beyond its limits: its name, the angle drawn, the limits."""
    angles = _side_angles(pose) if isinstance(pose, SidePose) else _front_angles(pose)
    found = []
    for joint, angle in angles:
        least, most = limits()[joint].range
        if not least <= angle <= most:
            found.append((joint, angle, (least, most)))
    return found


def _side_angles(pose: SidePose) -> Iterator[tuple[str, float]]:
    for joint in ("bend", "nod", "shrug", "draw_back", "glide"):
        yield joint, getattr(pose, joint)
    yield "neck_and_nod", pose.neck + pose.nod
    for arm in (pose.arm, pose.far_arm):
        yield from zip(("shoulder", "elbow", "wrist"), arm or (), strict=False)
    for leg in (pose.leg, pose.far_leg):
        yield from zip(("hip", "knee", "ankle"), leg or (), strict=False)


def _front_angles(pose: FrontPose) -> Iterator[tuple[str, float]]:
    for joint in ("side_bend", "tilt", "mouth", "shrug"):
        yield joint, getattr(pose, joint)
    yield "blades", pose.blades or 0
    arms: list[tuple[Angles, Pair]] = [(pose.arm, pose.arm_seen)]
    if pose.other_arm:
        arms.append((pose.other_arm, pose.other_seen or pose.arm_seen))
    for (abduction, forearm, wrist), seen in arms:
        yield "abduction", abduction
        yield "forearm_towards_us" if min(seen) < TOWARDS_US else "forearm_in_picture", forearm
        yield "wrist", wrist
