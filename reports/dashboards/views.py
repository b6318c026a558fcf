"""Pages of the team: the caseload of the centre and the overview of one patient."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.accounts.access import (
    user_can_read_dossier,
    user_can_write_clinical,
)
from headache_cds.accounts.models import User
from headache_cds.accounts.views import signed_in
from headache_cds.audit.actions import record
from headache_cds.audit.models import Outcome
from headache_cds.kept.policy import never_kept
from headache_cds.refusal import refusal_of
from headache_cds.vocabulary.text import clean_line
from intake.access import get_episode, get_patient, user_can_change, user_can_note
from intake.actions import add_team_note, check_may_change_note, correct_team_note, void_team_note
from intake.asked_again import of_before
from intake.forms import VoidForm
from intake.models import Patient
from intake.patient_page import render_patient_page
from intake.queries import therapists_of

from . import queries
from .filters import CaseloadFilters
from .forms import NoteForm

SEARCH = "caseload_search"
SEARCH_LENGTH = 100


@never_kept
@require_http_methods(["GET", "HEAD", "POST"])
def caseload(request: HttpRequest) -> HttpResponse:
    """The patients of the centre; a search is posted and kept in the session, so no name is in an address."""
    user = signed_in(request)
    if not user_can_read_dossier(user):
        _record_look_up(user, [], outcome=Outcome.REFUSED)
        return render(request, "dashboards/no_access.html", status=403)
    if request.method == "POST":
        return _keep_search(request)
    search = request.session.get(SEARCH, "")
    filters = CaseloadFilters(
        request.GET.dict(), user=user, therapists=therapists_of(user), today=timezone.localdate()
    )
    page = queries.caseload_page(user, filters, search, request.GET.get("page"))
    _record_look_up(user, [str(row.patient.pk) for row in page])
    context = {
        "page": page,
        "filters": filters,
        "search": search,
        "is_empty": not (page or search or filters.chosen or queries.has_patients(user)),
        "may_register": user_can_write_clinical(user),
    }
    return render(request, "dashboards/caseload.html", context)


def _keep_search(request: HttpRequest) -> HttpResponse:
    """Remember what was searched for and show the first page with the same filters."""
    request.session[SEARCH] = clean_line(request.POST.get("search", ""))[:SEARCH_LENGTH]
    kept = request.GET.copy()
    kept.pop("page", None)
    return HttpResponseRedirect(f"?{kept.urlencode()}" if kept else request.path)


def _record_look_up(user: User, patients: list[str], *, outcome: str = Outcome.SUCCESS) -> None:
    """One event for each list that is shown (NEN 7513, look-up of persons), with who stood on it."""
    with transaction.atomic():
        record(
            actor=user,
            action="patients.look_up",
            subject=user.centre,
            details={"patients": patients},
            outcome=outcome,
        )


@require_safe
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Where one patient stands; `?episode=` opens an earlier episode."""
    found = get_patient(signed_in(request), patient_id)
    return _patient_page(request, found)


@require_safe
def episode(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """To the page of the patient, with this episode open."""
    found = get_episode(signed_in(request), episode_id, write=False)
    return redirect(f"{reverse('dashboards:patient', args=[found.patient_id])}?episode={found.pk}")


@require_POST
def add_note(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Add a note for the team; what cannot be stands beside its field with the text kept."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    form = NoteForm(episode, request.POST)
    if form.is_valid():
        try:
            add_team_note(episode=episode, by=user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
    if form.errors:
        return _patient_page(request, episode.patient, form, episode_id=episode.pk)
    messages.success(request, _("De notitie is toegevoegd."))
    return redirect("dashboards:patient", episode.patient_id)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_note(request: HttpRequest, episode_id: UUID, note_id: UUID) -> HttpResponse:
    """Correct a note; the old one stays readable."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    note = get_object_or_404(episode.notes, pk=note_id)
    check_may_change_note(user, note)
    posted = request.method == "POST"
    form = NoteForm(episode, request.POST if posted else None, note)
    if posted and form.is_valid():
        try:
            correct_team_note(note=note, by=user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("De notitie is gecorrigeerd. Wat er stond blijft leesbaar."))
            return redirect("dashboards:patient", episode.patient_id)
    context = {"episode": episode, "step": "dossier", "form": form, "refusal": refusal_of(form)}
    return render_patient_page(
        request, "dashboards/correct_note.html", context, status=422 if form.errors else 200
    )


@require_POST
def void_note(request: HttpRequest, episode_id: UUID, note_id: UUID) -> HttpResponse:
    """Withdraw a note with a reason; it stays readable."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    note = get_object_or_404(episode.notes, pk=note_id)
    check_may_change_note(user, note)
    form = VoidForm(note.pk, request.POST)
    if not form.save(void_team_note, note=note, by=user):
        return _patient_page(request, episode.patient, episode_id=episode.pk, refused_void=form)
    messages.success(request, _("De notitie is ingetrokken en blijft leesbaar."))
    return redirect("dashboards:patient", episode.patient_id)


def _patient_page(
    request: HttpRequest,
    found: Patient,
    refused: NoteForm | None = None,
    *,
    episode_id: UUID | None = None,
    refused_void: VoidForm | None = None,
) -> HttpResponse:
    user = signed_in(request)
    overview = queries.patient_overview(found, episode_id or _asked_episode(request))
    form = refused or NoteForm(overview.episode)
    context = {
        "overview": overview,
        "board": overview.board,
        "of_before": of_before(overview.episode),
        "episode": overview.episode,
        "step": "dossier",
        "form": form,
        "refused_void": refused_void,
        "refusal": refusal_of(refused_void or form),
        # Also after an episode: the last letter is written when it has ended.
        "may_letter": user_can_write_clinical(user),
        "may_note": user_can_note(user, overview.episode),
        "may_write": user_can_change(user, overview.episode),
    }
    status = 422 if refused or refused_void else 200
    return render_patient_page(request, "dashboards/patient.html", context, status=status)


def _asked_episode(request: HttpRequest) -> UUID | None:
    """The episode of the address; None, so the latest, when it is no id."""
    try:
        return UUID(request.GET.get("episode", ""))
    except ValueError:
        return None
