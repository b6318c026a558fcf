"""What is agreed on one card beside its dose, as a decision stores it (`Decision.agreed`, JSON).

    {"start": 10, "step": 5, "target": 20, "weeks": 8, "per_day": 1, "days": [0, 2, 5],
     "exercises": [{"id": "nod_lying", "repetitions": 8, "hold_seconds": 5, "sets": 1, "minutes": null,
                    "per_day": 1}],
     "own": {"what": "zwemmen met mijn dochter"}}

Every key may be absent: then what the ladder of the card says holds, from the facts of this patient. A target
or weeks that are a part of the dose stand in `Decision.dose`, and are ignored here. `days` are weekdays,
Monday is 0. An exercise without numbers has those of its source.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Number
from headache_cds.vocabulary.text import clean_line
from interventions.knowledge.doing_records import ExerciseBounds
from interventions.knowledge.shapes import as_tuple
from interventions.plan.ladder import FieldProblem
from interventions.plan.problems import PlanProblem

LONGEST_OWN = 120
COUNTS = ("repetitions", "hold_seconds", "sets", "minutes", "per_day")


def _each_once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


Count = Annotated[int, Field(ge=0, le=1000)] | None
Amount = Annotated[Number, Field(ge=0, le=1000, allow_inf_nan=False)] | None
Weekday = Annotated[int, Field(ge=0, le=6)]
Days = Annotated[tuple[Weekday, ...], BeforeValidator(as_tuple), AfterValidator(_each_once)]


class AgreedExercise(Strict):
    """One exercise that was chosen; a number that is None is that of its source."""

    id: str
    repetitions: Count = None
    hold_seconds: Count = None
    sets: Count = None
    minutes: Count = None
    per_day: Count = None

    @property
    def given(self) -> dict[str, int]:
        """The numbers that were agreed, by name."""
        return {name: value for name in COUNTS if (value := getattr(self, name)) is not None}


class Own(Strict):
    """In the words of the therapist: what exactly the patient does."""

    what: Annotated[str, AfterValidator(clean_line), Field(max_length=LONGEST_OWN)] = ""


class AgreedCard(Strict):
    """What is agreed on one card; None is what the ladder of the card says."""

    start: Amount = None
    step: Amount = None
    target: Amount = None
    weeks: Count = None
    per_day: Count = None
    days: Days | None = None
    exercises: Annotated[tuple[AgreedExercise, ...], BeforeValidator(as_tuple)] | None = None
    own: Own = Own()

    def as_json(self) -> dict[str, Any]:
        """The shape that is stored: without what is not agreed."""
        found = self.model_dump(mode="json", exclude_none=True)
        return {name: value for name, value in found.items() if value != {"what": ""}}


NOTHING_AGREED = AgreedCard()


def parse_agreed(raw: Mapping[str, Any]) -> AgreedCard:
    """What was stored or sent, checked for its shape. Raises PlanProblem for what cannot be read."""
    try:
        return AgreedCard.model_validate(dict(raw))
    except ValidationError as error:
        names = ", ".join(dict.fromkeys(str(found["loc"][0]) for found in error.errors() if found["loc"]))
        raise PlanProblem(_("Deze afspraken zijn niet te lezen: %(names)s.") % {"names": names}) from error


def going_on(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a new plan takes over of what was agreed: all but the start, which is where the first plan is."""
    return {name: value for name, value in raw.items() if name != "start"}


def exercise_problems(agreed: AgreedCard, bounds: ExerciseBounds) -> list[FieldProblem]:
    """The numbers of exercises outside their bounds, each at `exercise-<id>-<name>`."""
    found = []
    for exercise in agreed.exercises or ():
        for name, value in exercise.given.items():
            limits = getattr(bounds, name)
            if not limits.min <= value <= limits.max:
                sentence = _("Oefening: kies een aantal van %(min)s tot %(max)s.")
                field = f"exercise-{exercise.id}-{name}"
                found.append(FieldProblem(field, sentence % {"min": limits.min, "max": limits.max}))
    return found
