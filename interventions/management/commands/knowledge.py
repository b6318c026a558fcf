"""`manage.py knowledge ACTION`: what the knowledge base holds, and whether it holds together."""

from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headache_cds.vocabulary.source import SourceError
from interventions.knowledge import get_knowledge
from interventions.management.knowledge_actions import check, closes, coverage, diff, mutate, prove, release

ACTIONS: dict[str, ModuleType] = {
    "check": check,
    "coverage": coverage,
    "prove": prove,
    "closes": closes,
    "mutate": mutate,
    "diff": diff,
    "release": release,
}


class Command(BaseCommand):
    help = "Look into the knowledge base; see docs/writing-a-rule.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, action in ACTIONS.items():
            action.add_arguments(actions.add_parser(name, help=action.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ACTIONS[options["action"]].run(self.stdout, get_knowledge(), options)
        except SourceError as error:
            raise CommandError(str(error)) from error
