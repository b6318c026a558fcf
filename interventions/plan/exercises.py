"""Which exercises a card offers this patient, and which of them are in the plan with what dose."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from interventions.advice.board import Board, CardView
from interventions.knowledge import Knowledge
from interventions.knowledge.doing_records import Exercise, ExercisePlace
from interventions.plan.agreed import COUNTS, AgreedCard
from interventions.plan.dosing import Decided, is_left_out
from interventions.plan.ladder import Whose
from interventions.plan.programme import OWN, Programme


@dataclass(frozen=True)
class OfferedExercise:
    """An exercise that the gates of its card and of what it loads leave open, with its place on the card."""

    exercise: Exercise
    place: ExercisePlace


@dataclass(frozen=True)
class ChosenExercise:
    """An exercise as it is in the plan. `grows`: its amount is that of week 1, and grows with the card."""

    exercise: Exercise
    dose: dict[str, int | None]
    grows: bool
    whose: Whose


def offered_exercises(
    knowledge: Knowledge, board: Board, view: CardView, components: Collection[str], decided: Decided
) -> tuple[OfferedExercise, ...]:
    """What a card offers with these components and doses, each exercise once."""
    doses = {dose.id for dose in view.doses if not is_left_out(decided, dose.id)}
    found = []
    for exercise in knowledge.doing.exercises_of(view.card.id):
        place = next(_open_places(exercise, view.card.id, components, doses), None)
        if place and _may_load(knowledge, board, exercise):
            found.append(OfferedExercise(exercise, place))
    return tuple(found)


def _open_places(
    exercise: Exercise, card: str, components: Collection[str], doses: Collection[str]
) -> Iterator[ExercisePlace]:
    for place in exercise.places:
        told = (place.component is None or place.component in components) and (
            place.dose is None or place.dose in doses
        )
        if place.card == card and told:
            yield place


def _may_load(knowledge: Knowledge, board: Board, exercise: Exercise) -> bool:
    gates = knowledge.doing.gates_of_load[exercise.loads] if exercise.loads else ()
    return all(board.scope.value(gate) is True for gate in gates)


def chosen_exercises(
    offered: Collection[OfferedExercise], programme: Programme, agreed: AgreedCard, taken: Collection[str]
) -> tuple[ChosenExercise, ...]:
    """The exercises that are in the plan: those agreed, else the usual ones; none that another card has."""
    free = {entry.exercise.id: entry for entry in offered if entry.exercise.id not in taken}
    if agreed.exercises is not None:
        given = {entry.id: entry.given for entry in agreed.exercises if entry.id in free}
    else:
        usual = [name for name, entry in free.items() if entry.place.usual]
        given = {name: {} for name in usual[: programme.todo.most_exercises]}
    return tuple(_chosen(free[name], numbers, programme) for name, numbers in given.items())


def _chosen(offer: OfferedExercise, given: dict[str, int], programme: Programme) -> ChosenExercise:
    exercise, ladder = offer.exercise, programme.ladder
    grows = offer.place.grows and ladder.grows not in given
    own = {name: getattr(exercise.dose, name) for name in COUNTS}
    dose = dict(own)
    if grows and programme.steps.amounts:
        alone = ladder.grows == "minutes"
        dose |= {"repetitions": None, "hold_seconds": None, "sets": None} if alone else {}
        dose[ladder.grows] = int(programme.steps.amounts[0])
    changed = {name: value for name, value in given.items() if value != dose[name]}
    # A source is named for its own dose only, not for what the card makes of it.
    whose = OWN[exercise.origin] if dose == own else OWN["EXT"]
    if changed:
        whose = Whose.THERAPIST
    return ChosenExercise(exercise, dose | changed, grows, whose)
