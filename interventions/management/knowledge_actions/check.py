"""check: read everything and report every mistake with file and line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import OutputWrapper

from interventions.knowledge import FOLDER, Knowledge
from interventions.knowledge.case_files import read_constraint_cases, read_derived_cases, read_rule_cases

HELP = "report every mistake with file and line"


def add_arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(out: OutputWrapper, knowledge: Knowledge, options: dict[str, Any]) -> None:
    """Says what was read; knowledge with a mistake never gets here. Raises SourceError for one in a case."""
    ruleset = knowledge.ruleset
    cases = sum(len(read(FOLDER)) for read in (read_rule_cases, read_derived_cases, read_constraint_cases))
    out.write(
        f"version {ruleset.version} ({knowledge.status}), sha256 {ruleset.sha256[:12]}: "
        f"{len(ruleset.rules)} rules, {len(ruleset.derived)} derived facts, "
        f"{len(knowledge.parameters)} parameters, {len(knowledge.statements)} statements, "
        f"{len(ruleset.facts)} facts, {cases} cases"
    )
