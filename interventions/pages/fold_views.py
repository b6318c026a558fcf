"""Pages behind the folds of the advice page: each is fetched when somebody opens it, or is read by itself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headache_cds.accounts.views import signed_in
from intake.access import get_episode
from intake.models import Episode
from intake.patient_page import render_patient_page
from interventions.advice.board import Board
from interventions.case.current import current, current_board
from interventions.knowledge import get_knowledge
from interventions.pages.advice import advice_page, more_questions
from interventions.pages.cards import CardWriter
from interventions.pages.considered import Kind, considered_page
from interventions.pages.explanation import explanation_page, may_be_read
from interventions.pages.questioned import ExplanationWriter, conflicts_in_words

# What somebody writes in the forms of a card.
TYPED = ("note", "reason")
# The parts of the page of a card, by the name that stands behind the # of its address.
PARTS_OF_CARD = {
    "waarom": "card_why",
    "meer": "card_more",
    "verschillen": "conflicts",
    "bronnen": "source_lines",
}


@require_safe
def explain(request: HttpRequest, episode_id: UUID, rule_id: str) -> HttpResponse:
    """Why one rule holds for this patient or not, and what would change it; while blocked the block."""
    episode = get_episode(signed_in(request), episode_id, write=False)
    now = current(episode)
    if rule_id not in now.board.advice.ruleset.rules_by_id:
        raise Http404
    readable = may_be_read(now.board, rule_id)
    if as_fragment(request):
        return _changes(request, episode, now.board, rule_id) if readable else back_to(episode)
    page = explanation_page(episode, now.board, rule_id) if readable else advice_page(episode, now)
    context = {
        "episode": episode,
        "step": "advies",
        "explanation": page if readable else None,
        "page": page,
    }
    return render_patient_page(request, "interventions/explanation.html", context)


@require_safe
def questions(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The open questions that do not stand on the advice page at once."""
    episode = get_episode(signed_in(request), episode_id, write=False)
    board = current_board(episode)
    links = more_questions(episode, board)
    context = {"episode": episode, "step": "advies", "board": board, "questions": links}
    if as_fragment(request):
        return render(request, "interventions/question_list.html", context)
    return render_patient_page(request, "interventions/more_questions.html", context)


@require_safe
def considered(request: HttpRequest, episode_id: UUID, kind: str) -> HttpResponse:
    """One list of what is not offered, with its why; nothing of it while something blocks."""
    episode = get_episode(signed_in(request), episode_id, write=False)
    if kind not in set(Kind):
        raise Http404
    board = current_board(episode)
    if board.is_blocked:
        return back_to(episode)
    context = {"episode": episode, "step": "advies", "page": considered_page(episode, board, Kind(kind))}
    if as_fragment(request):
        return render(request, "interventions/considered_list.html", context)
    return render_patient_page(request, "interventions/considered.html", context)


@require_safe
def card(request: HttpRequest, episode_id: UUID, card_id: str) -> HttpResponse:
    """What stands behind one card, its sources, and where they disagree."""
    episode = get_episode(signed_in(request), episode_id, write=False)
    now = current(episode)
    board, view = now.board, now.board.option(card_id)
    if view is None:
        return not_offered(request, episode)
    writer = CardWriter(get_knowledge(), board, now.decisions)
    context = {
        "episode": episode,
        "step": "advies",
        "board": board,
        "view": view,
        "more": writer.more(view),
        "sources": writer.sources(view),
        "conflicts": conflicts_in_words(get_knowledge(), view.everything),
    }
    if as_fragment(request):
        part = PARTS_OF_CARD.get(request.GET["fragment"], PARTS_OF_CARD["meer"])
        return render(request, f"interventions/{part}.html", context)
    return render_patient_page(request, "interventions/card_page.html", context)


def _changes(request: HttpRequest, episode: Episode, board: Board, rule_id: str) -> HttpResponse:
    item = next(item for item in board.advice.items if item.rule.id == rule_id)
    asked = ExplanationWriter(get_knowledge(), board, episode).about(item)
    return render(request, "interventions/changes_fold.html", {"episode": episode, "asked": asked})


def as_fragment(request: HttpRequest) -> bool:
    """Whether only what a fold holds is asked for: `static/js/folds.js` does so when it is opened."""
    return "fragment" in request.GET


def not_offered(request: HttpRequest, episode: Episode) -> HttpResponse:
    """Tell that this card does not count now, on the advice page, with what was typed for it."""
    typed = [text for name in TYPED if (text := request.POST.get(name, "").strip())]
    problem = _("Dit advies geldt niet (meer) voor deze patiënt.")
    if typed:
        told = _("U typte: %(text)s") % {"text": " / ".join(typed)}
        problem = f"{problem} {told}"
    messages.error(request, problem)
    return back_to(episode)


def back_to(episode: Episode, card_id: str = "") -> HttpResponse:
    """To the advice page, at a card of it."""
    anchor = f"#kaart-{card_id}" if card_id else ""
    return redirect(reverse("interventions:advice", args=[episode.pk]) + anchor)
