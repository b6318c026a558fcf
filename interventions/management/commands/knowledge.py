"""`manage.py knowledge ACTION`: what the knowledge base holds, and whether it holds together.

check: read everything and report every mistake with file and line.
coverage: the place of every statement of the sources, by kind, and those left out with the reason.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headache_cds.vocabulary.source import SourceError
from interventions.knowledge import Knowledge, get_knowledge
from interventions.knowledge.coverage import cover


class Command(BaseCommand):
    help = "Look into the knowledge base; see docs/writing-a-rule.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("check", help="report every mistake with file and line")
        actions.add_parser("coverage", help="the place of every statement of the sources")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            knowledge = get_knowledge()
        except SourceError as error:
            raise CommandError(str(error)) from error
        {"check": self.report, "coverage": self.coverage}[options["action"]](knowledge)

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
