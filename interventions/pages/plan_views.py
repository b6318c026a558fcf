"""Pages of the plan. They load through intake.access and write through actions."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.accounts.views import signed_in
from headache_cds.errors import typed_texts
from headache_cds.kept.policy import never_kept
from headache_cds.vocabulary.opened import is_whole
from intake.access import DossierClosed, get_episode, user_can_change
from intake.models import Episode
from intake.patient_page import render_patient_page
from intake.saving import answer_the_page, is_asked_by_the_page
from interventions.advice.important import important_for, missing_since
from interventions.case.current import Current, current, current_board
from interventions.knowledge import get_knowledge
from interventions.models import Plan
from interventions.pages.carrying_out import GET_POST, carry_out, summary_of
from interventions.pages.forms import (
    PlanQuestionsForm,
)
from interventions.pages.plan import accepted_for, agreements_of, plan_page
from interventions.pages.plan_comparison import compare_plans
from interventions.plan import actions


@require_safe
def plan(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The draft plan with its agreements, and the plans that were signed."""
    return _plan(request, get_episode(signed_in(request), episode_id, write=False))


@require_safe
def signed_plan(request: HttpRequest, episode_id: UUID, plan_id: UUID) -> HttpResponse:
    """A signed plan as it was signed, without content while something blocks; a draft has its own page."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    shown = get_object_or_404(episode.plans.select_related("signed_by"), pk=plan_id)
    if shown.is_draft:
        return redirect("interventions:plan", episode.pk)
    board = current_board(episode)
    context = {
        "episode": episode,
        "step": "plan",
        "plan": shown,
        "board": board,
        "important": important_for(board.advice),
        "since": missing_since(important_for(board.advice), shown.content),
        "may_write": user_can_change(user, episode),
    }
    return render_patient_page(request, "interventions/signed_plan.html", context)


@require_safe
def beside(request: HttpRequest, episode_id: UUID, plan_id: UUID, other_id: UUID) -> HttpResponse:
    """Two plans beside each other with why they differ; nothing of them while something blocks."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    plans = episode.plans.select_related("signed_by").prefetch_related("decisions", "goals")
    one, other = (get_object_or_404(plans, pk=pk) for pk in (plan_id, other_id))
    board = current_board(episode)
    if board.is_blocked:
        return redirect("interventions:plan", episode.pk)
    context = {
        "episode": episode,
        "step": "plan",
        "board": board,
        "compared": compare_plans((one, other), board, user),
    }
    return render_patient_page(request, "interventions/beside_plans.html", context)


@require_POST
def new_plan(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Begin a new draft; the signed plan counts until the new one is signed."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    actions.start_plan(episode=episode, by=user)
    return redirect("interventions:plan", episode.pk)


@require_http_methods(GET_POST)
def answer_plan_questions(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Save the asked plan facts, which stand on the page of the plan."""
    user = signed_in(request)
    posted, by_itself = request.method == "POST", is_asked_by_the_page(request)
    episode = get_episode(user, episode_id, write=posted, is_open=by_itself)
    if by_itself:
        return answer_the_page(request, partial(PlanQuestionsForm, episode), user)
    if not posted:
        return redirect("interventions:plan", episode.pk)
    form = PlanQuestionsForm(episode, request.POST)
    if form.save(user) is None:
        return _plan(request, episode, {"questions": form}, status=form.status)
    messages.success(request, _("De antwoorden zijn opgeslagen."))
    return redirect("interventions:plan", episode.pk)


@require_POST
def agree(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Save goals and agreements in the draft plan."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    now = current(episode)
    if now.plan and not now.plan.is_draft:
        return _signed_meanwhile(request, episode, now.plan)
    typed = agreements_of(now.plan, now.board, accepted_for(now.plan, now.board), request.POST)
    if not typed.is_valid():
        return _plan(request, episode, {"agreements": typed}, now)
    try:
        actions.agree(episode=episode, by=user, **typed.values)
    except actions.AgreementConflict as conflict:
        typed.show(conflict)
        return _plan(request, episode, {"agreements": typed}, now, status=HTTPStatus.CONFLICT)
    except DossierClosed as closed:
        typed.form.add_error(None, closed)
        return _plan(request, episode, {"agreements": typed}, now)
    return _agreed(request, episode)


def _agreed(request: HttpRequest, episode: Episode) -> HttpResponse:
    """To what the button that saved the agreements asks for: a dose, the paper, or the same page."""
    if request.POST.get("activity") in {card.id for card in get_knowledge().cards.cards}:
        return redirect("interventions:dose", episode.pk, request.POST["activity"])
    if "paper" in request.POST:
        return redirect("documents:preview", episode.pk)
    messages.success(request, _("De afspraken zijn opgeslagen."))
    return redirect(reverse("interventions:plan", args=[episode.pk]) + "#afspraken")


@never_kept
@require_POST
def sign(request: HttpRequest, episode_id: UUID, plan_id: UUID) -> HttpResponse:
    """Sign the paper that was read; a plan that is signed already stays as it is."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    chosen = get_object_or_404(episode.plans, pk=plan_id)
    if not chosen.is_draft:
        messages.warning(request, _("Dit plan was al ondertekend. Er is niets veranderd."))
        return redirect("interventions:plan", episode.pk)
    seen = request.POST.get("seen", "") if is_whole(request.POST) else ""
    if not carry_out(request, actions.sign_plan, plan=chosen, by=user, seen=seen):
        return redirect("documents:preview", episode.pk)
    messages.success(request, _("Het plan is ondertekend en ligt nu vast."))
    return redirect("interventions:plan", episode.pk)


def _signed_meanwhile(request: HttpRequest, episode: Episode, signed: Plan) -> HttpResponse:
    """What was typed for a draft that a colleague signed meanwhile, to be copied; nothing is stored."""
    context = {"episode": episode, "step": "plan", "plan": signed, "typed": typed_texts(request)}
    return render_patient_page(
        request, "interventions/signed_meanwhile.html", context, status=HTTPStatus.CONFLICT
    )


def _plan(
    request: HttpRequest,
    episode: Episode,
    refused: Mapping[str, Any] | None = None,
    now: Current | None = None,
    *,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "plan",
        "page": plan_page(episode, refused, now),
        "may_write": bool(refused) or user_can_change(signed_in(request), episode),
        "refusal": summary_of(refused),
    }
    return render_patient_page(request, "interventions/plan.html", context, status=status if refused else 200)
