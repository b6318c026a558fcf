"""The goals of a plan as they are typed: a row each, told apart by the id of its goal."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.fields import DateField, WordsField
from headache_cds.vocabulary.names import TREATMENT_GOALS
from headache_cds.vocabulary.opened import (
    print_of,
)
from headache_cds.vocabulary.registry import get_vocabulary
from interventions.models import Goal, Plan
from interventions.pages.ahead import check_ahead
from interventions.pages.forms import PlainForm
from interventions.plan.goals import goal_hint
from interventions.plan.seen import (
    GOAL,
    GOAL_ROWS,
    MOST_GOALS,
    goal_name,
)


class GoalForm(PlainForm):
    """One goal in the patient's own words; an empty row is no goal."""

    goal = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(label=gettext_lazy("Doel"), max_length=300, required=False)
    measure = WordsField(label=gettext_lazy("Waaraan merken we het?"), max_length=200, required=False)
    due_on = DateField(label=gettext_lazy("Streefdatum"), required=False)
    activity = forms.ChoiceField(label=gettext_lazy("Hoort bij"), required=False)
    withdraw = forms.BooleanField(label=gettext_lazy("Dit doel intrekken"), required=False)

    is_stored = False
    """Whether this goal is stored already: it is withdrawn, never just emptied."""
    group_label = ""
    """What the row is called on the page."""

    def __init__(self, *args: Any, activities: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.initial.get("activity", "")
        offered = dict.fromkeys([*activities, *([chosen] if chosen else [])])
        if offered:
            field: Any = self.fields["activity"]
            field.choices = [("", _("geen activiteit van de PSK")), *((name, name) for name in offered)]
            field.widget.attrs["class"] = "form-select"
        else:
            del self.fields["activity"]

    @property
    def hint(self) -> str:
        """What the stored goal lacks before somebody can see that it is reached."""
        text, measure = (str(self.initial.get(name) or "") for name in ("text", "measure"))
        return goal_hint(text, measure, self.initial.get("due_on"))

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


def goal_rows(plan: Plan | None, activities: Sequence[str], data: Any = None) -> Any:
    """Five rows for goals, those of the plan first; every row carries the id of its goal.

    `activities` are those of the patient-specific complaints, to which a goal can belong.
    """
    written = [_row_of(goal) for goal in (plan.current_goals if plan else ())]
    empty = [{"goal": uuid4()} for _row in range(GOAL_ROWS - len(written))]
    kwargs = {"empty_permitted": False, "activities": tuple(activities)}
    rows = BaseGoals(data, initial=[*written, *empty], prefix="goal", form_kwargs=kwargs)
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
            for name in ("goal", "text", "measure", *(["activity"] if goal.activity else [])):
                data[row[name].html_name] = str(row[name].value() or "")
            data[row["due_on"].html_name] = row["due_on"].field.widget.format_value(goal.due_on) or ""
            prints[goal_name(goal.pk)] = print_of(cells_of_row(row.initial))
            number += 1
    if prints:
        data["goal-TOTAL_FORMS"] = str(number)
    return data, prints


def cells_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of one goal."""
    return {name: row[name] for name in GOAL}
