"""The agreements of a plan with its goals, as they are typed, compared and shown again."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.refusal import Refusal, refusal_of
from headache_cds.vocabulary.fields import DateField, TimeField, WordsField
from headache_cds.vocabulary.names import FOLLOW_UP_DATE
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
from interventions.models import Plan
from interventions.pages.agreed_words import agreed_words
from interventions.pages.ahead import check_ahead
from interventions.pages.choosing_forms import (
    Choosable,
    check_together,
    choice_forms,
    with_cards_of_others,
)
from interventions.pages.forms import READ_BY_PATIENT, PlainForm
from interventions.pages.goal_forms import goal_rows, with_goals_of_others
from interventions.plan import actions
from interventions.plan.queries import last_agreed
from interventions.plan.seen import (
    AGREED,
    Agreed,
    cells,
    cells_of,
    choice_cells,
    goal_name,
    preference_name,
    when_name,
)

NOT_READ = gettext_lazy("Dit leest de patiënt niet.")


class AgreementForm(PlainForm):
    """What was agreed around the cards. Everything may wait until signing."""

    discussed = WordsField(
        label=gettext_lazy("Wat is besproken: mogelijkheden en verwachtingen"),
        max_length=2000,
        required=False,
        help_text=NOT_READ,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreement = WordsField(
        label=gettext_lazy("Wat we hebben afgesproken"),
        max_length=2000,
        required=False,
        help_text=READ_BY_PATIENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = DateField(
        label=gettext_lazy("Eerste dag"),
        required=False,
        help_text=gettext_lazy("Leeg: de dag na het ondertekenen."),
    )
    appointment_on = DateField(label=gettext_lazy("Volgende afspraak"), required=False)
    appointment_at = TimeField(label=gettext_lazy("Tijd"), required=False)
    evaluation_on = DateField(label=gettext_lazy("Evaluatiemoment"), required=False)
    contact = WordsField(
        label=gettext_lazy("Wie de patiënt belt bij vragen"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Dit leest de patiënt: naam en telefoonnummer."),
    )
    change_reason = WordsField(
        label=gettext_lazy("Waarom dit plan het vorige vervangt"),
        max_length=400,
        required=False,
        help_text=READ_BY_PATIENT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Opties, voorkeur en instemming van de patiënt zijn besproken"), required=False
    )

    def __init__(self, plan: Plan | None, proposed_evaluation: Any, data: Any = None) -> None:
        stored = {name: getattr(plan, name) for name in AGREED} if plan else {}
        initial = stored | {"evaluation_on": stored.get("evaluation_on") or proposed_evaluation}
        super().__init__(data, initial=initial)
        self.conflicts: dict[str, Conflict] = {}
        if not plan or not plan.replaces_id:
            del self.fields["change_reason"]

    def clean_evaluation_on(self) -> Any:
        """An evaluation lies ahead."""
        return self._ahead("evaluation_on")

    def clean_starts_on(self) -> Any:
        """The first day lies ahead."""
        return self._ahead("starts_on")

    def clean_appointment_on(self) -> Any:
        """An appointment lies ahead."""
        return self._ahead("appointment_on")

    def _ahead(self, name: str) -> dt.date | None:
        return check_ahead(get_vocabulary().facts[FOLLOW_UP_DATE], self.cleaned_data[name])

    def clean(self) -> dict[str, Any]:
        """A time belongs to a day."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("appointment_at") and not values.get("appointment_on") and not self.errors:
            self.add_error("appointment_on", _("Vul ook de dag van de afspraak in, of maak de tijd leeg."))
        return values


class Agreements:
    """Choices, goals and agreements, saved and signed together; only what was changed here is stored.

    `cards` are the accepted cards of which is chosen when they begin, `activities` what a goal can belong to.
    """

    def __init__(
        self,
        plan: Plan | None,
        proposed_evaluation: Any,
        data: Any = None,
        *,
        cards: Sequence[Choosable] = (),
        activities: Sequence[str] = (),
    ) -> None:
        self.plan = plan
        data, of_goals = with_goals_of_others(plan, data)
        self.data, of_cards = with_cards_of_others(cards, data)
        self._of_others = of_goals | of_cards
        self.form = AgreementForm(plan, proposed_evaluation, self.data)
        self.choices = choice_forms(cards, self.data)
        self.goals = goal_rows(plan, activities, self.data)
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
        valid = all([self.form.is_valid(), self.goals.is_valid(), *(row.is_valid() for row in self.choices)])
        valid = check_together(self.choices) and valid
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
        found = {name: value for name, value in found.items() if name not in AGREED or name in agreed}
        return found | choice_cells(row.typed for row in self.choices if row.typed)

    @property
    def conflicts(self) -> dict[str, Conflict]:
        """What somebody else changed meanwhile, by the name of its cell."""
        return self.form.conflicts

    @property
    def refusal(self) -> Refusal | None:
        """The summary over the page."""
        found = refusal_of(*self.choices, *self.goals, self.form, sentence=self.sentence)
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
        return {
            "agreed": Agreed(**self.form.cleaned_data),
            "goals": [row.cleaned_data for row in self.goals],
            "cards": [row.typed for row in self.choices],
            "basis": self.basis,
        }

    def show(self, conflict: actions.AgreementConflict) -> None:
        """Ask for a choice on everything that somebody else changed meanwhile."""
        who, when = last_agreed(self.plan) if self.plan else ("", None)
        typed = self._typed()
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
        for row in self.choices:
            for named, field in ((preference_name, "preference"), (when_name, "phase")):
                labels[named(row.choosable.card)] = f"{row.group_label}, {row.fields[field].label}"
        return labels.get(name, "")
