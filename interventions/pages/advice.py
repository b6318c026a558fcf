"""The advice page in three tiers: what must be done, what is for this patient, and everything else folded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intake.models import Episode
from interventions.advice.background import FOOT
from interventions.advice.board import Board
from interventions.advice.flags import FlagList, flag_list
from interventions.advice.questions import foremost
from interventions.case.current import Current
from interventions.engine import Item
from interventions.engine.explain import raised_by
from interventions.engine.urgency import Level
from interventions.knowledge import get_knowledge
from interventions.models import Plan, SafetyAcknowledgement
from interventions.pages.cards import CardOnPage, CardWriter, Sentence
from interventions.pages.considered import Kind, items_of
from interventions.pages.forms import AcknowledgeForm, StopForm
from interventions.pages.good_care import GoodCare, good_care
from interventions.pages.question_places import QuestionLink, link_facts, link_question
from interventions.pages.questioned import Askable, ExplanationWriter
from interventions.plan.queries import (
    acknowledgements,
    corrected_from,
    signal_prints,
    withdrawn_acknowledgements,
)
from interventions.words.reasons import Reason

TOP_QUESTIONS = 3


@dataclass(frozen=True)
class WarningOnPage:
    """One warning with its reasons; a safety signal also with its acknowledgement, or the form for it."""

    rule: str
    level: Level
    is_alarm: bool
    sentence: Sentence
    reasons: tuple[Reason, ...]
    asked: Askable
    form: AcknowledgeForm | None = None
    acknowledged: SafetyAcknowledgement | None = None
    corrected_from: tuple[SafetyAcknowledgement, ...] = ()
    withdrawn: tuple[SafetyAcknowledgement, ...] = ()


@dataclass(frozen=True)
class AdvicePage:
    """Everything the advice page shows; while something blocks only what may be shown then.

    `folded` counts what is not offered, by the kind of list that is fetched when somebody opens it.
    """

    board: Board
    plan: Plan | None
    flags: FlagList
    raised_at: tuple[QuestionLink, ...]
    blocks: tuple[WarningOnPage, ...]
    flag_items: tuple[WarningOnPage, ...]
    today: tuple[WarningOnPage, ...]
    soon: tuple[WarningOnPage, ...]
    guides: tuple[CardOnPage, ...]
    cards: tuple[CardOnPage, ...]
    further: tuple[CardOnPage, ...]
    questions: tuple[QuestionLink, ...]
    has_more_questions: bool
    talks: tuple[Sentence, ...]
    good_care: GoodCare
    foot: Mapping[str, tuple[Sentence, ...]]
    notes: tuple[WarningOnPage, ...]
    folded: Mapping[str, int]

    @property
    def must_act(self) -> bool:
        """Whether somebody has to write down first what they did about a signal."""
        return any(entry.form for entry in (*self.blocks, *self.today))

    @property
    def accepted(self) -> int:
        """How many of the cards stand in the plan."""
        return sum(card.is_taken for card in (*self.cards, *self.further))

    @property
    def further_is_open(self) -> bool:
        """Whether one of the folded cards was decided on by itself or holds a form that was refused."""
        return any(card.adapt or card.decline for card in self.further)


def advice_page(episode: Episode, now: Current, bound: Mapping[str, Any] | None = None) -> AdvicePage:
    """The current page of an episode.

    `bound` holds a form that was refused and is shown again as it was typed: `adapt`, `decline` or
    `acknowledge`.
    """
    return _AdvicePageBuilder(episode, now, bound or {}).page()


def more_questions(episode: Episode, board: Board) -> tuple[QuestionLink, ...]:
    """The open questions that the page does not show at once."""
    first = foremost(board.questions, TOP_QUESTIONS)
    return tuple(link_question(question, episode) for question in board.questions if question not in first)


class _AdvicePageBuilder:
    def __init__(self, episode: Episode, now: Current, bound: Mapping[str, Any]) -> None:
        self.episode = episode
        self.knowledge = get_knowledge()
        self.board, self.plan = now.board, now.plan
        self.writer = CardWriter(
            self.knowledge, self.board, now.decisions, bound.get("adapt"), bound.get("decline")
        )
        self.explainer = self.writer.explainer
        self.questioner = ExplanationWriter(self.knowledge, self.board, episode)
        self.acknowledge: tuple[str, AcknowledgeForm] | None = bound.get("acknowledge")
        self.acknowledged = acknowledgements(episode, self.board)
        self.signals = signal_prints(episode, self.board)

    def page(self) -> AdvicePage:
        board, tiers = self.board, self.board.tiers
        cards = {view.card.id: self.writer.card(view) for view in board.options}
        told = {item.rule.id for item in (*tiers.today, *tiers.soon)}
        return AdvicePage(
            board=board,
            plan=self.plan,
            flags=flag_list(self.knowledge, board),
            raised_at=self._raised_at(),
            blocks=self._warnings(board.blocks),
            flag_items=self._warnings(item for item in board.flags if item.rule.id not in told),
            today=self._warnings(tiers.today),
            soon=self._warnings(tiers.soon),
            guides=tuple(cards[view.card.id] for view in tiers.guides),
            cards=tuple(cards[view.card.id] for view in tiers.cards),
            further=tuple(cards[view.card.id] for view in tiers.further),
            questions=tuple(
                link_question(one, self.episode) for one in foremost(board.questions, TOP_QUESTIONS)
            ),
            has_more_questions=len(board.questions) > TOP_QUESTIONS,
            talks=tuple(self.writer.sentence(item) for item in board.talks),
            good_care=good_care(self.knowledge, board, self.writer.decisions),
            foot=self.writer.background(FOOT),
            notes=self._warnings(board.notes),
            folded={kind.name.lower(): len(items_of(self.knowledge, board, kind)) for kind in Kind},
        )

    def _raised_at(self) -> tuple[QuestionLink, ...]:
        """Where the answers stand that raised a flag."""
        flags, scope = self.knowledge.red_flags, self.board.scope
        conditions = [flags.open_when[flag] for flag in flags.unresolved(scope)]
        raised = {fact for condition in conditions for fact in raised_by(condition, scope)}
        return link_facts(sorted(raised), self.episode)

    def _warnings(self, items: Iterable[Item]) -> tuple[WarningOnPage, ...]:
        return tuple(self._warning(item) for item in items)

    def _warning(self, item: Item) -> WarningOnPage:
        done = self.acknowledged.get(item.rule.id)
        return WarningOnPage(
            rule=item.rule.id,
            level=item.urgency,
            is_alarm=item.rule.is_alarm,
            sentence=self.writer.sentence(item),
            reasons=self.explainer.reasons(item.because),
            asked=self.questioner.askable(item),
            form=self._acknowledge_form(item),
            acknowledged=done,
            corrected_from=corrected_from(done) if done else (),
            withdrawn=self._withdrawn(item),
        )

    def _withdrawn(self, item: Item) -> tuple[SafetyAcknowledgement, ...]:
        if not item.rule.record.acknowledge:
            return ()
        return withdrawn_acknowledgements(self.episode, item.rule.id)

    def _acknowledge_form(self, item: Item) -> AcknowledgeForm | None:
        if self.acknowledge and self.acknowledge[0] == item.rule.id:
            return self.acknowledge[1]  # what was typed stays, also when something was recorded before
        if not item.rule.record.acknowledge or item.rule.id in self.acknowledged:
            return None
        return acknowledge_form(self.board, item.rule.id)(
            item.rule.id, self.episode, seen=self.signals[item.rule.id]
        )


def acknowledge_form(board: Board, rule: str) -> type[AcknowledgeForm]:
    """The form for what was done about this signal: another one where it stops the work."""
    stops = any(item.rule.id == rule for item in board.blocks)
    return StopForm if stops else AcknowledgeForm
