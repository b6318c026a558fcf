"""What patient and therapist agree around the cards: goals, evaluation, contact, consent, plan answers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import NOTHING, Basis, print_of
from headache_cds.vocabulary.recording import Written, parse_recordings, write_recordings
from intake.access import check_may_change
from intake.models import Episode
from interventions.case.status import refresh_status
from interventions.models import Goal, Plan
from interventions.plan.actions.choosing import write_choices
from interventions.plan.actions.plans import lock_draft
from interventions.plan.actions.trail import audit
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import asked_plan_facts
from interventions.plan.seen import (
    AGREED,
    WITHDRAWN,
    Agreed,
    cells,
    cells_of,
    choice_cells,
    goal_name,
    is_goal,
)


class AgreementConflict(PlanProblem):
    """Somebody else changed an agreement while the page was open; `stored` holds theirs by name."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        super().__init__(
            _(
                "Niet opgeslagen: een collega heeft een afspraak gewijzigd terwijl u bezig was. "
                "Kies hieronder welke blijft staan."
            ),
            code="conflict",
        )
        self.stored = stored


@transaction.atomic
def save_plan_answers(
    *, episode: Episode, values: Mapping[str, Any], by: User, basis: Basis | None = None
) -> Written:
    """Store the asked plan facts that changed; gives their names. Raises ValidationError by fact.

    What somebody else changed since the page of the `basis` was opened is left, and given back.
    """
    check_may_change(by, episode)  # locks, so that two writers follow each other
    recordings = parse_recordings(values, allowed=asked_plan_facts())
    written = write_recordings(
        episode.plan_answers.all(), recordings, by=by, about=episode, basis=basis, episode=episode
    )
    if written.changed:
        audit(by, "plan_answers.save", episode, written.audited)
        refresh_status(episode=episode)
    return written


@transaction.atomic
def agree(
    *,
    episode: Episode,
    agreed: Agreed,
    goals: Sequence[Mapping[str, Any]],
    cards: Sequence[Mapping[str, Any]] = (),
    by: User,
    basis: Basis | None = None,
) -> Plan:
    """Store what patient and therapist agreed in the draft plan.

    `goals` hold the id (`goal`), text, measure, due_on and activity, or `withdraw`; one without an id is new.
    `cards` hold the name (`card`), preference, phase, place and later_from of accepted cards; a card that is
    accepted no longer is left alone. With a `basis` only what was changed on its page is stored; without one
    these are all the goals, and the others are withdrawn. Raises AgreementConflict, and stores nothing, when
    somebody else changed the same meanwhile.
    """
    plan = lock_draft(episode=episode, by=by)
    stored = cells_of(plan)
    chosen = {name: cell for name, cell in choice_cells(cards).items() if name in stored}
    typed = cells(asdict(agreed), [{"goal": uuid4(), **goal} for goal in goals]) | chosen
    if basis:
        typed = _changes(basis, stored, typed)
    else:
        typed = {name: WITHDRAWN for name in stored if is_goal(name)} | typed
    for name in typed.keys() & set(AGREED):
        setattr(plan, name, typed[name])
    plan.save(update_fields=list(AGREED))
    _write_goals(plan, stored, {name: goal for name, goal in typed.items() if is_goal(name)}, by)
    write_choices(plan, typed)
    plan = Plan.objects.get(pk=plan.pk)  # without the goals as they were read before
    audit(by, "plan.agree", episode, {"goals": len(plan.current_goals)}, subject=plan)
    refresh_status(episode=episode)
    return plan


def _write_goals(plan: Plan, stored: Mapping[str, Any], typed: Mapping[str, Any], by: User) -> None:
    """Add, change and withdraw goals, each by its own id; nothing is deleted."""
    last = plan.goals.aggregate(last=Max("position"))["last"] or 0
    rows = {goal_name(row.pk): row for row in plan.goals.all()}
    for name, goal in typed.items():
        if print_of(goal) in (print_of(stored.get(name)), NOTHING):
            continue
        row = rows.get(name)
        if row is None:
            last += 1
            row = Goal(pk=UUID(name.removeprefix(goal_name(""))), plan=plan, position=last)
        if goal == WITHDRAWN:
            row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        else:
            row.text, row.measure, row.due_on = goal["text"], goal.get("measure") or "", goal.get("due_on")
            row.activity = goal.get("activity") or ""
            row.withdrawn_at = row.withdrawn_by = None
        row.save()


def _changes(basis: Basis, stored: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was changed on the page. Raises AgreementConflict where somebody else changed the same."""
    changes = basis.changes(typed)
    conflicts = {
        name: stored.get(name)
        for name, value in changes.items()
        if print_of(stored.get(name)) != print_of(value) and not basis.allows(name, stored.get(name))
    }
    if conflicts:
        raise AgreementConflict(conflicts)
    return changes
