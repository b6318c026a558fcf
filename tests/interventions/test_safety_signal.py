"""The suicide signal asks for an acknowledgement, each time anew, and stops the signing until then (N13)."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import save_answers
from interventions.case.current import current_board
from interventions.models import Plan, SafetyAcknowledgement
from interventions.plan import actions, queries
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import acknowledgements, unacknowledged
from tests.factories import make_follow_up
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import opened

pytestmark = pytest.mark.db

RULE = "suicide-signal-protocol-now"


@pytest.fixture
def signal(alice: User, draft: Plan) -> Plan:
    """The draft plan of somebody who answered that thoughts of death came up."""
    save_answers(episode=draft.episode, by=alice, values={"phq9_item9": 1})
    return draft


def acknowledge(
    plan: Plan, by: User, text: str = "Huisarts gebeld", **more: uuid.UUID
) -> SafetyAcknowledgement:
    submission = more.get("submission", uuid.uuid4())
    return actions.acknowledge_safety(
        episode=plan.episode,
        board=current_board(plan.episode),
        rule=RULE,
        action_taken=text,
        submission=submission,
        by=by,
    )


def waiting(plan: Plan) -> list[str]:
    board = current_board(plan.episode)
    return [item.rule.id for item in unacknowledged(plan.episode, board)]


def test_an_unacknowledged_signal_refuses_the_signature(alice: User, signal: Plan) -> None:
    with pytest.raises(PlanProblem, match="veiligheidssignaal"):
        actions.sign_plan(plan=signal, by=alice)
    acknowledge(signal, alice)
    assert actions.sign_plan(plan=signal, by=alice).signed_at


def test_name_time_and_action_are_kept_and_audited(alice: User, signal: Plan) -> None:
    assert waiting(signal) == [RULE]
    row = acknowledge(signal, alice, "  Huisarts gebeld om 14:10  ")
    assert waiting(signal) == []
    assert (row.acknowledged_by, row.action_taken) == (alice, "Huisarts gebeld om 14:10")
    assert AuditEvent.objects.filter(action="safety.acknowledge", object_id=row.pk).count() == 1
    board = current_board(signal.episode)
    assert acknowledgements(signal.episode, board) == {RULE: row}


def test_posting_twice_gives_one_acknowledgement(alice: User, signal: Plan) -> None:
    token = uuid.uuid4()
    assert acknowledge(signal, alice, submission=token) == acknowledge(signal, alice, submission=token)
    assert SafetyAcknowledgement.objects.count() == 1


def test_an_empty_acknowledgement_is_none(alice: User, signal: Plan) -> None:
    with pytest.raises(PlanProblem, match="Schrijf op"):
        acknowledge(signal, alice, "   ")
    assert waiting(signal) == [RULE]


def test_a_new_answer_is_a_new_signal(alice: User, signal: Plan) -> None:
    acknowledge(signal, alice)
    save_answers(episode=signal.episode, by=alice, values={"phq9_item9": 2})
    assert waiting(signal) == [RULE]


def test_another_measurement_is_no_new_signal(alice: User, signal: Plan) -> None:
    acknowledge(signal, alice)
    make_follow_up(signal.episode, alice, followup_headache_days=3)
    assert waiting(signal) == []


@pytest.mark.parametrize(
    ("behind", "measured", "is_new"),
    [
        ("headache_days_per_month", "followup_headache_days", True),
        ("headache_days_per_month", "baseline_headache_days", True),
        ("followup_headache_days", "followup_headache_days", True),
        ("followup_headache_days", "baseline_headache_days", False),
        ("baseline_headache_days", "followup_headache_days", False),
        ("migraine_days_per_month", "migraine_days_per_month", True),
        ("hit6_score", "hit6_followup", False),
        ("phq9_item9", "followup_headache_days", False),
    ],
)
def test_a_newer_count_of_a_fact_behind_it_is_a_new_signal(
    alice: User, signal: Plan, monkeypatch: pytest.MonkeyPatch, behind: str, measured: str, is_new: bool
) -> None:
    monkeypatch.setattr(queries, "raised_by", lambda _condition, _scope: {behind})
    acknowledge(signal, alice)
    assert waiting(signal) == []
    make_follow_up(signal.episode, alice, **{measured: 40 if measured.startswith("hit6") else 9})
    assert waiting(signal) == ([RULE] if is_new else [])


def test_a_corrected_answer_behind_the_start_is_a_new_signal(
    alice: User, signal: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "raised_by", lambda _condition, _scope: {"baseline_headache_days"})
    acknowledge(signal, alice)
    save_answers(episode=signal.episode, by=alice, values={"headache_days_per_month": 9})
    assert waiting(signal) == [RULE]


def test_a_team_member_does_not_acknowledge(bob: User, signal: Plan) -> None:
    with pytest.raises(PermissionDenied):
        acknowledge(signal, bob)


def test_a_correction_keeps_the_moment_and_the_old_words(alice: User, iris: User, signal: Plan) -> None:
    first = acknowledge(signal, alice, "Huisarts gebeld om 14:10")
    new = actions.correct_acknowledgement(
        acknowledgement=first, by=iris, submission=uuid.uuid4(), action_taken="Huisarts gebeld om 15:10"
    )
    board = current_board(signal.episode)
    assert acknowledgements(signal.episode, board) == {RULE: new}
    assert new.acknowledged_at == first.acknowledged_at
    assert [row.action_taken for row in queries.corrected_from(new)] == ["Huisarts gebeld om 14:10"]
    assert AuditEvent.objects.filter(action="safety.correct", actor=iris, object_id=new.pk).count() == 1


def test_a_correction_does_not_answer_a_newer_signal(alice: User, signal: Plan) -> None:
    first = acknowledge(signal, alice)
    save_answers(episode=signal.episode, by=alice, values={"phq9_item9": 2})
    assert waiting(signal) == [RULE]
    actions.correct_acknowledgement(
        acknowledgement=first, by=alice, submission=uuid.uuid4(), action_taken="Huisarts en 113 gebeld"
    )
    assert waiting(signal) == [RULE]


def test_an_acknowledgement_is_corrected_on_its_page(alice: User, signal: Plan) -> None:
    row, client = acknowledge(signal, alice), signed_in(alice)
    page = reverse("interventions:correct_acknowledgement", args=[signal.episode_id, row.pk])
    (token,) = [part for part in opened(client, page).walk() if part.attributes.get("name") == "submission"]
    typed = {
        "submission": token.attributes["value"],
        "action_taken": "Huisarts gebeld om 15:10",
        "whole": "1",
    }
    empty = client.post(page, typed | {"action_taken": ""})
    assert empty.status_code == 422
    assert "Schrijf op wat u hebt gedaan." in read(empty.content.decode()).with_id("fouten").words
    shown = read(client.post(page, typed, follow=True).content.decode()).main().words
    assert "Huisarts gebeld om 15:10" in shown
    assert "Er stond: Huisarts gebeld" in shown


def test_an_acknowledgement_that_is_not_true_is_withdrawn(alice: User, signal: Plan) -> None:
    """Written down at the wrong patient: the signal waits again, and the words stay in the trail."""
    row, client = acknowledge(signal, alice), signed_in(alice)
    to = reverse("interventions:void_acknowledgement", args=[signal.episode_id, row.pk])
    empty = client.post(to, {"reason": "", "whole": "1"})
    assert empty.status_code == 422
    assert "Geef een reden" in read(empty.content.decode()).with_id("fouten").words
    assert waiting(signal) == []
    wrong = {"reason": "Verkeerde patiënt", "whole": "1"}
    shown = read(client.post(to, wrong, follow=True).content.decode()).main().words
    assert "Verkeerde patiënt. Er stond: Huisarts gebeld" in shown
    assert waiting(signal) == [RULE]
    assert SafetyAcknowledgement.objects.get().void_reason == "Verkeerde patiënt"
    with pytest.raises(PlanProblem, match="veiligheidssignaal"):
        actions.sign_plan(plan=signal, by=alice)


@pytest.mark.parametrize("name", ["good_care", "adapt", "choose"])
def test_a_page_to_decide_on_leads_to_the_signal_first(alice: User, signal: Plan, name: str) -> None:
    client = signed_in(alice)
    card = [] if name == "good_care" else ["education"]
    address = reverse(f"interventions:{name}", args=[signal.episode_id, *card])
    stop = reverse("interventions:advice", args=[signal.episode_id])
    assert client.get(address)["Location"].partition("#")[0] == stop
    acknowledge(signal, alice)
    if name != "choose":  # nothing to choose between here
        assert client.get(address).status_code == 200


def test_nothing_is_taken_over_while_a_signal_waits(alice: User, signal: Plan) -> None:
    actions.withdraw_decision(episode=signal.episode, card="education", by=alice)
    take: dict[str, Any] = {"components": None, "dose": None, "note": ""}
    with pytest.raises(PlanProblem, match="veiligheidssignaal"):
        actions.accept_advice(episode=signal.episode, card="education", by=alice, **take)
    with pytest.raises(PlanProblem, match="veiligheidssignaal"):
        actions.tick_good_care(episode=signal.episode, by=alice)
    assert [row.card for row in signal.decisions.all()] == ["neck_programme"]
    acknowledge(signal, alice)
    assert actions.accept_advice(episode=signal.episode, card="education", by=alice, **take)
