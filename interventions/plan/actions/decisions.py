"""What therapist and patient do with a card: take it over, adapt it, decline it, or think again."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import not_whole
from headache_cds.vocabulary.text import isolate
from intake.models import Episode
from interventions.advice.board import Board, CardView
from interventions.case.current import Current, current, decisions_of
from interventions.case.facts import after_decision
from interventions.case.status import refresh_status
from interventions.models import Decision, DecisionKind, DeclineReason, Plan
from interventions.plan.actions.plans import lock_draft
from interventions.plan.actions.trail import audit
from interventions.plan.alternatives import (
    AlternativeProblem,
    Part,
    alternatives_with,
    choice_print,
    leave_out,
)
from interventions.plan.dosing import Decided, check_dose, default_dose, is_left_out
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import unacknowledged
from interventions.plan.seen import decision_print

# Somebody else decided on the card since the page was opened.
DECIDED_MEANWHILE = "decided_meanwhile"
# What was seen of the card did not arrive with the page.
NOT_WHOLE = "not_whole"
# What is declined begins nowhere; what the patient prefers stays known.
NOT_BEGUN: dict[str, Any] = {"phase": "", "place": None, "later_from": None, "agreed": {}}
# A safety signal on which nobody has acted yet.
ACT_FIRST = "act_first"


@transaction.atomic
def accept_advice(
    *,
    episode: Episode,
    card: str,
    components: Sequence[str] | None,
    dose: Decided | None,
    note: str,
    by: User,
    now: Current | None = None,
    seen: str | None = None,
) -> Decision:
    """Take a card into the draft plan, with the source's dose or an adapted one within its bounds.

    Of two alternatives a plan holds one: a card whose alternative is in the plan is refused, and
    `choose_alternative` takes it over instead. A dose that was left out before stays left out.

    `components` None takes the card's defaults. Accepting unchanged what was accepted before changes
    nothing. `now` is the episode as the caller read it in this request; it is read here unless given. `seen`
    is the print (`decision_print`) of the decision that the page showed. Raises PlanProblem while something
    blocks, for a card that is not offered, for a number outside its bounds, or when somebody else decided
    meanwhile; AlternativeProblem while an alternative is in the plan.
    """
    now = now or current(episode)
    view = _offered(episode, now.board, card)
    plan = lock_draft(episode=episode, by=by)
    rows = decisions_of(plan)
    earlier = rows.get(card)
    if components is None and not dose and not note and earlier and earlier.choice != DecisionKind.DECLINED:
        if earlier.choice != DecisionKind.ACCEPTED:  # somebody adapted it, maybe after the page was opened
            _check_seen(earlier, seen)
        return earlier
    usual = [part.value for part in view.card.components if part.default]
    chosen = (
        usual
        if components is None
        else [part.value for part in view.card.components if part.value in components]
    )
    numbers: Decided = check_dose(view.doses, dose or {})
    if earlier and earlier.choice != DecisionKind.DECLINED:
        left_out = [known.id for known in view.doses if is_left_out(earlier.dose, known.id)]
        numbers = {**numbers, **dict.fromkeys(left_out)}
    if choices := alternatives_with(now.board, {**rows, card: _taken(card, numbers)}, card):
        raise AlternativeProblem(now.board, choices)
    adapted = numbers != default_dose(view.doses) or chosen != usual or bool(note)
    values = {
        "choice": DecisionKind.ADAPTED if adapted else DecisionKind.ACCEPTED,
        "components": chosen,
        "dose": numbers,
        "note": note,
        "reason_code": "",
        "reason": "",
    }
    decision = rows.pop(card, Decision(plan=plan, card=card))
    return _decide(decision, list(rows.values()), now, by, values, seen=seen)


@transaction.atomic
def choose_alternative(
    *, episode: Episode, card: str, without: Collection[Part], by: User, now: Current | None = None, seen: str
) -> None:
    """Take a card over, or keep it, and leave out of the draft plan one part of each pair of alternatives.

    `without` are the parts that are left out, of this card or of others; a card of which nothing is left goes
    back to undecided. `seen` is the print (`choice_print`) of all decisions that the choice is about. Raises
    PlanProblem as accept_advice does, and AlternativeProblem while a pair of this card would stay whole.
    """
    _check_whole(seen)
    now = now or current(episode)
    view = _offered(episode, now.board, card)
    plan = lock_draft(episode=episode, by=by)
    rows = decisions_of(plan)
    choices = alternatives_with(now.board, rows, card)
    if seen != choice_print(rows, choices, card):
        raise PlanProblem(
            _(
                "Niet opgeslagen: een collega heeft intussen over een van deze adviezen beslist. "
                "Kies opnieuw."
            ),
            code=DECIDED_MEANWHILE,
        )
    left = [part for choice in choices for part in choice.parts if part in set(without)]
    if card not in rows or rows[card].choice == DecisionKind.DECLINED:
        rows[card] = _first_decision(plan, view, rows.get(card))
    changed = {card} | {part.card for part in left}
    gone = {part.card for part in left if not leave_out(now.board, rows[part.card], part)}
    kept = {name: row for name, row in rows.items() if name not in gone}
    if card in kept and (open_choices := alternatives_with(now.board, kept, card)):
        raise AlternativeProblem(now.board, open_choices)
    for name in sorted(changed):
        _store_choice(rows[name], by, is_gone=name in gone)
    refresh_status(episode=episode, facts=after_decision(now.board.facts, plan, list(kept.values())))


def _first_decision(plan: Plan, view: CardView, declined: Decision | None) -> Decision:
    """The decision that takes a card over as it is offered; not stored yet."""
    decision = declined or Decision(plan=plan, card=view.card.id)
    decision.choice = DecisionKind.ACCEPTED
    decision.components = [part.value for part in view.card.components if part.default]
    decision.dose = default_dose(view.doses)
    decision.reason_code, decision.reason = "", ""
    return decision


def _store_choice(decision: Decision, by: User, *, is_gone: bool) -> None:
    """Store a decision as it was chosen, with its row in the trail; or take it out of the plan."""
    plan, details = decision.plan, {"card": decision.card}
    if is_gone:
        if not decision._state.adding:
            decision.delete()
            audit(by, "decision.withdraw", plan.episode, details, subject=plan)
        return
    decision.decided_by, decision.decided_at = by, timezone.now()
    decision.save()
    audit(by, f"decision.{decision.choice}", plan.episode, details, subject=decision)


def _taken(card: str, numbers: Decided) -> Decision:
    """An acceptance that is not stored, to ask what it would clash with."""
    return Decision(card=card, choice=DecisionKind.ACCEPTED, dose=numbers)


@transaction.atomic
def decline_advice(
    *,
    episode: Episode,
    card: str,
    reason_code: str,
    reason: str,
    by: User,
    now: Current | None = None,
    seen: str | None = None,
) -> Decision:
    """Decline a card with a reason. Raises PlanProblem as accept_advice does, and without a reason."""
    now = now or current(episode)
    _offered(episode, now.board, card)
    if not reason_code:
        raise PlanProblem(_("Kies waarom u dit advies niet overneemt."), code="reason")
    if problem := reason_problem(reason_code, reason):
        raise PlanProblem(problem, code="reason")
    plan = lock_draft(episode=episode, by=by)
    rows = decisions_of(plan)
    values = {
        "choice": DecisionKind.DECLINED,
        "components": [],
        "dose": {},
        "note": "",
        "reason_code": reason_code,
        "reason": reason,
        **NOT_BEGUN,
    }
    decision = rows.pop(card, Decision(plan=plan, card=card))
    return _decide(decision, list(rows.values()), now, by, values, seen=seen)


@transaction.atomic
def withdraw_decision(*, episode: Episode, card: str, by: User, seen: str | None = None) -> None:
    """Put a card back to undecided in the draft plan. Raises PlanProblem when it was decided anew."""
    _check_whole(seen)
    plan = lock_draft(episode=episode, by=by)
    decision = plan.decisions.filter(card=card).first()
    if decision:
        _check_seen(decision, seen)
    if plan.decisions.filter(card=card).delete()[0]:
        audit(by, "decision.withdraw", episode, {"card": card}, subject=plan)
        refresh_status(episode=episode)


def reason_problem(reason_code: str, reason: str) -> str:
    """What is missing from a reason, in words; '' when nothing is: 'Anders' says nothing by itself."""
    if not DeclineReason.is_explained(reason_code, reason):
        return _("Schrijf bij 'Anders' op waarom u dit advies niet overneemt.")
    return ""


def _offered(episode: Episode, board: Board, card: str) -> CardView:
    """The card, when it may be decided on. Raises PlanProblem otherwise."""
    if board.is_blocked:
        raise PlanProblem(_("Er is een reden om te stoppen of te verwijzen; nu is er geen behandeladvies."))
    if unacknowledged(episode, board):
        raise PlanProblem(_("Leg eerst vast wat u met het veiligheidssignaal hebt gedaan."), code=ACT_FIRST)
    view = board.option(card)
    if view is None:
        raise PlanProblem(_("Dit advies geldt niet (meer) voor deze patiënt."), code="not_offered")
    return view


def _check_whole(seen: str | None) -> None:
    """Refuse an act from a page that does not say what was seen: a part of it did not arrive."""
    if seen == "":
        raise PlanProblem(not_whole().message, code=NOT_WHOLE)


def _check_seen(decision: Decision | None, seen: str | None) -> None:
    """Refuse an act on a card on which somebody decided since the page was opened."""
    if seen is None or seen == decision_print(decision):
        return
    if decision is None:
        sentence = _("Niet opgeslagen: een collega heeft dit advies intussen teruggezet. Beslis opnieuw.")
    else:
        sentence = _(
            "Niet opgeslagen: %(name)s heeft intussen over dit advies beslist (%(choice)s). Beslis opnieuw."
        )
        sentence %= {
            "name": isolate(decision.decided_by.display_name),
            "choice": decision.get_choice_display(),
        }
    raise PlanProblem(sentence, code=DECIDED_MEANWHILE)


def _decide(
    decision: Decision,
    others: list[Decision],
    now: Current,
    by: User,
    values: dict[str, Any],
    *,
    seen: str | None,
) -> Decision:
    """Store the decision beside the others of the plan, which is locked: two at once give one row.

    A decision that stands already is left as it is, with its maker and moment.
    """
    _check_whole(seen)
    is_new = decision._state.adding
    if not is_new and all(getattr(decision, name) == value for name, value in values.items()):
        return decision
    _check_seen(None if is_new else decision, seen)
    for name, value in {**values, "decided_by": by, "decided_at": timezone.now()}.items():
        setattr(decision, name, value)
    decision.save()
    plan, episode = decision.plan, decision.plan.episode
    audit(by, f"decision.{decision.choice}", episode, {"card": decision.card}, subject=decision)
    refresh_status(episode=episode, facts=after_decision(now.board.facts, plan, [*others, decision]))
    return decision
