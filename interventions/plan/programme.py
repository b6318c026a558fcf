"""What one patient does of a card: where it starts, how it grows, on which days.

One owner for the page of the agreement, the checks before signing and what a plan freezes.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from interventions.advice.board import Board, CardView
from interventions.knowledge import Knowledge
from interventions.knowledge.doing_records import Ladder, LadderNumber, ToDo
from interventions.knowledge.records import Dose
from interventions.plan.agreed import NOTHING_AGREED, AgreedCard
from interventions.plan.calendar_weeks import week_number
from interventions.plan.dosing import Decided, is_left_out
from interventions.plan.ladder import (
    Agreed,
    FieldProblem,
    Steps,
    Whose,
    problems_of,
    start_from,
    step_to,
)

DAYS_A_WEEK = 7
OWN = {"DOC": Whose.SOURCE, "EXT": Whose.PROPOSAL}


@dataclass(frozen=True)
class Beginning:
    """What a programme starts from: the facts of this patient, and the plan before with the day asked for.

    `gently`: somebody who begins below what goes well now.
    """

    facts: Mapping[str, Any]
    gently: bool = False
    before: Mapping[str, Any] | None = None
    on: dt.date | None = None


@dataclass(frozen=True)
class Programme:
    """What is done of one card, complete: the ladder with its numbers, the days, and the therapist's words.

    `times` are sessions a week, `often_a_day` those on one day; `present` is what goes well now in one
    session, None when unknown. `asked` is the target as it is told: of a ladder per week for the week.
    """

    todo: ToDo
    ladder: Ladder
    dose: Dose | None
    steps: Steps
    times: Agreed
    days: tuple[int, ...]
    per_day: int
    present: float | None
    asked: Agreed
    often_a_day: Agreed
    what: str = ""

    @property
    def sessions(self) -> int:
        """How many sessions a week there are on these days."""
        return len(self.days) * self.per_day

    @property
    def problems(self) -> tuple[FieldProblem, ...]:
        """Everything that keeps it from being printed, each said for its field."""
        return (*problems_of(self.steps), *_problems_of_days(self))


def beginning_of(
    knowledge: Knowledge,
    board: Board,
    components: Collection[str],
    *,
    before: Mapping[str, Any] | None = None,
    on: dt.date | None = None,
) -> Beginning:
    """What the programmes of a plan with these components start from."""
    doing = knowledge.doing
    gently = board.scope.truth(doing.gently_when) is True
    planned = bool(set(doing.rules.gently.components) & set(components))
    names = {name for card in knowledge.cards.cards for ladder in _ladders(card.todo) for name in ladder.now}
    names |= {name for dose in knowledge.doses.values() for name in (dose.ladder.now if dose.ladder else ())}
    facts = {name: board.scope.value(name) for name in names}
    return Beginning(facts, gently or planned, before, on)


def _ladders(todo: ToDo | None) -> Iterator[Ladder]:
    if todo and todo.ladder:
        yield todo.ladder


def ladder_of(view: CardView, decided: Decided) -> tuple[Ladder, Dose | None] | None:
    """The ladder of a card: that of its first dose that is in the plan, else its own; None without any."""
    if view.card.todo is None:
        return None
    kept = [dose for dose in view.doses if not is_left_out(decided, dose.id)]
    dosed = next((dose for dose in kept if dose.ladder), None)
    if dosed and dosed.ladder:
        return dosed.ladder, dosed
    return (view.card.todo.ladder, None) if view.card.todo.ladder else None


def programme_of(
    knowledge: Knowledge,
    view: CardView,
    decided: Decided,
    beginning: Beginning,
    agreed: AgreedCard = NOTHING_AGREED,
    *,
    usual: AgreedCard = NOTHING_AGREED,
) -> Programme | None:
    """What is done of a card with these decisions; None for a card that is only talk.

    `usual` is what the centre agrees as a rule, where no source says it.
    """
    found = ladder_of(view, decided)
    if found is None or view.card.todo is None:
        return None
    ladder, dose = found
    numbers = (decided.get(dose.id) or {}) if dose else {}
    making = _Making(knowledge, view.card.id, ladder, dose, numbers, beginning, agreed, usual)
    return making.programme(view.card.todo)


@dataclass(frozen=True)
class _Present:
    """What goes well now in one session; `agreed`: it is where the plan before is."""

    amount: float | None
    agreed: bool = False


def amount_in(content: Mapping[str, Any] | None, card: str, unit: str, on: dt.date | None) -> float | None:
    """Where a signed plan is with a card on a day: never above what was agreed; None where it has not begun.

    Plans of before content version 3 have no ladder, and neither has one in another unit.
    """
    if content is None or on is None or not content.get("starts_on"):
        return None
    rows = (row for row in content["cards"] if row["id"] == card and row.get("when") == "now")
    activity = next((row["activity"] for row in rows), None)
    week = week_number(dt.date.fromisoformat(content["starts_on"]), on)
    if not activity or activity["unit"]["nl"] != unit or week == 0:
        return None
    weeks = activity["weeks"]
    return float(weeks[min(week, len(weeks)) - 1]["amount"])


@dataclass(frozen=True)
class _Making:
    """Works out one programme from its ladder, the numbers of the dose, the facts and what was agreed."""

    knowledge: Knowledge
    card: str
    ladder: Ladder
    dose: Dose | None
    numbers: Mapping[str, float]
    beginning: Beginning
    agreed: AgreedCard
    usual: AgreedCard

    def programme(self, todo: ToDo) -> Programme:
        per_day = int(self._often_a_day().value)
        times = self._number(self.ladder.times, None)
        days = self.agreed.days
        if days is None:
            days = _usual_days(self.knowledge, times.value, per_day)
        sessions = len(days) * per_day
        if times.part is None and sessions:
            times = _changed(times, sessions)
        present = self._present(sessions or times.value)
        return Programme(
            todo=todo,
            ladder=self.ladder,
            dose=self.dose,
            steps=self._steps(sessions or times.value, present),
            times=times,
            days=days,
            per_day=per_day,
            present=present.amount,
            asked=self._number(self.ladder.target, self.agreed.target, self.usual.target),
            often_a_day=self._often_a_day(),
            what=self.agreed.own.what or self.usual.own.what,
        )

    def _often_a_day(self) -> Agreed:
        """How often on one day; no source says it but the ladder."""
        bounds = self.knowledge.doing.rules.exercise_bounds.per_day
        own = Agreed(self.ladder.per_day, self.ladder.per_day, bounds.min, bounds.max, Whose.PROPOSAL)
        own = _of_centre(own, self.usual.per_day)
        return own if self.agreed.per_day is None else _changed(own, self.agreed.per_day)

    def _present(self, sessions: float) -> _Present:
        ladder, beginning = self.ladder, self.beginning
        before = amount_in(beginning.before, self.card, ladder.unit.nl, beginning.on)
        if before is not None:
            return _Present(before, agreed=True)
        known = [beginning.facts[name] for name in ladder.now if beginning.facts.get(name) is not None]
        return _Present(sum(known) / sessions if known and sessions else None)

    def _steps(self, sessions: float, present: _Present) -> Steps:
        ladder, agreed = self.ladder, self.agreed
        target = self._number(ladder.target, agreed.target, self.usual.target)
        if ladder.per == "week":
            target = _per_session(target, sessions)
        weeks = self._number(ladder.weeks, agreed.weeks, self.usual.weeks)
        start = self._start(target, present)
        if agreed.start is not None:
            start = _changed(start, agreed.start)
        step = self._step(start, target, int(weeks.value))
        reached = present.amount is not None and present.amount >= target.value
        keeping_up = reached and start.value == target.value
        # A target that the therapist chose, or a dose of the plan before, is not told to be passed.
        own = not present.agreed and target.whose is not Whose.THERAPIST
        more = keeping_up and own and (present.amount or 0) > target.value
        return Steps(start, step, target, weeks, ladder.round_to, ladder.unit, keeping_up, more)

    def _start(self, target: Agreed, present: _Present) -> Agreed:
        """Where this patient begins: where the plan before is, at the target who is there, else below it."""
        low, amount = self._number(self.ladder.start, None, self.usual.start), present.amount
        doing = self.knowledge.doing
        share = doing.gently_share if self.ladder.gently and self.beginning.gently else None
        if amount is not None and (present.agreed or amount >= target.value):
            known, value = True, min(amount, target.value)
        else:
            known = amount is not None and amount >= (low.value if share is None else 1)
            value = start_from(
                amount, low=low.value, target=target.value, share=share, round_to=self.ladder.round_to
            )
        whose = Whose.PATIENT if known else low.whose
        return Agreed(value, value, low.min, max(low.max, target.max), whose)

    def _step(self, start: Agreed, target: Agreed, weeks: int) -> Agreed:
        step = self._number(self.ladder.step, None, self.usual.step)
        usual = step_to(
            start.value,
            target.value,
            weeks=weeks,
            usual=step.value,
            most=step.max,
            round_to=self.ladder.round_to,
        )
        found = Agreed(usual, usual, step.min, step.max, step.whose)
        return found if self.agreed.step is None else _changed(found, self.agreed.step)

    def _number(self, number: LadderNumber, agreed: float | None, usual: float | None = None) -> Agreed:
        """A number of the ladder: as it was decided for the dose, else as agreed, else as it is usual.

        A number that no source gives may be usual in a centre.
        """
        parts = self.dose.parts if self.dose and number.part else ()
        for part in parts:
            if part.id == number.part:
                own = Agreed(part.default, part.default, part.min, part.max, OWN[part.origin], part.id)
                return _changed(own, self.numbers.get(part.id, part.default))
        own = Agreed(number.default, number.default, number.min, number.max, OWN[number.origin])
        if number.origin == "EXT":
            own = _of_centre(own, usual)
        return own if agreed is None else _changed(own, agreed)


def _of_centre(number: Agreed, value: float | None) -> Agreed:
    """The same number as it is usual in the centre, within its bounds."""
    if value is None or not number.min <= value <= number.max:
        return number
    return Agreed(value, value, number.min, number.max, Whose.CENTRE, number.part)


def _changed(number: Agreed, value: float) -> Agreed:
    """The same number with this value, which is the therapist's when it is another one."""
    whose = number.whose if value == number.usual else Whose.THERAPIST
    return Agreed(value, number.usual, number.min, number.max, whose, number.part)


