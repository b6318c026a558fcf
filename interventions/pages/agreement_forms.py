"""The agreements of a plan with its goals, as they are typed, compared and shown again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.refusal import Refusal, refusal_of
from headache_cds.vocabulary.fields import DateField, WordsField
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import FOLLOW_UP_DATE, TREATMENT_GOALS
from headache_cds.vocabulary.opened import (
    NOTHING,
    UNSEEN,
    Basis,
    Conflict,
    print_after_refusal,
    print_of,
    prints_of_page,
    seal,
)
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec, RecordField
from headache_cds.vocabulary.typed import date_text
from headache_cds.vocabulary.values import ValueProblem, parse_value
from interventions.models import Goal, Plan
from interventions.pages.forms import PlainForm
from interventions.plan import actions
from interventions.plan.queries import last_agreed
from interventions.plan.seen import (
    AGREED,
    GOAL,
    GOAL_ROWS,
    MOST_GOALS,
    WITHDRAWN,
    cells,
    cells_of,
    goal_name,
)


class AgreementForm(PlainForm):
    """What was agreed around the cards. Everything may wait until signing."""

    agreement = WordsField(
        label=gettext_lazy("Wat we hebben afgesproken"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evaluation_on = DateField(label=gettext_lazy("Evaluatiemoment"), required=False)
    contact = WordsField(label=gettext_lazy("Wie de patiënt belt bij vragen"), max_length=200, required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("Opties, voorkeur en instemming van de patiënt zijn besproken"), required=False
    )

    def __init__(self, plan: Plan | None, proposed_evaluation: Any, data: Any = None) -> None:
        initial = {
            "agreement": plan.agreement if plan else "",
            "evaluation_on": (plan.evaluation_on if plan else None) or proposed_evaluation,
            "contact": plan.contact if plan else "",
            "consent": plan.consent if plan else False,
        }
        super().__init__(data, initial=initial)
        self.conflicts: dict[str, Conflict] = {}

    def clean_evaluation_on(self) -> Any:
        """An evaluation lies ahead."""
        return check_ahead(get_vocabulary().facts[FOLLOW_UP_DATE], self.cleaned_data["evaluation_on"])


def check_ahead(spec: FactSpec | RecordField, day: dt.date | None) -> dt.date | None:
    """An agreed day. Raises ValidationError for one that is past or outside the limits of its fact."""
    if day is None:
        return None
    if day < timezone.localdate():
        raise forms.ValidationError(_("Kies een datum vanaf vandaag."))
    try:
        parse_value(spec, day)
    except ValueProblem as problem:
        raise forms.ValidationError(problem.message(language())) from problem
    return day


class GoalForm(PlainForm):
    """One goal in the patient's own words; an empty row is no goal."""

    goal = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(label=gettext_lazy("Doel"), max_length=300, required=False)
    measure = WordsField(label=gettext_lazy("Waaraan merken we het?"), max_length=200, required=False)
    due_on = DateField(label=gettext_lazy("Streefdatum"), required=False)
    withdraw = forms.BooleanField(label=gettext_lazy("Dit doel intrekken"), required=False)

    is_stored = False
    """Whether this goal is stored already: it is withdrawn, never just emptied."""
    group_label = ""
    """What the row is called on the page."""

    def clean_due_on(self) -> Any:
        """A goal lies ahead, and not further than its fact allows."""
        goals = get_vocabulary().facts[TREATMENT_GOALS].fields_by_id["due_date"]
        return check_ahead(goals, self.cleaned_data["due_on"])

    def clean(self) -> dict[str, Any]:
        """A measure or a date belongs to a goal."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("text") and (values.get("measure") or values.get("due_on")):
            self.add_error("text", _("Schrijf het doel op, of maak de regel leeg."))
        return values

    def check_kept(self) -> bool:
        """Whether a stored goal still has its words, or is withdrawn; the message stands beside it."""
        typed = self.cleaned_data
        if not self.is_stored or self.errors or typed.get("text") or typed.get("withdraw"):
            return True
        self.add_error("text", _("Schrijf het doel op, of vink 'Dit doel intrekken' aan."))
        return False


BaseGoals: Any = forms.formset_factory(GoalForm, extra=0, max_num=MOST_GOALS, absolute_max=MOST_GOALS)


def goal_rows(plan: Plan | None, data: Any = None) -> Any:
    """Five rows for goals, those of the plan first; every row carries the id of its goal."""
    written = [_row_of(goal) for goal in (plan.current_goals if plan else ())]
    empty = [{"goal": uuid4()} for _row in range(GOAL_ROWS - len(written))]
    rows = BaseGoals(data, initial=[*written, *empty], prefix="goal", form_kwargs={"empty_permitted": False})
    for number, row in enumerate(rows, start=1):
        row.group_label = _("Doel %(number)d") % {"number": number}
    return rows


def _row_of(goal: Goal) -> dict[str, Any]:
    return {"goal": goal.pk, **{name: getattr(goal, name) for name in GOAL}}


def with_goals_of_others(plan: Plan | None, data: Any) -> tuple[Any, dict[str, str]]:
    """What was sent, followed by the goals that a colleague added since; and the prints of those."""
    if data is None or plan is None:
        return data, {}
    number = 0
    sent = set()
    while f"goal-{number}-goal" in data:
        sent.add(data[f"goal-{number}-goal"])
        number += 1
    data, prints = data.copy(), {}
    for goal in plan.current_goals:
        if sent and str(goal.pk) not in sent:
            row = GoalForm(initial=_row_of(goal), prefix=f"goal-{number}")
            for name in ("goal", "text", "measure"):
                data[row[name].html_name] = str(row[name].value() or "")
            data[row["due_on"].html_name] = row["due_on"].field.widget.format_value(goal.due_on) or ""
            prints[goal_name(goal.pk)] = print_of(_cells_of_row(row.initial))
            number += 1
    if prints:
        data["goal-TOTAL_FORMS"] = str(number)
    return data, prints


class Agreements:
    """Goals and agreements, which are saved and signed together; only what was changed here is stored."""

    def __init__(self, plan: Plan | None, proposed_evaluation: Any, data: Any = None) -> None:
        self.plan = plan
        self.data, self._of_others = with_goals_of_others(plan, data)
        self.form = AgreementForm(plan, proposed_evaluation, self.data)
        self.goals = goal_rows(plan, self.data)
        self.sentence = ""
        """What the summary says when it is not a field that was refused."""
        self._prints = {name: print_of(cell) for name, cell in (cells_of(plan) if plan else {}).items()}
        if plan and data is None:
            new = {goal_name(row["goal"].value()): NOTHING for row in self.goals}
            self._prints = new | self._prints
        self._mark_stored()

    def _mark_stored(self) -> None:
        for row in self.goals:
            row.is_stored = self._prints.get(goal_name(row["goal"].value()), NOTHING) != NOTHING

    def is_valid(self) -> bool:
        """Whether both can be saved; all is looked at, so that every message shows."""
        valid = all([self.form.is_valid(), self.goals.is_valid()])
        for problem in self.goals.non_form_errors():
            self.form.add_error(None, problem)
        try:
            self._prints = self._of_others | dict(self.basis.opened)
        except ValidationError as error:
            self.form.add_error(None, error)
            self._show_refused()
            return False
        finally:
            self._mark_stored()
        return all([valid, *(row.check_kept() for row in self.goals)])

    def _show_refused(self) -> None:
        """Seal a page that was refused as a whole, so that nothing of a colleague is replaced unseen."""
        shown = prints_of_page(self.data)
        for name, typed in self._typed().items():
            sealed = print_after_refusal(print_of(typed), shown.get(name), self._prints.get(name, NOTHING))
            self._prints[name] = sealed or UNSEEN

    def _typed(self) -> dict[str, Any]:
        """What was typed, by the names of `cells_of`; what cannot be is left out."""
        agreed = getattr(self.form, "cleaned_data", {})
        rows = [getattr(row, "cleaned_data", {}) for row in self.goals]
        goals = [row for row in rows if row.get("goal")]
        found = cells({name: agreed.get(name) for name in AGREED}, goals)
        return {name: value for name, value in found.items() if name not in AGREED or name in agreed}

    @property
    def conflicts(self) -> dict[str, Conflict]:
        """What somebody else changed meanwhile, by the name of its cell."""
        return self.form.conflicts

    @property
    def refusal(self) -> Refusal | None:
        """The summary over the page."""
        found = refusal_of(self.form, *self.goals, sentence=self.sentence)
        return found or (Refusal(_("Niet opgeslagen"), self.sentence) if self.sentence else None)

    @property
    def subject(self) -> str:
        """The plan whose agreements these are."""
        return f"agreements of {self.plan.pk if self.plan else None}"

    @property
    def basis(self) -> Basis:
        """What the page was opened with. Raises ValidationError when it did not arrive whole."""
        return Basis.of(self.data, self.subject)

    @property
    def opened(self) -> str:
        """What this page shows, sealed, to be sent along with it."""
        return seal(self.subject, self._prints)

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of actions.agree. Only after is_valid()."""
        goals = [row.cleaned_data for row in self.goals]
        return {**self.form.cleaned_data, "goals": goals, "basis": self.basis}

    def show(self, conflict: actions.AgreementConflict) -> None:
        """Ask for a choice on everything that somebody else changed meanwhile."""
        who, when = last_agreed(self.plan) if self.plan else ("", None)
        typed = cells_of_typed(self.values)
        self.sentence = " ".join(conflict.messages)
        self.form.conflicts = {
            name: Conflict(
                name,
                self._label(name),
                who,
                when,
                agreed_words(theirs),
                agreed_words(typed.get(name)),
                replace=print_of(theirs),
            )
            for name, theirs in conflict.stored.items()
        }

    def _label(self, name: str) -> str:
        if name in self.form.fields:
            return str(self.form.fields[name].label)
        labels = {goal_name(row.cleaned_data.get("goal")): row.group_label for row in self.goals}
        return labels.get(name, "")


def _cells_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in GOAL}


def cells_of_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, by the names of `cells_of`."""
    return cells({name: values[name] for name in AGREED}, values["goals"])


def agreed_words(value: Any) -> str:
    """An agreement or a goal on one line."""
    if value == WITHDRAWN:
        return _("ingetrokken")
    if isinstance(value, Mapping):
        return " · ".join(agreed_words(part) for part in value.values() if part) or "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, dt.date):
        return date_text(value)
    return str(value or "–")
