"""The worked patients: what is told when, and what may not be read while something blocks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from examination.battery import load_battery
from headache_cds.vocabulary.spec import Text
from intake.routing import shown_facts
from intake.sections import all_questions
from interventions.case.facts import FACT_FOLDER
from interventions.knowledge import Knowledge
from tests.factories import split_follow_up, with_dates
from tests.worked import CASES

SHORTEST_TEXT = 12


@dataclass(frozen=True)
class WorkedPatient:
    """One line of the file, by the moment at which its facts come in."""

    name: str
    facts: dict[str, Any]
    expect: dict[str, Any]

    @property
    def answers(self) -> dict[str, Any]:
        """What the anamnese asks, with the counts of the start when they were counted again."""
        return split_follow_up(self.facts)[0]

    @property
    def measured(self) -> dict[str, Any]:
        """What was measured again."""
        return split_follow_up(self.facts)[1]

    @property
    def findings(self) -> dict[str, Any]:
        """What was found in the examination."""
        return {fact: value for fact, value in self.facts.items() if fact in load_battery().facts}

    def _hidden(self) -> set[str]:
        """What the forms do not ask this patient, because an earlier answer makes it idle."""
        asked = {question.fact for question in all_questions()} & self.facts.keys()
        return asked - shown_facts(all_questions(), self.facts).keys()

    def told(self, knowledge: Knowledge, *, with_plan: bool) -> dict[str, Any]:
        """The facts as they must be stored; an answer that was not given is absent, a sex is 'unknown'."""
        left_out = self._hidden() | knowledge.vocabulary.retired
        if not with_plan:
            left_out |= set(knowledge.vocabulary.of_folder(FACT_FOLDER))
        facts = {fact: value for fact, value in self.facts.items() if fact not in left_out}
        return in_any_order({"sex": "unknown"} | facts)


def worked_patients() -> list[WorkedPatient]:
    """All of them, in the order of the file."""
    return [WorkedPatient(case["id"], with_dates(case["facts"]), case["expect"]) for case in CASES]


def in_any_order(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts with sets and rows in a fixed order, because a page has an order of its own."""
    return {
        fact: sorted(value, key=json.dumps) if isinstance(value, list) else value
        for fact, value in _with_sorted_keys(facts).items()
    }


def _with_sorted_keys(facts: dict[str, Any]) -> dict[str, Any]:
    sorted_facts: dict[str, Any] = json.loads(json.dumps(facts, sort_keys=True))
    return sorted_facts


def treatment_texts(knowledge: Knowledge) -> set[str]:
    """Every text on exercise, self-care, hands-on care or reassurance; none may show while something blocks.

    Words that a text for the block uses too, and single words that any page may use, are left out.
    """
    allowed = {
        text
        for rule in knowledge.ruleset.rules
        if rule.record.while_blocked
        for text in _texts(rule.record.summary, rule.record.advice)
    }
    texts = {text for text in _treatment_texts(knowledge) if len(text) >= SHORTEST_TEXT}
    return {text for text in texts if not any(text in other for other in allowed)}


def _treatment_texts(knowledge: Knowledge) -> Iterator[str]:
    for rule in knowledge.ruleset.rules:
        if not rule.record.while_blocked:
            yield from _texts(rule.record.summary, rule.record.advice, rule.record.patient)
    for card in knowledge.cards.cards:
        yield from _texts(card.title, card.patient_title, card.why, card.stop)
        yield from card.how.nl
        for component in card.components:
            yield from _texts(component.label)
    for dose in knowledge.doses.values():
        yield from _texts(dose.intensity, dose.build_up, dose.maintain, dose.stop, dose.expect)
    for _at, line in knowledge.leaflet.lines:
        yield from _texts(line.text)
    for item in knowledge.cards.checklist:
        yield from _texts(item.text)


def _texts(*texts: Text | None) -> Iterator[str]:
    for text in texts:
        if text:
            yield " ".join(text.nl.split())
