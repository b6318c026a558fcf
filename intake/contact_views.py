"""Pages of who looks after the patient outside the centre."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of

from . import actions
from .access import get_episode, user_can_keep_contacts
from .forms import ContactForm, VoidForm
from .models import Episode
from .patient_page import render_patient_page
from .queries import contacts_of, earlier_contacts_of

GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
def contacts(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """GP, referrer and neurologist, with a form for another one."""
    user = signed_in(request)
    posted = request.method == "POST"
    episode = get_episode(user, episode_id, write=posted)
    form = ContactForm(episode.patient, request.POST if posted else None)
    if posted and form.save(user):
        messages.success(request, _("Vastgelegd."))
        return redirect("intake:contacts", episode.pk)
    return _contacts_page(request, episode, form)


def _contacts_page(
    request: HttpRequest, episode: Episode, form: ContactForm, refused_void: VoidForm | None = None
) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "dossier",
        "form": form,
        "refused_void": refused_void,
        "refusal": refusal_of(refused_void or form),
        "contacts": contacts_of(episode.patient),
        "earlier": earlier_contacts_of(episode.patient),
        "may_write": user_can_keep_contacts(signed_in(request), episode.patient),
    }
    status = 422 if request.method == "POST" else 200
    return render_patient_page(request, "intake/contacts.html", context, status=status)


@require_http_methods(GET_POST)
def correct_contact(request: HttpRequest, episode_id: UUID, contact_id: UUID) -> HttpResponse:
    """Correct one of them; what stood there stays readable."""
    user = signed_in(request)
    posted = request.method == "POST"
    episode = get_episode(user, episode_id, write=True)
    contact = get_object_or_404(episode.patient.contacts, pk=contact_id)
    form = ContactForm(episode.patient, request.POST if posted else None, correcting=contact)
    if posted and form.save(user):
        messages.success(request, _("Gecorrigeerd. Wat er stond blijft leesbaar."))
        return redirect("intake:contacts", episode.pk)
    context = {"episode": episode, "step": "dossier", "form": form, "refusal": refusal_of(form)}
    return render_patient_page(request, "intake/correct_contact.html", context, status=422 if posted else 200)


@require_POST
def void_contact(request: HttpRequest, episode_id: UUID, contact_id: UUID) -> HttpResponse:
    """Withdraw one of them with a reason."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    contact = get_object_or_404(episode.patient.contacts, pk=contact_id)
    form = VoidForm(contact.pk, request.POST)
    if not form.save(actions.void_contact, contact=contact, by=user):
        return _contacts_page(request, episode, ContactForm(episode.patient), form)
    messages.success(request, _("Ingetrokken. Het blijft leesbaar."))
    return redirect("intake:contacts", episode.pk)
