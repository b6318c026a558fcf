"""Reads the knowledge folder into a checked ruleset; every mistake has its file and line.

All files that cannot be read are told at once; when there are none, all mistakes in what they say.

Refused: unknown facts, values, parameters, gates, statements or doses; a default dose outside its bounds; an
id twice; a circle of derived facts; a rule that can never hold; an advice that would stay while blocked; a
pair of rules that contradict each other for good; a source that is no statement, also of a fact; a dose that
no rule names; two cards with one order; a card with an exercise that does not tell when to stop.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from headache_cds.vocabulary.loader import Vocabulary
from interventions.engine.kinds import Dangers, Kinds
from interventions.engine.language.nodes import Condition
from interventions.engine.ruleset import (
    ParameterRecord,
    Rule,
    Ruleset,
)
from interventions.knowledge import constraints_file, criteria_file, synthesis_file
from interventions.knowledge.calling import check_calling, check_stop_lines
from interventions.knowledge.checks import (
    check_accounts,
    check_alternatives,
    check_cards,
    check_doses,
    check_fact_sources,
    check_order,
    check_rail,
    check_rules,
    check_sources,
    check_stops,
    check_told,
    check_told_by,
    check_units,
    check_withholding,
)
from interventions.knowledge.conflicts_file import Conflict, check_conflicts
from interventions.knowledge.constraints_file import ConstraintsFile, with_constraints
from interventions.knowledge.criteria_file import Criteria, CriteriaFile, read_criteria
from interventions.knowledge.dangers_file import DANGERS
from interventions.knowledge.doing_file import (
    EXERCISES,
    LADDERS,
    Doing,
    check_exercises,
    check_todo,
    read_doing,
)
from interventions.knowledge.doing_records import Exercise, LadderRules
from interventions.knowledge.flags_file import RedFlags, read_red_flags
from interventions.knowledge.kinds_file import KINDS, with_kinds
from interventions.knowledge.leaflet_file import LEAFLET, Leaflet, check_leaflet
from interventions.knowledge.margins import RecallMargin, read_margins
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import (
    Card,
    Cards,
    ChecklistItem,
    Dose,
    NotUsed,
    ProductSetting,
    Rail,
    SourceDocument,
    Statement,
    Urgency,
)
from interventions.knowledge.ruleset_files import (
    Executable,
    note_fingerprint,
    read_executable,
    read_ruleset,
    read_settled,
)
from interventions.knowledge.synthesis_file import Synthesis, SynthesisFile, read_synthesis
from interventions.knowledge.topic_files import read_topics


@dataclass(frozen=True)
class Knowledge:
    """Everything the product knows: the executable rules and what they stand on."""

    ruleset: Ruleset
    statements: Mapping[str, Statement]
    settings: Mapping[str, ProductSetting]
    not_used: Mapping[str, NotUsed]
    documents: Mapping[str, SourceDocument]
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
    doing: Doing
    parameters: Mapping[str, ParameterRecord]
    settled: Mapping[str, Condition]
    vocabulary: Vocabulary
    status: str

    def spec(self, fact: str) -> Any:
        """The declaration of a collected or derived fact: label, type, choices, unit."""
        if fact in self.vocabulary.facts:
            return self.vocabulary.facts[fact]
        return self.ruleset.derived[fact].record

    def is_borrowed(self, statement: Statement) -> bool:
        """Whether it comes from a document that did not study headache (N10)."""
        return not self.documents[statement.document].on_headache

    @cached_property
    def common_facts(self) -> frozenset[str]:
        """Facts that nearly everybody shares; they make no advice more relevant for one person."""
        facts, derived = self.vocabulary.facts.values(), self.ruleset.derived.values()
        asked = [spec.id for spec in facts if spec.common]
        return frozenset((*asked, *(entry.record.id for entry in derived if entry.record.common)))

    @cached_property
    def asked_facts(self) -> tuple[str, ...]:
        """The facts that somebody answers, in their order: not those that are decided, dosed, computed or
        asked no more."""
        dosed = {part.fact for dose in self.doses.values() for part in dose.parts}
        return tuple(
            spec.id
            for spec in self.vocabulary.facts.values()
            if not (spec.decided or spec.days_since or spec.retired or spec.id in dosed)
        )

    @cached_property
    def signals(self) -> frozenset[str]:
        """The rules of which somebody has to write down what was done."""
        return frozenset(rule.id for rule in self.ruleset.rules if rule.record.acknowledge)

    @cached_property
    def read_by_alarms(self) -> frozenset[str]:
        """The facts behind a red flag or a safety signal; only an answer on one of these interrupts."""
        signals = (self.ruleset.rules_by_id[rule] for rule in self.signals)
        named = {name for rule in signals for node in rule.condition.walk() for name in node.facts}
        return frozenset(self.ruleset.closure(named | set(self.red_flags.names)))

    def conflicts_of(self, rule: Rule) -> tuple[Conflict, ...]:
        """Where the sources behind a rule disagree."""
        return self._conflicts_by_rule.get(rule.id, ())

    @cached_property
    def _conflicts_by_rule(self) -> dict[str, tuple[Conflict, ...]]:
        found: dict[str, tuple[Conflict, ...]] = {}
        for conflict in self.conflicts.values():
            named = set(conflict.statements)
            for rule in self.ruleset.rules:
                if not named.isdisjoint((*rule.record.implements, *rule.record.explains)):
                    found[rule.id] = (*found.get(rule.id, ()), conflict)
        return found

    def card_of(self, rule: Rule) -> Card | None:
        return self.cards.of_group(rule.record.group)


@dataclass(frozen=True)
class _Files:
    """Every file of the folder, read and of the right shape; nothing is None once none is unreadable."""

    executable: Executable
    statements: dict[str, Statement]
    settings: dict[str, ProductSetting]
    not_used: dict[str, NotUsed]
    documents: dict[str, SourceDocument]
    conflicts: dict[str, Conflict]
    cards: Cards
    kinds: Kinds
    dangers: Dangers
    leaflet: Leaflet
    urgency: Urgency
    rail: Rail
    criteria: CriteriaFile
    synthesis: SynthesisFile
    constraints: ConstraintsFile
    ladders: LadderRules
    exercises: dict[str, Exercise]


def _read_files(reading: KnowledgeFiles) -> _Files:
    """Read every file, so that all that cannot be read is known before anything is checked against it."""
    statements = reading.records("statement", "statements/**/*.yaml", Statement)
    documents = reading.records("document", "documents.yaml", SourceDocument)
    checklist = reading.records("checklist", "checklist.yaml", ChecklistItem)
    topics = read_topics(reading, statements, documents)
    return _Files(
        executable=read_executable(reading, topics.rules, topics.doses),
        statements=statements,
        settings=reading.records("setting", "settings.yaml", ProductSetting),
        not_used=reading.records("not used", "not_used.yaml", NotUsed),
        documents=documents,
        conflicts=reading.records("conflict", "conflicts.yaml", Conflict),
        cards=Cards(topics.cards, topics.no_card, tuple(checklist.values())),
        kinds=reading.one(KINDS, Kinds),
        dangers=reading.one(DANGERS, Dangers),
        leaflet=reading.one(LEAFLET, Leaflet),
        urgency=reading.one("urgency.yaml", Urgency),
        rail=reading.one("rail.yaml", Rail),
        criteria=reading.one(criteria_file.FILE, CriteriaFile),
        synthesis=reading.one(synthesis_file.FILE, SynthesisFile),
        constraints=reading.one(constraints_file.FILE, ConstraintsFile),
        ladders=reading.one(LADDERS, LadderRules),
        exercises=reading.records("exercise", EXERCISES, Exercise),
    )


def check_files(folder: Path) -> None:
    """Raise SourceError for every file that cannot be read, whatever the vocabulary."""
    reading = KnowledgeFiles(folder)
    _read_files(reading)
    note_fingerprint(reading, ())
    reading.raise_unreadable()


def load_knowledge(folder: Path, vocabulary: Vocabulary, fact_folders: Iterable[Path] = ()) -> Knowledge:
    """Read and check the whole folder.

    Raises SourceError with all files that cannot be read, or else with all mistakes in them.
    """
    reading = KnowledgeFiles(folder)
    files = _read_files(reading)
    ruleset = read_ruleset(reading, vocabulary, files.executable, note_fingerprint(reading, fact_folders))
    ruleset = with_kinds(reading, ruleset, files.cards, files.statements)
    ruleset = with_constraints(reading, ruleset, files.constraints, files.statements)
    red_flags = read_red_flags(reading, ruleset, files.urgency)
    ruleset = replace(ruleset, red_flags=red_flags.names)
    check_conflicts(reading, files.conflicts, files.statements, files.documents)
    criteria = read_criteria(reading, files.criteria, files.statements)
    synthesis = read_synthesis(reading, files.synthesis, files.statements)
    doing = read_doing(reading, files.ladders, files.exercises, files.statements, files.kinds)
    margins = read_margins(reading)
    settled = read_settled(reading, vocabulary)
    check_rail(reading, files.rail, ruleset)
    check_units(reading, ruleset.derived)
    check_fact_sources(reading, files.statements, vocabulary)
    check_sources(reading, files.statements, ruleset, files.cards)
    check_rules(reading, ruleset, files.statements)
    check_told(reading, ruleset)
    check_told_by(reading, ruleset.rules_by_id)
    check_leaflet(reading, files.leaflet, ruleset, files.statements)
    check_calling(reading, ruleset, files.cards, files.leaflet, red_flags)
    check_stop_lines(reading, ruleset, files.exercises.values())
    check_alternatives(reading, ruleset.rules_by_id)
    check_withholding(reading, ruleset.rules_by_id)
    check_accounts(reading, files.statements, files.settings, files.not_used)
    check_doses(reading, ruleset, vocabulary)
    check_cards(reading, files.cards, ruleset.rules, vocabulary)
    check_order(reading, files.cards)
    check_stops(reading, files.cards, files.kinds)
    check_todo(reading, files.cards, ruleset.doses, vocabulary, ruleset)
    check_exercises(reading, doing, files.cards, files.statements)
    reading.raise_mistakes()
    return Knowledge(
        ruleset=ruleset,
        statements=files.statements,
        settings=files.settings,
        not_used=files.not_used,
        documents=files.documents,
        conflicts=files.conflicts,
        doses=ruleset.doses,
        cards=files.cards,
        leaflet=files.leaflet,
        urgency=files.urgency,
        red_flags=red_flags,
        rail=files.rail,
        margins=margins,
        criteria=criteria,
        synthesis=synthesis,
        doing=doing,
        parameters=reading.parameters,
        settled=settled,
        vocabulary=vocabulary,
        status=ruleset.status,
    )