def _per_session(number: Agreed, sessions: float) -> Agreed:
    """A number per week, per session: whole, and no less than asked."""

    def each(value: float) -> int:
        return math.ceil(value / sessions - 1e-9)

    return Agreed(
        each(number.value),
        each(number.usual),
        each(number.min),
        each(number.max),
        number.whose,
        number.part,
    )


def _usual_days(knowledge: Knowledge, times: float, per_day: int) -> tuple[int, ...]:
    wanted = math.ceil(times / max(per_day, 1) - 1e-9)
    days = knowledge.doing.rules.weekdays.get(max(1, min(wanted, DAYS_A_WEEK)), ())
    return days if per_day else ()


def _problems_of_days(programme: Programme) -> Iterator[FieldProblem]:
    times = programme.times
    if not programme.sessions:
        yield FieldProblem("days", _("Kies op welke dagen."))
    elif times.part is not None and programme.sessions != times.value:
        sentence = _("Kies %(times)s keer per week, of pas de dosis aan: nu zijn het er %(sessions)s.")
        yield FieldProblem("days", sentence % {"times": f"{times.value:g}", "sessions": programme.sessions})
    elif times.part is None and not times.is_within:
        sentence = _("Kies van %(min)s tot %(max)s keer per week.")
        yield FieldProblem("days", sentence % {"min": f"{times.min:g}", "max": f"{times.max:g}"})
