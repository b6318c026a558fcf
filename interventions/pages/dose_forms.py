"""What is agreed on one card: from which amount to which, on which days, with which exercises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.language import language
from interventions.knowledge import get_knowledge
from interventions.pages.doing_words import WHOSE, day_choices
from interventions.pages.forms import READ_BY_PATIENT, PlainForm
from interventions.pages.number_fields import AmountField
from interventions.plan.accepted import AcceptedCard
from interventions.plan.agreed import COUNTS, LONGEST_OWN, AgreedCard
from interventions.plan.exercises import OfferedExercise
from interventions.plan.ladder import Agreed, FieldProblem
from interventions.plan.programme import Programme

WHOLE = ("weeks", "per_day")
COUNT_LABELS = {
    "repetitions": gettext_lazy("keer"),
    "hold_seconds": gettext_lazy("seconden vasthouden"),
    "sets": gettext_lazy("rondes"),
    "minutes": gettext_lazy("minuten"),
    "per_day": gettext_lazy("keer per dag"),
}


@dataclass(frozen=True)
class ExerciseOnForm:
    """One exercise that is offered, with its box and the fields of its dose."""

    offer: OfferedExercise
    box: forms.BoundField
    counts: tuple[forms.BoundField, ...]

    @property
    def name(self) -> str:
        return str(self.offer.exercise.name.in_language(language()))

    @property
    def is_proposed(self) -> bool:
        """Whether its dose stands in no source."""
        return self.offer.exercise.origin == "EXT"

    @property
    def picture(self) -> str:
        """The address of its drawing; '' while there is none."""
        path = f"print/drawings/{self.offer.exercise.drawing}-end.svg"
        return static(path) if finders.find(path) else ""


class DoseForm(PlainForm):
    """The dose of a card as it is agreed. `entry` is the card as it stands; empty fields keep what it says.

    A number that is a part of the dose of a source is kept in the dose, the rest in what is agreed on the
    card.
    """

    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Dagen"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    what = WordsField(
        label=gettext_lazy("Wat precies"), max_length=LONGEST_OWN, required=False, help_text=READ_BY_PATIENT
    )

    def __init__(self, entry: AcceptedCard, programme: Programme, decided: str, data: Any = None) -> None:
        self.entry, self.programme, self.decided = entry, programme, decided
        self.amounts = amounts_of(programme)
        super().__init__(data, initial=self._initial(), auto_id="dose_%s")
        days: Any = self.fields["days"]
        days.choices = [(day, name) for day, name, _long in day_choices()]
        for name, (label, number, unit) in self.amounts.items():
            self.fields[name] = AmountField(
                label, unit, number.min, number.max, whose=str(WHOSE[number.whose])
            )
        for offer in entry.offered:
            self._add_exercise(offer)
        self.dress()

    def _add_exercise(self, offer: OfferedExercise) -> None:
        exercise = offer.exercise
        bounds = get_knowledge().doing.rules.exercise_bounds
        name = exercise_name(exercise.id)
        self.fields[name] = forms.BooleanField(label=exercise.name.in_language(language()), required=False)
        for count in COUNTS:
            if getattr(exercise.dose, count) is not None:
                limits = getattr(bounds, count)
                self.fields[exercise_name(exercise.id, count)] = AmountField(
                    str(COUNT_LABELS[count]), "", limits.min, limits.max
                )

    def _initial(self) -> dict[str, Any]:
        values: dict[str, Any] = {name: number.value for name, (_label, number, _u) in self.amounts.items()}
        values |= {"days": list(self.programme.days), "what": self.programme.what}
        chosen = {one.exercise.id: one.dose for one in self.entry.exercises}
        for offer in self.entry.offered:
            exercise = offer.exercise
            values[exercise_name(exercise.id)] = exercise.id in chosen
            numbers = chosen.get(exercise.id, {})
            for count in COUNTS:
                values[exercise_name(exercise.id, count)] = numbers.get(count, getattr(exercise.dose, count))
        return values

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of the ladder, in their order."""
        return [self[name] for name in self.amounts]

    @property
    def exercises(self) -> list[ExerciseOnForm]:
        """What is offered, each with its fields."""
        return [
            ExerciseOnForm(
                offer,
                self[exercise_name(offer.exercise.id)],
                tuple(self[name] for name in self._count_names(offer.exercise.id)),
            )
            for offer in self.entry.offered
        ]

    def _count_names(self, exercise: str) -> Iterable[str]:
        names = (exercise_name(exercise, count) for count in COUNTS)
        return [name for name in names if name in self.fields]

    @property
    def agreed(self) -> AgreedCard:
        """What is agreed on the card. Only after is_valid()."""
        typed = self.cleaned_data
        kept = {
            name: int(typed[name]) if name in WHOLE else typed[name]
            for name, (_label, number, _unit) in self.amounts.items()
            if number.part is None and typed.get(name) is not None and typed[name] != number.usual
        }
        return AgreedCard.model_validate(
            {
                **{
                    name: int(value) if name in ("weeks", "per_day") else value
                    for name, value in kept.items()
                },
                "days": sorted(typed["days"]),
                "own": {"what": typed["what"]},
                **({"exercises": self._exercises()} if self.entry.offered else {}),
            }
        )

    def _exercises(self) -> list[dict[str, Any]]:
        typed = self.cleaned_data
        found = []
        for offer in self.entry.offered:
            name = offer.exercise.id
            if not typed[exercise_name(name)]:
                continue
            usual = self.initial
            numbers = {count: typed.get(exercise_name(name, count)) for count in COUNTS}
            given = {
                count: int(value)
                for count, value in numbers.items()
                if value is not None and value != usual.get(exercise_name(name, count))
            }
            before = {one.id: one.given for one in self.entry.agreed.exercises or ()}.get(name, {})
            found.append({"id": name, **before, **given})
        return found

    @property
    def parts(self) -> dict[str, float]:
        """The numbers that belong to the dose of the source, by part. Only after is_valid()."""
        typed = self.cleaned_data
        found = {
            number.part: typed[name]
            for name, (_label, number, _unit) in self.amounts.items()
            if number.part is not None and typed.get(name) is not None
        }
        times = self.programme.times
        per_day = typed.get("per_day") or self.programme.per_day
        sessions = len(typed["days"]) * int(per_day)
        if times.part is not None and times.min <= sessions <= times.max:
            found[times.part] = sessions
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of agree_on_card. Only after is_valid()."""
        return {"agreed": self.agreed, "parts": self.parts}

    def refuse(self, problems: Iterable[FieldProblem]) -> None:
        """Say what is wrong at its field; what has none here, over the page."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)


def exercise_name(exercise: str, count: str = "") -> str:
    """The name of the field of an exercise, or of one number of its dose (plan/agreed.py names it so)."""
    return f"exercise-{exercise}-{count}" if count else f"exercise-{exercise}"


def amounts_of(programme: Programme) -> Mapping[str, tuple[str, Agreed, str]]:
    """The numbers of a ladder by the name of their field: label, the number with its bounds, and unit."""
    steps = programme.steps
    unit = str(steps.unit.in_language(language()))
    of_target = _("%(unit)s per week") % {"unit": unit} if programme.ladder.per == "week" else unit
    return {
        "start": (_("Begin"), steps.start, unit),
        "step": (_("Erbij per week"), steps.step, unit),
        "target": (_("Doel"), programme.asked, of_target),
        "weeks": (_("Weken"), steps.weeks, _("weken")),
        "per_day": (_("Keer per dag"), programme.often_a_day, _("keer")),
    }
