"""Reads of step 3 that are more than one line."""

import datetime as dt
from contextlib import suppress
from typing import Any
from uuid import UUID

from examination.models import Finding
from headache_cds.audit.models import AuditEvent
from headache_cds.vocabulary.opened import print_of
from headache_cds.vocabulary.recording import known_values
from headache_cds.vocabulary.spec import FactSpec
from intake.follow_up import recorded_under
from intake.models import Episode
from interventions.advice.board import Board
from interventions.case.facts import FACT_FOLDER, decided_names
from interventions.engine import Item, Ruleset
from interventions.engine.explain import raised_by
from interventions.knowledge import get_knowledge, get_release
from interventions.knowledge.releases import UnknownRelease
from interventions.models import CentreDefault, Hypothesis, Plan, SafetyAcknowledgement
from interventions.plan.agreed import AgreedCard, parse_agreed
from interventions.plan.problems import PlanProblem
from interventions.plan.record import explained


def asked_plan_facts() -> dict[str, FactSpec]:
    """The plan facts that are answered, not decided: those that no dose fills in."""
    knowledge = get_knowledge()
    decided = decided_names(knowledge)
    facts = knowledge.vocabulary.of_folder(FACT_FOLDER)
    return {name: spec for name, spec in facts.items() if name not in decided}


def unacknowledged(episode: Episode, board: Board) -> tuple[Item, ...]:
    """The safety signals of the board that nobody has acted on since they last changed."""
    done = acknowledgements(episode, board)
    return tuple(item for item in signals_of(board) if item.rule.id not in done)


def acknowledgements(episode: Episode, board: Board) -> dict[str, SafetyAcknowledgement]:
    """The latest acknowledgement of each signal on the board, by rule.

    It counts for the very answers that it answers: after another answer, or the same one given again later,
    the signal is a new one.
    """
    answered = signal_prints(episode, board)
    if not answered:
        return {}
    rows = episode.acknowledgements.filter(rule__in=list(answered), voided_at__isnull=True)
    rows = rows.select_related("acknowledged_by").order_by("acknowledged_at")
    return {row.rule: row for row in rows if row.answers == answered[row.rule]}


def signal_prints(episode: Episode, board: Board) -> dict[str, str]:
    """A print of the answers that raised each signal on the board, by rule."""
    signals = {item.rule.id: raised_by(item.rule.condition, board.scope) for item in signals_of(board)}
    if not signals:
        return {}
    names = {fact: recorded_under(fact) for facts in signals.values() for fact in facts}
    every = sorted({name for recorded in names.values() for name in recorded})
    rows = [
        *episode.answers.current().filter(fact__in=every).values_list("fact", "pk"),
        *Finding.objects.current()
        .filter(examination__episode=episode, fact__in=every)
        .values_list("fact", "pk"),
    ]
    for measurement in episode.follow_ups.filter(voided_at__isnull=True, values__has_any_keys=every):
        rows += [(name, measurement.pk) for name in measurement.values]

    def recorded(fact: str) -> Any:
        """The rows that hold a fact; of what registration knows its value."""
        return [str(pk) for name, pk in rows if name in names[fact]] or board.scope.value(fact)

    return {rule: print_of({fact: recorded(fact) for fact in facts}) for rule, facts in signals.items()}


def centre_defaults(centre: UUID) -> dict[str, AgreedCard]:
    """What a centre agrees as a rule, by card; a default that can no longer be read is none."""
    found = {}
    for row in CentreDefault.objects.filter(centre_id=centre):
        with suppress(PlanProblem):
            found[row.card] = parse_agreed(row.agreed)
    return found


def corrected_from(row: SafetyAcknowledgement) -> tuple[SafetyAcknowledgement, ...]:
    """What stood there before this acknowledgement was corrected, the first words first."""
    before: list[SafetyAcknowledgement] = []
    rows = SafetyAcknowledgement.objects.select_related("acknowledged_by", "voided_by")
    at = row.replaces_id
    while at:
        before.insert(0, rows.get(pk=at))
        at = before[0].replaces_id
    return tuple(before)


def withdrawn_acknowledgements(episode: Episode, rule: str) -> tuple[SafetyAcknowledgement, ...]:
    """What was written down about a signal and withdrawn since, the latest first."""
    rows = episode.acknowledgements.filter(rule=rule, voided_at__isnull=False, replaced_by__isnull=True)
    return tuple(rows.select_related("acknowledged_by", "voided_by"))


def last_agreed(plan: Plan) -> tuple[str, dt.datetime | None]:
    """Who last saved the agreements of a plan, and when."""
    rows = AuditEvent.objects.filter(action="plan.agree", object_id=plan.pk).select_related("actor")
    latest = rows.order_by("at").last()
    return (latest.actor.display_name, latest.at) if latest and latest.actor else ("", None)


def signals_of(board: Board) -> list[Item]:
    """The safety signals of this patient now: what was done about each is written down."""
    shown = (*board.blocks, *board.warnings)
    return [item for item in shown if item.rule.record.acknowledge]


def plan_answers(episode: Episode) -> dict[str, Any]:
    """The current answers on the asked plan facts."""
    return known_values(episode.plan_answers.all())


def hypothesis_of(episode: Episode) -> Hypothesis | None:
    """The current hypothesis."""
    return episode.hypotheses.select_related("written_by").order_by("-number").first()


def explain_plan(plan: Plan) -> list[dict[str, Any]]:
    """The result of every rule when the plan was signed, and why; empty for a draft.

    With the texts of that time while its ruleset is installed or kept as a release, else without any.
    """
    return explained(plan.record, ruleset_of(plan)) if plan.record is not None else []


def ruleset_of(plan: Plan) -> Ruleset | None:
    """The very ruleset that the plan was signed with; None when it is neither installed nor kept."""
    installed = get_knowledge().ruleset
    if installed.sha256 == plan.ruleset_sha256:
        return installed
    try:
        kept = get_release(plan.ruleset_version)
    except UnknownRelease:
        return None
    return kept if kept.sha256 == plan.ruleset_sha256 else None
