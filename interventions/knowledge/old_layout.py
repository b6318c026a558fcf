"""Reads the releases up to 2026.11.2, whose rules and doses stood in files by kind and by source.

There the whole file counts in the fingerprint, and a derived fact calls its branches `cases`. What was
released stays as it was, so this module stays with it.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.source import read_yaml
from interventions.engine.ruleset import DerivedRecord, RuleRecord, Ruleset
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Dose
from interventions.knowledge.ruleset_files import fingerprint, read_executable, read_ruleset


def is_old_layout(folder: Path) -> bool:
    """Whether a knowledge folder has its rules by source."""
    return (folder / "rules").is_dir()


def load_old_ruleset(folder: Path, vocabulary: Vocabulary, fact_folders: Iterable[Path]) -> Ruleset:
    """The rules of a folder in the old layout. Raises SourceError with all mistakes."""
    reading = KnowledgeFiles(folder)
    doses = reading.records("dose", "doses.yaml", Dose)
    rules = reading.records("rule", "rules/**/*.yaml", RuleRecord)
    executable = read_executable(reading, tuple(rules.values()), doses, _derived(reading))
    sha256 = fingerprint(folder, fact_folders, content=Path.read_bytes)
    ruleset = read_ruleset(reading, vocabulary, executable, sha256)
    reading.raise_mistakes()
    return ruleset


def _derived(reading: KnowledgeFiles) -> dict[str, DerivedRecord]:
    found: dict[str, DerivedRecord] = {}
    for path in sorted(reading.folder.glob("derived/*.yaml")):
        source = read_yaml(path)
        rows = [{"branches" if key == "cases" else key: row[key] for key in row} for row in source.data]
        reading.add(found, "derived", replace(source, data=rows), DerivedRecord)
    return found
