"""Pages for thinking it through: the criteria board, and the synthesis with its picture and hypothesis."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headache_cds.accounts.access import user_can_write_clinical
from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of
from intake.access import get_episode
from intake.models import Episode
from intake.patient_page import render_patient_page
from interventions.pages.criteria import criteria_page
from interventions.pages.hypothesis_form import HypothesisForm, refused_form
from interventions.pages.synthesis import shown_picture, synthesis_page
from interventions.plan import actions
from interventions.plan.queries import hypothesis_of


@require_safe
def criteria(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The criteria of ICHD-3 for this patient."""
    episode = get_episode(signed_in(request), episode_id, write=False)
    context = {
        "episode": episode,
        "step": "advies",
        "thinking": "criteria",
        "page": criteria_page(episode),
    }
    return render_patient_page(request, "interventions/criteria.html", context)


@require_safe
def synthesis(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The factors per domain, the profile, the direction, and the hypothesis."""
    return _synthesis(request, get_episode(signed_in(request), episode_id, write=False))


@require_safe
def show(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The picture alone, large and in the patient's words; while something blocks there is none."""
    episode = get_episode(signed_in(request), episode_id, write=False)
    shown = shown_picture(episode)
    if shown is None:
        return redirect("interventions:synthesis", episode.pk)
    return render(request, "interventions/show_synthesis.html", {"episode": episode, "shown": shown})


@require_POST
def write_hypothesis(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Save a version of the hypothesis; what is refused stays as it was typed."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    form = HypothesisForm(hypothesis_of(episode), request.POST)
    if not form.is_valid():
        return _synthesis(request, episode, form)
    try:
        actions.write_hypothesis(episode=episode, by=user, **form.cleaned_data)
    except ValidationError as error:
        return _synthesis(request, episode, refused_form(form, hypothesis_of(episode), error))
    messages.success(request, _("De hypothese is opgeslagen."))
    return redirect(reverse("interventions:synthesis", args=[episode.pk]) + "#hypothese")


def _synthesis(request: HttpRequest, episode: Episode, refused: HypothesisForm | None = None) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "advies",
        "thinking": "synthesis",
        "page": synthesis_page(episode, refused),
        "may_write": user_can_write_clinical(signed_in(request)),
        "refused": refused,
        "refusal": refusal_of(refused) if refused else None,
    }
    return render_patient_page(
        request, "interventions/synthesis.html", context, status=422 if refused else 200
    )
