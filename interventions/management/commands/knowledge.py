"""`manage.py knowledge check`: read the whole knowledge base and report every mistake with file and line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headache_cds.vocabulary.source import SourceError
from interventions.knowledge import get_knowledge


class Command(BaseCommand):
    help = "Check the knowledge base."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            knowledge = get_knowledge()
        except SourceError as error:
            raise CommandError(str(error)) from error
        ruleset = knowledge.ruleset
        self.stdout.write(
            f"version {ruleset.version} ({knowledge.status}), sha256 {ruleset.sha256[:12]}: "
            f"{len(ruleset.rules)} rules, {len(ruleset.derived)} derived facts, "
            f"{len(knowledge.parameters)} parameters, {len(knowledge.statements)} statements, "
            f"{len(ruleset.facts)} facts"
        )
