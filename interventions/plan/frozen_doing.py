"""What a patient does, as a plan freezes it: plain JSON in both languages (content version 3)."""

from typing import Any

from headache_cds.vocabulary.spec import Text
from interventions.plan.accepted import AcceptedCard
from interventions.plan.exercises import ChosenExercise
from interventions.plan.programme import Programme


def doing_of(card: AcceptedCard, types: tuple[str, ...]) -> dict[str, Any]:
    """When a card begins, its activity and its exercises; reading has none of both."""
    done = card.programme if card.is_done else None
    exercises = card.exercises if done else ()
    later_from = card.when.later_from
    return {
        "when": card.when.phase.value,
        "place": card.when.place,
        "later_from": later_from.isoformat() if later_from else None,
        "activity": _activity(done, exercises, types) if done else None,
        "exercises": [_exercise(entry) for entry in exercises],
    }


def _activity(
    programme: Programme, exercises: tuple[ChosenExercise, ...], types: tuple[str, ...]
) -> dict[str, Any]:
    todo, ladder, steps = programme.todo, programme.ladder, programme.steps
    first = exercises[0].exercise.drawing if exercises else None
    one = ladder.unit.beside(1)
    feels = ladder.feels or todo.feels
    return {
        "name": _both(todo.name),
        "what": programme.what,
        "drawing": todo.drawing or first,
        "unit": _both(ladder.unit),
        "unit_one": _both(one),
        "weeks": [{"week": week, "amount": amount} for week, amount in enumerate(steps.amounts, start=1)],
        "days": list(programme.days),
        "per_day": programme.per_day,
        "target": {
            "amount": steps.target.value,
            "times": programme.sessions,
            "week": steps.target_week,
        },
        "keeping_up": steps.keeping_up,
        "doing_more": steps.doing_more,
        "origin": {
            "start": steps.start.whose.value,
            "steps": steps.step.whose.value,
            "target": steps.target.whose.value,
        },
        "feels": _both(feels),
        "stop": _both(todo.stop.for_types(types) or todo.stop),
        "after": _both(todo.after),
    }


def _exercise(chosen: ChosenExercise) -> dict[str, Any]:
    exercise = chosen.exercise
    return {
        "id": exercise.id,
        "name": _both(exercise.name),
        "how": {"nl": list(exercise.how.nl), "en": list(exercise.how.en)},
        "stop": _both(exercise.stop),
        "mistake": _both(exercise.mistake),
        "dose": {**chosen.dose, "grows": chosen.grows},
        "origin": chosen.whose.value,
        "drawing": exercise.drawing,
    }


def _both(text: Text | None) -> dict[str, str] | None:
    return {"nl": text.nl, "en": text.en} if text else None
