"""Reads the knowledge folder into a checked ruleset; all mistakes at once, each with file and line.

Refused: unknown facts, values, parameters, gates, statements or doses; a default dose outside its bounds; an
id twice; a circle of derived facts; a rule that can never hold; an advice that would stay while blocked; a
pair of rules that contradict each other for good.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.source import SourceError
from interventions.engine.check import problems
from interventions.engine.nodes import Condition, Constant, Node
from interventions.engine.ruleset import (
    Derivation,
    DerivedRecord,
    ParameterRecord,
    Rule,
    RuleRecord,
    Ruleset,
)
from interventions.engine.syntax import ConditionError, parse_condition, parse_expression
from interventions.knowledge.checks import (
    check_accounts,
    check_cards,
    check_circles,
    check_doses,
    check_rule,
    check_withholding,
)
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


@dataclass(frozen=True)
class Knowledge:
    """Everything the product knows: the executable rules and what they stand on."""

    ruleset: Ruleset
    statements: Mapping[str, Statement]
    settings: Mapping[str, Setting]
    not_used: Mapping[str, NotUsed]
    documents: Mapping[str, Document]
    doses: Mapping[str, Dose]
    cards: Cards
    leaflet: Leaflet
    urgency: Urgency
    parameters: Mapping[str, ParameterRecord]
    vocabulary: Vocabulary
    status: str

    def spec(self, fact: str) -> Any:
        """The declaration of a collected or derived fact: label, type, choices, unit."""
        if fact in self.vocabulary.facts:
            return self.vocabulary.facts[fact]
        return self.ruleset.derived[fact].record

    def card_of(self, rule: Rule) -> Card | None:
        return self.cards.of_group(rule.record.group)


def load_knowledge(folder: Path, vocabulary: Vocabulary, fact_folders: Iterable[Path] = ()) -> Knowledge:
    """Read and check the whole folder. Raises SourceError with all mistakes."""
    reading = Reading(folder)
    parameters = reading.records("parameter", "parameters.yaml", ParameterRecord)
    statements = reading.records("statement", "statements/**/*.yaml", Statement)
    settings = reading.records("setting", "settings.yaml", Setting)
    not_used = reading.records("not used", "not_used.yaml", NotUsed)
    documents = reading.records("document", "documents.yaml", Document)
    doses = reading.records("dose", "doses.yaml", Dose)
    derived_records = reading.records("derived", "derived/*.yaml", DerivedRecord)
    rule_records = reading.records("rule", "rules/**/*.yaml", RuleRecord)
    if reading.mistakes:
        raise SourceError(reading.mistakes)
    cards: Cards = reading.one("interventions.yaml", Cards)
    leaflet: Leaflet = reading.one("patient_texts.yaml", Leaflet)
    urgency: Urgency = reading.one("urgency.yaml", Urgency)
    header: dict[str, str] = reading.one("ruleset.yaml", dict[str, str])
    reading.specs = {**vocabulary.facts, **derived_records}
    reading.parameters = parameters
    derived = {name: _derivation(reading, record) for name, record in derived_records.items()}
    rules = tuple(_rule(reading, record) for record in rule_records.values())
    check_circles(reading, derived)
    for record in rule_records.values():
        check_rule(reading, record, derived_records, statements, doses)
    check_withholding(reading, {rule.id: rule for rule in rules})
    check_accounts(reading, statements, settings, not_used)
    check_doses(reading, doses, vocabulary)
    check_cards(reading, cards, rule_records, settings, vocabulary)
    if reading.mistakes:
        raise SourceError(reading.mistakes)
    ruleset = Ruleset(
        version=header["version"],
        sha256=_fingerprint(folder, fact_folders),
        rules=rules,
        derived=derived,
        parameters={name: parameter.value for name, parameter in parameters.items()},
        facts=vocabulary.facts,
        doses=doses,
    )
    return Knowledge(
        ruleset=ruleset,
        statements=statements,
        settings=settings,
        not_used=not_used,
        documents=documents,
        doses=doses,
        cards=cards,
        leaflet=leaflet,
        urgency=urgency,
        parameters=parameters,
        vocabulary=vocabulary,
        status=header["status"],
    )


def _parse(reading: Reading, kind: str, name: str, key: str, text: str) -> Node:
    """One expression as a checked tree; a mistake is noted and the tree is a constant."""
    try:
        node = parse_expression(text)
    except ConditionError as error:
        reading.blame(kind, name, key, str(error))
        return Constant(False)
    _check_tree(reading, kind, name, key, node)
    return node


def _parse_condition(reading: Reading, kind: str, name: str, text: str) -> Condition:
    """One condition as a checked tree; a mistake is noted and the tree is a constant."""
    try:
        condition = parse_condition(text)
    except ConditionError as error:
        reading.blame(kind, name, "when", str(error))
        return Constant(True)
    _check_tree(reading, kind, name, "when", condition)
    return condition


def _check_tree(reading: Reading, kind: str, name: str, key: str, node: Node) -> None:
    for problem in dict.fromkeys(problems(node, reading.specs, reading.parameters)):
        reading.blame(kind, name, key, problem)


def _derivation(reading: Reading, record: DerivedRecord) -> Derivation:
    def tree(key: str, text: str) -> Node:
        return _parse(reading, "derived", record.id, key, text)

    if record.expr is not None:
        return Derivation(record, (), tree("expr", record.expr))
    cases: list[tuple[Condition, Node | bool | str | None]] = []
    for case in record.cases:
        condition = _parse_condition(reading, "derived", record.id, case.when)
        cases.append((condition, tree("expr", case.expr) if case.expr else case.value))
    return Derivation(record, tuple(cases), None)


def _rule(reading: Reading, record: RuleRecord) -> Rule:
    condition = _parse_condition(reading, "rule", record.id, record.when)
    if condition == Constant(False):
        reading.blame("rule", record.id, "when", "can never hold")
    return Rule(record, condition)


def _fingerprint(folder: Path, fact_folders: Iterable[Path]) -> str:
    """SHA-256 over every data file, names included, so that a plan says exactly what it was made with."""
    digest = hashlib.sha256()
    for root in (folder, *fact_folders):
        for path in sorted(root.rglob("*.yaml")):
            if "cases" in path.relative_to(root).parts:
                continue
            digest.update(f"{root.parent.name}/{path.relative_to(root).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
