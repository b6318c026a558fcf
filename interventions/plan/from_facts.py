"""Plans straight from facts, for review and demonstration: nothing is stored, nobody signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.names import PLANNED_INTERVENTIONS as PLANNED
from interventions.advice.board import Board, CardView, build_board
from interventions.advice.json_lines import read_facts
from interventions.case.facts import decided_facts
from interventions.engine import advise
from interventions.engine.ruleset import RuleRecord
from interventions.knowledge import Knowledge
from interventions.models import Decision, DecisionKind
from interventions.plan.accepted import Draft, accepted_cards
from interventions.plan.alternatives import lead_only
from interventions.plan.content import Frame, freeze
from interventions.plan.dosing import default_dose


@dataclass(frozen=True)
class NoPlan:
    """Why there is no plan: the rules that block, or none when no advice applies."""

    blocks: tuple[RuleRecord, ...]


def plan_from_facts(
    knowledge: Knowledge, case_id: str, raw: Mapping[str, Any], language: str
) -> dict[str, Any] | NoPlan:
    """The content of a plan that takes every card that applies, with its default parts and dose.

    Of two alternatives it takes the one that the board leads with. What a patient begins with now are the
    first things to do among the cards that the findings call for (tier two). The facts are evaluated once
    more with what was taken, so that rules on the plan itself count too. Raises ValueProblem for a fact that
    is none.
    """
    facts, overrides = read_facts(knowledge, raw)
    board = build_board(knowledge, advise(knowledge.ruleset, facts, overrides))
    given = frozenset(facts.get(PLANNED, ()))
    decided = decided_facts(knowledge, list(_decisions(board, given).values()))
    if decided:
        planned = dict.fromkeys([*facts.get(PLANNED, ()), *decided.get(PLANNED, ())])
        settled = facts | decided | ({PLANNED: list(planned)} if planned else {})
        board = build_board(knowledge, advise(knowledge.ruleset, settled, overrides))
    if board.is_blocked or not board.options:
        return NoPlan(tuple(item.rule.record for item in board.blocks))
    return _content(knowledge, board, given, _frame(case_id, language))


def _content(knowledge: Knowledge, board: Board, given: frozenset[str], frame: Frame) -> dict[str, Any]:
    called_for = [view.card.id for view in board.tiers.cards]
    draft = Draft(decisions=_decisions(board, given), first=called_for)
    return freeze(knowledge, board, accepted_cards(knowledge, board, draft), frame)


def _decisions(board: Board, given: frozenset[str]) -> dict[str, Decision]:
    """An acceptance of every card, with one of every two alternatives."""
    return lead_only(board, {view.card.id: _decision(view, given) for view in board.options})


def _components(view: CardView, given: frozenset[str]) -> tuple[str, ...]:
    """The default parts of a card, and those that the facts already plan."""
    return tuple(
        component.value for component in view.card.components if component.default or component.value in given
    )


def _decision(view: CardView, given: frozenset[str]) -> Decision:
    """An acceptance that is never stored."""
    return Decision(
        card=view.card.id,
        choice=DecisionKind.ACCEPTED,
        components=list(_components(view, given)),
        dose=default_dose(view.doses),
    )


def _frame(case_id: str, language: str) -> Frame:
    """A placeholder for the person, without signature, goals or agreements."""
    word = "Patient" if language == "en" else "Patiënt"
    return Frame(
        patient={"name": f"{word} {case_id}", "birth_date": "", "number": ""},
        centre="",
        therapist={"name": "", "registration": ""},
        signed_on="",
        goals=(),
        agreement="",
        evaluation_on=None,
        contact="",
    )
