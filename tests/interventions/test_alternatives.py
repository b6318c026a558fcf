"""Of two alternatives a plan holds one: accepting, signing and the plan command see to it."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.models import Episode
from interventions.advice.board import Board
from interventions.case.current import current, current_board, decisions_of
from interventions.case.facts import episode_facts
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, Plan
from interventions.pages.forms import AdaptForm
from interventions.plan import actions
from interventions.plan.alternatives import (
    AlternativeProblem,
    Choice,
    Part,
    alternatives_with,
    choice_print,
    choices_of,
    groups_of,
    left_out_for,
    second_doses,
)
from interventions.plan.dosing import is_left_out
from interventions.plan.from_facts import plan_from_facts
from interventions.plan.problems import PlanProblem
from interventions.plan.seen import decision_print
from tests.dossiers import agree, seen, take_over
from tests.interventions.patients import MIGRAINE, NECK, board_for, board_of, episode_of
from tests.people import signed_in
from tests.realistic import everybody
from tests.worked import PATIENTS

VIGOROUS = "V19"
TRAINING, NORM = Part("aerobic_training"), Part("activity")
NECK_PROGRAMME, TUCK = Part("neck_programme"), Part("self_care", "chin_tuck")
MODERATE, HARD = Part("activity", "activity_norm_moderate"), Part("activity", "activity_norm_vigorous")
REALISTIC, SEED = 60, 9


def holds(content: dict[str, Any], part: Part) -> bool:
    """Whether a plan holds a part."""
    doses = {card["id"]: {dose["id"] for dose in card["doses"]} for card in content["cards"]}
    return part.card in doses and (not part.dose or part.dose in doses[part.card])


def accept(episode: Episode, card: str, by: User, **changes: Any) -> Decision:
    values: dict[str, Any] = {"components": None, "dose": None, "note": ""}
    return actions.accept_advice(episode=episode, card=card, by=by, **(values | changes))


def choose(episode: Episode, card: str, by: User, *without: Part, seen: str | None = None) -> None:
    """Choose as somebody does who sees the page now."""
    now = current(episode)
    if seen is None:
        seen = choice_print(now.decisions, alternatives_with(now.board, now.decisions, card), card)
    actions.choose_alternative(episode=episode, card=card, without=without, by=by, seen=seen)


def taken(episode: Episode) -> dict[str, str]:
    """What was decided, by card."""
    return {name: row.choice for name, row in current(episode).decisions.items()}


def draft_with_both(episode: Episode, by: User) -> Plan:
    """A draft as it could be made before: both alternatives are accepted."""
    take_over(episode, by, TRAINING.card)
    plan = agree(episode, by)
    dose = {"activity_norm_moderate": {"minutes_per_week": 150}}
    Decision.objects.create(plan=plan, card=NORM.card, choice=DecisionKind.ACCEPTED, dose=dose, decided_by=by)
    return Plan.objects.get(pk=plan.pk)


def test_rules_become_parts_of_a_plan() -> None:
    assert Choice(TRAINING, NORM) in choices_of(board_of(MIGRAINE))
    assert Choice(NECK_PROGRAMME, TUCK) in choices_of(board_of(NECK))
    on_one_card = [
        choice for choice in choices_of(board_of(VIGOROUS)) if set(choice.parts) == {MODERATE, HARD}
    ]
    assert len(on_one_card) == 1


def test_a_dose_is_an_alternative_whichever_rule_tells_of_it() -> None:
    """In tension-type headache another rule lends the same aerobic programme."""
    facts = PATIENTS[MIGRAINE] | {"headache_type": ["tth"]}
    board = board_for(facts)
    if board.option(TRAINING.card) and board.option(NORM.card):
        assert any(
            {part.card for part in choice.parts} == {TRAINING.card, NORM.card} for choice in choices_of(board)
        )


def test_two_doses_that_fill_one_fact_are_alternatives() -> None:
    board = board_of(NECK)
    exercise, training = board.option("neck_programme"), board.option("jaw") or board.options[-1]
    assert exercise is not None
    assert exercise.doses
    twin = replace(training, doses=exercise.doses)
    options = tuple(twin if view is training else view for view in board.options)
    found = choices_of(replace(board, options=options))
    pairs = [{part.card for part in choice.parts} for choice in found]
    assert {exercise.card.id, training.card.id} in pairs


def test_a_plan_of_facts_holds_one_of_two_the_one_that_leads() -> None:
    knowledge, chosen = get_knowledge(), 0
    for name, facts in everybody(REALISTIC, SEED):
        content = plan_from_facts(knowledge, name, facts, "nl")
        if not isinstance(content, dict):
            continue
        board = board_for(facts)
        filled = [
            part.fact
            for card in content["cards"]
            for dose in card["doses"]
            for part in knowledge.doses[dose["id"]].parts
            if part.fact
        ]
        assert len(filled) == len(set(filled)), name
        for choice in choices_of(board):
            first, second = (holds(content, part) for part in choice.parts)
            assert not (first and second), (name, choice)
            assert first or second or len(choices_of(board)) > 1, (name, choice)
            chosen += first
    assert chosen > 10


A, B, C, D = (Part(name) for name in "ABCD")


@pytest.mark.parametrize(
    ("pairs", "keep", "left"),
    [
        ([(A, B)], A, (B,)),
        ([(A, B)], B, (A,)),
        ([(A, B), (A, C), (B, C)], B, (A, C)),
        ([(A, B), (B, C)], A, (B,)),
        ([(A, B), (B, C)], B, (A, C)),
        ([(A, B), (B, C), (C, D)], A, (B, D)),
    ],
)
def test_what_is_kept_leaves_out_as_little_as_it_can(
    pairs: list[tuple[Part, Part]], keep: Part, left: tuple[Part, ...]
) -> None:
    choices = [Choice(*pair) for pair in pairs]
    (group,) = groups_of(choices)
    assert left_out_for(keep, choices, group) == left


def test_what_excludes_nothing_of_another_group_is_asked_by_itself() -> None:
    assert groups_of([Choice(A, B), Choice(C, D)]) == ((A, B), (C, D))
    assert groups_of([Choice(A, B), Choice(C, D), Choice(B, C)]) == ((A, B, C, D),)


@pytest.mark.db
def test_accepting_both_is_refused_and_names_both(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, TRAINING.card)
    before = taken(episode)
    with pytest.raises(AlternativeProblem) as caught:
        accept(episode, NORM.card, alice)
    (sentence,) = caught.value.messages
    assert "Aerobe training" in sentence
    assert current_board(episode).option(NORM.card).card.title.nl in sentence  # type: ignore[union-attr]
    assert taken(episode) == before


@pytest.mark.db
def test_a_declined_alternative_stands_in_the_way_of_nothing(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    actions.decline_advice(
        episode=episode, card=TRAINING.card, reason_code="patient_preference", reason="", by=alice
    )
    accept(episode, NORM.card, alice)
    assert taken(episode)[NORM.card] == DecisionKind.ACCEPTED


@pytest.mark.db
def test_choosing_takes_one_and_puts_the_other_back(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, TRAINING.card, "education")
    choose(episode, NORM.card, alice, TRAINING)
    assert taken(episode) == {"education": DecisionKind.ACCEPTED, NORM.card: DecisionKind.ACCEPTED}
    assert "aerobic_training" not in episode_facts(episode).get("planned_interventions", [])
    trail = AuditEvent.objects.filter(action="decision.withdraw").values_list("details", flat=True)
    assert [details["card"] for details in trail] == [TRAINING.card]
    choose(episode, TRAINING.card, alice, TRAINING)
    assert TRAINING.card not in taken(episode), "what was in the plan stays"
    assert NORM.card in taken(episode)


@pytest.mark.db
def test_a_choice_that_leaves_both_is_refused(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, TRAINING.card)
    before = taken(episode)
    with pytest.raises(AlternativeProblem):
        choose(episode, NORM.card, alice, Part("education"), Part("nothing", "at_all"))
    assert taken(episode) == before


@pytest.mark.db
def test_of_a_card_with_more_doses_one_is_left_out(alice: User) -> None:
    episode = episode_of(NECK, alice)
    take_over(episode, alice, NECK_PROGRAMME.card)
    with pytest.raises(AlternativeProblem):
        accept(episode, TUCK.card, alice)
    choose(episode, TUCK.card, alice, TUCK)
    row = current(episode).decisions[TUCK.card]
    assert (row.choice, row.dose[TUCK.dose]) == (DecisionKind.ADAPTED, None)
    again = accept(episode, TUCK.card, alice, components=[], note="Eén tip per week.")
    assert again.dose[TUCK.dose] is None, "what was left out stays out"
    plan = actions.sign_plan(plan=agree(episode, alice), by=alice)
    assert plan.content is not None
    card = next(card for card in plan.content["cards"] if card["id"] == TUCK.card)
    assert card["doses"]
    assert TUCK.dose not in {dose["id"] for dose in card["doses"]}
    assert not [text["nl"] for text in card["texts"] if "uw kin" in text["nl"]]


@pytest.mark.db
def test_two_doses_of_one_card_ask_for_a_choice(alice: User) -> None:
    episode = episode_of(VIGOROUS, alice)
    with pytest.raises(AlternativeProblem):
        accept(episode, NORM.card, alice)
    choose(episode, NORM.card, alice, HARD)
    row = current(episode).decisions[NORM.card]
    assert row.dose == {"activity_norm_moderate": {"minutes_per_week": 150}, HARD.dose: None}


@pytest.mark.db
def test_what_a_colleague_decided_meanwhile_is_not_replaced_unseen(alice: User, iris: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, TRAINING.card)
    now = current(episode)
    seen = choice_print(now.decisions, alternatives_with(now.board, now.decisions, NORM.card), NORM.card)
    accept(episode, TRAINING.card, iris, components=["aerobic_training"], note="Begint met wandelen.")
    before = taken(episode)
    with pytest.raises(PlanProblem, match="collega"):
        choose(episode, NORM.card, alice, TRAINING, seen=seen)
    with pytest.raises(PlanProblem):
        choose(episode, NORM.card, alice, TRAINING, seen="")
    assert taken(episode) == before


@pytest.mark.db
def test_a_draft_of_before_with_both_asks_for_the_choice(alice: User, client: Client) -> None:
    episode = episode_of(MIGRAINE, alice)
    plan = draft_with_both(episode, alice)
    (problem,) = actions.signing_problems(plan, current_board(episode))
    assert "een plan bevat er één van" in problem
    with pytest.raises(PlanProblem):
        actions.sign_plan(plan=plan, by=alice)
    client.force_login(alice)
    page = client.get(reverse("interventions:plan", args=[episode.pk])).content.decode()
    assert problem in page.replace("&#x27;", "'")
    link = reverse("interventions:choose", args=[episode.pk, TRAINING.card])
    assert f'href="{link}"' in page
    assert NORM.card in taken(episode), "nothing is lost"
    choose(episode, TRAINING.card, alice, NORM)
    assert actions.signing_problems(Plan.objects.get(pk=plan.pk), current_board(episode)) == []
    assert actions.sign_plan(plan=plan, by=alice).content is not None


@pytest.mark.db
def test_a_card_of_which_all_is_left_out_is_not_signed(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, "education")
    plan = agree(episode, alice)
    left_out = {"activity_norm_moderate": None}
    Decision.objects.create(
        plan=plan, card=NORM.card, choice=DecisionKind.ADAPTED, dose=left_out, decided_by=alice
    )
    problems = actions.signing_problems(Plan.objects.get(pk=plan.pk), current_board(episode))
    assert any("geldt niet meer" in problem for problem in problems)


@pytest.mark.db
def test_the_page_shows_both_and_carries_the_choice_out(alice: User, client: Client) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, TRAINING.card)
    client.force_login(alice)
    address = reverse("interventions:accept", args=[episode.pk, NORM.card])
    choices = reverse("interventions:choose", args=[episode.pk, NORM.card])
    assert client.post(address, {"decided": decided(episode, NORM.card)}).url == choices  # type: ignore[attr-defined]
    page = client.get(choices)
    text = page.content.decode()
    assert page.status_code == 200
    board = current_board(episode)
    for part in (TRAINING, NORM):
        assert title(board, part.card) in text
    form = page.context["form"]
    sent = {"choice": "1", "decided": form.decided}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Kies wat in het plan komt." in refused.content.decode()
    assert NORM.card not in taken(episode)
    done = client.post(address, {"keep-0": str(NORM), **sent})
    assert done.status_code == 302
    assert set(taken(episode)) == {NORM.card}


@pytest.mark.db
def test_adapting_the_second_keeps_what_was_typed(alice: User, client: Client) -> None:
    episode = episode_of(MIGRAINE, alice)
    take_over(episode, alice, TRAINING.card)
    client.force_login(alice)
    address = reverse("interventions:adapt", args=[episode.pk, NORM.card])
    typed = {"note": "Twee keer wandelen.", "activity_norm_moderate-minutes_per_week": "120"}
    answer = client.post(address, typed | {"decided": decided(episode, NORM.card)})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Twee keer wandelen." in text
    assert "een plan bevat er één van" in text
    assert NORM.card not in taken(episode)


@pytest.mark.db
def test_without_anything_to_choose_it_leads_back(alice: User, client: Client) -> None:
    episode = episode_of(MIGRAINE, alice)
    client.force_login(alice)
    answer = client.get(reverse("interventions:choose", args=[episode.pk, "education"]))
    assert answer.status_code == 302
    assert decisions_of(current(episode).plan) == {}


def decided(episode: Episode, card: str) -> str:
    """The print of the decision that a page of this moment shows."""
    return decision_print(current(episode).decisions.get(card))


def title(board: Board, card: str) -> str:
    view = board.option(card)
    assert view is not None
    return view.card.title.nl


def test_a_card_with_two_doses_can_be_adapted_before_anybody_chose(alice: User) -> None:
    """The form asks for the dose that leads; the other is left out, as the choice would do it."""
    episode = episode_of(VIGOROUS, alice)
    board = current_board(episode)
    card = next(view.card.id for view in board.options if second_doses(board, view.card.id))
    address = reverse("interventions:adapt", args=[episode.pk, card])
    view = next(view for view in board.options if view.card.id == card)
    usual = dict(AdaptForm(view, left_out=second_doses(board, card)).initial)
    response = signed_in(alice).post(address, usual | seen(episode, card))
    assert response.status_code == 302
    decision = Decision.objects.get(card=card)
    assert all(is_left_out(decision.dose, dose) for dose in second_doses(board, card))
