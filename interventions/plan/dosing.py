"""Checks the numbers of an adapted dose against the bounds of its declaration."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.advice.cards import CardView
from interventions.knowledge.records import Dose, DosePart
from interventions.plan.problems import PlanProblem

Numbers = dict[str, dict[str, float]]
# As it is stored. None: the dose is left out, because its alternative was chosen.
Decided = Mapping[str, Mapping[str, float] | None]


def default_dose(doses: tuple[Dose, ...]) -> Numbers:
    """The numbers of the source for every dose of a card."""
    return {dose.id: {part.id: part.default for part in dose.parts} for dose in doses if dose.parts}


def is_left_out(decided: Decided, dose: str) -> bool:
    """Whether the plan goes without this dose of an accepted card."""
    return dose in decided and decided[dose] is None


def check_dose(doses: tuple[Dose, ...], given: Decided) -> dict[str, dict[str, float] | None]:
    """The given numbers, completed with defaults; a dose that is given as None is left out.

    Raises PlanProblem for a number outside its bounds.
    """
    numbers = default_dose(doses)
    mistakes: list[str] = []
    for dose in doses:
        for part in dose.parts:
            value = (given.get(dose.id) or {}).get(part.id)
            if value is None:
                continue
            if not part.min <= value <= part.max:
                mistakes.append(out_of_bounds(part))
            numbers[dose.id][part.id] = value
    if mistakes:
        raise PlanProblem(mistakes)
    return {name: None if is_left_out(given, name) else amounts for name, amounts in numbers.items()}


def out_of_bounds(part: DosePart) -> str:
    """The sentence beside the field."""
    reader = language()
    return _("%(label)s: kies een waarde van %(min)s tot %(max)s %(unit)s.") % {
        "label": part.label.in_language(reader),
        "min": format_number(part.min, reader),
        "max": format_number(part.max, reader),
        "unit": part.unit.in_language(reader),
    }


# What a plan line needs to be carried out (D82): numbers by what they tell, texts by their name.
_NUMBERS = {
    "how_often": gettext_lazy("hoe vaak"),
    "how_long": gettext_lazy("hoeveel minuten per keer"),
    "how_many_weeks": gettext_lazy("hoeveel weken"),
}
_TEXTS = {
    "intensity": gettext_lazy("hoe zwaar"),
    "build_up": gettext_lazy("opbouw"),
    "stop": gettext_lazy("wanneer stoppen"),
    "maintain": gettext_lazy("volhouden"),
}


def missing_parts(view: CardView) -> tuple[str, ...]:
    """The parts of a complete dose that the sources leave open, so that the therapist can agree on them."""
    told = {part.tells for dose in view.doses for part in dose.parts}
    numbers = [word for tells, word in _NUMBERS.items() if tells not in told]
    texts = [
        word
        for name, word in _TEXTS.items()
        if not any(getattr(dose, name) for dose in view.doses) and not (name == "stop" and view.card.stop)
    ]
    return tuple(str(word) for word in (*numbers, *texts))
