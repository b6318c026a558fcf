"""The forms of the advice page and the plan page."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.accounts.models import User
from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.forms import Place
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.models import FactValueQuerySet
from headache_cds.vocabulary.opened import (
    Basis,
)
from headache_cds.vocabulary.recording import Written
from headache_cds.vocabulary.text import has_words
from intake.forms import OnceForm
from intake.models import Episode
from intake.pages import QuestionPage
from interventions.advice.board import CardView
from interventions.case.current import Current
from interventions.models import Decision, DecisionKind, DeclineReason, SafetyAcknowledgement
from interventions.pages.number_fields import DoseField
from interventions.plan import actions
from interventions.plan.alternatives import (
    Part,
    alternatives_with,
    choice_print,
    groups_of,
    left_out_for,
    name_of,
)
from interventions.plan.dosing import is_left_out
from interventions.plan.queries import asked_plan_facts, plan_answers
from interventions.plan.seen import (
    decision_print,
)

READ_BY_PATIENT = gettext_lazy("Dit leest de patiënt: korte zinnen, 'u', geen vaktaal.")


class PlainForm(forms.Form):
    """A form that a template lays out field by field, its controls in the look of the product."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"use_required_attribute": False, **kwargs})
        self.dress()

    def dress(self) -> None:
        """Give every control the class of its kind; again after fields were added."""
        for field in self.fields.values():
            kind = getattr(field.widget, "input_type", "textarea")
            look = "form-check-input" if kind in ("checkbox", "radio") else "form-control"
            field.widget.attrs.setdefault("class", look)


