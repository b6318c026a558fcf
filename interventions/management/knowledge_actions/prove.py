"""prove: what must hold for every patient, each theorem with its time; see docs/proof.md."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from interventions.knowledge import Knowledge
from interventions.management.knowledge_actions.solver import load_reporting

HELP = "what must hold for every patient"


def add_arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(out: OutputWrapper, knowledge: Knowledge, options: dict[str, Any]) -> None:
    """Prints each theorem with its verdict. Raises CommandError when one fails or z3 is not installed."""
    reporting = load_reporting()
    failed = 0
    for holds, lines in reporting.prove_all(knowledge.ruleset):
        failed += not holds
        for line in lines:
            out.write(line)
    out.write(f"abstracted: {reporting.ABSTRACTED}")
    if failed:
        raise CommandError(f"{failed} theorems fail")
