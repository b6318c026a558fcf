"""Pages of the documents: ask for one, watch it being made, open it. They load through queries."""

from uuid import UUID

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_replace, csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from headache_cds.accounts.views import signed_in
from headache_cds.vocabulary.opened import check_whole
from intake.access import get_episode, user_can_change
from intake.patient_page import render_patient_page
from interventions.advice.important import important_for
from interventions.models import Plan, PlanState
from interventions.plan.actions import signing_problems
from interventions.plan.frame import content_now
from interventions.plan.seen import seen_print
from reports.models import FILE_NAMES, Document, DocumentKind

from . import actions, queries
from .patient_plan import preview_html
from .problems import DocumentProblem

# The page loads itself again while it waits: often at first, rarely once it clearly takes longer.
SOON, LATER = 2, 15
PATIENCE_SECONDS = 30

# Chrome draws a PDF inside a page of its own making, to which the policy of the file applies: the strict one
# would leave that page without style and viewer. A PDF of ours holds no script.
PDF_POLICY = {"frame-ancestors": [NONE], "form-action": [NONE], "base-uri": [NONE]}


@require_safe
def plan_of_document(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """To the signed plan, where its documents are asked for."""
    plan = queries.get_plan(signed_in(request), plan_id)
    return redirect("interventions:signed_plan", plan.episode_id, plan.pk)


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # as below
def preview(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The draft plan as it comes on paper, with the button that signs it; what is missing leads back."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    plan, board = queries.draft_of(episode)
    if plan is None or board.is_blocked:
        return redirect("interventions:plan", episode.pk)
    problems = signing_problems(plan, board)
    if problems:
        for problem in dict.fromkeys(problems):
            messages.warning(request, problem)
        return redirect(reverse("interventions:plan", args=[episode.pk]) + "#afspraken")
    context = {
        "episode": episode,
        "step": "plan",
        "board": board,
        "plan": plan,
        "not_told": important_for(board.advice).not_told,
        "seen": seen_print(plan, board, content_now(plan, board, user, timezone.now())),
        "may_write": user_can_change(user, episode),
    }
    return render_patient_page(request, "documents/preview.html", context)


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # as below
def sheet(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The paper inside that page."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    plan, board = queries.draft_of(episode)
    if plan is None or board.is_blocked:
        return redirect("interventions:plan", episode.pk)
    content = content_now(plan, board, user, timezone.now())
    return HttpResponse(preview_html(content, "nl", static))


@require_POST
def request_document(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Ask for a document, the patient's plan unless a kind is named; a second press shows the same one."""
    user = signed_in(request)
    plan = queries.get_plan(user, plan_id)
    kind, language = request.POST.get("kind", DocumentKind.PATIENT_PLAN), request.POST.get("language", "nl")
    try:
        check_whole(request.POST)
        document = actions.request_document(plan=plan, kind=kind, language=language, by=user)
    except ValidationError as problem:
        return _refused(request, plan, problem)
    return redirect("documents:document", document.pk)


@require_safe
def calendar_file(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The calendar of a signed plan as a file for a phone or computer; every one is in the audit trail."""
    user = signed_in(request)
    plan = queries.get_plan(user, plan_id)
    language = "en" if request.GET.get("language") == "en" else "nl"
    try:
        data = actions.open_calendar(plan=plan, language=language, by=user)
    except DocumentProblem as problem:
        actions.refuse_calendar(plan=plan, language=language, by=user)
        return _refused(request, plan, problem)
    name = f"{FILE_NAMES[DocumentKind.CALENDAR][language]}-{str(plan.pk)[:8]}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)


def _refused(request: HttpRequest, plan: Plan, problem: ValidationError) -> HttpResponse:
    """Why there is no document of a plan, and what to do."""
    context = {
        "episode": plan.episode,
        "step": "plan",
        "blocks": () if plan.is_draft else queries.blocks_of(plan.episode),
        "problem": problem.message,
    }
    return render_patient_page(request, "documents/refused.html", context, status=409)


@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Where the making stands, without any script; while it is made, the page loads itself again."""
    shown = queries.get_document(signed_in(request), document_id)
    blocks = queries.blocks_on(shown)
    wrong = queries.needs_making(shown)
    context = {
        "episode": shown.episode,
        # A letter or note stays open while a signal waits: it is part of acting on it.
        "step": "plan" if shown.plan else "dossier",
        "document": shown,
        "blocks": blocks,
        "wrong": wrong,
        "superseded": shown.plan is not None and shown.plan.state == PlanState.SUPERSEDED,
    }
    response = render_patient_page(request, "documents/document.html", context)
    if shown.is_busy and not blocks and not wrong:
        response["Refresh"] = str(_seconds_to_wait(shown))
    return response


@require_POST
def make_again(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Make a document anew that failed, was lost or is not as it was made."""
    shown = queries.get_document(signed_in(request), document_id)
    try:
        check_whole(request.POST)
        actions.make_again(document=shown, by=signed_in(request))
    except ValidationError as problem:
        messages.error(request, problem.message)
    return redirect("documents:document", shown.pk)


@require_safe
@csp(PDF_POLICY)  # type: ignore[arg-type]  # django-csp types views without an id only
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The file, on screen or with `?download` as a file; every opening is in the audit trail."""
    user = signed_in(request)
    shown = queries.get_document(user, document_id)
    download = "download" in request.GET
    try:
        data = actions.open_document(document=shown, by=user, download=download)
    except DocumentProblem as problem:
        actions.refuse_document(document=shown, by=user, why=problem.code or "")
        return redirect("documents:document", shown.pk)
    place = "attachment" if download else "inline"
    headers = {"Content-Disposition": f'{place}; filename="{shown.file_name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _seconds_to_wait(shown: Document) -> int:
    waiting = (timezone.now() - shown.queued_at).total_seconds()
    return SOON if waiting < PATIENCE_SECONDS else LATER
