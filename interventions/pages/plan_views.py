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
from headache_cds.kept.policy import never_kept
from headache_cds.vocabulary.opened import is_whole
from intake.access import DossierClosed, get_episode, user_can_change
from intake.models import Episode
from intake.patient_page import render_patient_page
from intake.saving import answer_the_page, is_asked_by_the_page
from interventions.advice.important import important_for, missing_since
from interventions.case.current import current_board
from interventions.case.facts import current_plan
from interventions.pages.agreement_forms import Agreements
from interventions.pages.carrying_out import GET_POST, carry_out, summary_of
from interventions.pages.forms import (
    PlanQuestionsForm,
)
from interventions.pages.plan import plan_page, proposed_evaluation
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
    typed = Agreements(current_plan(episode), proposed_evaluation(), request.POST)
    if not typed.is_valid():
        return _plan(request, episode, {"agreements": typed})
    try:
        actions.agree(episode=episode, by=user, **typed.values)
    except actions.AgreementConflict as conflict:
        return _conflict(request, episode, typed, conflict)
    except DossierClosed as closed:
        typed.form.add_error(None, closed)
        return _plan(request, episode, {"agreements": typed})
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


def _conflict(
    request: HttpRequest, episode: Episode, typed: Agreements, conflict: actions.AgreementConflict
) -> HttpResponse:
    """The plan with a choice on what a colleague agreed meanwhile; everything typed stays."""
    typed.show(conflict)
    return _plan(request, episode, {"agreements": typed}, status=HTTPStatus.CONFLICT)


def _plan(
    request: HttpRequest,
    episode: Episode,
    refused: Mapping[str, Any] | None = None,
    *,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "plan",
        "page": plan_page(episode, refused),
        "may_write": bool(refused) or user_can_change(signed_in(request), episode),
        "refusal": summary_of(refused),
    }
    return render_patient_page(request, "interventions/plan.html", context, status=status if refused else 200)
