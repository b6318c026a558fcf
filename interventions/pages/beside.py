"""What this step shows beside every patient page: 'Wat dit al beslist', and the mark of an open red flag."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import RED_FLAG_TIER
from headache_cds.vocabulary.values import choice_text
from intake.contradictions import Contradiction, asked_for_contradictions
from intake.models import Episode
from intake.patient_page import answers_saved, beside_page
from interventions.advice.board import Board
from interventions.case.current import current_board
from interventions.case.status import status_of
from interventions.engine.explain import raised_by
from interventions.knowledge import get_knowledge
from interventions.pages.contradictions import contradictions_on, projected_contradictions
from interventions.pages.rail import rail_of
from interventions.plan.queries import unacknowledged

RAIL_STEPS = ("anamnese", "onderzoek", "advies")
ADVICE_STEP = "advies"
# Where somebody goes on with a patient; the other pages of a dossier are read.
WORK_STEPS = (*RAIL_STEPS, "plan", "beloop", "afsluiten")
NO_FLAG = ("", "none")


@receiver(beside_page, dispatch_uid="interventions.beside_page")
def show_beside(sender: Any, episode: Episode, context: Mapping[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The rail where the step has one, and the mark; from the board of the page where it has one."""
    board: Board | None = context.get("board") or getattr(context.get("page"), "board", None)
    railed = context.get("step") in RAIL_STEPS
    if railed and board is None:
        board = current_board(episode)
    waiting = _waiting(episode, board, context.get("step", ""))
    stays_open = not waiting or _stays_open(context, waiting)
    return {
        "rail": rail_of(episode, board) if railed and board else None,
        "open_red_flag": open_red_flag(episode, board),
        "contradictions": contradictions_on(episode, board) if board else projected_contradictions(episode),
        "must_act_first": bool(waiting),
        "leads_to": "" if stays_open else stop_address(episode),
        "act_at": stop_address(episode) if waiting and stays_open and not _is_advice(context) else "",
    }


def _waiting(episode: Episode, board: Board | None, step: str) -> dict[str, frozenset[str]]:
    """The signals on which somebody has to act first, each with the answers that raised it."""
    if step not in WORK_STEPS or not (board or _may_alarm(episode)):
        return {}
    board = board or current_board(episode)
    found = unacknowledged(episode, board)
    return {item.rule.id: raised_by(item.rule.condition, board.scope) for item in found}


def _is_advice(context: Mapping[str, Any]) -> bool:
    """Whether this is the page that says what to do, or a detail of it; not one on which is decided."""
    return context.get("step") == ADVICE_STEP and not context.keys() & {"thinking", "decides"}


def _stays_open(context: Mapping[str, Any], waiting: Mapping[str, frozenset[str]]) -> bool:
    """Whether a page may be opened while a signal waits: to put it right, or to finish the list of flags."""
    if _is_advice(context):
        return True
    asked = getattr(context.get("form"), "fields", {}).keys()
    flags = frozenset(get_knowledge().red_flags.names)
    return any(asked & (flags | raised) for raised in waiting.values())


@receiver(asked_for_contradictions, dispatch_uid="interventions.contradictions")
def tell_contradictions(sender: Any, episode: Episode, **kwargs: Any) -> tuple[Contradiction, ...]:
    """What contradicts among the answers as they are stored."""
    return projected_contradictions(episode)


@receiver(answers_saved, dispatch_uid="interventions.answers_saved")
def stop_first(sender: Any, episode: Episode, changed: frozenset[str] | None, **kwargs: Any) -> str:
    """The advice page, which says what to do, when one of these answers raised a red flag or a safety signal.

    An answer that only leaves an older one standing does not interrupt again.
    """
    knowledge = get_knowledge()
    if (changed is not None and not changed & knowledge.read_by_alarms) or not _may_alarm(episode):
        return ""
    board = current_board(episode)
    waiting = unacknowledged(episode, board)
    if changed is None and waiting:
        return stop_address(episode)
    conditions = [item.rule.condition for item in waiting]
    flags = knowledge.red_flags
    conditions += [flags.open_when[flag] for flag in flags.unresolved(board.scope)]
    raised = any(changed & raised_by(condition, board.scope) for condition in conditions if changed)
    return stop_address(episode) if raised else ""


def stop_address(episode: Episode) -> str:
    """The page that says what to do, and where it is written down."""
    return reverse("interventions:advice", args=[episode.pk])


def _may_alarm(episode: Episode) -> bool:
    """Whether the status that was written with the answer holds an alarm at all; most answers raise none."""
    status, signals = status_of(episode), get_knowledge().signals
    if status is None:
        return False
    return status.red_flag_tier not in NO_FLAG or not signals.isdisjoint(status.warnings)


def open_red_flag(episode: Episode, board: Board | None) -> str:
    """The urgency of the unresolved red flag, in words; '' when none is known to be unresolved.

    An empty answer is no reassurance: screening may not be done, which the pages themselves say (N05).
    """
    if board:
        tier = board.advice.derived[RED_FLAG_TIER] or ""
    else:
        status = status_of(episode)
        tier = status.red_flag_tier if status else ""
    return "" if tier in NO_FLAG else choice_text(get_knowledge().spec(RED_FLAG_TIER), tier, language())
