"""Reads the knowledge folder into a checked ruleset; all mistakes at once, each with file and line.

Refused: unknown facts, values, parameters, gates, statements or doses; a default dose outside its bounds; an
id twice; a circle of derived facts; a rule that can never hold; an advice that would stay while blocked; a
pair of rules that contradict each other for good.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from headache_cds.vocabulary.loader import Vocabulary
from interventions.engine.ruleset import (
    ParameterRecord,
    Rule,
    Ruleset,
)
from interventions.knowledge.checks import (
    check_accounts,
    check_cards,
    check_doses,
    check_rail,
    check_rules,
    check_withholding,
)
from interventions.knowledge.conflicts_file import Conflict, read_conflicts
from interventions.knowledge.criteria_file import Criteria, read_criteria
from interventions.knowledge.flags_file import RedFlags, read_red_flags
from interventions.knowledge.kinds_file import with_kinds
from interventions.knowledge.margins import RecallMargin, read_margins
from interventions.knowledge.reading import Reading
from interventions.knowledge.records import (
    Card,
    Cards,
    ChecklistItem,
    Document,
    Dose,
    Leaflet,
    NotUsed,
    Rail,
    Setting,
    Statement,
    Urgency,
)
from interventions.knowledge.ruleset_files import Executable, fingerprint, read_derived, read_ruleset
from interventions.knowledge.synthesis_file import Synthesis, read_synthesis
from interventions.knowledge.topic_files import read_topics


@dataclass(frozen=True)
class Knowledge:
    """Everything the product knows: the executable rules and what they stand on."""

    ruleset: Ruleset
    statements: Mapping[str, Statement]
    settings: Mapping[str, Setting]
    not_used: Mapping[str, NotUsed]
    documents: Mapping[str, Document]
    conflicts: Mapping[str, Conflict]
    doses: Mapping[str, Dose]
    cards: Cards
    leaflet: Leaflet
    urgency: Urgency
    red_flags: RedFlags
    rail: Rail
    margins: Mapping[str, RecallMargin]
    criteria: Criteria
    synthesis: Synthesis
    parameters: Mapping[str, ParameterRecord]
    vocabulary: Vocabulary
    status: str

    def spec(self, fact: str) -> Any:
        """The declaration of a collected or derived fact: label, type, choices, unit."""
        if fact in self.vocabulary.facts:
            return self.vocabulary.facts[fact]
        return self.ruleset.derived[fact].record

    def is_lent(self, statement: Statement) -> bool:
        """Whether it comes from a document that did not study headache (N10)."""
        return not self.documents[statement.document].on_headache

    @cached_property
    def common_facts(self) -> frozenset[str]:
        """Facts that nearly everybody shares; they make no advice more relevant for one person."""
        facts, derived = self.vocabulary.facts.values(), self.ruleset.derived.values()
        asked = [spec.id for spec in facts if spec.common]
        return frozenset((*asked, *(entry.record.id for entry in derived if entry.record.common)))

    def conflicts_of(self, rule: Rule) -> tuple[Conflict, ...]:
        """Where the sources behind a rule disagree."""
        names = {*rule.record.implements, *rule.record.explains}
        return tuple(conflict for conflict in self.conflicts.values() if names & set(conflict.statements))

    def card_of(self, rule: Rule) -> Card | None:
        return self.cards.of_group(rule.record.group)


def load_knowledge(folder: Path, vocabulary: Vocabulary, fact_folders: Iterable[Path] = ()) -> Knowledge:
    """Read and check the whole folder. Raises SourceError with all mistakes."""
    reading = Reading(folder)
    statements = reading.records("statement", "statements/**/*.yaml", Statement)
    settings = reading.records("setting", "settings.yaml", Setting)
    not_used = reading.records("not used", "not_used.yaml", NotUsed)
    documents = reading.records("document", "documents.yaml", Document)
    checklist = reading.records("checklist", "checklist.yaml", ChecklistItem)
    topics = read_topics(reading, statements, documents)
    executable = Executable(topics.rules, topics.doses, read_derived(reading))
    ruleset = read_ruleset(reading, vocabulary, executable, fingerprint(folder, fact_folders))
    cards = Cards(topics.cards, topics.no_card, tuple(checklist.values()))
    ruleset = with_kinds(reading, ruleset, cards, statements)
    leaflet: Leaflet = reading.one("patient_texts.yaml", Leaflet)
    urgency: Urgency = reading.one("urgency.yaml", Urgency)
    red_flags = read_red_flags(reading, ruleset, urgency)
    ruleset = replace(ruleset, red_flags=red_flags.names)
    rail: Rail = reading.one("rail.yaml", Rail)
    conflicts = read_conflicts(reading, statements, documents)
    criteria = read_criteria(reading, statements)
    synthesis = read_synthesis(reading, statements)
    margins = read_margins(reading)
    check_rail(reading, rail, ruleset)
    check_rules(reading, ruleset, statements)
    check_withholding(reading, ruleset.rules_by_id)
    check_accounts(reading, statements, settings, not_used)
    check_doses(reading, ruleset.doses, vocabulary)
    check_cards(reading, cards, ruleset.rules, vocabulary)
    reading.refuse_mistakes()
    return Knowledge(
        ruleset=ruleset,
        statements=statements,
        settings=settings,
        not_used=not_used,
        documents=documents,
        conflicts=conflicts,
        doses=ruleset.doses,
        cards=cards,
        leaflet=leaflet,
        urgency=urgency,
        red_flags=red_flags,
        rail=rail,
        margins=margins,
        criteria=criteria,
        synthesis=synthesis,
        parameters=reading.parameters,
        vocabulary=vocabulary,
        status=ruleset.status,
    )
