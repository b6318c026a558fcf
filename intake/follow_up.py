"""What can be measured again at a follow-up, read from the fact files."""

from functools import cache
from pathlib import Path

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec, MeasuredAgain, RowsAgain

FOLLOW_UP_FILE = Path(__file__).parent / "facts" / "follow_up.yaml"


@cache
def measured_again() -> dict[str, MeasuredAgain]:
    """How each quantity is asked again, by the fact of the anamnese.

    What only a follow-up asks (perceived effect, the next date) has no start and stands under its own name.
    """
    facts = get_vocabulary().facts
    asked = {fact: spec.measured_again for fact, spec in facts.items() if spec.measured_again}
    named = {name for again in asked.values() for name in again.names}
    only_later = {fact: MeasuredAgain() for fact in follow_up_only() if fact not in named}
    return only_later | asked


def recorded_under(fact: str) -> frozenset[str]:
    """The names under which answers and follow-ups record what the engine reads as this fact.

    A quantity with a start that can be corrected carries the value of now, which a follow-up records under
    another name; its start is the answer of the anamnese or the correction. Every other fact is what was
    recorded under its own name.
    """
    found = {fact}
    for name, again in measured_again().items():
        if again.start and fact == name:
            found |= {again.now or name, again.start}
        if again.start == fact:
            found.add(name)
    return frozenset(found)


def scored_again() -> dict[str, RowsAgain]:
    """The records facts whose rows are scored again, such as the activities of the patient."""
    return {fact: how.rows for fact, how in measured_again().items() if how.rows}


def follow_up_only() -> tuple[str, ...]:
    """The facts that stand in no section of the anamnese."""
    declared = get_vocabulary().declared_in
    return tuple(fact for fact, path in declared.items() if path == FOLLOW_UP_FILE)


def follow_up_facts() -> dict[str, FactSpec]:
    """What a follow-up can record: its own facts, and those of the anamnese that keep their name."""
    facts = get_vocabulary().facts
    again = {fact: None for fact, how in measured_again().items() if how.now is None}
    sources = {how.source: None for how in measured_again().values() if how.source}
    return {fact: facts[fact] for fact in (*follow_up_only(), *again, *sources)}
