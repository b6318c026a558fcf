"""`manage.py knowledge ACTION`: what the knowledge base holds, and whether it holds together.

check: read everything and report every mistake with file and line.
coverage: the place of every statement of the sources, by kind, and those left out with the reason.
prove: what must hold for every patient, each theorem with its time; see docs/proof.md.
mutate: how many small mistakes in a rule or derived fact the cases catch, and a case for each that they miss.
"""

from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headache_cds.vocabulary.source import SourceError
from interventions.door import read_facts
from interventions.knowledge import FOLDER, Knowledge, get_knowledge
from interventions.knowledge.case_files import read_derived_cases, read_rule_cases
from interventions.knowledge.coverage import cover
from interventions.proof.scoring import Case, try_cases


class Command(BaseCommand):
    help = "Look into the knowledge base; see docs/writing-a-rule.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("check", help="report every mistake with file and line")
        actions.add_parser("coverage", help="the place of every statement of the sources")
        actions.add_parser("prove", help="what must hold for every patient")
        mutate = actions.add_parser("mutate", help="how many small mistakes the cases catch")
        mutate.add_argument("names", nargs="*", help="only these rules and derived facts")
        goal = mutate.add_mutually_exclusive_group()
        goal.add_argument("--propose", type=Path, metavar="FILE", help="write the missing cases to this file")
        goal.add_argument("--write", action="store_true", help="write them beside the cases of their rule")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            knowledge = get_knowledge()
        except SourceError as error:
            raise CommandError(str(error)) from error
        if options["action"] == "mutate":
            self.mutate(knowledge, options)
            return
        {"check": self.report, "coverage": self.coverage, "prove": self.prove}[options["action"]](knowledge)

    def report(self, knowledge: Knowledge) -> None:
        ruleset = knowledge.ruleset
        self.stdout.write(
            f"version {ruleset.version} ({knowledge.status}), sha256 {ruleset.sha256[:12]}: "
            f"{len(ruleset.rules)} rules, {len(ruleset.derived)} derived facts, "
            f"{len(knowledge.parameters)} parameters, {len(knowledge.statements)} statements, "
            f"{len(ruleset.facts)} facts"
        )

    def coverage(self, knowledge: Knowledge) -> None:
        """Prints the count by kind and the statements left out. Raises CommandError when one has no place."""
        coverage = cover(knowledge)
        self.stdout.write(f"{len(coverage.places)} of {coverage.total} statements accounted for")
        for kind, count in sorted(coverage.by_kind.items()):
            self.stdout.write(f"{kind}: {count}")
        for name, left_out in knowledge.not_used.items():
            self.stdout.write(f"not used {name}: {left_out.reason.en}")
        for name in coverage.doubled:
            self.stderr.write(f"in more than one kind of place: {name}")
        if coverage.homeless or coverage.doubled:
            raise CommandError(f"without a place: {', '.join(coverage.homeless) or 'none'}")

    def prove(self, knowledge: Knowledge) -> None:
        """Prints each theorem with its verdict. Raises CommandError when one fails or z3 is not installed."""
        reporting = self._reporting()
        failed = 0
        for holds, lines in reporting.prove_all(knowledge.ruleset):
            failed += not holds
            for line in lines:
                self.stdout.write(line)
        self.stdout.write(f"abstracted: {reporting.ABSTRACTED}")
        if failed:
            raise CommandError(f"{failed} theorems fail")

    def mutate(self, knowledge: Knowledge, options: dict[str, Any]) -> None:
        """Prints the mutants that no case catches, and the score. Raises CommandError when one is left."""
        reporting = self._reporting()
        cases: list[Case] = [*read_rule_cases(FOLDER), *read_derived_cases(FOLDER)]
        trial = try_cases(knowledge.ruleset, cases, partial(read_facts, knowledge))
        closed = reporting.close_all(trial, FOLDER, tuple(options["names"]))
        for line in reporting.closed_lines(closed):
            self.stdout.write(line)
        if options["propose"] or options["write"]:
            for line in reporting.keep(closed, FOLDER, document=options["propose"]):
                self.stdout.write(line)
        elif closed.proposals or closed.unexplained:
            raise CommandError("the cases do not catch every mutant")

    def _reporting(self) -> ModuleType:
        """The proofs; z3 comes with the packages for the tests."""
        try:
            return import_module("interventions.proof.reporting")
        except ModuleNotFoundError as error:
            if error.name != "z3":
                raise
            raise CommandError("z3 is not installed; run: bin/setup --dev") from error
