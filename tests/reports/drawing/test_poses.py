"""People are drawn as people move: joints within their limits, and a movement that is seen at 5 cm."""

import pypdfium2
import pytest
from django.conf import settings
from PIL import Image, ImageChops
from shapely.geometry import LineString
from weasyprint import HTML

from headache_cds.vocabulary.source import SourceError
from reports.drawing.body import people
from reports.drawing.canvas import Canvas
from reports.drawing.front import FrontFigure, FrontPose
from reports.drawing.heads import HeadPose, SideHead
from reports.drawing.limits import find_strained_joints
from reports.drawing.scene import read_scenes, scenes
from reports.drawing.side import SideFigure, SidePose

ASKED = """
    nod_lying nod_sitting chin_tuck head_lift neck_extension_four_point neck_turn neck_side_bend
    isometric_front isometric_side isometric_back
    shoulder_roll shoulder_blades_together row_with_band wall_slide
    upper_back_over_chair jaw_rest jaw_opening jaw_massage belly_breathing calm_sitting brisk_walking
    tennis_ball_wall cycling stairs writing sleeping warm_compress look_away
""".split()  # noqa: SIM905  a list of quoted words is harder to read
SMALL = """
    nod_lying nod_sitting chin_tuck head_lift isometric_front isometric_side isometric_back jaw_rest
    jaw_opening jaw_massage look_away
""".split()  # noqa: SIM905
IDS = [scene.id for scene in scenes()]
PRINTED, RESOLUTION, SEEN = 50, 150, 12  # mm, dots an inch, pixels that a movement is wide or high at least


def test_every_exercise_and_activity_is_drawn():
    assert sorted(IDS) == sorted(ASKED)


def test_small_movements_have_a_close_up():
    assert [scene.id for scene in scenes() if scene.id in SMALL and not scene.close] == []


def test_joints_stay_within_human_limits():
    for scene in scenes():
        for moment in (scene.start, scene.end):
            for near in (False, True):
                assert find_strained_joints(scene.joints(moment, near)) == [], scene.id


def test_a_strained_joint_is_found():
    pose = FrontPose(hip=(0, 48), tilt=60, arm=(10, -170, 0))
    assert [joint for joint, *_rest in find_strained_joints(pose)] == ["tilt", "forearm_in_picture"]


def printed() -> dict[str, Image.Image]:
    """Every committed picture as it is printed at 5 cm, in grey."""
    style = "@page{size:50mm 50mm;margin:0}img{width:50mm;height:50mm;object-fit:contain;display:block}"
    paths = sorted((settings.BASE_DIR / "static" / "print" / "drawings").glob("*.svg"))
    images = "".join(f'<img src="{path.as_uri()}" alt="">' for path in paths)
    pdf = pypdfium2.PdfDocument(HTML(string=f"<style>{style}</style>{images}").write_pdf())
    assert len(pdf) == len(paths)
    pages = [page.render(scale=RESOLUTION / 72).to_pil().convert("L") for page in pdf]
    return {path.stem: page for path, page in zip(paths, pages, strict=True)}


@pytest.mark.slow
def test_start_and_end_are_seen_to_differ():
    pages = printed()
    for scene in scenes():
        for close in ("", "-close") if scene.close else ("",):
            start, end = pages[f"{scene.id}{close}-start"], pages[f"{scene.id}{close}-end"]
            changed = ImageChops.difference(start, end).point(lambda tone: 255 if tone > 60 else 0).getbbox()
            assert changed is not None, scene.id
            assert max(changed[2] - changed[0], changed[3] - changed[1]) >= SEEN, scene.id


def test_women_and_men_of_several_ages_are_drawn():
    drawn = [people()[scene.person] for scene in scenes()]
    women = sum(person.sex == "woman" for person in drawn)
    assert 0.4 <= women / len(drawn) <= 0.6
    assert {person.hair for person in drawn} == {person.hair for person in people().values()}
    assert len({person.skin for person in drawn}) >= 3


