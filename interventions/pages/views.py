"""Pages of advice and plan. They load through intake.access and write through actions."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.accounts.models import User
from headache_cds.accounts.views import signed_in
from headache_cds.kept.policy import never_kept
from headache_cds.refusal import Refusal, refusal_of
from headache_cds.vocabulary.opened import is_whole
from intake.access import DossierClosed, get_episode, user_can_change
from intake.asked_again import of_before
from intake.forms import VoidForm
from intake.models import Episode
from intake.patient_page import render_patient_page
from intake.saving import answer_the_page, is_asked_by_the_page
from interventions.advice.board import Board, CardView
from interventions.advice.important import important_for, missing_since
from interventions.case.current import Current, current, current_board
from interventions.case.facts import current_plan
from interventions.case.status import see_urgency
from interventions.knowledge import get_knowledge
from interventions.models import SafetyAcknowledgement
from interventions.pages.advice import acknowledge_form, advice_page
from interventions.pages.agreement_forms import Agreements
from interventions.pages.fold_views import as_fragment, back_to, not_offered
from interventions.pages.forms import (
    AcknowledgeForm,
    AdaptForm,
    ChoiceForm,
    DeclineForm,
    PlanQuestionsForm,
)
from interventions.pages.good_care import good_care as good_care_of
from interventions.pages.plan import plan_page, proposed_evaluation
from interventions.plan import actions
from interventions.plan.alternatives import AlternativeProblem, second_doses
from interventions.plan.problems import PlanProblem

GET_POST = ["GET", "HEAD", "POST"]


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
    return _advice(request, episode, changed=see_urgency(episode=episode, by=user) if sees else "")


@require_POST
def accept(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """Accept a card unchanged, or as it was chosen over its alternative; a second press changes nothing."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    if "choice" in request.POST:
        return _accept_instead(request, episode, card_id, user)
    values = {"components": None, "dose": None, "note": "", "seen": request.POST.get("decided", "")}
    try:
        _carry_out(request, actions.accept_advice, episode=episode, card=card_id, by=user, **values)
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
        return _advice(request, episode, {"adapt": form}, now)
    seen = request.POST.get("decided", "")
    try:
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
        return _advice(request, episode, {"decline": (card_id, form)}, now)
    reasons = form.cleaned_data
    seen = request.POST.get("decided", "")
    try:
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
    _carry_out(request, actions.withdraw_decision, episode=episode, card=card_id, by=user, seen=seen)
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
        _carry_out(request, action, episode=episode, by=user, seen=request.POST.get("decided", ""))
        return back_to(episode)
    now = current(episode)
    if now.board.is_blocked:
        return back_to(episode)
    context = {
        "episode": episode,
        "step": "advies",
        "board": now.board,
        "good_care": good_care_of(get_knowledge(), now.board, now.decisions),
        "may_write": user_can_change(user, episode),
    }
    if as_fragment(request):
        return render(request, "interventions/good_care.html", context)
    return render_patient_page(request, "interventions/good_care_page.html", context)


@require_POST
def acknowledge(request: HttpRequest, episode_id: UUID, rule_id: str) -> HttpResponse:
    """Write down what was done about a safety signal."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    now = current(episode)
    form = acknowledge_form(now.board, rule_id)(rule_id, episode, request.POST)
    try:
        actions.check_signal(now.board, rule_id, request.POST.get("action_taken", ""))
        if form.is_valid():
            actions.acknowledge_safety(
                episode=episode, board=now.board, rule=rule_id, by=user, **form.cleaned_data
            )
    except PlanProblem as problem:
        messages.error(request, " ".join(problem.messages))
        return back_to(episode)
    except ValidationError as error:
        form.refuse(error)
    if form.errors:
        return _advice(request, episode, {"acknowledge": (rule_id, form)}, now)
    messages.success(request, _("Vastgelegd wat u hebt gedaan."))
    return back_to(episode)


@require_http_methods(GET_POST)
def correct_acknowledgement(request: HttpRequest, episode_id: UUID, acknowledgement_id: UUID) -> HttpResponse:
    """Correct what was written down about a safety signal; the old words stay readable."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    row = get_object_or_404(episode.acknowledgements, pk=acknowledgement_id)
    posted = request.method == "POST"
    form = AcknowledgeForm(row.rule, episode, request.POST if posted else None, row)
    if posted and form.is_valid():
        try:
            actions.correct_acknowledgement(acknowledgement=row, by=user, **form.correction)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Gecorrigeerd. Wat er stond blijft leesbaar."))
            return back_to(episode)
    return _correction(request, episode, row, form)


