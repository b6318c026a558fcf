"""What was done about a safety signal: written down, corrected, withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of
from intake.access import get_episode
from intake.forms import VoidForm
from intake.models import Episode
from intake.patient_page import render_patient_page
from interventions.case.current import current
from interventions.models import SafetyAcknowledgement
from interventions.pages.advice import acknowledge_form
from interventions.pages.carrying_out import GET_POST
from interventions.pages.fold_views import back_to
from interventions.pages.forms import (
    AcknowledgeForm,
)
from interventions.pages.views import show_advice
from interventions.plan import actions
from interventions.plan.problems import PlanProblem


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
        return show_advice(request, episode, {"acknowledge": (rule_id, form)}, now)
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
