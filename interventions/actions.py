"""Every write of step 3: decisions, agreements, signing; atomic, checked, audited."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.states import Transitions
from headache_cds.vocabulary.recording import parse_recordings, write_recordings
from intake.access import check_may_write
from intake.models import Episode
from intake.submission import create_once
from interventions.board import Board, CardView, build_board
from interventions.case_facts import advice_for, facts_of
from interventions.dosing import Numbers, check_dose, default_dose
from interventions.engine import advise
from interventions.knowledge import get_knowledge
from interventions.models import (
    Choice,
    Decision,
    EpisodeStatus,
    Goal,
    Plan,
    PlanState,
    SafetyAcknowledgement,
)
from interventions.plan_content import freeze
from interventions.plan_frame import agreed_cards, frame_of
from interventions.problems import PlanProblem
from interventions.queries import asked_plan_facts, unacknowledged

PLAN_STATES = Transitions(
    {
        PlanState.DRAFT: frozenset({PlanState.SIGNED}),
        PlanState.SIGNED: frozenset({PlanState.SUPERSEDED}),
    }
)


def current_board(episode: Episode) -> Board:
    """The advice page of an episode as its facts stand now."""
    return build_board(get_knowledge(), advice_for(episode))


@transaction.atomic
def refresh_status(*, episode: Episode) -> EpisodeStatus:
    """Rewrite the caseload projection of an episode from its facts."""
    facts = facts_of(episode)
    knowledge = get_knowledge()
    advice = advise(knowledge.ruleset, facts)
    board = build_board(knowledge, advice)
    derived = advice.derived
    status, _created = EpisodeStatus.objects.update_or_create(
        episode=episode,
        defaults={
            "headache_types": sorted(facts.get("headache_type", [])),
            "chronicity": derived["headache_chronicity"] or "",
            "medication_overuse": derived["medication_overuse"],
            "red_flag_unresolved": derived["red_flag_unresolved"],
            "red_flag_tier": derived["red_flag_tier"] or "",
            "blocked": board.is_blocked,
            "blocked_by": list(advice.blocked_by),
            "warnings": [item.rule.id for item in (*board.warnings, *board.more_warnings)],
            "headache_days": facts.get("headache_days_per_month"),
            "ruleset_version": advice.ruleset.version,
            "refreshed_at": timezone.now(),
        },
    )
    return status


@transaction.atomic
def save_plan_answers(*, episode: Episode, values: Mapping[str, Any], by: User) -> tuple[str, ...]:
    """Store the asked plan facts that changed; gives their names. Raises ValidationError by fact."""
    check_may_write(by, episode.patient)
    recordings = parse_recordings(values, allowed=asked_plan_facts())
    changed = write_recordings(episode.plan_answers.all(), recordings, by=by, episode=episode)
    if changed:
        _audit(by, "plan_answers.save", episode, {"facts": list(changed)})
        refresh_status(episode=episode)
    return changed


@transaction.atomic
def start_plan(*, episode: Episode, by: User) -> Plan:
    """The draft plan of an episode; made when there is none."""
    check_may_write(by, episode.patient)
    draft = Plan.objects.select_for_update().filter(episode=episode, state=PlanState.DRAFT).first()
    if draft:
        return draft
    last = episode.plans.aggregate(last=Max("number"))["last"] or 0
    plan = Plan.objects.create(episode=episode, number=last + 1, created_by=by)
    _audit(by, "plan.start", episode, {"plan": str(plan.pk)}, subject=plan)
    return plan


@transaction.atomic
def accept_advice(
    *,
    episode: Episode,
    card: str,
    components: Sequence[str] | None,
    dose: Mapping[str, Mapping[str, float]] | None,
    note: str,
    by: User,
) -> Decision:
    """Take a card into the draft plan, with the source's dose or an adapted one within its bounds.

    `components` None takes the card's defaults. Raises PlanProblem while something blocks, for a card that is
    not offered, or for a number outside its bounds.
    """
    view = _offered(episode, card)
    chosen = [part.value for part in view.card.components if _chosen(part, components)]
    numbers: Numbers = check_dose(view.doses, dose or {})
    adapted = numbers != default_dose(view.doses) or bool(note)
    return _decide(
        episode=episode,
        card=card,
        by=by,
        values={
            "choice": Choice.ADAPTED if adapted else Choice.ACCEPTED,
            "components": chosen,
            "dose": numbers,
            "note": note,
            "reason_code": "",
            "reason": "",
        },
    )


@transaction.atomic
def decline_advice(*, episode: Episode, card: str, reason_code: str, reason: str, by: User) -> Decision:
    """Decline a card with a reason. Raises PlanProblem as accept_advice does, and without a reason."""
    _offered(episode, card)
    if not reason_code:
        raise PlanProblem(_("Kies waarom u dit advies niet overneemt."), code="reason")
    values = {
        "choice": Choice.DECLINED,
        "components": [],
        "dose": {},
        "note": "",
        "reason_code": reason_code,
        "reason": reason,
    }
    return _decide(episode=episode, card=card, by=by, values=values)


@transaction.atomic
def withdraw_decision(*, episode: Episode, card: str, by: User) -> None:
    """Put a card back to undecided in the draft plan."""
    plan = start_plan(episode=episode, by=by)
    if plan.decisions.filter(card=card).delete()[0]:
        _audit(by, "decision.withdraw", episode, {"card": card}, subject=plan)


@transaction.atomic
def agree(
    *,
    episode: Episode,
    agreement: str,
    goals: Sequence[Mapping[str, Any]],
    evaluation_on: dt.date | None,
    contact: str,
    consent: bool,
    by: User,
) -> Plan:
    """Store what patient and therapist agreed in the draft plan; `goals` hold text, measure and due_on."""
    plan = start_plan(episode=episode, by=by)
    plan.agreement, plan.evaluation_on, plan.contact, plan.consent = (
        agreement,
        evaluation_on,
        contact,
        consent,
    )
    plan.save(update_fields=["agreement", "evaluation_on", "contact", "consent"])
    plan.goals.all().delete()
    Goal.objects.bulk_create(
        Goal(
            plan=plan,
            position=position,
            text=goal["text"],
            measure=goal.get("measure", ""),
            due_on=goal.get("due_on"),
        )
        for position, goal in enumerate((goal for goal in goals if goal.get("text")), start=1)
    )
    _audit(by, "plan.agree", episode, {"goals": len(goals)}, subject=plan)
    return plan


@transaction.atomic
def sign_plan(*, plan: Plan, by: User) -> Plan:
    """Freeze the draft plan with its facts, result, ruleset and content; supersede the one before.

    Raises PlanProblem with every reason why it cannot be signed; TransitionRefused when it is no draft.
    """
    plan = Plan.objects.select_for_update().select_related("episode__patient__centre").get(pk=plan.pk)
    episode = plan.episode
    check_may_write(by, episode.patient)
    PLAN_STATES.check(plan.state, PlanState.SIGNED)
    knowledge = get_knowledge()
    facts = facts_of(episode)
    advice = advise(knowledge.ruleset, facts)
    board = build_board(knowledge, advice)
    problems = signing_problems(plan, board)
    if problems:
        raise PlanProblem(problems)
    _supersede(episode)
    now = timezone.now()
    plan.state, plan.signed_by, plan.signed_at = PlanState.SIGNED, by, now
    plan.facts, plan.result = facts, advice.as_json(everything=True)
    plan.ruleset_version, plan.ruleset_sha256 = advice.ruleset.version, advice.ruleset.sha256
    plan.content = freeze(knowledge, board, agreed_cards(plan, board), frame_of(plan, by, now))
    plan.save()
    _audit(by, "plan.sign", episode, {"ruleset": plan.ruleset_sha256}, subject=plan)
    return plan


def signing_problems(plan: Plan, board: Board) -> list[str]:
    """Every reason why this draft cannot be signed now; empty when it can."""
    if board.is_blocked:
        return [
            _("Er is een reden om eerst te stoppen of te verwijzen. Zolang die er is, kan er geen plan zijn.")
        ]
    problems = [
        _("Leg eerst vast wat u met het veiligheidssignaal hebt gedaan.")
        for _item in unacknowledged(plan.episode, board)
    ]
    accepted = [decision for decision in plan.decisions.all() if decision.choice != Choice.DECLINED]
    if not accepted:
        problems.append(_("Neem minstens één advies over."))
    gone = [decision for decision in accepted if board.option(decision.card) is None]
    problems += [
        _("Een overgenomen advies geldt niet meer na een nieuw antwoord: bekijk de adviezen opnieuw.")
        for _decision in gone[:1]
    ]
    return problems + _missing_agreements(plan)


def _missing_agreements(plan: Plan) -> list[str]:
    needed = [
        (plan.goals.exists(), _("Schrijf minstens één doel op, in de woorden van de patiënt.")),
        (plan.evaluation_on, _("Kies een evaluatiemoment.")),
        (plan.contact, _("Vul in wie de patiënt belt bij vragen.")),
        (plan.consent, _("Bespreek de opties en leg vast dat de patiënt instemt.")),
    ]
    problems = [sentence for present, sentence in needed if not present]
    if plan.evaluation_on and plan.evaluation_on < timezone.localdate():
        problems.append(_("Het evaluatiemoment ligt in het verleden."))
    return problems


@transaction.atomic
def acknowledge_safety(
    *, episode: Episode, rule: str, action_taken: str, submission: UUID, by: User
) -> SafetyAcknowledgement:
    """Record what was done about a safety signal, by whom and when (N13)."""
    check_may_write(by, episode.patient)
    if not action_taken.strip():
        raise PlanProblem(_("Schrijf op wat u hebt gedaan."), code="action")

    def create() -> SafetyAcknowledgement:
        row = SafetyAcknowledgement.objects.create(
            episode=episode,
            rule=rule,
            action_taken=action_taken,
            acknowledged_by=by,
            submission=submission,
        )
        _audit(by, "safety.acknowledge", episode, {"rule": rule}, subject=row)
        return row

    return create_once(lambda: SafetyAcknowledgement.objects.filter(submission=submission).first(), create)


def _chosen(part: Any, components: Sequence[str] | None) -> bool:
    return part.default if components is None else part.value in components


def _offered(episode: Episode, card: str) -> CardView:
    board = current_board(episode)
    if board.is_blocked:
        raise PlanProblem(_("Er is een reden om te stoppen of te verwijzen; nu is er geen behandeladvies."))
    view = board.option(card)
    if view is None:
        raise PlanProblem(_("Dit advies geldt niet (meer) voor deze patiënt."), code="not_offered")
    return view


def _decide(*, episode: Episode, card: str, by: User, values: dict[str, Any]) -> Decision:
    plan = start_plan(episode=episode, by=by)
    decision, _created = Decision.objects.update_or_create(
        plan=plan, card=card, defaults={**values, "decided_by": by, "decided_at": timezone.now()}
    )
    _audit(by, f"decision.{values['choice']}", episode, {"card": card}, subject=decision)
    return decision


def _supersede(episode: Episode) -> None:
    for earlier in Plan.objects.select_for_update().filter(episode=episode, state=PlanState.SIGNED):
        PLAN_STATES.check(earlier.state, PlanState.SUPERSEDED)
        earlier.state = PlanState.SUPERSEDED
        earlier.save(update_fields=["state"])


def _audit(
    by: User, action: str, episode: Episode, details: dict[str, Any], subject: Any | None = None
) -> None:
    record(
        actor=by,
        action=action,
        subject=subject or episode,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
        details=details,
    )
