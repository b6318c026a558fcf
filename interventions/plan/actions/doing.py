"""What is agreed on one card: amounts, days, exercises; and what a centre agrees as a rule."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import not_whole
from headache_cds.vocabulary.text import isolate
from intake.access import check_may_change
from intake.models import Episode
from interventions.case.current import Current, decisions_of
from interventions.case.facts import after_decision
from interventions.case.status import refresh_status
from interventions.knowledge import get_knowledge
from interventions.models import CentreDefault, Decision, DecisionKind, Plan
from interventions.plan.accepted import AcceptedCard
from interventions.plan.actions.decisions import DECIDED_MEANWHILE, NOT_WHOLE
from interventions.plan.actions.plans import lock_draft
from interventions.plan.actions.trail import audit
from interventions.plan.agreed import AgreedCard
from interventions.plan.doing_problems import problems_of_card
from interventions.plan.frame import accepted_in, first_day
from interventions.plan.ladder import FieldProblem
from interventions.plan.problems import PlanProblem
from interventions.plan.seen import doing_print


class DoingProblem(PlanProblem):
    """What was agreed on a card cannot be; `problems` says it field by field."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__([problem.sentence for problem in problems])


@transaction.atomic
def agree_on_card(
    *,
    episode: Episode,
    card: str,
    agreed: AgreedCard,
    parts: Mapping[str, float],
    by: User,
    now: Current,
    seen: str | None = None,
) -> Decision:
    """Store what is agreed on an accepted card of the draft plan, and the `parts` of its dose.

    `seen` is the print (`doing_print`) of what the page showed. Raises PlanProblem for a card that is not
    accepted or of which the patient does nothing, when the page did not arrive whole, and when somebody else
    agreed something else meanwhile; DoingProblem when it could not be printed.
    """
    if seen == "":
        raise PlanProblem(not_whole().message, code=NOT_WHOLE)
    plan = lock_draft(episode=episode, by=by)
    rows = decisions_of(plan)
    decision = rows.get(card)
    if decision is None or decision.choice == DecisionKind.DECLINED or now.board.is_blocked:
        raise PlanProblem(_("Dit advies staat niet (meer) in het plan."), code="not_offered")
    if seen is not None and seen != doing_print(decision):
        sentence = _("Niet opgeslagen: %(name)s heeft dit intussen anders afgesproken. Kijk het na.")
        name = isolate(decision.decided_by.display_name)
        raise PlanProblem(sentence % {"name": name}, code=DECIDED_MEANWHILE)
    before = doing_print(decision)
    entry = tried(plan, now, decision, agreed, parts)
    found = tuple(problems_of_card(get_knowledge(), entry, first_day(plan, timezone.now())))
    if found:
        raise DoingProblem(found)
    if doing_print(decision) == before:
        return decision
    decision.decided_by, decision.decided_at = by, timezone.now()
    decision.save()
    audit(by, "decision.agree", episode, {"card": card}, subject=decision)
    refresh_status(episode=episode, facts=after_decision(now.board.facts, plan, list(rows.values())))
    return decision


def tried(
    plan: Plan, now: Current, decision: Decision, agreed: AgreedCard, parts: Mapping[str, float]
) -> AcceptedCard:
    """The card as it would be in the plan with this; the decision gets it, and nothing is stored.

    Raises PlanProblem for a card of which the patient does nothing.
    """
    decision.agreed = agreed.as_json()
    entry = accepted_of(plan, now, decision)
    programme = entry.programme
    if programme is None:
        raise PlanProblem(_("Hier doet de patiënt zelf niets."), code="not_offered")
    if parts and programme.dose:
        numbers = decision.dose.get(programme.dose.id) or {}
        if {**numbers, **parts} != numbers:
            decision.dose = {**decision.dose, programme.dose.id: {**numbers, **parts}}
            decision.choice = DecisionKind.ADAPTED
            entry = accepted_of(plan, now, decision)
    return entry


def accepted_of(plan: Plan, now: Current, decision: Decision) -> AcceptedCard:
    """The card of this decision among the others of the plan. Raises PlanProblem when it is not offered."""
    for entry in accepted_in(plan, now.board, timezone.now(), instead=decision):
        if entry.view.card.id == decision.card:
            return entry
    raise PlanProblem(_("Dit advies geldt niet (meer) voor deze patiënt."), code="not_offered")


@transaction.atomic
def save_centre_default(*, episode: Episode, card: str, agreed: AgreedCard, by: User) -> CentreDefault:
    """Let new plans of this centre begin with what was agreed on this card; days and
    exercises are the patient's own.
    """
    check_may_change(by, episode)
    row, _made = CentreDefault.objects.update_or_create(
        centre_id=episode.patient.centre_id,
        card=card,
        defaults={
            "agreed": agreed.model_copy(update={"days": None, "exercises": None}).as_json(),
            "saved_by": by,
            "saved_at": timezone.now(),
        },
    )
    audit(by, "centre_default.save", episode, {"card": card}, subject=row)
    return row
