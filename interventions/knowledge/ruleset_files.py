"""Reads the executable part of a knowledge folder: thresholds, derived facts, rules and their doses.

A release of the knowledge needs no more than this to be evaluated again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from headache_cds.vocabulary.loader import Vocabulary
from interventions.engine.language.check import problems
from interventions.engine.language.nodes import Condition, Constant, Node
from interventions.engine.language.syntax import ConditionError, parse_condition, parse_expression
from interventions.engine.ruleset import (
    Derivation,
    DerivedRecord,
    ParameterRecord,
    Rule,
    RuleRecord,
    Ruleset,
)
from interventions.knowledge.checks import check_circles
from interventions.knowledge.reading import Reading
from interventions.knowledge.records import Dose


def load_ruleset(folder: Path, vocabulary: Vocabulary, fact_folders: Iterable[Path] = ()) -> Ruleset:
    """Only the rules of a folder, ready to evaluate. Raises SourceError with all mistakes."""
    reading = Reading(folder)
    ruleset = read_ruleset(reading, vocabulary, fact_folders)
    reading.refuse_mistakes()
    return ruleset


def read_ruleset(reading: Reading, vocabulary: Vocabulary, fact_folders: Iterable[Path]) -> Ruleset:
    """Read the executable files; raises SourceError for a misshapen record, notes every other mistake."""
    reading.parameters = reading.records("parameter", "parameters.yaml", ParameterRecord)
    doses = reading.records("dose", "doses.yaml", Dose)
    derived_records = reading.records("derived", "derived/*.yaml", DerivedRecord)
    rule_records = reading.records("rule", "rules/**/*.yaml", RuleRecord)
    reading.refuse_unreadable()
    header: dict[str, str] = reading.one("ruleset.yaml", dict[str, str])
    reading.specs = {**vocabulary.facts, **derived_records}
    derived = {name: _derivation(reading, record) for name, record in derived_records.items()}
    rules = tuple(_rule(reading, record) for record in rule_records.values())
    check_circles(reading, derived)
    return Ruleset(
        version=header["version"],
        sha256=fingerprint(reading.folder, fact_folders),
        status=header["status"],
        rules=rules,
        derived=derived,
        parameters={name: parameter.value for name, parameter in reading.parameters.items()},
        facts=vocabulary.facts,
        doses=doses,
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


def fingerprint(folder: Path, fact_folders: Iterable[Path]) -> str:
    """SHA-256 over every data file, names included, so that a plan says exactly what it was made with."""
    digest = hashlib.sha256()
    for root in (folder, *fact_folders):
        for path in data_files(root):
            digest.update(f"{root.parent.name}/{path.relative_to(root).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def data_files(root: Path) -> Iterator[Path]:
    """The files of a folder that make up the knowledge; the cases beside the rules do not."""
    return (path for path in sorted(root.rglob("*.yaml")) if "cases" not in path.relative_to(root).parts)
