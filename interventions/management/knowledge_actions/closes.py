"""closes: which gates each answer about a contraindication closes, for every patient; see docs/proof.md."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import OutputWrapper

from interventions.knowledge import Knowledge
from interventions.management.knowledge_actions.solver import load_reporting

HELP = "which gates each answer about a contraindication closes"


def add_arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(out: OutputWrapper, knowledge: Knowledge, options: dict[str, Any]) -> None:
    """Prints a line for each answer. Raises CommandError when z3 is not installed."""
    for line in load_reporting().closing_lines(knowledge.ruleset):
        out.write(line)
