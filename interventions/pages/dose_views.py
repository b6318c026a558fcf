"""The page on which the dose of one card is agreed; it loads through intake.access, writes by actions."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of
from intake.access import DossierClosed, get_episode
from intake.models import Episode
from intake.patient_page import render_patient_page
from interventions.case.current import Current, current
from interventions.pages.carrying_out import GET_POST
from interventions.pages.dose import DosePage, dose_page
from interventions.pages.fold_views import as_fragment
from interventions.plan import actions
from interventions.plan.problems import PlanProblem


@require_http_methods(GET_POST)
def dose(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """Agree on amounts, days and exercises; the weeks are worked out at once, and stored when all can be."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    now = current(episode)
    posted = request.method == "POST"
    page = dose_page(now, card_id, request.POST if posted else None)
    if page is None:
        return redirect("interventions:plan", episode.pk)
    if not posted:
        return _shown(request, episode, now, page)
    if "show" in request.POST:
        page.try_out(now)
        return _shown(request, episode, now, page)
    if not page.form.is_valid():
        return _shown(request, episode, now, page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    seen = request.POST.get("decided", "")
    try:
        actions.agree_on_card(episode=episode, card=card_id, by=user, now=now, seen=seen, **page.form.values)
    except (PlanProblem, DossierClosed) as problem:
        page.refuse(problem, now)
        return _shown(request, episode, now, page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("De dosis is opgeslagen."))
    if "as_usual" in request.POST:
        actions.save_centre_default(episode=episode, card=card_id, agreed=page.form.agreed, by=user)
        messages.success(request, _("Nieuwe plannen van uw centrum beginnen hiermee."))
    return redirect(reverse("interventions:plan", args=[episode.pk]) + f"#plan-{card_id}")


def _shown(
    request: HttpRequest, episode: Episode, now: Current, page: DosePage, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "plan",
        "board": now.board,
        "page": page,
        "refusal": refusal_of(page.form) if status != HTTPStatus.OK else None,
    }
    if as_fragment(request):
        return render(request, "interventions/dose_weeks.html", context)
    return render_patient_page(request, "interventions/dose.html", context, status=status)
