"""What is not offered, each with its why: what waits, what does not apply, what is withheld."""

from dataclasses import dataclass
from enum import StrEnum

from headache_cds.vocabulary.language import language
from intake.models import Episode
from interventions.advice.board import Board
from interventions.advice.questions import gate_questions, waits_for
from interventions.engine import Item
from interventions.knowledge import Knowledge, get_knowledge
from interventions.pages.question_places import QuestionLink, link_facts
from interventions.words.reasons import Explainer, Reason


class Kind(StrEnum):
    """Why something is not offered, as written in the address of its list."""

    WAITING = "wacht"
    RULED_OUT = "niet-van-toepassing"
    WITHHELD = "achtergehouden"


@dataclass(frozen=True)
class Considered:
    """An advice that is not offered: its sentence, and why not."""

    rule: str
    title: str
    text: str
    reasons: tuple[Reason, ...]
    questions: tuple[QuestionLink, ...]


@dataclass(frozen=True)
class ConsideredPage:
    """One list of what is not offered."""

    board: Board
    kind: Kind
    items: tuple[Considered, ...]


def items_of(knowledge: Knowledge, board: Board, kind: Kind) -> tuple[Item, ...]:
    """The items of a list; of what is withheld one for each topic. Nothing while something blocks."""
    if board.is_blocked:
        return ()
    if kind == Kind.WITHHELD:
        return tuple({title_of(knowledge, item): item for item in reversed(board.withheld)}.values())[::-1]
    status = "insufficient_data" if kind == Kind.WAITING else "does_not_apply"
    return tuple(item for item in board.considered if item.status == status)


def considered_page(episode: Episode, board: Board, kind: Kind) -> ConsideredPage:
    """The list in words."""
    knowledge = get_knowledge()
    explainer = Explainer(knowledge, board.scope)
    in_words = _withheld if kind == Kind.WITHHELD else _considered
    found = items_of(knowledge, board, kind)
    return ConsideredPage(board, kind, tuple(in_words(item, explainer, episode) for item in found))


def title_of(knowledge: Knowledge, item: Item) -> str:
    """The topic of an item: the title of its card, '' without one."""
    card = knowledge.card_of(item.rule)
    return card.title.in_language(language()) if card else ""


def _considered(item: Item, explainer: Explainer, episode: Episode) -> Considered:
    """While a gate is closed the text stays hidden, because it is not cleared either."""
    return Considered(
        rule=item.rule.id,
        title=title_of(explainer.knowledge, item),
        text="" if item.gates_failed else item.rule.record.summary.in_language(language()),
        reasons=explainer.reasons(item.because, deeper=False),
        questions=link_facts(waits_for(item, explainer.scope), episode),
    )


def _withheld(item: Item, explainer: Explainer, episode: Episode) -> Considered:
    """A topic whose condition holds and whose gate is closed: without its text."""
    return Considered(
        rule=item.rule.id,
        title=title_of(explainer.knowledge, item),
        text="",
        reasons=explainer.closed_gates(item),
        questions=link_facts(gate_questions(item, explainer.scope), episode),
    )
