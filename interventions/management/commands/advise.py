"""`manage.py advise [--all] [FILE|-]`: one JSON object per line in, one per line out."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interventions.door import answer_line
from interventions.knowledge import get_knowledge


class Command(BaseCommand):
    help = "Advice for patients given as JSON lines; see docs/advise.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="JSON lines; - reads standard input")
        parser.add_argument("--all", action="store_true", help="also the items that do not apply")

    def handle(self, *args: Any, **options: Any) -> None:
        knowledge = get_knowledge()
        failed = False
        for line in read_lines(options["file"]):
            answer = answer_line(knowledge, line, everything=options["all"])
            failed = failed or "error" in answer
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if failed:
            sys.exit(1)


def read_lines(name: str) -> list[str]:
    """The non-empty lines of a file or of standard input. Raises CommandError when it cannot be read."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"cannot read {name}: {error}") from error
    return [line for line in text.splitlines() if line.strip()]
