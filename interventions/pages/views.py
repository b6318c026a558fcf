"""Pages of the advice and the decisions on it. They load through intake.access and write through actions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.accounts.models import User
from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of
from intake.access import DossierClosed, get_episode, user_can_change
from intake.asked_again import of_before
from intake.models import Episode
from intake.patient_page import render_patient_page
from interventions.advice.board import Board, CardView
from interventions.case.current import Current, current
from interventions.case.status import see_urgency
from interventions.knowledge import get_knowledge
from interventions.pages.advice import advice_page
from interventions.pages.carrying_out import GET_POST, carry_out, form_of, summary_of, tell_new_draft
from interventions.pages.fold_views import as_fragment, back_to, not_offered
from interventions.pages.forms import (
    AdaptForm,
    ChoiceForm,
    DeclineForm,
)
from interventions.pages.good_care import good_care as good_care_of
from interventions.plan import actions
from interventions.plan.alternatives import AlternativeProblem, second_doses
from interventions.plan.problems import PlanProblem


@require_safe
def advice(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What stops, what warns, what to ask, and the options; as a fragment only what must be done at once."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    if as_fragment(request):
        page = advice_page(episode, current(episode))
        context = {"episode": episode, "page": page, "may_write": user_can_change(user, episode)}
        return render(request, "interventions/stop_panel.html", context)
    # Whoever may act on it has seen it once the page is drawn; a colleague of the team leaves it standing.
    sees = request.method == "GET" and user_can_change(user, episode)
    return show_advice(request, episode, changed=see_urgency(episode=episode, by=user) if sees else "")


@require_POST
def accept(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """Accept a card unchanged, or as it was chosen over its alternative; a second press changes nothing."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    if "choice" in request.POST:
        return _accept_instead(request, episode, card_id, user)
    values = {"components": None, "dose": None, "note": "", "seen": request.POST.get("decided", "")}
    try:
        with tell_new_draft(request, episode):
            carry_out(request, actions.accept_advice, episode=episode, card=card_id, by=user, **values)
    except AlternativeProblem:
        return redirect("interventions:choose", episode.pk, card_id)
    return back_to(episode, card_id)


