"""Reads the knowledge folder into a checked ruleset; all mistakes at once, each with file and line.

Refused: unknown facts, values, parameters, gates, statements or doses; a default dose outside its bounds; an
id twice; a circle of derived facts; a rule that can never hold; an advice that would stay while blocked.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.source import Mistake, Source, SourceError, read_yaml, validate
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
from interventions.knowledge.records import Card, Cards, Document, Dose, Leaflet, Statement, Urgency


@dataclass(frozen=True)
class Knowledge:
    """Everything the product knows: the executable rules and what they stand on."""

    ruleset: Ruleset
    statements: Mapping[str, Statement]
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


@dataclass
class _Reading:
    """The files read so far, where each record stands, and the mistakes found."""

    folder: Path
    specs: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, ParameterRecord] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[Source, int]] = field(default_factory=dict)

    def records(self, kind: str, pattern: str, shape: Any) -> dict[str, Any]:
        """All records of the files that match, by id."""
        found: dict[str, Any] = {}
        for path in sorted(self.folder.glob(pattern)):
            try:
                source = read_yaml(path)
                rows = validate(source, TypeAdapter(list[shape]))
            except SourceError as error:
                self.mistakes += error.mistakes
                continue
            for index, row in enumerate(rows):
                if row.id in found:
                    self.mistakes.append(source.mistake((index, "id"), f"'{row.id}' stands twice"))
                found[row.id] = row
                self.places[kind, row.id] = (source, index)
        return found

    def one(self, name: str, shape: Any) -> Any:
        source = read_yaml(self.folder / name)
        return validate(source, shape)

    def blame(self, kind: str, name: str, key: str, message: str) -> None:
        source, index = self.places[kind, name]
        self.mistakes.append(source.mistake((index, key), f"{name}: {message}"))


def load_knowledge(folder: Path, vocabulary: Vocabulary, fact_folders: Iterable[Path] = ()) -> Knowledge:
    """Read and check the whole folder. Raises SourceError with all mistakes."""
    reading = _Reading(folder)
    parameters = reading.records("parameter", "parameters.yaml", ParameterRecord)
    statements = reading.records("statement", "statements/*.yaml", Statement)
    documents = reading.records("document", "documents.yaml", Document)
    doses = reading.records("dose", "doses.yaml", Dose)
    derived_records = reading.records("derived", "derived/*.yaml", DerivedRecord)
    rule_records = reading.records("rule", "rules/*.yaml", RuleRecord)
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
    _check_circles(reading, derived)
    for record in rule_records.values():
        _check_rule(reading, record, derived_records, statements, doses)
    _check_doses(reading, doses, vocabulary)
    _check_cards(reading, cards, rule_records, vocabulary)
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
        documents=documents,
        doses=doses,
        cards=cards,
        leaflet=leaflet,
        urgency=urgency,
        parameters=parameters,
        vocabulary=vocabulary,
        status=header["status"],
    )


def _parse(reading: _Reading, kind: str, name: str, key: str, text: str) -> Node:
    """One expression as a checked tree; a mistake is noted and the tree is a constant."""
    try:
        node = parse_expression(text)
    except ConditionError as error:
        reading.blame(kind, name, key, str(error))
        return Constant(False)
    _check_tree(reading, kind, name, key, node)
    return node


def _parse_condition(reading: _Reading, kind: str, name: str, text: str) -> Condition:
    """One condition as a checked tree; a mistake is noted and the tree is a constant."""
    try:
        condition = parse_condition(text)
    except ConditionError as error:
        reading.blame(kind, name, "when", str(error))
        return Constant(True)
    _check_tree(reading, kind, name, "when", condition)
    return condition


def _check_tree(reading: _Reading, kind: str, name: str, key: str, node: Node) -> None:
    for problem in dict.fromkeys(problems(node, reading.specs, reading.parameters)):
        reading.blame(kind, name, key, problem)


def _derivation(reading: _Reading, record: DerivedRecord) -> Derivation:
    def tree(key: str, text: str) -> Node:
        return _parse(reading, "derived", record.id, key, text)

    if record.expr is not None:
        return Derivation(record, (), tree("expr", record.expr))
    cases: list[tuple[Condition, Node | bool | str | None]] = []
    for case in record.cases:
        condition = _parse_condition(reading, "derived", record.id, case.when)
        cases.append((condition, tree("expr", case.expr) if case.expr else case.value))
    return Derivation(record, tuple(cases), None)


def _rule(reading: _Reading, record: RuleRecord) -> Rule:
    condition = _parse_condition(reading, "rule", record.id, record.when)
    if condition == Constant(False):
        reading.blame("rule", record.id, "when", "can never hold")
    return Rule(record, condition)


def _check_circles(reading: _Reading, derived: Mapping[str, Derivation]) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            reading.blame("derived", name, "id", f"stands in a circle: {circle}")
        elif name in derived and name not in done:
            for needed in derived[name].inputs:
                visit(needed, (*path, name))
            done.add(name)

    for name in derived:
        visit(name, ())


def _check_rule(
    reading: _Reading,
    record: RuleRecord,
    derived: Mapping[str, DerivedRecord],
    statements: Mapping[str, Statement],
    doses: Mapping[str, Dose],
) -> None:
    for gate in record.gate:
        if gate not in derived or derived[gate].type != "bool":
            reading.blame("rule", record.id, "gate", f"'{gate}' is no yes/no derived fact")
    for key in ("implements", "explains"):
        for name in getattr(record, key):
            if name not in statements:
                reading.blame("rule", record.id, key, f"unknown statement '{name}'")
    if not record.implements:
        reading.blame("rule", record.id, "implements", "names no statement")
    if record.dose and record.dose not in doses:
        reading.blame("rule", record.id, "dose", f"unknown dose '{record.dose}'")
    if record.while_blocked and record.use not in ("block", "warn", "refer", "ask"):
        reading.blame("rule", record.id, "while_blocked", f"a rule to {record.use} never stays while blocked")
    if record.use == "block" and not record.while_blocked:
        reading.blame("rule", record.id, "use", "a block stays visible while blocked")


def _check_doses(reading: _Reading, doses: Mapping[str, Dose], vocabulary: Vocabulary) -> None:
    for dose in doses.values():
        for part in dose.parts:
            if part.fact is None:
                continue
            spec = vocabulary.facts.get(part.fact)
            if spec is None:
                reading.blame("dose", dose.id, "parts", f"unknown fact '{part.fact}'")
            elif (spec.min is not None and part.min < spec.min) or (
                spec.max is not None and part.max > spec.max
            ):
                reading.blame("dose", dose.id, "parts", f"{part.id}: bounds outside those of {part.fact}")


def _check_cards(
    reading: _Reading, cards: Cards, rules: Mapping[str, RuleRecord], vocabulary: Vocabulary
) -> None:
    source = read_yaml(reading.folder / "interventions.yaml")
    planned = {choice.value for choice in vocabulary.facts["planned_interventions"].choices}
    for index, card in enumerate(cards.cards):
        for component in card.components:
            if component.value not in planned:
                message = f"{card.id}: '{component.value}' is no value of planned_interventions"
                reading.mistakes.append(source.mistake(("cards", index, "components"), message))
    for group in sorted({rule.group for rule in rules.values()}):
        places = [card.id for card in cards.cards if group in card.groups]
        if len(places) + (group in cards.no_card) != 1:
            reading.mistakes.append(source.mistake((), f"group '{group}' needs exactly one card or reason"))


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
