"""What patient and therapist chose of the cards of a plan: what is preferred, and what begins when."""

from collections.abc import Mapping
from typing import Any

from interventions.models import Decision, DecisionKind, Phase, Plan
from interventions.plan.seen import CHOSEN, preference_name, when_name


def write_choices(plan: Plan, typed: Mapping[str, Any]) -> None:
    """Store the cells (plan/seen.py) of the accepted cards that were changed, and number what begins now.

    The plan is locked. A place or a day that does not go with the choice is left out.
    """
    rows = [row for row in plan.decisions.all() if row.choice != DecisionKind.DECLINED]
    before = {row.pk: _choice(row) for row in rows}
    for row in rows:
        row.preference = typed.get(preference_name(row.card), row.preference)
        for name, value in typed.get(when_name(row.card), {}).items():
            setattr(row, name, value)
        row.later_from = row.later_from if row.phase == Phase.LATER else None
    now = [row for row in rows if row.phase == Phase.NOW]
    now.sort(key=lambda row: (row.place is None, row.place or 0, row.decided_at))
    order = {row.pk: place for place, row in enumerate(now, start=1)}
    for row in rows:
        row.place = order.get(row.pk)
        if _choice(row) != before[row.pk]:
            row.save(update_fields=list(CHOSEN))


def _choice(row: Decision) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in CHOSEN)