def test_a_jaw_at_rest_drops_behind_closed_lips():
    clenched, rest = (SideHead(HeadPose((0, 0), 0, teeth=teeth), "short") for teeth in (None, 1.5))
    assert rest.face.bounds[1] < clenched.face.bounds[1] - 0.5
    assert rest.face.bounds[2:] == clenched.face.bounds[2:]


def test_a_close_up_may_be_seen_from_another_side():
    (scene,) = [scene for scene in scenes() if scene.id == "jaw_massage"]
    assert isinstance(scene.figure(scene.end), FrontFigure)
    assert isinstance(scene.figure(scene.end, near=True), SideFigure)


def test_an_arm_lies_over_what_covers_the_body():
    (scene,) = [scene for scene in scenes() if scene.id == "sleeping"]
    drawn = dict(scene.pictures())["sleeping-end.svg"].split("\n")
    skin = people()[scene.person].skin
    blanket = next(i for i, path in enumerate(drawn) if "#b7c6ca" in path)
    assert any(skin in path for path in drawn[blanket + 1 :])


def test_a_push_against_a_hand_is_two_arrows_that_meet():
    for scene in scenes():
        if not scene.id.startswith("isometric"):
            continue
        for arrows in (scene.end.arrows, scene.end.close_arrows):
            (tail, tip), (other_tail, other_tip) = [arrow["path"] for arrow in arrows]
            assert tail[1] == tip[1] == other_tail[1] == other_tip[1], scene.id
            low, high = sorted((tip[0], other_tip[0]))
            assert min(tail[0], other_tail[0]) < low < high < max(tail[0], other_tail[0]), scene.id


def test_no_arrow_is_cut_off():
    for scene in scenes():
        for moment in (scene.start, scene.end):
            for near in (False, True):
                left, bottom, width, height = scene.window_of(near)
                for line in scene.lines_of_arrows(moment, near):
                    x, y, right, top = LineString(line).bounds
                    assert left < x and bottom < y, (scene.id, near)
                    assert right < left + width and top < bottom + height, (scene.id, near)


def test_a_bun_is_left_out_of_the_dashed_outline():
    figure = SideFigure(people()["anna"], SidePose(hip=(0, 48)))
    assert figure.head.hair.bounds[0] < figure.outline.bounds[0]


def test_teeth_are_seen_through_the_cheek_only_where_a_pose_names_them():
    def count(teeth: float | None) -> int:
        canvas = Canvas((-20, -20, 40, 40), "", "")
        SideHead(HeadPose((0, 0), 0, teeth=teeth), "short").draw_features(canvas, "#fff", "#000")
        return len(canvas.items)

    assert count(None) == count(1.1) > count(0.0)


def test_a_trunk_may_bend_from_above_the_back_of_a_chair():
    low, high = (
        SideFigure(people()["femi"], SidePose(hip=(0, 48), bend=-36, bend_from=begin)) for begin in (12, 24)
    )
    assert low.spine_at(24)[0] < 0
    assert high.spine_at(24)[0] == pytest.approx(0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("person: anna", "person: nobody"),
        ("{hip: [0, 90]}", "{hip: [0, 90], tail: 3}"),
        ("[floor: {}]", "[trampoline: {}]"),
        ("seen: Zij staat.", "seen: Zij staat.\n    close_seen: Zij staat."),
        ("view: side", "view: above"),
        ("pose: {nod: 1}\n  end", "pose: {nood: 1}\n  end"),
        ("view: side", "view: front"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, wrong, said):
    good = (
        "- id: standing\n  nl: Staan\n  en: Standing\n  person: anna\n  view: side\n"
        "  window: [0, 0, 10, 10]\n"
        "  props: [floor: {}]\n  pose: {hip: [0, 90]}\n  start:\n    seen: Zij staat.\n    pose: {nod: 1}\n"
        "  end:\n    seen: Zij zit.\n    pose: {nod: 2}\n"
    )
    path = tmp_path / "poses.yaml"
    path.write_text(good, encoding="utf-8")
    assert len(read_scenes(path)) == 1
    path.write_text(good.replace(wrong, said), encoding="utf-8")
    with pytest.raises(SourceError, match=r"poses\.yaml:\d+: "):
        read_scenes(path)
