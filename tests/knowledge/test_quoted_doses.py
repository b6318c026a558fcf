"""Programmes of trials are read, never prescribed; a contra-advice keeps back what it contradicts."""

import pytest

from interventions.engine import Item
from interventions.knowledge import get_knowledge
from tests.interventions.patients import MIGRAINE, NECK, board_of


def item_of(case: str, rule: str, **more: object) -> Item:
    items = board_of(case, **more).advice.items
    return next(item for item in items if item.rule.id == rule)


def test_a_quoted_dose_fills_in_no_plan_fact() -> None:
    quoted = [dose for dose in get_knowledge().doses.values() if dose.quoted]
    assert len(quoted) > 1
    assert not [part for dose in quoted for part in dose.parts if part.fact]


def test_the_programme_of_a_trial_stands_on_the_card_and_is_not_its_dose() -> None:
    view = board_of(NECK).option("neck_programme")
    assert view
    assert "trial-neck-endurance-tth" in {item.rule.id for item in view.items}
    assert [dose.id for dose in view.doses] == ["neck_programme"]


@pytest.mark.parametrize(
    ("sessions", "status", "withheld_by"),
    [(3, "applies", ()), (2, "suppressed", ("aerobic-no-effect-dose",))],
)
def test_a_dose_without_effect_keeps_the_low_trial_dose_back(
    sessions: int, status: str, withheld_by: tuple[str, ...]
) -> None:
    planned = {
        "planned_interventions": ["aerobic_training"],
        "aerobic_sessions_per_week": sessions,
        "aerobic_minutes_per_session": 40,
        "aerobic_weeks": 8,
    }
    item = item_of(MIGRAINE, "trial-aerobic-twice-a-week", **planned)
    assert (item.status, item.withheld_by) == (status, withheld_by)


@pytest.mark.parametrize(
    ("planned", "status"),
    [(["articular_techniques", "neck_exercise"], "applies"), (["articular_techniques"], "suppressed")],
)
def test_hands_on_alone_is_kept_back_until_neck_training_is_planned(planned: list[str], status: str) -> None:
    assert item_of(NECK, "articular-techniques", planned_interventions=planned).status == status


def test_a_top_down_factor_turns_the_approach() -> None:
    assert item_of(NECK, "bottom-up-neck-without-sensitisation").status == "applies"
    assert item_of(NECK, "top-down-factors-lead").status == "does_not_apply"
    turned = {"poor_coping": True}
    assert item_of(NECK, "bottom-up-neck-without-sensitisation", **turned).status == "does_not_apply"
    assert item_of(NECK, "top-down-factors-lead", **turned).status == "applies"
