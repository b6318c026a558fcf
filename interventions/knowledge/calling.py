"""When to call whom: every text that sends a patient to the telephone names the facts that it speaks of.

The lists of the leaflet own it; `calls` tells of any other text whether it calls too.
"""

import re
from collections.abc import Iterable, Iterator

from headache_cds.vocabulary.names import HEADACHE_TYPE
from headache_cds.vocabulary.source import Location
from headache_cds.vocabulary.spec import Text
from interventions.engine.ruleset import Derivation, Ruleset
from interventions.knowledge.doing_records import Exercise
from interventions.knowledge.flags_file import RedFlags
from interventions.knowledge.leaflet_file import LEAFLET, CallList, Leaflet
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Card, Cards, Dose
from interventions.knowledge.shapes import ToldText

NUMBERS = re.compile("112|113|spoedeisende hulp|huisartsenpost|emergency department", re.IGNORECASE)
# To call a physician; 'talk to your physician' can wait and is none of this.
_PHYSICIAN = re.compile(
    r"\bbel(?:t|len)?\b[^.?!]*\b(?:huis|kinder)?arts\b|\bcall\b[^.?!]*\b(?:GP|doctor|physician)\b",
    re.IGNORECASE,
)


def calls(text: Text) -> bool:
    """Whether it sends somebody to 112, to 113 or to the telephone of a physician, in either language."""
    return any(NUMBERS.search(words) or _PHYSICIAN.search(words) for words in (text.nl, text.en))


def check_calling(
    reading: KnowledgeFiles, ruleset: Ruleset, cards: Cards, leaflet: Leaflet, flags: RedFlags
) -> None:
    """Notes every text that calls without its triggers, and every flag that no list tells of."""
    _check_leaflet(reading, ruleset, leaflet, flags)
    for rule in ruleset.rules:
        if rule.record.patient and calls(rule.record.patient) and not rule.record.triggers:
            reading.report("rule", rule.id, "patient", _UNTOLD)
    for card in cards.cards:
        for at, problem in _problems(ruleset, _texts_of_card(card)):
            reading.report("card", card.id, at, problem)
    for dose in ruleset.doses.values():
        for at, problem in _problems(ruleset, _texts_of_dose(dose)):
            reading.report("dose", dose.id, at, problem)


def check_stop_lines(reading: KnowledgeFiles, ruleset: Ruleset, exercises: Iterable[Exercise]) -> None:
    """Notes every exercise whose stop line calls without its triggers."""
    for exercise in exercises:
        for at, problem in _problems(ruleset, [(("stop",), exercise.stop)]):
            reading.report("exercise", exercise.id, at, problem)


_UNTOLD = "sends the patient to 112, 113 or a physician: name the facts that it speaks of in triggers"


def _texts_of_card(card: Card) -> Iterator[tuple[Location, Text | None]]:
    yield from ((("patient_title",), card.patient_title), (("why",), card.why), (("stop",), card.stop))
    for at, (nl, en) in enumerate(zip(card.how.nl, card.how.en, strict=True)):
        yield ("how", "nl", at), Text(nl=nl, en=en)
    yield from (
        (("components", at), part.patient_label or part.label) for at, part in enumerate(card.components)
    )
    if card.todo:
        names = ("name", "feels", "stop", "after")
        yield from ((("todo", name), getattr(card.todo, name)) for name in names)


def _texts_of_dose(dose: Dose) -> Iterator[tuple[Location, Text | None]]:
    names = ("title", "status", "intensity", "build_up", "maintain", "stop", "expect")
    yield from (((name,), getattr(dose, name)) for name in names)


def _problems(
    ruleset: Ruleset, texts: Iterable[tuple[Location, Text | None]]
) -> Iterator[tuple[Location, str]]:
    types = {choice.value for choice in ruleset.facts[HEADACHE_TYPE].choices}
    for at, text in texts:
        if isinstance(text, ToldText):
            for line in text.lines:
                yield from (
                    (at, f"'{name}' is no headache type") for name in line.headache_types if name not in types
                )
                yield from ((at, problem) for problem in _no_facts(ruleset, line.triggers))
                if calls(line) and not line.triggers:
                    yield at, _UNTOLD
        elif text and calls(text):
            yield at, "sends the patient to 112, 113 or a physician: that belongs in a text with triggers"


def _no_facts(ruleset: Ruleset, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in ruleset.facts and name not in ruleset.derived:
            yield f"'{name}' is no fact"


def _check_leaflet(reading: KnowledgeFiles, ruleset: Ruleset, leaflet: Leaflet, flags: RedFlags) -> None:
    source = reading.files[LEAFLET]
    found: list[tuple[Location, str]] = []
    if calls(leaflet.bad_day.text):
        found.append((("bad_day", "text"), _CALL_ELSEWHERE))
    for part, lines in leaflet.talks.items():
        found += [((part, at), _CALL_ELSEWHERE) for at, line in enumerate(lines) if calls(line.text)]
    for name, called in leaflet.calls.items():
        for at, line in enumerate(called.lines):
            place = (name, "lines", at, "triggers")
            found += [(place, problem) for problem in _no_facts(ruleset, line.triggers)]
        found += [((name, "tells"), problem) for problem in _untold(ruleset, called, flags)]
    reading.mistakes += [source.mistake(at, f"{at[0]}: {problem}") for at, problem in found]


_CALL_ELSEWHERE = "sends the patient to 112, 113 or a physician: that belongs in one of the lists of calls"


def _untold(ruleset: Ruleset, called: CallList, flags: RedFlags) -> Iterator[str]:
    """What the list must tell and does not; a fact that reads no flag must be told by its own name."""
    derivation = ruleset.derived.get(called.tells.fact)
    if derivation is None:
        yield f"'{called.tells.fact}' is no derived fact"
        return
    read = set(derivation.inputs) if called.tells.value is None else _read_by(derivation, called.tells.value)
    if not read:
        yield f"'{called.tells.value}' is no value of '{called.tells.fact}'"
    told = {name for line in called.lines for name in line.triggers}
    for name in sorted((read & set(flags.names) or {called.tells.fact}) - told):
        yield f"no line speaks of '{name}', which {called.tells.fact} reads"


def _read_by(derivation: Derivation, value: str) -> set[str]:
    """The facts that give a derived fact this value."""
    conditions = [condition for condition, result in derivation.cases if result == value]
    return {name for condition in conditions for node in condition.walk() for name in node.facts}
