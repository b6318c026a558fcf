"""The advice page: what stops, what warns, what to ask, the cards, and what was considered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.language import language
from intake.models import Episode
from interventions.advice.background import FOOT
from interventions.advice.board import Board
from interventions.advice.flags import FlagList, flag_list
from interventions.advice.questions import gate_questions, waits_for
from interventions.case.current import Current
from interventions.engine import Item
from interventions.knowledge import get_knowledge
from interventions.models import Plan, SafetyAcknowledgement
from interventions.pages.cards import CardOnPage, CardWriter, Sentence
from interventions.pages.forms import AcknowledgeForm
from interventions.pages.question_places import QuestionLink, link_facts, link_question
from interventions.pages.questioned import Questioned, Questioner
from interventions.plan.queries import acknowledgements
from interventions.words.reasons import Reason

TOP_QUESTIONS = 6
TOP_CARDS = 12


@dataclass(frozen=True)
class WarningOnPage:
    """One warning with its reasons; a safety signal also with its acknowledgement, or the form for it."""

    rule: str
    sentence: Sentence
    reasons: tuple[Reason, ...]
    asked: Questioned
    form: AcknowledgeForm | None = None
    acknowledged: SafetyAcknowledgement | None = None


@dataclass(frozen=True)
class AskedCard:
    """One card with what can be asked of its leading advice; the conflicts are those of the whole card."""

    card: CardOnPage
    asked: Questioned


@dataclass(frozen=True)
class Considered:
    """An advice that is not offered: its sentence, and why not."""

    rule: str
    title: str
    text: str
    reasons: tuple[Reason, ...]
    questions: tuple[QuestionLink, ...]


@dataclass(frozen=True)
class AdvicePage:
    """Everything the advice page shows; while something blocks only what may be shown then."""

    board: Board
    plan: Plan | None
    flags: FlagList
    blocks: tuple[WarningOnPage, ...]
    flag_items: tuple[WarningOnPage, ...]
    warnings: tuple[WarningOnPage, ...]
    more_warnings: tuple[WarningOnPage, ...]
    questions: tuple[QuestionLink, ...]
    more_questions: tuple[QuestionLink, ...]
    talks: tuple[Sentence, ...]
    cards: tuple[AskedCard, ...]
    more_cards: tuple[AskedCard, ...]
    foot: Mapping[str, tuple[Sentence, ...]]
    notes: tuple[WarningOnPage, ...]
    waiting: tuple[Considered, ...]
    ruled_out: tuple[Considered, ...]
    withheld: tuple[Considered, ...]

    @property
    def undecided(self) -> int:
        """On how many of the cards nothing was decided yet."""
        return sum(entry.card.decision is None for entry in self.all_cards)

    @property
    def accepted(self) -> int:
        """How many of the cards stand in the plan."""
        cards = [entry.card for entry in self.all_cards]
        return sum(card.decision is not None and not card.is_declined for card in cards)

    @property
    def all_cards(self) -> tuple[AskedCard, ...]:
        """The cards that are shown at once and those that are folded."""
        return self.cards + self.more_cards

    @property
    def more_is_open(self) -> bool:
        """Whether one of the folded cards was decided on or holds a form that was refused."""
        return any(
            entry.card.decision or entry.card.adapt.errors or entry.card.decline.errors
            for entry in self.more_cards
        )


def advice_page(episode: Episode, now: Current, bound: Mapping[str, Any] | None = None) -> AdvicePage:
    """The page of an episode as it stands now.

    `bound` holds a form that was refused and is shown again as it was typed: `adapt`, `decline` or
    `acknowledge`.
    """
    return _PageMaker(episode, now, bound or {}).page()


class _PageMaker:
    def __init__(self, episode: Episode, now: Current, bound: Mapping[str, Any]) -> None:
        self.episode = episode
        self.knowledge = get_knowledge()
        self.board, self.plan = now.board, now.plan
        self.writer = CardWriter(
            self.knowledge, self.board, now.decisions, bound.get("adapt"), bound.get("decline")
        )
        self.explainer = self.writer.explainer
        self.questioner = Questioner(self.knowledge, self.board, episode)
        self.acknowledge: tuple[str, AcknowledgeForm] | None = bound.get("acknowledge")
        self.acknowledged = acknowledgements(episode, self.board)

    def page(self) -> AdvicePage:
        board = self.board
        links = [link_question(question, self.episode) for question in board.questions]
        waiting = [item for item in board.considered if item.status == "insufficient_data"]
        ruled_out = [item for item in board.considered if item.status == "does_not_apply"]
        cards = tuple(
            AskedCard(self.writer.card(view), self.questioner.about(view.main, view.everything))
            for view in board.options
        )
        return AdvicePage(
            board=board,
            plan=self.plan,
            flags=flag_list(self.knowledge, board),
            blocks=self._warnings(board.blocks),
            flag_items=self._warnings(board.flags),
            warnings=self._warnings(board.warnings),
            more_warnings=self._warnings(board.more_warnings),
            questions=tuple(links[:TOP_QUESTIONS]),
            more_questions=tuple(links[TOP_QUESTIONS:]),
            talks=tuple(self.writer.sentence(item) for item in board.talks),
            cards=cards[:TOP_CARDS],
            more_cards=cards[TOP_CARDS:],
            foot=self.writer.background(FOOT),
            notes=self._warnings(board.notes),
            waiting=tuple(self._considered(item) for item in waiting),
            ruled_out=tuple(self._considered(item) for item in ruled_out),
            withheld=() if board.is_blocked else self._withheld(),
        )

    def _warnings(self, items: tuple[Item, ...]) -> tuple[WarningOnPage, ...]:
        return tuple(self._warning(item) for item in items)

    def _warning(self, item: Item) -> WarningOnPage:
        return WarningOnPage(
            rule=item.rule.id,
            sentence=self.writer.sentence(item),
            reasons=self.explainer.reasons(item.because),
            asked=self.questioner.about(item),
            form=self._acknowledge_form(item),
            acknowledged=self.acknowledged.get(item.rule.id),
        )

    def _acknowledge_form(self, item: Item) -> AcknowledgeForm | None:
        if not item.rule.record.acknowledge or item.rule.id in self.acknowledged:
            return None
        if self.acknowledge and self.acknowledge[0] == item.rule.id:
            return self.acknowledge[1]
        return AcknowledgeForm(item.rule.id)

    def _considered(self, item: Item) -> Considered:
        """While a gate is closed the text stays hidden, because it is not cleared either."""
        return Considered(
            rule=item.rule.id,
            title=self._title(item),
            text="" if item.gates_failed else item.rule.record.summary.in_language(language()),
            reasons=self.explainer.reasons(item.because, deeper=False),
            questions=self._links(waits_for(item, self.board.scope)),
        )

    def _withheld(self) -> tuple[Considered, ...]:
        """The topics whose condition holds and whose gate is closed, each once."""
        topics: dict[str, Considered] = {}
        for item in self.board.withheld:
            questions = self._links(gate_questions(item, self.board.scope))
            reasons = self.explainer.closed_gates(item)
            title = self._title(item)
            topics.setdefault(title, Considered(item.rule.id, title, "", reasons, questions))
        return tuple(topics.values())

    def _title(self, item: Item) -> str:
        card = self.knowledge.card_of(item.rule)
        return card.title.in_language(language()) if card else ""

    def _links(self, facts: tuple[str, ...]) -> tuple[QuestionLink, ...]:
        return link_facts(facts, self.episode)
