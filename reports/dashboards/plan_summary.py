"""The plan on a patient page: the decision on each card or, while something blocks, that it is paused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, Goal, Plan, PlanState
from interventions.words.doses import dose_words
from reports.models import Document


@dataclass(frozen=True)
class DecisionLine:
    """One card with the decision on it; `dose` are its numbers in words."""

    title: str
    decision: Decision
    parts: tuple[str, ...] = ()
    dose: tuple[str, ...] = ()

    @property
    def is_declined(self) -> bool:
        return self.decision.choice == DecisionKind.DECLINED

    @property
    def is_adapted(self) -> bool:
        return self.decision.choice == DecisionKind.ADAPTED


@dataclass(frozen=True)
class PlanSummary:
    """The plan in force, else the draft. `paused`: it says nothing of its content."""

    plan: Plan
    newer_draft: Plan | None
    paused: bool
    lines: tuple[DecisionLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    documents: tuple[Document, ...] = ()


def plan_summary(plans: Iterable[Plan], *, blocked: bool) -> PlanSummary | None:
    """The summary of an episode's plans, None without one; while blocked nothing of their content (N04)."""
    by_state = {plan.state: plan for plan in plans if plan.state != PlanState.SUPERSEDED}
    draft, signed = by_state.get(PlanState.DRAFT), by_state.get(PlanState.SIGNED)
    plan = signed or draft
    if plan is None:
        return None
    newer = draft if signed else None
    if blocked:
        return PlanSummary(plan, newer, paused=True)
    return PlanSummary(
        plan=plan,
        newer_draft=newer,
        paused=False,
        lines=tuple(_lines(plan)),
        goals=tuple(plan.current_goals),
        documents=tuple(plan.documents.all()),
    )


def _lines(plan: Plan) -> list[DecisionLine]:
    """Accepted cards first, in the order of deciding; a signed plan reads as it was frozen."""
    frozen = {card["id"]: card for card in (plan.content or {}).get("cards", [])}
    lines = [
        _frozen_line(frozen[row.card], row) if row.card in frozen else _line(row)
        for row in plan.decisions.all()
    ]
    return sorted(lines, key=lambda line: line.is_declined)


def _frozen_line(card: Mapping[str, Any], decision: Decision) -> DecisionLine:
    return DecisionLine(
        title=_side(card["title"]),
        decision=decision,
        parts=tuple(_side(part) for part in card["components"]),
        dose=tuple(
            f"{_side(part['label'])}: {format_number(part['value'], language())} {_side(part['unit'])}"
            for dose in card["doses"]
            for part in dose["parts"]
        ),
    )


def _line(decision: Decision) -> DecisionLine:
    knowledge = get_knowledge()
    card = next((card for card in knowledge.cards.cards if card.id == decision.card), None)
    if card is None:
        return DecisionLine(decision.card, decision)
    return DecisionLine(
        title=card.title.in_language(language()),
        decision=decision,
        parts=tuple(
            part.label.in_language(language())
            for part in card.components
            if part.value in decision.components
        ),
        dose=tuple(
            f"{number.label}: {number.value}"
            for name, numbers in decision.dose.items()
            if name in knowledge.doses and numbers is not None
            for number in dose_words(knowledge.doses[name], decision.dose).numbers
        ),
    )


def _side(text: Mapping[str, str]) -> str:
    """The side of a frozen text in the language of the reader."""
    return text["en"] if language().startswith("en") else text["nl"]
