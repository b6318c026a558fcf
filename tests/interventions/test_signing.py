"""Signing freezes the plan; what is missing is named; a second signing changes nothing."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import save_answers
from interventions.case.current import current_board
from interventions.case.facts import episode_facts
from interventions.models import Plan, PlanState
from interventions.plan import actions
from interventions.plan.problems import PlanProblem
from interventions.plan.record import record_of
from tests.dossiers import GOAL, MEASURE, agree

pytestmark = pytest.mark.db


def problems(plan: Plan) -> list[str]:
    plan = Plan.objects.get(pk=plan.pk)
    return actions.signing_problems(plan, current_board(plan.episode))


def test_signing_keeps_facts_record_ruleset_and_content(alice: User, draft: Plan) -> None:
    facts = episode_facts(draft.episode)
    plan = actions.sign_plan(plan=draft, by=alice)
    board = current_board(draft.episode)
    assert (plan.state, plan.signed_by) == (PlanState.SIGNED, alice)
    assert plan.facts == facts
    assert plan.facts["treatment_goals"] == [{"description": GOAL, "measure": MEASURE}]
    assert plan.facts["shared_decision_recorded"] is True
    assert plan.record == record_of(board.advice)
    assert plan.ruleset_sha256 == board.advice.ruleset.sha256
    assert plan.content is not None
    assert [card["id"] for card in plan.content["cards"]] == ["neck_programme", "education"]
    assert plan.content["goals"][0]["text"] == GOAL
    assert AuditEvent.objects.filter(action="plan.sign", object_id=plan.pk).count() == 1


def test_signing_twice_is_refused_and_changes_nothing(alice: User, draft: Plan) -> None:
    actions.sign_plan(plan=draft, by=alice)
    signed_at = Plan.objects.get(pk=draft.pk).signed_at
    with pytest.raises(ValidationError):
        actions.sign_plan(plan=draft, by=alice)
    assert Plan.objects.get(pk=draft.pk).signed_at == signed_at
    assert AuditEvent.objects.filter(action="plan.sign").count() == 1


def test_a_signed_plan_does_not_change_with_the_answers(alice: User, draft: Plan) -> None:
    plan = actions.sign_plan(plan=draft, by=alice)
    save_answers(episode=plan.episode, by=alice, values={"neck_complaints": False})
    again = Plan.objects.get(pk=plan.pk)
    assert (again.facts, again.record, again.content) == (plan.facts, plan.record, plan.content)


@pytest.mark.parametrize("field", ["content", "facts", "record", "agreement"])
def test_the_database_refuses_to_change_a_signed_plan(alice: User, draft: Plan, field: str) -> None:
    plan = actions.sign_plan(plan=draft, by=alice)
    with pytest.raises(DatabaseError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**{field: "{}"})


def test_a_new_plan_supersedes_when_it_is_signed(alice: User, draft: Plan) -> None:
    first = actions.sign_plan(plan=draft, by=alice)
    second = actions.start_plan(episode=draft.episode, by=alice)
    assert Plan.objects.get(pk=first.pk).state == PlanState.SIGNED
    actions.sign_plan(plan=agree(draft.episode, alice), by=alice)
    assert Plan.objects.get(pk=first.pk).state == PlanState.SUPERSEDED
    assert Plan.objects.get(pk=second.pk).number == 2


def test_a_new_plan_begins_with_what_was_decided(alice: User, draft: Plan) -> None:
    actions.sign_plan(plan=draft, by=alice)
    plan = actions.start_plan(episode=draft.episode, by=alice)
    assert {row.card for row in plan.decisions.all()} == {"neck_programme", "education"}
    assert [goal.text for goal in plan.goals.all()] == [GOAL]
    assert (plan.consent, plan.evaluation_on) == (False, None)
    assert actions.start_plan(episode=draft.episode, by=alice) == plan


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"goals": []}, "doel"),
        ({"evaluation_on": None}, "evaluatiemoment"),
        ({"evaluation_on": dt.date(2026, 1, 1)}, "verleden"),
        ({"contact": ""}, "belt bij vragen"),
        ({"consent": False}, "instemt"),
    ],
)
def test_what_is_missing_is_named(alice: User, draft: Plan, changes: dict[str, Any], sentence: str) -> None:
    assert problems(draft) == []
    agree(draft.episode, alice, **changes)
    (problem,) = problems(draft)
    assert sentence in problem
    with pytest.raises(PlanProblem):
        actions.sign_plan(plan=draft, by=alice)


def test_a_plan_without_advice_is_no_plan(alice: User, draft: Plan) -> None:
    for card in ("neck_programme", "education"):
        actions.withdraw_decision(episode=draft.episode, card=card, by=alice)
    assert problems(draft) == ["Neem minstens één advies over."]


def test_an_advice_that_no_longer_holds_stops_the_signing(alice: User, draft: Plan) -> None:
    actions.accept_advice(
        episode=draft.episode, card="mindfulness_act", components=None, dose=None, note="", by=alice
    )
    assert problems(draft) == []
    save_answers(episode=draft.episode, by=alice, values={"headache_days_per_month": 3})
    assert any("geldt niet meer" in problem for problem in problems(draft))


def test_a_red_flag_stops_the_signing(alice: User, draft: Plan) -> None:
    save_answers(episode=draft.episode, by=alice, values={"rf_thunderclap": True})
    (problem,) = problems(draft)
    assert "stoppen of te verwijzen" in problem
    with pytest.raises(PlanProblem):
        actions.sign_plan(plan=draft, by=alice)
    assert Plan.objects.get(pk=draft.pk).is_draft


def test_a_team_member_does_not_sign(bob: User, draft: Plan) -> None:
    with pytest.raises(PermissionDenied):
        actions.sign_plan(plan=draft, by=bob)


def test_goals_are_replaced_and_numbered(alice: User, draft: Plan) -> None:
    goals = [{"text": ""}, {"text": "Fietsen"}, {"text": "Slapen", "due_on": timezone.localdate()}]
    agree(draft.episode, alice, goals=goals)
    assert [goal.text for goal in draft.current_goals] == ["Fietsen", "Slapen"]
    assert [goal.text for goal in draft.withdrawn_goals] == [GOAL], "nothing is deleted"
