"""All facts of one episode, from its three steps, as the engine reads them."""

import datetime as dt
from typing import Any

from django.utils import timezone

from examination.queries import findings_of
from headache_cds.vocabulary.models import ValueState
from intake.models import Episode
from intake.queries import facts_of_intake
from interventions.engine import Advice, advise
from interventions.knowledge import Knowledge, get_knowledge
from interventions.models import Choice, Decision, Plan, PlanState


def facts_of(episode: Episode, *, on: dt.date | None = None) -> dict[str, Any]:
    """Anamnese, follow-up, findings and plan of an episode on a date (today); a missing name is unknown."""
    return {
        **facts_of_intake(episode, on=on or timezone.localdate()),
        **findings_of(episode),
        **plan_facts(episode),
    }


def advice_for(episode: Episode) -> Advice:
    """The engine's result for what is known of an episode now."""
    return advise(get_knowledge().ruleset, facts_of(episode))


def current_plan(episode: Episode) -> Plan | None:
    """The draft that is being made, else the signed plan."""
    plans = episode.plans.filter(state__in=(PlanState.DRAFT, PlanState.SIGNED))
    return plans.prefetch_related("decisions", "goals").order_by("-number").first()


def plan_facts(episode: Episode) -> dict[str, Any]:
    """Asked plan facts, and what the decisions of the current plan put into it."""
    rows = episode.plan_answers.filter(is_current=True, state=ValueState.KNOWN)
    facts: dict[str, Any] = dict(rows.values_list("fact", "value"))
    plan = current_plan(episode)
    return facts | decided_facts(get_knowledge(), list(plan.decisions.all()) if plan else [])


def decided_facts(knowledge: Knowledge, decisions: list[Decision]) -> dict[str, Any]:
    """planned_interventions and the dose facts that accepted cards stand for."""
    accepted = [decision for decision in decisions if decision.choice != Choice.DECLINED]
    planned = dict.fromkeys(value for decision in accepted for value in decision.components)
    facts: dict[str, Any] = {"planned_interventions": list(planned)} if planned else {}
    for decision in accepted:
        for dose_id, numbers in decision.dose.items():
            parts = knowledge.doses[dose_id].parts if dose_id in knowledge.doses else ()
            facts |= {part.fact: numbers[part.id] for part in parts if part.fact and part.id in numbers}
    return facts
