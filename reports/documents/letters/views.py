"""Pages of letters and notes: they load through intake.access and write through actions."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of
from headache_cds.vocabulary.opened import check_whole
from intake.access import get_episode
from intake.models import Episode
from intake.patient_page import render_patient_page
from interventions.advice.board import Board
from interventions.case.current import current_board
from reports.documents import queries
from reports.documents.actions import print_in_browser

from . import actions
from .completeness import completeness_of
from .forms import LetterForm
from .letter_content import letter_content
from .paper import html_on_screen
from .record_text import open_record_text


@require_POST
def urgent_note(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Issue the urgent note; its page opens it as soon as it is made, and prints it at once without."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    try:
        check_whole(request.POST)
        chosen = request.POST.get("language", "nl")
        document = actions.issue_urgent_note(episode=episode, by=user, language=chosen)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("interventions:advice", episode.pk)
    return redirect("documents:document", document.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The letter as the dossier fills it in, to be completed, previewed and issued."""
    user = signed_in(request)
    posted = request.method == "POST"
    episode = get_episode(user, episode_id, write=True)
    board = current_board(episode)
    form = LetterForm(episode, board, request.POST if posted else None, request.GET.get("soort", ""))
    if posted and "preview" in request.POST:
        form.look_only()
    elif posted and form.is_valid():
        try:
            document = actions.issue_letter(
                episode=episode, by=user, typed=form.typed(), seen=form.cleaned_data["seen"]
            )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return redirect("documents:document", document.pk)
    return _letter_page(request, episode, board, form)


def _letter_page(request: HttpRequest, episode: Episode, board: Board, form: LetterForm) -> HttpResponse:
    """The form beside the letter as it would be issued now; what was refused stands at its place."""
    content = letter_content(episode, board, signed_in(request), timezone.now(), form.typed())
    context = {
        "episode": episode,
        "step": "dossier",
        "board": board,
        "form": form,
        "seen": actions.dossier_print(content),
        "paper": html_on_screen(content, content["language"]),
        "refusal": refusal_of(form),
    }
    status = 422 if form.errors else 200
    return render_patient_page(request, "documents/letters/letter.html", context, status=status)


@require_safe
def record_text(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The dossier as plain text by phase, to be copied elsewhere."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    board = current_board(episode)
    parts = open_record_text(episode=episode, board=board, by=user)
    context = {"episode": episode, "step": "dossier", "board": board, "parts": parts}
    return render_patient_page(request, "documents/letters/record_text.html", context)


@require_safe
def completeness(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What the guideline on record keeping asks, and what of it this dossier holds."""
    episode = get_episode(signed_in(request), episode_id, write=False)
    context = {"episode": episode, "step": "dossier", "phases": completeness_of(episode)}
    return render_patient_page(request, "documents/letters/completeness.html", context)


@require_safe
def print_page(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A letter or note as a page that the browser prints: it needs no PDF engine."""
    user = signed_in(request)
    document = queries.get_document(user, document_id)
    if document.plan_id:  # of a plan the PDF is the paper
        return redirect("documents:document", document.pk)
    print_in_browser(document=document, by=user)
    return HttpResponse(html_on_screen(document.source, document.language))
