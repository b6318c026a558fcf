"""Taking over, adapting, declining and putting back: checked, harmless when repeated, audited."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.facts import episode_facts
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, DeclineReason, EpisodeStatus, Plan
from interventions.plan import actions
from interventions.plan.problems import PlanProblem
from tests.interventions.patients import MIGRAINE, NECK, episode_of

pytestmark = pytest.mark.db

AEROBIC = "aerobic_training"


@pytest.fixture
def episode(alice: User) -> Episode:
    """The worked patient with migraine."""
    return episode_of(MIGRAINE, alice)


def accept(episode: Episode, by: User, card: str = AEROBIC, **changes: Any) -> Decision:
    values: dict[str, Any] = {"components": None, "dose": None, "note": ""}
    return actions.accept_advice(episode=episode, card=card, by=by, **(values | changes))


def acts(episode: Episode) -> list[str]:
    """What the trail says was done with the plan."""
    done = AuditEvent.objects.filter(episode_id=episode.pk).order_by("at", "pk")
    return [act for act in done.values_list("action", flat=True) if act.startswith(("plan.", "decision."))]


def test_taking_over_puts_components_and_dose_into_the_plan(alice: User, episode: Episode) -> None:
    decision = accept(episode, alice)
    assert decision.choice == DecisionKind.ACCEPTED
    assert decision.components == [AEROBIC]
    facts = episode_facts(episode)
    assert facts["planned_interventions"] == [AEROBIC]
    assert (facts["aerobic_sessions_per_week"], facts["aerobic_minutes_per_session"]) == (3, 40)
    assert acts(episode) == ["plan.start", "decision.accepted"]


def test_taking_over_twice_is_one_decision(alice: User, episode: Episode) -> None:
    first, second = accept(episode, alice), accept(episode, alice)
    assert first == second
    assert Plan.objects.count() == 1
    assert acts(episode) == ["plan.start", "decision.accepted"]


def test_a_late_second_press_keeps_what_was_adapted(alice: User, episode: Episode) -> None:
    accept(episode, alice, dose={AEROBIC: {"sessions_per_week": 2}}, note="Op de fiets")
    decision = accept(episode, alice)
    assert decision.choice == DecisionKind.ADAPTED
    assert (decision.dose[AEROBIC]["sessions_per_week"], decision.note) == (2, "Op de fiets")


def test_other_components_are_an_adaptation(alice: User, episode: Episode) -> None:
    decision = accept(episode, alice, components=[AEROBIC, "graded_activity", "unknown"])
    assert decision.choice == DecisionKind.ADAPTED
    assert decision.components == [AEROBIC, "graded_activity"]


def bounds() -> list[tuple[str, str, float, float]]:
    return [
        (dose.id, part.id, part.min, part.max)
        for dose in get_knowledge().doses.values()
        for part in dose.parts
    ]


@pytest.mark.parametrize(("dose", "part", "low", "high"), [row for row in bounds() if row[0] == AEROBIC])
def test_a_dose_holds_at_both_bounds_and_not_beyond(
    alice: User, episode: Episode, dose: str, part: str, low: float, high: float
) -> None:
    for value in (low, high):
        assert accept(episode, alice, dose={dose: {part: value}}).dose[dose][part] == value
    stored = Decision.objects.get().dose
    for value in (low - 1, high + 1):
        with pytest.raises(PlanProblem, match="kies een waarde van"):
            accept(episode, alice, dose={dose: {part: value}})
    assert Decision.objects.get().dose == stored


def test_a_card_that_is_not_offered_is_refused(alice: User, episode: Episode) -> None:
    with pytest.raises(PlanProblem, match="geldt niet"):
        accept(episode, alice, card="neck_programme")
    assert not Plan.objects.exists()


def test_nothing_is_taken_over_while_something_blocks(alice: User, episode: Episode) -> None:
    save_answers(episode=episode, by=alice, values={"rf_thunderclap": True})
    with pytest.raises(PlanProblem, match="geen behandeladvies"):
        accept(episode, alice)
    with pytest.raises(PlanProblem, match="geen behandeladvies"):
        actions.decline_advice(episode=episode, card=AEROBIC, reason_code="other", reason="", by=alice)
    assert not Plan.objects.exists()


def test_declining_needs_a_reason(alice: User, episode: Episode) -> None:
    with pytest.raises(PlanProblem, match="Kies waarom"):
        actions.decline_advice(episode=episode, card=AEROBIC, reason_code="", reason="nee", by=alice)
    assert not Decision.objects.exists()


def test_a_declined_advice_is_not_in_the_plan(alice: User, episode: Episode) -> None:
    accept(episode, alice)
    actions.decline_advice(
        episode=episode, card=AEROBIC, reason_code=DeclineReason.NOT_FEASIBLE, reason="gips", by=alice
    )
    assert Decision.objects.get().choice == DecisionKind.DECLINED
    assert "planned_interventions" not in episode_facts(episode)
    assert acts(episode)[-1] == "decision.declined"


def test_putting_back_leaves_the_card_undecided(alice: User, episode: Episode) -> None:
    accept(episode, alice)
    actions.withdraw_decision(episode=episode, card=AEROBIC, by=alice)
    actions.withdraw_decision(episode=episode, card=AEROBIC, by=alice)
    assert not Decision.objects.exists()
    assert acts(episode) == ["plan.start", "decision.accepted", "decision.withdraw"]


def test_a_team_member_decides_nothing(alice: User, bob: User, episode: Episode) -> None:
    with pytest.raises(PermissionDenied):
        accept(episode, bob)
    assert not Plan.objects.exists()


def test_another_centre_decides_nothing(charlie: User, episode: Episode) -> None:
    with pytest.raises(PermissionDenied):
        accept(episode, charlie)


def test_a_decision_reaches_the_caseload(alice: User) -> None:
    episode = episode_of(NECK, alice, anticoagulant_use=True)
    before = EpisodeStatus.objects.get(episode=episode).refreshed_at
    accept(episode, alice, card="neck_programme")
    assert EpisodeStatus.objects.get(episode=episode).refreshed_at > before