@require_safe
def choose(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """Of which pairs with a part of this card a plan holds one; without any, back to the advice."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    now = current(episode)
    if now.board.option(card_id) is None:
        return not_offered(request, episode)
    form = ChoiceForm(now, card_id)
    return _choose(request, episode, now, form) if form.choices else back_to(episode, card_id)


@require_http_methods(GET_POST)
def adapt(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """Accept a card with other components, another dose or a note; a wrong number stays as typed."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    now = current(episode)
    view = now.board.option(card_id)
    if view is None:
        return not_offered(request, episode)
    posted = request.method == "POST"
    form = AdaptForm(
        view,
        now.decisions.get(card_id),
        request.POST if posted else None,
        left_out=second_doses(now.board, card_id),
    )
    if not posted:
        return _act(request, episode, now.board, view, {"adapt": form})
    if not form.is_valid():
        return show_advice(request, episode, {"adapt": form}, now)
    seen = request.POST.get("decided", "")
    try:
        with tell_new_draft(request, episode):
            actions.accept_advice(episode=episode, card=card_id, by=user, now=now, seen=seen, **form.values)
    except (PlanProblem, DossierClosed) as problem:
        return _not_decided(request, episode, now, {"adapt": form}, problem)
    return back_to(episode, card_id)


@require_http_methods(GET_POST)
def decline(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """Decline a card with a reason."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    now = current(episode)
    posted = request.method == "POST"
    view = now.board.option(card_id)
    if view is None:
        return not_offered(request, episode)
    form = DeclineForm(card_id, now.decisions.get(card_id), request.POST if posted else None)
    if not posted:
        return _act(request, episode, now.board, view, {"decline": form})
    if not form.is_valid():
        return show_advice(request, episode, {"decline": (card_id, form)}, now)
    reasons = form.cleaned_data
    seen = request.POST.get("decided", "")
    try:
        with tell_new_draft(request, episode):
            actions.decline_advice(episode=episode, card=card_id, by=user, now=now, seen=seen, **reasons)
    except (PlanProblem, DossierClosed) as problem:
        return _not_decided(request, episode, now, {"decline": (card_id, form)}, problem)
    return back_to(episode, card_id)


@require_POST
def withdraw(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """Put a card back to undecided."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    seen = request.POST.get("decided", "")
    with tell_new_draft(request, episode):
        carry_out(request, actions.withdraw_decision, episode=episode, card=card_id, by=user, seen=seen)
    if request.POST.get("from") == "plan":
        return redirect("interventions:plan", episode.pk)
    return back_to(episode, card_id)


@require_http_methods(GET_POST)
def good_care(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What holds for nearly everybody as one list, taken into the plan as a whole and out again."""
    user = signed_in(request)
    posted = request.method == "POST"
    episode = get_episode(user, episode_id, write=posted)
    if posted:
        action = actions.untick_good_care if "untick" in request.POST else actions.tick_good_care
        with tell_new_draft(request, episode):
            carry_out(request, action, episode=episode, by=user, seen=request.POST.get("decided", ""))
        return back_to(episode)
    now = current(episode)
    if now.board.is_blocked:
        return back_to(episode)
    context = {
        "episode": episode,
        "step": "advies",
        "decides": True,
        "board": now.board,
        "good_care": good_care_of(get_knowledge(), now.board, now.decisions),
        "may_write": user_can_change(user, episode),
    }
    if as_fragment(request):
        return render(request, "interventions/good_care.html", context)
    return render_patient_page(request, "interventions/good_care_page.html", context)


def _accept_instead(request: HttpRequest, episode: Episode, card_id: str, user: User) -> HttpResponse:
    """Carry out the choice between alternatives; one that is not made comes back."""
    now = current(episode)
    if now.board.option(card_id) is None:
        return not_offered(request, episode)
    form = ChoiceForm(now, card_id, request.POST)
    if not form.is_valid():
        return _choose(request, episode, now, form)
    values = {"without": form.without, "now": now, "seen": request.POST.get("decided", "")}
    if not carry_out(request, actions.choose_alternative, episode=episode, card=card_id, by=user, **values):
        return redirect("interventions:choose", episode.pk, card_id)
    return redirect("interventions:plan", episode.pk) if form.is_in_plan else back_to(episode, card_id)


def _choose(request: HttpRequest, episode: Episode, now: Current, form: ChoiceForm) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "advies",
        "decides": True,
        "board": now.board,
        "card": form.view.card,
        "form": form,
        "refusal": refusal_of(form),
    }
    status = 422 if form.errors else 200
    return render_patient_page(request, "interventions/choose.html", context, status=status)


def _not_decided(
    request: HttpRequest, episode: Episode, now: Current, refused: Mapping[str, Any], problem: ValidationError
) -> HttpResponse:
    """Tell what refused a decision; with everything typed where it can be decided again at once."""
    again = (actions.DECIDED_MEANWHILE, actions.NOT_WHOLE, actions.ACT_FIRST)
    if isinstance(problem, DossierClosed | AlternativeProblem) or problem.error_list[0].code in again:
        form_of(refused).add_error(None, problem)
        return show_advice(request, episode, refused, now)
    for sentence in dict.fromkeys(problem.messages):
        messages.error(request, sentence)
    return back_to(episode)


def _act(
    request: HttpRequest, episode: Episode, board: Board, view: CardView, form: Mapping[str, Any]
) -> HttpResponse:
    """The form to adapt or to decline a card: in its fold, or without script on a page of its own."""
    context = {
        "episode": episode,
        "step": "advies",
        "decides": True,
        "board": board,
        "card": view.card,
        **form,
    }
    if as_fragment(request):
        return render(request, "interventions/act_form.html", context)
    return render_patient_page(request, "interventions/act.html", context)


def show_advice(
    request: HttpRequest,
    episode: Episode,
    refused: Mapping[str, Any] | None = None,
    now: Current | None = None,
    changed: str = "",
) -> HttpResponse:
    """The advice page, with a form that was refused as it was typed."""
    context = {
        "episode": episode,
        "step": "advies",
        "urgency_changed": changed,
        "page": advice_page(episode, now or current(episode), refused),
        "of_before": of_before(episode),
        "may_write": bool(refused) or user_can_change(signed_in(request), episode),
        "refusal": summary_of(refused),
    }
    return render_patient_page(request, "interventions/advice.html", context, status=422 if refused else 200)