class AdaptForm(PlainForm):
    """A card with its components, the numbers of its dose, and what was agreed about it.

    `left_out` are the doses of which the card holds another instead, as long as nobody chose.
    """

    note = WordsField(
        label=gettext_lazy("Afspraak hierover"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        view: CardView,
        decision: Decision | None = None,
        data: Any = None,
        *,
        left_out: Collection[str] = (),
    ) -> None:
        self.view = view
        decided = decision.dose if decision else {}
        out = {dose.id for dose in view.doses if is_left_out(decided, dose.id)} if decision else set(left_out)
        self.left_out = tuple(out)
        self.doses = tuple(dose for dose in view.doses if dose.id not in out)
        self.decided = decision_print(decision)
        super().__init__(self._completed(data, decision), auto_id=f"adapt_{view.card.id}_%s")
        if view.card.components:
            self.fields["components"] = forms.MultipleChoiceField(
                label=_("Onderdelen"),
                choices=[(part.value, part.label.in_language(language())) for part in view.card.components],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for dose in self.doses:
            for part in dose.parts:
                self.fields[f"{dose.id}-{part.id}"] = DoseField(part)
        self.dress()
        self.initial = self._chosen(decision)

    def _completed(self, data: Any, decision: Decision | None) -> Any:
        """What was sent; of a page that was cut off, which is shown again, the rest as it is stored."""
        if data is None or "decided" in data:
            return data
        completed = data.copy()
        for name, value in self._chosen(decision).items():
            if name not in data:
                completed.setlist(name, value if isinstance(value, list) else [value])
        return completed

    def _chosen(self, decision: Decision | None) -> dict[str, Any]:
        view = self.view
        components = [part.value for part in view.card.components if part.default]
        decided = decision.dose if decision else {}
        numbers = {
            f"{dose.id}-{part.id}": decided.get(dose.id, {}).get(part.id, part.default)
            for dose in self.doses
            for part in dose.parts
        }
        return {
            "components": decision.components if decision else components,
            "note": decision.note if decision else "",
            **numbers,
        }

    @property
    def dose_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The numbers by dose, each dose with its title when there is more than one."""
        doses = [dose for dose in self.doses if dose.parts]
        return [
            (
                dose.title.in_language(language()) if len(doses) > 1 else "",
                [self[f"{dose.id}-{part.id}"] for part in dose.parts],
            )
            for dose in doses
        ]

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of accept_advice. Only after is_valid()."""
        numbers: dict[str, Any] = dict.fromkeys(self.left_out)
        numbers |= {
            dose.id: {part.id: self.cleaned_data[f"{dose.id}-{part.id}"] for part in dose.parts}
            for dose in self.doses
            if dose.parts
        }
        return {
            "components": self.cleaned_data.get("components", []),
            "dose": numbers,
            "note": self.cleaned_data["note"].strip(),
        }


class ChoiceForm(PlainForm):
    """What stays of a part of this card and of all that it is an alternative of.

    Raises ValueError for a card that is not offered.
    """

    def __init__(self, now: Current, card: str, data: Any = None) -> None:
        view = now.board.option(card)
        if view is None:
            raise ValueError(f"{card} is not offered")
        self.view = view
        self.choices = alternatives_with(now.board, now.decisions, card)
        self.groups = groups_of(self.choices)
        self.decided = choice_print(now.decisions, self.choices, card)
        taken = now.decisions.get(card)
        self.is_in_plan = taken is not None and taken.choice != DecisionKind.DECLINED
        super().__init__(data, auto_id=f"choose_{card}_%s")
        for at, group in enumerate(self.groups):
            self.fields[f"keep-{at}"] = forms.ChoiceField(
                label=_("Een plan bevat er één van. Wat komt in het plan?"),
                choices=[(str(part), name_of(now.board, part)) for part in group],
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies wat in het plan komt.")},
            )
        self.dress()

    @property
    def without(self) -> tuple[Part, ...]:
        """What is left out of the plan. Only after is_valid()."""
        kept = [Part.read(self.cleaned_data[f"keep-{at}"]) for at in range(len(self.groups))]
        pairs = zip(kept, self.groups, strict=True)
        return tuple(part for keep, group in pairs for part in left_out_for(keep, self.choices, group))


class DeclineForm(PlainForm):
    """Why an advice is not followed: a coded reason, and words where they help."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Waarom niet"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waarom u dit advies niet overneemt.")},
    )
    reason = WordsField(
        label=gettext_lazy("Toelichting (nodig bij 'Anders')"), max_length=400, required=False
    )

    def __init__(self, card: str, decision: Decision | None, data: Any = None) -> None:
        self.decided = decision_print(decision)
        super().__init__(data, auto_id=f"decline_{card}_%s")

    def clean(self) -> dict[str, Any]:
        """'Anders' says nothing without words."""
        values: dict[str, Any] = super().clean() or {}
        if problem := actions.reason_problem(values.get("reason_code", ""), values.get("reason", "")):
            self.add_error("reason", problem)
        return values


class AcknowledgeForm(OnceForm, PlainForm):
    """What was done about a safety signal; the token makes a second post harmless.

    `seen` is the print of the answers that the signal was shown for.
    """

    action_taken = WordsField(
        label=gettext_lazy("Wat hebt u gedaan, met wie, hoe laat?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Schrijf op wat u hebt gedaan.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        rule: str,
        episode: Episode,
        data: Any = None,
        correcting: SafetyAcknowledgement | None = None,
        *,
        seen: str = "",
    ) -> None:
        super().__init__(
            data,
            auto_id=f"acknowledge_{rule}_%s",
            initial={"action_taken": correcting.action_taken if correcting else "", "seen": seen},
            place=f"correction of {correcting.pk}" if correcting else f"{rule} of {episode.pk}",
        )

    @property
    def correction(self) -> dict[str, Any]:
        """What a correction of earlier words takes; it answers what those answered."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class StopForm(AcknowledgeForm):
    """The same where somebody has to be called at once: the usual calls are one click each."""

    GO_ON = "go_on"
    CALLS = (
        ("emergency_number", gettext_lazy("112 gebeld")),
        ("emergency_department", gettext_lazy("Spoedeisende hulp gebeld")),
        ("emergency_line", gettext_lazy("Spoedlijn van de huisarts gebeld")),
        (GO_ON, gettext_lazy("Toch verder zonder te bellen, omdat:")),
    )

    calls = forms.MultipleChoiceField(
        label=gettext_lazy("Wat hebt u gedaan?"),
        choices=CALLS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("calls", "action_taken")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_taken"].label = _("Met wie, hoe laat, wat is afgesproken")
        self.fields["action_taken"].required = False

    def clean(self) -> dict[str, Any]:
        """One sentence of what was ticked and typed; going on without a call takes words."""
        cleaned: dict[str, Any] = super().clean() or {}
        calls, text = cleaned.pop("calls", []), cleaned.get("action_taken", "")
        text = text if has_words(text) else ""
        if self.GO_ON in calls and not text:
            self.add_error("action_taken", _("Schrijf op waarom u verder gaat zonder te bellen."))
        elif not calls and not text:
            self.add_error("action_taken", _("Kies wat u hebt gedaan, of schrijf het op."))
        words = [str(label) for name, label in self.CALLS if name in calls]
        return cleaned | {"action_taken": ". ".join([*words, text]).removesuffix(". ").replace(":. ", ": ")}


class PlanQuestionsForm(QuestionPage):
    """The plan facts that are asked and not decided."""

    def __init__(self, episode: Episode, data: Any = None, *, only: str = "") -> None:
        self.episode = episode
        super().__init__(
            f"plan questions of {episode.pk}",
            asked_plan_facts().values(),
            values={} if only else plan_answers(episode),
            data=data,
            only=only,
        )

    @property
    def rows(self) -> FactValueQuerySet:
        return self.episode.plan_answers.all()

    def write(self, values: Mapping[str, Any], basis: Basis, by: User) -> Written:
        return actions.save_plan_answers(episode=self.episode, values=values, by=by, basis=basis)

    @property
    def any_answer(self) -> bool:
        """Whether one of the questions was answered before."""
        return bool(self.initial)

    @property
    def places(self) -> list[Place]:
        """Every question, none of them routed."""
        return [Place(fact=name) for name in self.fields]
