"""Pages on which an episode is ended or opened again, and a dossier is said to be a double one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from headache_cds.accounts.access import check_user_can_write_clinical
from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of

from . import actions
from .access import get_episode
from .forms import CloseForm, DoubleForm
from .patient_page import render_patient_page

GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
def close_episode(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Close an episode, or let it lapse when it was registered by mistake."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    check_user_can_write_clinical(user)
    posted = request.method == "POST"
    form = CloseForm(episode, request.POST if posted else None)
    if posted and form.save(user):
        messages.success(request, _("Vastgelegd. U kunt alles blijven lezen, en de episode heropenen."))
        return redirect("intake:start", episode.pk)
    context = {"episode": episode, "step": "afsluiten", "form": form, "refusal": refusal_of(form)}
    return render_patient_page(request, "intake/close_episode.html", context, status=422 if posted else 200)


@require_POST
def open_again(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Open a closed or voided episode again; a second press changes nothing."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    actions.open_again(episode=episode, by=user)
    messages.success(request, _("De episode is weer open."))
    return redirect("intake:start", episode.pk)


@require_http_methods(GET_POST)
def mark_double(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Say that the patient was registered twice, and which dossier is the right one."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    check_user_can_write_clinical(user)
    posted = request.method == "POST"
    form = DoubleForm(episode.patient, request.POST if posted else None)
    if posted and form.save(user):
        messages.success(request, _("Vastgelegd. Beide dossiers verwijzen nu naar elkaar."))
        return redirect("intake:start", episode.pk)
    context = {"episode": episode, "step": "dossier", "form": form, "refusal": refusal_of(form)}
    return render_patient_page(request, "intake/mark_double.html", context, status=422 if posted else 200)


@require_POST
def unmark_double(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Undo that; a second press changes nothing."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    actions.unmark_double(patient=episode.patient, by=user)
    messages.success(request, _("De verwijzing is ongedaan gemaakt. U kunt hier weer vastleggen."))
    return redirect("intake:start", episode.pk)
