"""What changed since the start, and whether that counts: the engine's evaluation facts in words (D29).

The engine compares; here stand the change, the limit with its origin, and the outcome. Unknown is an outcome.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from intake.follow_up import measured_again
from intake.measured import Quantities
from interventions.engine.evaluate import Evaluation
from interventions.knowledge import get_knowledge

from .comparisons import Comparison, applying


@dataclass(frozen=True)
class ChangeOutcome:
    """One line of the table: what changed, by how much, against which limit, and whether it counts.

    `told_on` is the day of the value now where the reader has to know it.
    """

    name: str
    change: str
    limit: str
    outcome: str
    source: str
    from_elsewhere: bool
    told_on: dt.date | None = None


def verdicts(scope: Evaluation, quantities: Quantities, today: dt.date) -> list[ChangeOutcome]:
    """Every change that could be computed for this patient, with its outcome."""
    return [_verdict(item, scope, _told_on(item.change, quantities, today)) for item in applying(scope)]


def _told_on(change: str, quantities: Quantities, today: dt.date) -> dt.date | None:
    """The day of the value now behind a change, where the reader has to know it."""
    behind = get_knowledge().ruleset.closure({change})
    days = [
        quantities.of(fact).day_to_tell(today)
        for fact, again in measured_again().items()
        if (again.now or fact) in behind
    ]
    return next((day for day in days if day), None)


def _verdict(item: Comparison, scope: Evaluation, told_on: dt.date | None) -> ChangeOutcome:
    parameter = get_knowledge().parameters[item.limit] if item.limit else None
    limit = {"limit": _number(parameter.value)} if parameter else {}
    return ChangeOutcome(
        name=item.name.in_language(language()),
        change=_change_words(item, scope.value(item.change)),
        limit=item.limit_words.in_language(language()) % limit,
        outcome=_outcome(item, scope),
        source=parameter.source if parameter else "",
        from_elsewhere=parameter is not None and parameter.origin == "EXT",
        told_on=told_on,
    )


def _change_words(item: Comparison, value: float) -> str:
    if item.change_words:
        return item.change_words.in_language(language()) % {"value": _number(value)}
    return _change(value, item.unit)


def _outcome(item: Comparison, scope: Evaluation) -> str:
    if item.no_outcome:
        return item.no_outcome.in_language(language())
    value = scope.value(item.outcome) if item.outcome else None
    if value is None:
        return _("nog niet te bepalen")
    return _("grens gehaald") if value else _("grens niet gehaald")


def _change(value: float, unit: str | None) -> str:
    """A change in words; a positive one is an improvement in every evaluation fact."""
    amount = f"{round(abs(value))}%" if unit == "%" else _number(abs(value))
    if not value:
        return _("gelijk")
    if unit == "%":
        return (
            _("%(amount)s lager") % {"amount": amount}
            if value > 0
            else _("%(amount)s hoger") % {"amount": amount}
        )
    text = _("%(amount)s punten lager") if value > 0 else _("%(amount)s punten hoger")
    return text % {"amount": amount}


def _number(value: Any) -> str:
    return format_number(value, language())
