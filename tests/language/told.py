"""What patients read and hear, by where it stands, so that it can be measured."""

from collections.abc import Iterator, Mapping

from headache_cds.vocabulary.spec import Text
from interventions.engine.uses import Use
from interventions.knowledge import Knowledge
from interventions.knowledge.doing_records import Exercise
from interventions.knowledge.records import Card, Dose

Texts = Mapping[str, tuple[Text, ...]]


def texts_of(knowledge: Knowledge) -> Texts:
    """Every text of the knowledge that a patient can read, by kind."""
    rules = [rule.record for rule in knowledge.ruleset.rules]
    leaflet = knowledge.leaflet
    boxed = [record for record in rules if record.use.alerts or record.use is Use.BLOCK]
    important = [record.patient for record in boxed]
    important += [branch.patient for record in boxed for branch in record.urgency]
    doses = [dose for dose in knowledge.doses.values() if not dose.quoted]
    return {
        "cards": tuple(text for card in knowledge.cards.cards for text in _of_card(card)),
        "doses": tuple(text for dose in doses for text in _of_dose(dose)),
        "exercises": tuple(
            text for exercise in knowledge.doing.exercises.values() for text in _of_exercise(exercise)
        ),
        "leaflet": tuple(line.text for part in (*leaflet.talks.values(), [leaflet.bad_day]) for line in part),
        "calls": tuple(line.text for calls in leaflet.calls.values() for line in calls.lines),
        "important": tuple(text for text in important if text),
        "rules": tuple(record.patient for record in rules if record.patient and record not in boxed),
    }


def asked_aloud(knowledge: Knowledge) -> tuple[Text, ...]:
    """The questions that patients answer."""
    facts = knowledge.vocabulary.facts.values()
    return tuple(spec.question for spec in facts if spec.patient_can_answer and not spec.retired)


def _of_card(card: Card) -> Iterator[Text]:
    yield from (card.patient_title, *card.why.lines, *(card.stop.lines if card.stop else ()))
    yield from (Text(nl=nl, en=en) for nl, en in zip(card.how.nl, card.how.en, strict=True))
    yield from (part.patient_label or part.label for part in card.components)
    if card.todo:
        todo = card.todo
        yield from (text for text in (todo.name, todo.feels, todo.after, *todo.stop.lines) if text)


def _of_exercise(exercise: Exercise) -> Iterator[Text]:
    yield from (exercise.name, exercise.stop, exercise.mistake)
    yield from (Text(nl=nl, en=en) for nl, en in zip(exercise.how.nl, exercise.how.en, strict=True))


def _of_dose(dose: Dose) -> Iterator[Text]:
    yield from (text for text in (dose.intensity, dose.build_up, dose.maintain) if text)
    yield from (line for told in (dose.stop, dose.expect) if told for line in told.lines)
    yield from (part.patient_label or part.label for part in dose.parts)
