"""The shapes of what a patient does: the ladder of an amount, what a card asks, and single exercises."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Names, Number, Text
from interventions.knowledge.shapes import Lines, Told, Unit, as_tuple

Origin = Literal["DOC", "EXT"]


class LadderNumber(Strict):
    """One number of a ladder: that of a `part` of its dose, else its own with bounds and origin."""

    part: str | None = None
    default: Number = 0
    min: Number = 0
    max: Number = 0
    origin: Origin = "EXT"
    source: str = ""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        missing = {"default", "min", "max", "origin", "source"} - self.model_fields_set
        if self.part is not None:
            if self.model_fields_set != {"part"}:
                raise ValueError("has a part of the dose, which has its own default, bounds and origin")
        elif missing:
            raise ValueError(f"needs a part of the dose, or {', '.join(sorted(missing))}")
        elif not self.min <= self.default <= self.max:
            raise ValueError(f"default {self.default} lies outside {self.min}-{self.max}")
        return self


class Ladder(Strict):
    """How an amount grows from what goes well now to its target, week by week.

    What `grows` are the minutes of a session or the repetitions of what is done in it.
    `now` are facts in the same unit per week: together what this patient does now. `start` is where somebody
    begins who does less or of whom it is not known. `target` is told per session or per week (`per`).
    `gently` says that somebody may need to begin lower (ladder.yaml says who). Amounts on the way are rounded
    to `round_to`; start and target are not.
    """

    grows: Literal["minutes", "repetitions"]
    unit: Unit
    per: Literal["session", "week"] = "session"
    round_to: Annotated[int, Field(ge=1)] = 1
    now: Names = ()
    gently: bool = False
    start: LadderNumber
    step: LadderNumber
    target: LadderNumber
    times: LadderNumber
    weeks: LadderNumber
    per_day: Annotated[int, Field(ge=1, le=10)] = 1
    feels: Text | None = None


class ToDo(Strict):
    """What a patient can do of a card, in the words of the paper (B1).

    `stop` is one line. `drawing` is left out where that of the first exercise stands. `ladder` is the
    product's own where no dose of the card has one. `after` says how to go on once the programme is over.
    `most_exercises` are in the plan unless the therapist chooses more.
    """

    name: Text
    drawing: str | None = None
    feels: Text | None = None
    stop: Told
    after: Text | None = None
    ladder: Ladder | None = None
    most_exercises: Annotated[int, Field(ge=1)] = 3


class ExerciseDose(Strict):
    """How often and how long one exercise is done in a session."""

    repetitions: int | None = None
    hold_seconds: int | None = None
    sets: int | None = None
    minutes: int | None = None
    per_day: Annotated[int, Field(ge=1)] = 1


class ExercisePlace(Strict):
    """Where an exercise is offered: on a card, with one of its components or doses when it names one.

    `usual` ones are in the plan unless the therapist chooses otherwise. One that `grows` has the amount of
    the ladder of the card: its minutes are those of the session, its repetitions grow with it.
    """

    card: str
    component: str | None = None
    dose: str | None = None
    usual: bool = False
    grows: bool = False


class Exercise(Strict):
    """One exercise that a stranger can do from paper: three lines, when to stop, and what goes wrong.

    `loads` closes it with the gates of that load (kinds.yaml), whatever its card asks.
    """

    id: str
    drawing: str
    name: Text
    how: Lines
    stop: Told
    mistake: Text
    dose: ExerciseDose
    origin: Origin
    source: Names
    loads: str | None = None
    places: Annotated[tuple[ExercisePlace, ...], BeforeValidator(as_tuple), Field(min_length=1)]


class Bounds(Strict):
    """The smallest and largest number that somebody may agree on."""

    min: Number
    max: Number


class ExerciseBounds(Strict):
    """What a therapist may agree on for an exercise."""

    repetitions: Bounds
    hold_seconds: Bounds
    sets: Bounds
    minutes: Bounds
    per_day: Bounds


class Gently(Strict):
    """Who begins below what goes well now, and how far below: a `share` of it (a parameter).

    It counts while `when` is true, or with one of these `components` in the plan.
    """

    when: str
    components: Names
    share: str
    sources: Names


class LadderRules(Strict):
    """What holds for every ladder; `most_now` is how many things a patient begins with at once."""

    most_now: Annotated[int, Field(ge=1)]
    gently: Gently
    exercise_bounds: ExerciseBounds
    weekdays: dict[int, Annotated[tuple[int, ...], BeforeValidator(as_tuple)]]
