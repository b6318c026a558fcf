"""From what goes well now to the target, week by week: numbers in, weekly amounts out."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.knowledge.shapes import Unit


class Whose(StrEnum):
    """Where a number comes from."""

    PATIENT = "patient"
    THERAPIST = "therapist"
    CENTRE = "centre"
    SOURCE = "source"
    PROPOSAL = "proposal"


@dataclass(frozen=True)
class Agreed:
    """One number of a ladder as it stands: with the bounds it may have, what it is unless changed, and whose.

    `part` is the part of the dose that holds it, else it is held by what was agreed on the card.
    """

    value: float
    usual: float
    min: float
    max: float
    whose: Whose
    part: str | None = None

    @property
    def is_within(self) -> bool:
        return self.min <= self.value <= self.max


@dataclass(frozen=True)
class Steps:
    """The numbers of one ladder. `step` is how much more each week, in the unit of the amounts.

    `keeping_up`: the patient is at the target already, and starts with keeping it up. `doing_more`: and does
    more than it now, of their own accord.
    """

    start: Agreed
    step: Agreed
    target: Agreed
    weeks: Agreed
    round_to: int
    unit: Unit
    keeping_up: bool = False
    doing_more: bool = False

    @property
    def amounts(self) -> tuple[float, ...]:
        """The amount of every week in order; empty while `problems_of` names something."""
        return weekly(
            self.start.value, self.step.value, self.target.value, int(self.weeks.value), self.round_to
        )

    @property
    def target_week(self) -> int:
        """The first week at the target; 0 when it is not reached."""
        found = (week for week, amount in enumerate(self.amounts, start=1) if amount >= self.target.value)
        return next(found, 0)


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one number, at its field, such as `start`, `step`, `target`, `weeks`, `days`."""

    field: str
    sentence: str


def weekly(start: float, step: float, target: float, weeks: int, round_to: int) -> tuple[float, ...]:
    """The amount of each week: from the start, so much more every week, never above the target.

    Amounts on the way are rounded to `round_to` and never go down; the start and the target stay as they are.
    """

    def amount(week: int) -> float:
        exact = start + step * week
        if week == 0 or exact >= target:
            return min(exact, target)
        return max(start, min(round_half_up(exact, round_to), target))

    return tuple(_plain(value) for value in accumulate(map(amount, range(weeks)), max))


def round_half_up(value: float, to: int) -> int:
    """The nearest multiple of `to`; of two equally near the larger."""
    return math.floor(value / to + 0.5) * to


def start_from(
    present: float | None, *, low: float, target: float, share: float | None, round_to: int
) -> float:
    """Where somebody begins who does `present` now (a session; None is unknown), and never above the target.

    Who does less than `low`, or of whom it is unknown, begins at `low`. With a `share` (below 1) the start
    lies below what goes well now: that share of it, and of `low` when nothing is done or known. Rounded down.
    """
    base = max(present or 0, low) if share is None else (present or low) * share
    floor = round_to if base >= round_to else 1
    return min(target, max(1, math.floor(base / floor + 1e-9) * floor))


def step_to(start: float, target: float, *, weeks: int, usual: float, most: float, round_to: int) -> float:
    """The usual step, or one large enough to reach the target in so many weeks; never above `most`."""
    if weeks <= 1 or weekly(start, usual, target, weeks, round_to)[-1] >= target:
        return usual
    needed = math.ceil((target - start) / (weeks - 1) / round_to - 1e-9) * round_to
    return min(most, max(usual, needed))


def problems_of(steps: Steps) -> Iterator[FieldProblem]:
    """Everything that is wrong with a ladder, each said for its field; none when it can be printed."""
    named: Mapping[str, Agreed] = {
        "start": steps.start,
        "step": steps.step,
        "target": steps.target,
        "weeks": steps.weeks,
    }
    outside = [name for name, number in named.items() if not number.is_within]
    for name in outside:
        yield FieldProblem(name, _outside(name, named[name], steps))
    if steps.start.value > steps.target.value:
        yield FieldProblem("start", _above_target(steps))
    elif not outside and not steps.target_week:
        yield FieldProblem("step", _not_reached(steps))


NAMES = {
    "start": gettext_lazy("Begin"),
    "step": gettext_lazy("Erbij per week"),
    "target": gettext_lazy("Doel"),
    "weeks": gettext_lazy("Weken"),
    "times": gettext_lazy("Keer per week"),
    "per_day": gettext_lazy("Keer per dag"),
}


def _outside(name: str, number: Agreed, steps: Steps) -> str:
    reader = language()
    unit = _("weken") if name == "weeks" else steps.unit.in_language(reader)
    return _("%(name)s: kies een waarde van %(min)s tot %(max)s %(unit)s.") % {
        "name": NAMES[name],
        "min": format_number(number.min, reader),
        "max": format_number(number.max, reader),
        "unit": unit,
    }


def _above_target(steps: Steps) -> str:
    return _("Begin: %(start)s ligt boven het doel van %(target)s. Begin op of onder het doel.") % _told(
        steps
    )


def _not_reached(steps: Steps) -> str:
    sentence = _(
        "Erbij per week: met %(step)s per week is het doel van %(target)s niet bereikt in %(weeks)s weken. "
        "Kies grotere stappen, meer weken of een lager doel."
    )
    return sentence % _told(steps)


def _told(steps: Steps) -> dict[str, str]:
    reader = language()

    def words(number: Agreed) -> str:
        unit = steps.unit.beside(number.value).in_language(reader)
        return f"{format_number(number.value, reader)} {unit}"

    weeks = format_number(steps.weeks.value, reader)
    return {
        "start": words(steps.start),
        "step": words(steps.step),
        "target": words(steps.target),
        "weeks": weeks,
    }


def _plain(value: float) -> float:
    """A whole number as such, so that 10.0 is stored and printed as 10."""
    return int(value) if float(value).is_integer() else value
