"""Every write of this step leaves its row in the trail, and does not stand when that row cannot be made."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from interventions.advice.board import build_board
from interventions.case.current import current
from interventions.case.facts import episode_facts
from interventions.case.status import see_urgency
from interventions.engine import advise
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus, Plan
from interventions.plan import actions
from interventions.plan.agreed import AgreedCard
from interventions.plan.alternatives import Part, alternatives_with, choice_print
from tests.dossiers import agree

pytestmark = pytest.mark.db

Act = Callable[[Plan, User], Any]


@dataclass(frozen=True)
class Case:
    """One act and the rows that it leaves."""

    act: Act
    rows: tuple[str, ...]


def accept(plan: Plan, by: User) -> None:
    actions.accept_advice(
        episode=plan.episode, card="manual_techniques", components=None, dose=None, note="", by=by
    )


def choose(plan: Plan, by: User) -> None:
    """Tips with the tuck of the chin stand instead of the neck programme, which is in the plan."""
    now, card = current(plan.episode), "self_care"
    seen = choice_print(now.decisions, alternatives_with(now.board, now.decisions, card), card)
    without = [Part("neck_programme")]
    actions.choose_alternative(episode=plan.episode, card=card, without=without, by=by, seen=seen)


def decline(plan: Plan, by: User) -> None:
    actions.decline_advice(episode=plan.episode, card="education", reason_code="other", reason="later", by=by)


def withdraw(plan: Plan, by: User) -> None:
    actions.withdraw_decision(episode=plan.episode, card="education", by=by)


def agree_otherwise(plan: Plan, by: User) -> None:
    agree(plan.episode, by, agreement="Anders")


def agree_on_card(plan: Plan, by: User) -> None:
    actions.agree_on_card(
        episode=plan.episode,
        card="neck_programme",
        agreed=AgreedCard(days=(0, 1, 3)),
        parts={},
        by=by,
        now=current(plan.episode),
    )


def keep_default(plan: Plan, by: User) -> None:
    agreed = AgreedCard(step=2)
    actions.save_centre_default(episode=plan.episode, card="neck_programme", agreed=agreed, by=by)


def answer(plan: Plan, by: User) -> None:
    actions.save_plan_answers(episode=plan.episode, values={"consult_time_sufficient": True}, by=by)


def tick(plan: Plan, by: User) -> None:
    actions.tick_good_care(episode=plan.episode, by=by)


def untick(plan: Plan, by: User) -> None:
    with transaction.atomic():
        tick(plan, by)
        actions.untick_good_care(episode=plan.episode, by=by)


def acknowledge(plan: Plan, by: User) -> None:
    knowledge, facts = get_knowledge(), episode_facts(plan.episode) | {"phq9_item9": 1}
    actions.acknowledge_safety(
        board=build_board(knowledge, advise(knowledge.ruleset, facts)),
        episode=plan.episode,
        rule="suicide-signal-protocol-now",
        action_taken="gebeld",
        submission=uuid.uuid4(),
        by=by,
    )


def correct(plan: Plan, by: User) -> None:
    with transaction.atomic():
        acknowledge(plan, by)
        actions.correct_acknowledgement(
            acknowledgement=plan.episode.acknowledgements.get(),
            action_taken="gebeld en genoteerd",
            submission=uuid.uuid4(),
            by=by,
        )


def void(plan: Plan, by: User) -> None:
    with transaction.atomic():
        acknowledge(plan, by)
        row = plan.episode.acknowledgements.get()
        actions.void_acknowledgement(acknowledgement=row, by=by, reason="verkeerde patiënt")


def write_hypothesis(plan: Plan, by: User) -> None:
    actions.write_hypothesis(episode=plan.episode, text="De nek", approach="bottom_up", based_on=0, by=by)


def see(plan: Plan, by: User) -> None:
    with transaction.atomic():
        EpisodeStatus.objects.filter(episode=plan.episode).update(urgency_edition="2026.12.5")
        see_urgency(episode=plan.episode, by=by)


def sign(plan: Plan, by: User) -> None:
    actions.sign_plan(plan=plan, by=by)


CASES = {
    "accept": Case(accept, ("decision.accepted",)),
    "choose": Case(choose, ("decision.accepted", "decision.withdraw")),
    "decline": Case(decline, ("decision.declined",)),
    "withdraw": Case(withdraw, ("decision.withdraw",)),
    "tick": Case(tick, ("decision.accepted",)),
    "untick": Case(untick, ("decision.withdraw", "decision.accepted")),
    "agree": Case(agree_otherwise, ("plan.agree",)),
    "agree_on_card": Case(agree_on_card, ("decision.agree",)),
    "keep_default": Case(keep_default, ("centre_default.save",)),
    "answer": Case(answer, ("plan_answers.save",)),
    "acknowledge": Case(acknowledge, ("safety.acknowledge",)),
    "void": Case(void, ("safety.void", "safety.acknowledge")),
    "correct": Case(correct, ("safety.correct", "safety.acknowledge")),
    "write_hypothesis": Case(write_hypothesis, ("hypothesis.write",)),
    "see": Case(see, ("status.see",)),
    "sign": Case(sign, ("plan.sign",)),
}


def stored() -> list[Any]:
    """Every row of this step."""
    models = [model for model in apps.get_models() if model._meta.app_label == "interventions"]
    return [tuple(row.values()) for model in models for row in model._default_manager.order_by("pk").values()]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_leaves_its_row(alice: User, draft: Plan, case: Case) -> None:
    before = AuditEvent.objects.count()
    case.act(draft, alice)
    rows = AuditEvent.objects.order_by("-at")[: AuditEvent.objects.count() - before]
    assert tuple(row.action for row in rows) == case.rows
    assert {(row.actor_id, row.patient_id, row.episode_id) for row in rows} == {
        (alice.pk, draft.episode.patient_id, draft.episode_id)
    }


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_without_its_row_it_does_not_stand(
    alice: User, draft: Plan, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**values: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    for place in ("interventions.plan.actions.trail", "interventions.case.status"):
        monkeypatch.setattr(f"{place}.record", broken)
    before = stored()
    with pytest.raises(RuntimeError, match="trail"):
        case.act(draft, alice)
    assert stored() == before
