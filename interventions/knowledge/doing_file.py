"""Reads and checks what patients do: `ladder.yaml`, `exercises.yaml`, and the ladders of cards and doses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.source import Location
from headache_cds.vocabulary.spec import NUMERIC, Text
from interventions.engine.kinds import Kinds
from interventions.engine.language.nodes import Condition
from interventions.engine.ruleset import Ruleset
from interventions.knowledge.calling import calls
from interventions.knowledge.doing_records import Exercise, Ladder, LadderNumber, LadderRules, ToDo
from interventions.knowledge.lines import LineReader, unknown_sources
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Card, Cards, Dose, Statement

LADDERS = "ladder.yaml"
EXERCISES = "exercises.yaml"
# What the patient reads at arm's length: so many words a sentence at most.
MOST_WORDS = 15
LINES_OF_AN_EXERCISE = 3
_SENTENCE = re.compile(r"[^.?!]+[.?!]*")


@dataclass(frozen=True)
class Doing:
    """What patients can be asked to do, and how they come to it.

    `gently_when` and `gently_share` say who begins how far below what goes well now.
    """

    exercises: Mapping[str, Exercise]
    rules: LadderRules
    gently_when: Condition
    gently_share: float
    gates_of_load: Mapping[str, tuple[str, ...]]

    def exercises_of(self, card: str) -> tuple[Exercise, ...]:
        """The exercises that a card can offer, in the order of their file."""
        found = self.exercises.values()
        return tuple(entry for entry in found if any(place.card == card for place in entry.places))


def longest_sentence(text: str) -> int:
    """How many words the longest sentence has."""
    return max((len(found.split()) for found in _SENTENCE.findall(text)), default=0)


def read_doing(
    reading: KnowledgeFiles,
    rules: LadderRules,
    exercises: Mapping[str, Exercise],
    statements: Mapping[str, Statement],
    kinds: Kinds,
) -> Doing:
    """The two files as the plan uses them; every mistake in them is noted."""
    reader = LineReader(reading, reading.files[LADDERS], statements)
    gently = rules.gently
    if gently.share not in reading.parameters:
        reader.report(("gently", "share"), f"unknown parameter '{gently.share}'")
    reader.check_sources(gently.sources, ("gently", "sources"))
    for times, days in rules.weekdays.items():
        if len(set(days)) != times or any(not 0 <= day <= 6 for day in days):
            reader.report(("weekdays", times), f"names not {times} days from 0 (Monday) to 6")
    return Doing(
        exercises=exercises,
        rules=rules,
        gently_when=reader.condition(gently.when, ("gently", "when")),
        gently_share=reading.parameters[gently.share].value if gently.share in reading.parameters else 1,
        gates_of_load={load.id: load.gates for load in kinds.loads},
    )


def check_exercises(
    reading: KnowledgeFiles, doing: Doing, cards: Cards, statements: Mapping[str, Statement]
) -> None:
    """An exercise stands where it can be offered, and reads as something that a stranger can do."""
    by_id = {card.id: card for card in cards.cards}
    for exercise in doing.exercises.values():
        found = [*_misplaced(exercise, by_id), *_misworded(exercise)]
        if exercise.loads and exercise.loads not in doing.gates_of_load:
            found.append((("loads",), f"unknown load '{exercise.loads}'"))
        found += [(("source",), problem) for problem in unknown_sources(exercise.source, statements)]
        for at, problem in found:
            reading.report("exercise", exercise.id, at, problem)


def _misplaced(exercise: Exercise, cards: Mapping[str, Card]) -> Iterator[tuple[Location, str]]:
    for at, place in enumerate(exercise.places):
        card = cards.get(place.card)
        if card is None or card.todo is None:
            yield ("places", at), f"'{place.card}' is no card with something to do"
        elif place.component and place.component not in {part.value for part in card.components}:
            yield ("places", at), f"'{place.component}' is no component of {card.id}"


def _misworded(exercise: Exercise) -> Iterator[tuple[Location, str]]:
    texts: list[tuple[Location, Text]] = [
        (("stop",), exercise.stop),
        (("mistake",), exercise.mistake),
        (("name",), exercise.name),
    ]
    if not len(exercise.how.nl) == len(exercise.how.en) == LINES_OF_AN_EXERCISE:
        yield ("how",), f"needs {LINES_OF_AN_EXERCISE} lines in each language"
        return
    for at, (nl, en) in enumerate(zip(exercise.how.nl, exercise.how.en, strict=True)):
        texts.append((("how", "nl", at), Text(nl=nl, en=en)))
    for place, text in texts:
        yield from ((place, problem) for problem in _too_long(text))
        if calls(text) and place != ("stop",):
            yield place, "sends the patient to 112, 113 or a physician: that belongs in its stop line"


def check_todo(
    reading: KnowledgeFiles,
    cards: Cards,
    doses: Mapping[str, Dose],
    vocabulary: Vocabulary,
    ruleset: Ruleset,
) -> None:
    """What a card asks can be done from the first day: with a ladder, and in short sentences."""
    told: dict[str, set[str]] = {}
    for rule in ruleset.rules:
        card = cards.of_group(rule.record.group)
        if card and rule.record.dose:
            told.setdefault(card.id, set()).add(rule.record.dose)
    for card in cards.cards:
        own = [doses[name] for name in sorted(told.get(card.id, ())) if name in doses]
        if card.todo is None:
            continue
        for at, problem in _problems_of(card.todo, vocabulary):
            reading.report("card", card.id, ("todo", *at), problem)
        if card.todo.ladder is None and not any(dose.ladder for dose in own):
            reading.report("card", card.id, ("todo",), "has no ladder, and none of its doses has one")
    for dose in doses.values():
        if dose.ladder:
            for at, problem in _problems_in(dose.ladder, dose, vocabulary):
                reading.report("dose", dose.id, ("ladder", *at), problem)


def _problems_of(todo: ToDo, vocabulary: Vocabulary) -> Iterator[tuple[Location, str]]:
    for name in ("name", "feels", "stop", "after"):
        text = getattr(todo, name)
        if text:
            yield from (((name,), problem) for problem in _too_long(text))
    if todo.ladder:
        found = _problems_in(todo.ladder, None, vocabulary)
        yield from ((("ladder", *at), problem) for at, problem in found)


def _problems_in(ladder: Ladder, dose: Dose | None, vocabulary: Vocabulary) -> Iterator[tuple[Location, str]]:
    parts = {part.id for part in dose.parts} if dose else set()
    for name in ("start", "step", "target", "times", "weeks"):
        number: LadderNumber = getattr(ladder, name)
        if number.part is not None and number.part not in parts:
            yield (name,), f"'{number.part}' is no part of this dose"
    for fact in ladder.now:
        spec = vocabulary.facts.get(fact)
        if spec is None or spec.type not in NUMERIC:
            yield ("now",), f"'{fact}' is no number that is asked"


def _too_long(text: Text) -> Iterator[str]:
    for language in ("nl", "en"):
        words = longest_sentence(text.in_language(language))
        if words > MOST_WORDS:
            yield f"has a sentence of {words} words ({language}): {MOST_WORDS} at most"
