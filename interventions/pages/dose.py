"""What the page of one dose shows: the form, and the weeks that come of what was typed."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from headache_cds.vocabulary.language import language
from interventions.case.current import Current
from interventions.knowledge import get_knowledge
from interventions.models import Decision, Plan
from interventions.pages.doing_words import WHOSE, WeekOnPage, often_words, weeks_of
from interventions.pages.dose_forms import DoseForm
from interventions.plan.accepted import AcceptedCard
from interventions.plan.actions import DoingProblem
from interventions.plan.actions.doing import accepted_of, tried
from interventions.plan.doing_problems import problems_of_card
from interventions.plan.frame import first_day
from interventions.plan.problems import PlanProblem
from interventions.plan.programme import Programme
from interventions.plan.seen import doing_print


@dataclass
class DosePage:
    """The dose of one card of a draft plan; `entry` is the card with what was typed, once that can be."""

    plan: Plan
    decision: Decision
    entry: AcceptedCard
    form: DoseForm
    problems: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return str(self.entry.view.card.title.in_language(language()))

    @property
    def programme(self) -> Programme:
        """What is done of it, with what was typed."""
        return self.entry.programme or self.form.programme

    @property
    def weeks(self) -> tuple[WeekOnPage, ...]:
        return weeks_of(self.programme)

    @property
    def often(self) -> str:
        return often_words(self.programme)

    @property
    def unit(self) -> str:
        return str(self.programme.steps.unit.in_language(language()))

    @property
    def whose(self) -> list[tuple[str, str]]:
        """Whose start, steps and target are."""
        steps = self.programme.steps
        numbers = {"start": steps.start, "step": steps.step, "target": steps.target}
        return [
            (str(self.form.fields[name].label), str(WHOSE[number.whose])) for name, number in numbers.items()
        ]

    @property
    def told(self) -> list[tuple[str, str]]:
        """What the sources say of this dose in professional words (Borg, heart rate), and how strongly."""
        dose = self.programme.dose
        records = [item.rule.record for item in self.entry.view.items]
        return [
            (record.summary.in_language(language()), record.strength.in_language(language()))
            for record in records
            if dose and record.dose == dose.id
        ]

    @property
    def feels(self) -> str:
        """What the patient reads of how hard it is; '' where nothing is said."""
        words = self.programme.ladder.feels or self.programme.todo.feels
        return words.in_language(language()) if words else ""

    @property
    def is_own(self) -> bool:
        """Whether a number of it stands in no source, so that a centre may have its own."""
        steps = self.programme.steps
        return any(number.part is None for number in (steps.start, steps.step, steps.target))

    def try_out(self, now: Current) -> None:
        """Work out the weeks of what was typed; what cannot be is said, and nothing is stored."""
        if not self.form.is_valid():
            return
        try:
            self.entry = tried(self.plan, now, copy(self.decision), **self.form.values)
        except PlanProblem as problem:
            self.problems = tuple(problem.messages)
            return
        found = problems_of_card(get_knowledge(), self.entry, first_day(self.plan, timezone.now()))
        self.problems = tuple(problem.sentence for problem in found)

    def refuse(self, problem: ValidationError, now: Current) -> None:
        """Say at its place why it was not stored; what was typed stays, with the weeks that come of it."""
        if isinstance(problem, DoingProblem):
            self.form.refuse(problem.problems)
        else:
            self.form.add_error(None, problem)


def dose_page(now: Current, card: str, data: Mapping[str, Any] | None) -> DosePage | None:
    """The page of an accepted card of the draft; None where there is nothing to agree on."""
    decision = now.decisions.get(card)
    if now.plan is None or not now.plan.is_draft or decision is None or now.board.is_blocked:
        return None
    try:
        entry = accepted_of(now.plan, now, decision)
    except PlanProblem:
        return None
    if entry.programme is None:
        return None
    form = DoseForm(entry, entry.programme, doing_print(decision), data)
    return DosePage(now.plan, decision, entry, form)
