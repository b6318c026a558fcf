"""Reads the knowledge folder into a checked ruleset; all mistakes at once, each with file and line.

Refused: unknown facts, values, parameters, gates, statements or doses; a default dose outside its bounds; an
id twice; a circle of derived facts; a rule that can never hold; an advice that would stay while blocked; a
pair of rules that contradict each other for good.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    check_rules,
    check_withholding,
)
from interventions.knowledge.conflicts_file import Conflict, read_conflicts
from interventions.knowledge.criteria_file import Criteria, read_criteria
from interventions.knowledge.flags_file import RedFlags, read_red_flags
from interventions.knowledge.kinds_file import with_kinds
from interventions.knowledge.reading import Reading
from interventions.knowledge.records import (
    Card,
    Cards,
    Document,
    Dose,
    Leaflet,
    NotUsed,
    Setting,
    Statement,
    Urgency,
)
from interventions.knowledge.ruleset_files import read_ruleset
from interventions.knowledge.synthesis_file import Synthesis, read_synthesis


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
    ruleset = read_ruleset(reading, vocabulary, fact_folders)
    cards: Cards = reading.one("interventions.yaml", Cards)
    ruleset = with_kinds(reading, ruleset, cards, statements)
    leaflet: Leaflet = reading.one("patient_texts.yaml", Leaflet)
    urgency: Urgency = reading.one("urgency.yaml", Urgency)
    red_flags = read_red_flags(reading, ruleset, urgency)
    conflicts = read_conflicts(reading, statements, documents)
    criteria = read_criteria(reading, statements)
    synthesis = read_synthesis(reading, statements)
    check_rules(reading, ruleset, statements)
    check_withholding(reading, ruleset.rules_by_id)
    check_accounts(reading, statements, settings, not_used)
    check_doses(reading, ruleset.doses, vocabulary)
    check_cards(reading, cards, ruleset.rules, settings, vocabulary)
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
        criteria=criteria,
        synthesis=synthesis,
        parameters=reading.parameters,
        vocabulary=vocabulary,
        status=ruleset.status,
    )
