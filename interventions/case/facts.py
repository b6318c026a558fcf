"""All facts of one episode, from its three steps, as the engine reads them."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from examination.queries import known_facts
from headache_cds.vocabulary.names import PLANNED_INTERVENTIONS, SHARED_DECISION, TREATMENT_GOALS
from headache_cds.vocabulary.recording import known_values
from headache_cds.vocabulary.registry import get_vocabulary
from intake.models import Episode
from interventions.knowledge import Knowledge, get_knowledge
from interventions.models import Decision, DecisionKind, Plan, PlanState

FROZEN = ("facts", "record", "content")  # tens of kilobytes to unpack, which few pages show
FACT_FOLDER = Path(__file__).resolve().parents[1] / "facts"


def episode_facts(episode: Episode, *, on: dt.date | None = None) -> dict[str, Any]:
    """Anamnese, follow-up, findings and plan of an episode on a date (today); a missing name is unknown."""
    return facts_with_plan(episode, current_plan(episode), on=on)


def facts_with_plan(episode: Episode, plan: Plan | None, *, on: dt.date | None = None) -> dict[str, Any]:
    """The same with the current plan as it was read before."""
    day = on or timezone.localdate()
    facts = known_facts(episode, day) | plan_facts(episode, plan)
    return get_vocabulary().with_days_since(facts, day)


def after_decision(facts: Mapping[str, Any], plan: Plan, decisions: list[Decision]) -> dict[str, Any]:
    """The facts of an episode when only the decisions of its plan changed since these were read."""
    knowledge = get_knowledge()
    decided = decided_names(knowledge)
    kept = {name: value for name, value in facts.items() if name not in decided}
    return kept | decided_facts(knowledge, decisions) | agreed_facts(plan)


def decided_names(knowledge: Knowledge) -> frozenset[str]:
    """The plan facts that nobody answers: decisions, the doses of accepted cards, goals and consent."""
    decided = [name for name, spec in knowledge.vocabulary.facts.items() if spec.decided]
    dosed = [part.fact for dose in knowledge.doses.values() for part in dose.parts if part.fact]
    return frozenset((*decided, *dosed))


def current_plan(episode: Episode) -> Plan | None:
    """The draft that is being made, else the signed plan; what was frozen with it is read when asked for."""
    plans = episode.plans.filter(state__in=(PlanState.DRAFT, PlanState.SIGNED)).defer(*FROZEN)
    return plans.prefetch_related("decisions", "goals").order_by("-number").first()


def plan_facts(episode: Episode, plan: Plan | None) -> dict[str, Any]:
    """Asked plan facts, and what the decisions, goals and consent of the current plan put into it."""
    facts = known_values(episode.plan_answers.all())
    if plan is None:
        return facts
    return facts | decided_facts(get_knowledge(), list(plan.decisions.all())) | agreed_facts(plan)


def decided_facts(knowledge: Knowledge, decisions: list[Decision]) -> dict[str, Any]:
    """planned_interventions and the dose facts that accepted cards stand for."""
    accepted = [decision for decision in decisions if decision.choice != DecisionKind.DECLINED]
    planned = dict.fromkeys(value for decision in accepted for value in decision.components)
    facts: dict[str, Any] = {PLANNED_INTERVENTIONS: list(planned)} if planned else {}
    for decision in accepted:
        for dose_id, numbers in decision.dose.items():
            if numbers is None:  # left out, because its alternative was chosen
                continue
            parts = knowledge.doses[dose_id].parts if dose_id in knowledge.doses else ()
            facts |= {part.fact: numbers[part.id] for part in parts if part.fact and part.id in numbers}
    return facts


def agreed_facts(plan: Plan) -> dict[str, Any]:
    """The goals and the consent of a plan as facts; without them these stay unknown."""
    goals = [
        {
            name: value
            for name, value in (
                ("description", goal.text),
                ("measure", goal.measure),
                ("due_date", goal.due_on.isoformat() if goal.due_on else ""),
            )
            if value
        }
        for goal in plan.current_goals
    ]
    facts: dict[str, Any] = {TREATMENT_GOALS: goals} if goals else {}
    return facts | ({SHARED_DECISION: True} if plan.consent else {})
