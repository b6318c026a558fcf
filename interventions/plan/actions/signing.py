"""Signing freezes the draft plan and supersedes the one before."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.states import Transitions
from intake.access import check_may_change
from intake.models import Episode
from interventions.advice.board import Board, build_board
from interventions.case.current import decisions_of
from interventions.case.facts import episode_facts
from interventions.engine import advise
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, Plan, PlanState
from interventions.plan.actions.trail import audit
from interventions.plan.alternatives import alternatives_in, choice_words
from interventions.plan.doing_problems import doing_problems
from interventions.plan.dosing import is_left_out
from interventions.plan.frame import accepted_in, content_now, first_day
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import unacknowledged
from interventions.plan.record import record_of
from interventions.plan.seen import seen_print

PLAN_STATES = Transitions(
    {
        PlanState.DRAFT: frozenset({PlanState.SIGNED}),
        PlanState.SIGNED: frozenset({PlanState.SUPERSEDED}),
    }
)


@transaction.atomic
def sign_plan(*, plan: Plan, by: User, seen: str | None = None) -> Plan:
    """Freeze the draft plan with its facts, record, ruleset and content; supersede the one before.

    `seen` is the print (`seen_print`) of the draft that the signer read. Raises PlanProblem with every reason
    why it cannot be signed, also when the draft is not what was seen; TransitionError when it is no draft.
    """
    plan = Plan.objects.select_for_update().select_related("episode__patient__centre").get(pk=plan.pk)
    episode = plan.episode
    check_may_change(by, episode)
    PLAN_STATES.check(plan.state, PlanState.SIGNED)
    knowledge = get_knowledge()
    facts = episode_facts(episode)
    advice = advise(knowledge.ruleset, facts)
    board = build_board(knowledge, advice)
    if board.is_blocked:
        raise PlanProblem(signing_problems(plan, board))
    now = timezone.now()
    content = content_now(plan, board, by, now)
    if seen is not None and seen != seen_print(plan, board, content):
        raise PlanProblem(
            _(
                "Niet ondertekend: het plan is gewijzigd terwijl u het bekeek. Hieronder staat het zoals het "
                "nu is. Lees het en onderteken opnieuw."
            )
        )
    problems = signing_problems(plan, board)
    if problems:
        raise PlanProblem(problems)
    plan.replaces = _supersede(episode)
    plan.state, plan.signed_by, plan.signed_at = PlanState.SIGNED, by, now
    plan.facts, plan.record = facts, record_of(advice)
    plan.ruleset_version, plan.ruleset_sha256 = advice.ruleset.version, advice.ruleset.sha256
    plan.content = content
    plan.save()
    audit(by, "plan.sign", episode, {"ruleset": plan.ruleset_sha256}, subject=plan)
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
    accepted = [decision for decision in plan.decisions.all() if decision.choice != DecisionKind.DECLINED]
    if not accepted:
        problems.append(_("Neem minstens één advies over."))
    if any(not _still_offered(board, decision) for decision in accepted):
        problems.append(
            _("Een overgenomen advies geldt niet meer na een nieuw antwoord: bekijk de adviezen opnieuw.")
        )
    clashing = alternatives_in(board, decisions_of(plan))
    problems += [choice_words(board, choice) for choice in clashing]
    now = timezone.now()
    problems += doing_problems(get_knowledge(), accepted_in(plan, board, now), first_day(plan, now))
    return problems + _missing_agreements(plan)


def _still_offered(board: Board, decision: Decision) -> bool:
    """Whether something of an accepted card is left to offer."""
    view = board.option(decision.card)
    if view is None:
        return False
    return not view.doses or any(not is_left_out(decision.dose, dose.id) for dose in view.doses)


def _missing_agreements(plan: Plan) -> list[str]:
    needed = [
        (plan.current_goals, _("Schrijf minstens één doel op, in de woorden van de patiënt.")),
        (plan.evaluation_on, _("Leg het evaluatiemoment vast: sla de afspraken op.")),
        (plan.contact, _("Vul in wie de patiënt belt bij vragen.")),
        (plan.consent, _("Bespreek de opties en leg vast dat de patiënt instemt.")),
        (
            plan.change_reason or plan.replaces_id is None,
            _("Schrijf op waarom dit plan het vorige vervangt."),
        ),
    ]
    problems = [sentence for present, sentence in needed if not present]
    today = timezone.localdate()
    past = {
        _("Het evaluatiemoment ligt in het verleden."): plan.evaluation_on,
        _("De eerste dag ligt in het verleden."): plan.starts_on,
        _("De volgende afspraak ligt in het verleden."): plan.appointment_on,
    }
    return problems + [sentence for sentence, day in past.items() if day and day < today]


def _supersede(episode: Episode) -> Plan | None:
    """The plan that counted until now, which does no longer; None when this is the first."""
    earlier = Plan.objects.select_for_update().filter(episode=episode, state=PlanState.SIGNED).first()
    if earlier:
        PLAN_STATES.check(earlier.state, PlanState.SUPERSEDED)
        earlier.state = PlanState.SUPERSEDED
        earlier.save(update_fields=["state"])
    return earlier
