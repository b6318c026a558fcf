"""mutate: how many small mistakes in a rule the cases catch, and a case for each that they miss."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from interventions.advice.json_lines import read_facts
from interventions.knowledge import FOLDER, Knowledge
from interventions.knowledge.case_files import read_derived_cases, read_rule_cases
from interventions.management.knowledge_actions.solver import load_reporting
from interventions.proof.scoring import Case, try_cases

HELP = "how many small mistakes the cases catch"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", help="only these rules and derived facts")
    parser.add_argument("--propose", type=Path, metavar="FILE", help="write the missing cases to this file")


def run(out: OutputWrapper, knowledge: Knowledge, options: dict[str, Any]) -> None:
    """Prints the mutants that no case catches, and the score. Raises CommandError when one is left."""
    reporting = load_reporting()
    cases: list[Case] = [*read_rule_cases(FOLDER), *read_derived_cases(FOLDER)]
    trial = try_cases(knowledge.ruleset, cases, partial(read_facts, knowledge))
    closed = reporting.close_all(trial, FOLDER, tuple(options["names"]))
    for line in reporting.closed_lines(closed):
        out.write(line)
    if options["propose"]:
        out.write(reporting.keep(closed, options["propose"]))
    elif closed.proposals or closed.unexplained:
        raise CommandError("the cases do not catch every mutant")
