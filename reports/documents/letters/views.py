"""Pages of letters and notes: they load through intake.access and write through actions."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from headache_cds.accounts.views import signed_in
from headache_cds.vocabulary.opened import check_whole
from intake.access import get_episode
from reports.documents import queries
from reports.documents.actions import print_in_browser

from . import actions
from .paper import html_on_screen


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


@require_safe
def print_page(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A letter or note as a page that the browser prints: it needs no PDF engine."""
    user = signed_in(request)
    document = queries.get_document(user, document_id)
    if document.plan_id:  # of a plan the PDF is the paper
        return redirect("documents:document", document.pk)
    print_in_browser(document=document, by=user)
    return HttpResponse(html_on_screen(document.source, document.language))