@require_POST
def void_acknowledgement(request: HttpRequest, episode_id: UUID, acknowledgement_id: UUID) -> HttpResponse:
    """Withdraw what was written down about a safety signal, with a reason; the signal asks again."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    row = get_object_or_404(episode.acknowledgements, pk=acknowledgement_id)
    form = VoidForm(row.pk, request.POST)
    if not form.save(actions.void_acknowledgement, acknowledgement=row, by=user):
        return _correction(request, episode, row, AcknowledgeForm(row.rule, episode, None, row), form)
    messages.success(request, _("Ingetrokken. Leg opnieuw vast wat u met het signaal doet."))
    return back_to(episode)


def _correction(
    request: HttpRequest,
    episode: Episode,
    row: SafetyAcknowledgement,
    form: AcknowledgeForm,
    refused_void: VoidForm | None = None,
) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "advies",
        "row": row,
        "form": form,
        "refused_void": refused_void,
        "refusal": refusal_of(refused_void or form),
    }
    status = 422 if form.errors or refused_void else 200
    return render_patient_page(request, "interventions/correct_acknowledgement.html", context, status=status)


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
    if not _carry_out(request, actions.sign_plan, plan=chosen, by=user, seen=seen):
        return redirect("documents:preview", episode.pk)
    messages.success(request, _("Het plan is ondertekend en ligt nu vast."))
    return redirect("interventions:plan", episode.pk)


def _accept_instead(request: HttpRequest, episode: Episode, card_id: str, user: User) -> HttpResponse:
    """Carry out the choice between alternatives; one that is not made comes back."""
    now = current(episode)
    if now.board.option(card_id) is None:
        return not_offered(request, episode)
    form = ChoiceForm(now, card_id, request.POST)
    if not form.is_valid():
        return _choose(request, episode, now, form)
    values = {"without": form.without, "now": now, "seen": request.POST.get("decided", "")}
    if not _carry_out(request, actions.choose_alternative, episode=episode, card=card_id, by=user, **values):
        return redirect("interventions:choose", episode.pk, card_id)
    return redirect("interventions:plan", episode.pk) if form.is_in_plan else back_to(episode, card_id)


def _choose(request: HttpRequest, episode: Episode, now: Current, form: ChoiceForm) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "advies",
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
    again = (actions.DECIDED_MEANWHILE, actions.NOT_WHOLE)
    if isinstance(problem, DossierClosed | AlternativeProblem) or problem.error_list[0].code in again:
        _form_of(refused).add_error(None, problem)
        return _advice(request, episode, refused, now)
    for sentence in dict.fromkeys(problem.messages):
        messages.error(request, sentence)
    return back_to(episode)


def _form_of(refused: Mapping[str, Any]) -> Any:
    """The one form that was refused: by itself, or behind the card or rule that it belongs to."""
    (form,) = refused.values()
    return form[1] if isinstance(form, tuple) else form


def _refusal(refused: Mapping[str, Any] | None) -> Refusal | None:
    """The summary over the page, when a form came back."""
    if not refused:
        return None
    form = _form_of(refused)
    return form.refusal if isinstance(form, Agreements) else refusal_of(form)


def _conflict(
    request: HttpRequest, episode: Episode, typed: Agreements, conflict: actions.AgreementConflict
) -> HttpResponse:
    """The plan with a choice on what a colleague agreed meanwhile; everything typed stays."""
    typed.show(conflict)
    return _plan(request, episode, {"agreements": typed}, status=HTTPStatus.CONFLICT)


def _carry_out(request: HttpRequest, action: Callable[..., Any], **values: Any) -> bool:
    """Run an action; what it refuses is shown to the therapist, sentence by sentence.

    Raises AlternativeProblem: that asks for a choice on a page of its own.
    """
    try:
        action(**values)
    except AlternativeProblem:
        raise
    except ValidationError as error:
        for sentence in dict.fromkeys(error.messages):
            messages.error(request, sentence)
        return False
    return True


def _act(
    request: HttpRequest, episode: Episode, board: Board, view: CardView, form: Mapping[str, Any]
) -> HttpResponse:
    """The form to adapt or to decline a card: in its fold, or without script on a page of its own."""
    context = {"episode": episode, "step": "advies", "board": board, "card": view.card, **form}
    if as_fragment(request):
        return render(request, "interventions/act_form.html", context)
    return render_patient_page(request, "interventions/act.html", context)


def _advice(
    request: HttpRequest,
    episode: Episode,
    refused: Mapping[str, Any] | None = None,
    now: Current | None = None,
    changed: str = "",
) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "advies",
        "urgency_changed": changed,
        "page": advice_page(episode, now or current(episode), refused),
        "of_before": of_before(episode),
        "may_write": bool(refused) or user_can_change(signed_in(request), episode),
        "refusal": _refusal(refused),
    }
    return render_patient_page(request, "interventions/advice.html", context, status=422 if refused else 200)


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
        "refusal": _refusal(refused),
    }
    return render_patient_page(request, "interventions/plan.html", context, status=status if refused else 200)
