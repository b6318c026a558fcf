"""What this step shows beside every patient page: 'Wat dit al beslist', and the mark of an open red flag."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import RED_FLAG_TIER
from headache_cds.vocabulary.values import choice_text
from intake.models import Episode
from intake.patient_page import answers_saved, beside_page
from interventions.advice.board import Board
from interventions.advice.flags import ACUTE
from interventions.case.current import current_board
from interventions.engine.explain import raised_by
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus
from interventions.pages.rail import rail_of
from interventions.plan.queries import unacknowledged

RAIL_STEPS = ("anamnese", "onderzoek", "advies")
ADVICE_STEP = "advies"
# Where somebody goes on with a patient; the other pages of a dossier are read.
WORK_STEPS = (*RAIL_STEPS, "plan", "beloop")
NO_FLAG = ("", "none")


@receiver(beside_page, dispatch_uid="interventions.beside_page")
def show_beside(sender: Any, episode: Episode, context: Mapping[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The rail where the step has one, and the mark; from the board of the page where it has one."""
    board: Board | None = context.get("board") or getattr(context.get("page"), "board", None)
    railed = context.get("step") in RAIL_STEPS
    if railed and board is None:
        board = current_board(episode)
    waiting = _waiting(episode, board, context.get("step", ""))
    return {
        "rail": rail_of(episode, board) if railed and board else None,
        "open_red_flag": open_red_flag(episode, board),
        "must_act_first": bool(waiting),
        "leads_to": "" if _stays_open(context, waiting) else stop_address(episode),
    }


def _waiting(episode: Episode, board: Board | None, step: str) -> dict[str, frozenset[str]]:
    """The signals on which somebody has to act first, each with the answers that raised it."""
    if step not in WORK_STEPS or not (board or _may_alarm(episode)):
        return {}
    board = board or current_board(episode)
    found = unacknowledged(episode, board)
    return {item.rule.id: raised_by(item.rule.condition, board.scope) for item in found}


def _stays_open(context: Mapping[str, Any], waiting: Mapping[str, frozenset[str]]) -> bool:
    """Whether a page may be opened while a signal waits: to put it right, or to finish the list of flags."""
    if not waiting or context["step"] == ADVICE_STEP:
        return True
    asked = getattr(context.get("form"), "fields", {}).keys()
    flags = frozenset(get_knowledge().red_flags.names)
    return any(asked & (flags | raised) for raised in waiting.values())


@receiver(answers_saved, dispatch_uid="interventions.answers_saved")
def stop_first(sender: Any, episode: Episode, changed: frozenset[str], **kwargs: Any) -> str:
    """The advice page, which says what to do, when one of these answers raised a signal to act on.

    An answer that only leaves an older one standing does not interrupt again.
    """
    knowledge = get_knowledge()
    if not (changed & knowledge.read_by_alarms and _may_alarm(episode)):
        return ""
    board = current_board(episode)
    waiting = unacknowledged(episode, board)
    if any(changed & raised_by(item.rule.condition, board.scope) for item in waiting):
        return stop_address(episode)
    return ""


def stop_address(episode: Episode) -> str:
    """The page that says what to do, and where it is written down."""
    return reverse("interventions:advice", args=[episode.pk])


def _may_alarm(episode: Episode) -> bool:
    """Whether the status that was written with the answer holds an alarm at all; most answers raise none."""
    status: EpisodeStatus = episode.status
    signals = get_knowledge().signals
    return status.red_flag_tier == ACUTE or not signals.isdisjoint(status.warnings)


def open_red_flag(episode: Episode, board: Board | None) -> str:
    """The urgency of the unresolved red flag, in words; '' when none is known to be unresolved.

    An empty answer is no reassurance: screening may not be done, which the pages themselves say (N05).
    """
    if board:
        tier = board.advice.derived[RED_FLAG_TIER] or ""
    else:
        projected = EpisodeStatus.objects.filter(episode=episode)
        tier = projected.values_list(RED_FLAG_TIER, flat=True).first() or ""
    return "" if tier in NO_FLAG else choice_text(get_knowledge().spec(RED_FLAG_TIER), tier, language())
