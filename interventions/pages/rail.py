"""'Wat dit al beslist': the main derived facts, known or still open, and the next best question."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_value
from intake.models import Episode
from interventions.advice.board import Board
from interventions.advice.criteria import questions_of
from interventions.engine.language import nodes
from interventions.engine.questions import to_turn
from interventions.knowledge import get_knowledge
from interventions.pages.question_places import QuestionLink, link_question


@dataclass(frozen=True)
class RailFact:
    """One derived fact. `state` is known, open or stop."""

    label: str
    value: str
    state: str


@dataclass(frozen=True)
class Rail:
    """The rail beside every patient page; `closed` stands on those of the examination, which have none."""

    facts: tuple[RailFact, ...]
    closed: tuple[RailFact, ...]
    next_question: QuestionLink | None
    is_blocked: bool
    for_physician: int


def rail_of(episode: Episode, board: Board) -> Rail:
    """While something blocks, only the red flags and the questions behind the block."""
    rail = get_knowledge().rail
    facts = [_red_flags(board), *_closed(board)]
    if not board.is_blocked:
        facts += [_fact(name, board) for name in rail.shown]
        facts.append(_clearance(rail.cleared, board))
    first = board.questions[0] if board.questions else None
    return Rail(
        facts=tuple(facts),
        closed=_closed(board),
        next_question=link_question(first, episode) if first else None,
        is_blocked=board.is_blocked,
        for_physician=0 if board.is_blocked else _questions_for_the_physician(board),
    )


def _questions_for_the_physician(board: Board) -> int:
    """How many points the criteria board asks to discuss or to look at again."""
    return len(questions_of(get_knowledge().criteria, board.scope))


def _fact(name: str, board: Board) -> RailFact:
    spec = get_knowledge().spec(name)
    value = board.scope.value(name)
    return RailFact(
        label=spec.label.in_language(language()),
        value=format_value(spec, value, language()),
        state="open" if value is None else "known",
    )


def _closed(board: Board) -> tuple[RailFact, ...]:
    """What may not be done for certain: it stands beside the examination too."""
    rows = [row for row in get_knowledge().rail.closed if board.scope.value(row.fact) is False]
    return tuple(
        RailFact(row.label.in_language(language()), row.text.in_language(language()), "stop") for row in rows
    )


def _clearance(name: str, board: Board) -> RailFact:
    fact = _fact(name, board)
    wanted = nodes.Is(name, value=True, negated=False)
    if board.scope.value(name) is True or not to_turn(wanted, board.scope, into=True):
        return fact
    return RailFact(fact.label, _("nog te vragen"), "open")


def _red_flags(board: Board) -> RailFact:
    """The urgency while a flag is unresolved, else whether screening is done; never 'no red flags' (N05)."""
    record = get_knowledge().red_flags.record
    tier = board.advice.derived[record.tier]
    if tier not in (None, "none"):
        fact = _fact(record.tier, board)
        return RailFact(_("Alarmsignaal"), fact.value, "stop")
    return _clearance(record.screening, board)
