"""The plan page: the draft with its doses and what is missing, the agreements, and plans that were signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import PSK_ACTIVITIES
from intake.models import Episode
from interventions.advice.board import Board, CardView
from interventions.advice.important import Important, ImportantLine, important_for, missing_since
from interventions.case.current import Current, current, decisions_of
from interventions.case.facts import FACT_FOLDER
from interventions.engine import Item
from interventions.engine.uses import Use
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, Hypothesis, Plan, PlanState
from interventions.pages.agreement_forms import Agreements
from interventions.pages.cards import CardOnPage, CardWriter, Sentence
from interventions.pages.choosing import ChosenCard, choosables_of, chosen_cards
from interventions.pages.forms import PlanQuestionsForm
from interventions.plan.accepted import AcceptedCard
from interventions.plan.actions import signing_problems
from interventions.plan.alternatives import alternatives_in, choice_words
from interventions.plan.frame import accepted_in, proposed_evaluation
from interventions.plan.paper import not_on_paper
from interventions.plan.queries import hypothesis_of, unacknowledged
from interventions.plan.seen import decision_print


@dataclass(frozen=True)
class PlanPage:
    """Everything the plan page shows; while something blocks no content of a plan."""

    board: Board
    draft: Plan | None
    signed: Plan | None
    history: tuple[Plan, ...]
    chosen: tuple[ChosenCard, ...]
    declined: tuple[CardOnPage, ...]
    gone: tuple[tuple[str, Decision, str], ...]
    alternatives: tuple[tuple[str, str], ...]
    warnings: tuple[Sentence, ...]
    important: Important
    since_signing: tuple[ImportantLine, ...]
    unacknowledged: bool
    hypothesis: Hypothesis | None
    problems: list[str]
    not_on_paper: list[str]
    agreements: Agreements
    most_now: int
    questions: PlanQuestionsForm


def plan_page(
    episode: Episode, bound: Mapping[str, Any] | None = None, now: Current | None = None
) -> PlanPage:
    """The page over the current facts.

    `bound` holds forms that were refused and are shown again as typed: `agreements` or `questions`. `now` is
    the episode as the caller read it in this request.
    """
    bound = bound or {}
    now = now or current(episode)
    board = now.board
    plans = list(
        episode.plans.select_related("signed_by", "replaces").prefetch_related(
            "decisions", "goals__withdrawn_by"
        )
    )
    draft = next((plan for plan in plans if plan.state == PlanState.DRAFT), None)
    signed = next((plan for plan in plans if plan.state == PlanState.SIGNED), None)
    important = important_for(board.advice)
    writer = CardWriter(get_knowledge(), board, decisions_of(draft))
    accepted = accepted_for(draft, board)
    agreements = bound.get("agreements") or agreements_of(draft, board, accepted)
    return PlanPage(
        board=board,
        draft=draft,
        signed=signed,
        history=tuple(plan for plan in plans if plan.state == PlanState.SUPERSEDED),
        chosen=chosen_cards(writer, accepted, agreements.choices),
        declined=tuple(writer.card(view) for view in board.options if _is_declined(draft, view)),
        gone=_gone(writer, draft),
        alternatives=_alternatives(board, draft),
        warnings=tuple(writer.sentence(item) for item in plan_warnings(board)),
        important=important,
        since_signing=missing_since(important, signed.content) if signed else (),
        unacknowledged=bool(unacknowledged(episode, board)),
        hypothesis=hypothesis_of(episode) if draft and not board.is_blocked else None,
        problems=signing_problems(draft, board) if draft else [],
        not_on_paper=not_on_paper(draft) if draft else [],
        agreements=agreements,
        most_now=get_knowledge().doing.rules.most_now,
        questions=bound.get("questions") or PlanQuestionsForm(episode),
    )


def accepted_for(draft: Plan | None, board: Board) -> tuple[AcceptedCard, ...]:
    """The accepted cards of a draft as they would be signed now; none while something blocks."""
    if draft is None or board.is_blocked:
        return ()
    return accepted_in(draft, board, timezone.now())


def agreements_of(
    draft: Plan | None, board: Board, accepted: Sequence[AcceptedCard], data: Any = None
) -> Agreements:
    """The form with the choices, goals and agreements of a draft."""
    return Agreements(
        draft,
        proposed_evaluation(),
        data,
        cards=choosables_of(accepted, decisions_of(draft)),
        activities=activities_in(board),
    )


def activities_in(board: Board) -> tuple[str, ...]:
    """The activities of the patient-specific complaints, by their names."""
    rows = board.facts.get(PSK_ACTIVITIES) or ()
    return tuple(dict.fromkeys(str(row["activity"]) for row in rows if row.get("activity")))


def _is_declined(draft: Plan | None, view: CardView) -> bool:
    decision = decisions_of(draft).get(view.card.id)
    return decision is not None and decision.choice == DecisionKind.DECLINED


def plan_warnings(board: Board) -> tuple[Item, ...]:
    """The warnings that read the plan itself: passive only, education alone, a dose below target ..."""
    facts = get_knowledge().vocabulary.of_folder(FACT_FOLDER).keys()
    noted = [item for view in board.options for item in view.notes]
    found = [*board.warnings, *noted, *board.notes]
    return tuple(item for item in found if item.rule.record.use is Use.WARN and facts & _read_by(item, board))


def _read_by(item: Item, board: Board) -> set[str]:
    named = {name for node in item.rule.condition.walk() for name in node.facts}
    return board.advice.ruleset.closure(named)


def _alternatives(board: Board, draft: Plan | None) -> tuple[tuple[str, str], ...]:
    """What must be chosen between before the draft is signed, each with a card on whose page that is done."""
    clashing = alternatives_in(board, decisions_of(draft))
    return tuple((choice_words(board, choice), choice.first.card) for choice in clashing)


def _gone(writer: CardWriter, draft: Plan | None) -> tuple[tuple[str, Decision, str], ...]:
    """Decisions on cards that are no longer offered; while something blocks their names stay hidden too."""
    if draft is None or writer.board.is_blocked:
        return ()
    titles = {card.id: card.title for card in writer.knowledge.cards.cards}
    offered = {view.card.id for view in writer.board.options}
    return tuple(
        (
            titles[row.card].in_language(language()) if row.card in titles else row.card,
            row,
            decision_print(row),
        )
        for row in draft.decisions.all()
        if row.card not in offered
    )
