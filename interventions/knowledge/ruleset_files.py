"""Reads the executable part of a knowledge folder: thresholds, derived facts, rules and their doses.

A release of the knowledge needs no more than this to be evaluated again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.source import Mistake, SourceError, Strict, read_data_file
from interventions.engine.language.check import problems
from interventions.engine.language.nodes import Condition, Constant, Node
from interventions.engine.language.syntax import ConditionError, parse_condition, parse_expression
from interventions.engine.language.terms import NumberLiteral, Parameter
from interventions.engine.ruleset import (
    Derivation,
    DerivedRecord,
    ParameterRecord,
    Rule,
    RuleRecord,
    Ruleset,
)
from interventions.knowledge import constraints_file
from interventions.knowledge.case_lines import holds_cases, without_cases
from interventions.knowledge.checks import check_circles
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Dose, SourceDocument, Statement
from interventions.knowledge.topic_files import read_topics


class Header(Strict):
    """The version of the whole knowledge base, and how far it was approved."""

    version: str
    status: str


@dataclass(frozen=True)
class Executable:
    """The records that an evaluation needs: the rules in their order, the doses and the derived facts."""

    header: Header
    rules: tuple[RuleRecord, ...]
    doses: Mapping[str, Dose]
    derived: Mapping[str, DerivedRecord]


def load_ruleset(folder: Path, vocabulary: Vocabulary, fact_folders: Iterable[Path] = ()) -> Ruleset:
    """Only the rules of a folder, ready to evaluate. Raises SourceError with all mistakes."""
    reading = KnowledgeFiles(folder)
    statements = reading.records("statement", "statements/**/*.yaml", Statement)
    documents = reading.records("document", "documents.yaml", SourceDocument)
    topics = read_topics(reading, statements, documents)
    executable = read_executable(reading, topics.rules, topics.doses)
    ruleset = read_ruleset(reading, vocabulary, executable, note_fingerprint(reading, fact_folders))
    if (folder / constraints_file.FILE).exists():  # releases up to 2026.12.3 have none
        file = reading.one(constraints_file.FILE, constraints_file.ConstraintsFile)
        reading.raise_unreadable()
        ruleset = constraints_file.with_constraints(reading, ruleset, file, statements)
    reading.raise_mistakes()
    return ruleset


def read_executable(
    reading: KnowledgeFiles,
    rules: tuple[RuleRecord, ...],
    doses: Mapping[str, Dose],
    derived: Mapping[str, DerivedRecord] | None = None,
) -> Executable:
    """The executable records: those given, and the files that every layout has; every mistake is noted."""
    reading.parameters = reading.records("parameter", "parameters.yaml", ParameterRecord)
    header = reading.one("ruleset.yaml", Header)
    if derived is None:
        derived = reading.records("derived", "derived/*.yaml", DerivedRecord)
    return Executable(header, rules, doses, derived)


def read_ruleset(
    reading: KnowledgeFiles, vocabulary: Vocabulary, executable: Executable, sha256: str
) -> Ruleset:
    """Parse what was read; raises SourceError for a misshapen record, notes every other mistake."""
    reading.raise_unreadable()
    reading.specs = {**vocabulary.facts, **executable.derived}
    derived = {name: _derivation(reading, record) for name, record in executable.derived.items()}
    rules = tuple(_rule(reading, record) for record in executable.rules)
    check_circles(reading, derived)
    return Ruleset(
        version=executable.header.version,
        sha256=sha256,
        status=executable.header.status,
        rules=rules,
        derived=derived,
        parameters={name: parameter.value for name, parameter in reading.parameters.items()},
        facts=vocabulary.facts,
        doses=executable.doses,
    )


def read_settled(reading: KnowledgeFiles, vocabulary: Vocabulary) -> dict[str, Condition]:
    """When the question of a fact cannot apply, by fact; a mistake is noted where the fact is declared."""
    found: dict[str, Condition] = {}
    for name, spec in vocabulary.facts.items():
        if spec.settled_when is None:
            continue
        try:
            found[name] = parse_condition(spec.settled_when)
            wrong = list(dict.fromkeys(problems(found[name], reading.specs, reading.parameters)))
        except ConditionError as error:
            wrong = [str(error)]
        reading.mistakes += [vocabulary.mistake(name, f"settled_when: {problem}") for problem in wrong]
    return found


def _parse(reading: KnowledgeFiles, kind: str, name: str, key: str, text: str) -> Node:
    """One expression as a checked tree; a mistake is noted and the tree is a constant."""
    try:
        node = parse_expression(text)
    except ConditionError as error:
        reading.report(kind, name, key, str(error))
        return Constant(False)
    _check_tree(reading, kind, name, key, node)
    return node


def _parse_condition(reading: KnowledgeFiles, kind: str, name: str, text: str) -> Condition:
    """One condition as a checked tree; a mistake is noted and the tree is a constant."""
    try:
        condition = parse_condition(text)
    except ConditionError as error:
        reading.report(kind, name, "when", str(error))
        return Constant(True)
    _check_tree(reading, kind, name, "when", condition)
    return condition


def _check_tree(reading: KnowledgeFiles, kind: str, name: str, key: str, node: Node) -> None:
    for problem in dict.fromkeys(problems(node, reading.specs, reading.parameters)):
        reading.report(kind, name, key, problem)


def _derivation(reading: KnowledgeFiles, record: DerivedRecord) -> Derivation:
    def tree(key: str, text: str) -> Node:
        return _parse(reading, "derived", record.id, key, text)

    if record.expr is not None:
        return Derivation(record, (), tree("expr", record.expr))
    cases: list[tuple[Condition, Node | bool | str | None]] = []
    for branch in record.branches:
        condition = _parse_condition(reading, "derived", record.id, branch.when)
        cases.append((condition, tree("expr", branch.expr) if branch.expr else branch.value))
    return Derivation(record, tuple(cases), None)


def _rule(reading: KnowledgeFiles, record: RuleRecord) -> Rule:
    condition = _parse_condition(reading, "rule", record.id, record.when)
    if condition == Constant(False):
        reading.report("rule", record.id, "when", "can never hold")
    for threshold in _thresholds(reading, condition):
        message = (
            f"{threshold} is a threshold: a derived fact compares with it, by its name in parameters.yaml"
        )
        reading.report("rule", record.id, "when", message)
    branches = tuple(
        (_parse_condition(reading, "rule", record.id, branch.when), branch) for branch in record.urgency
    )
    return Rule(record, condition, urgency=branches)


def _thresholds(reading: KnowledgeFiles, condition: Condition) -> Iterator[str]:
    """The numbers that a condition compares with, but for none and one."""
    for node in condition.walk():
        if isinstance(node, Parameter) and node.name in reading.parameters:
            yield f"${node.name}"
        elif isinstance(node, NumberLiteral) and node.amount not in (0, 1):
            yield f"{node.amount:g}"


def fingerprint(
    folder: Path, fact_folders: Iterable[Path], content: Callable[[Path], bytes] | None = None
) -> str:
    """SHA-256 over every data file, names included, so that a plan says exactly what it was made with.

    `content` gives what counts of a file; all but the cases, unless another is given. Raises SourceError with
    all files that cannot be read.
    """
    digest = hashlib.sha256()
    mistakes: list[Mistake] = []
    for root in (folder, *fact_folders):
        for path in data_files(root):
            digest.update(f"{root.parent.name}/{path.relative_to(root).as_posix()}\0".encode())
            try:
                digest.update((content or data_of)(path))
            except SourceError as error:
                mistakes += error.mistakes
    if mistakes:
        raise SourceError(mistakes)
    return digest.hexdigest()


def note_fingerprint(reading: KnowledgeFiles, fact_folders: Iterable[Path]) -> str:
    """The fingerprint of the folder that is read; empty when a file cannot be read, which is noted."""
    try:
        return fingerprint(reading.folder, fact_folders)
    except SourceError as error:
        reading.report_unreadable(error)
        return ""


def data_files(root: Path) -> Iterator[Path]:
    """The files of a folder that make up the knowledge; the starting points of cases do not."""
    return (path for path in sorted(root.rglob("*.yaml")) if "cases" not in path.relative_to(root).parts)


def data_of(path: Path) -> bytes:
    """What a data file says beside its cases. Raises SourceError when it cannot be read."""
    text = read_data_file(path)
    if not holds_cases(path):
        return text.encode()
    return without_cases(text.replace("\r\n", "\n")).encode()
