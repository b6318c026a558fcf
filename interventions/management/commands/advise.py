"""`manage.py advise [--all] [--brief] [FILE|-]`: one JSON object per line in, one per line out."""

import os
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from headache_cds.commands import InputLine, read_lines, write_utf_8
from interventions.advice.batch import answer_briefly
from interventions.advice.json_lines import answer_line
from interventions.knowledge import get_knowledge


class Command(BaseCommand):
    help = "Advice for patients given as JSON lines; see docs/advise.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="JSON lines; - reads standard input")
        parser.add_argument("--all", action="store_true", help="also what does not apply")
        parser.add_argument(
            "--brief", action="store_true", help="only derived facts and rules by status; for many patients"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        write_utf_8()
        lines = read_lines(options["file"])
        answer = self._briefly if options["brief"] else self._in_full
        try:
            understood = answer(lines, everything=options["all"])
        except KeyboardInterrupt:
            sys.exit(130)
        except BrokenPipeError:
            # The reader has seen enough; nothing is left to be flushed to it at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        if not understood:
            sys.exit(1)

    def _in_full(self, lines: Iterator[InputLine], *, everything: bool) -> bool:
        knowledge = get_knowledge()
        understood = True
        for line in lines:
            text, is_read = answer_line(knowledge, line, everything=everything)
            understood = understood and is_read
            self.stdout.write(text)
        return understood

    def _briefly(self, lines: Iterator[InputLine], *, everything: bool) -> bool:
        understood = True
        for text, all_read in answer_briefly(lines, everything=everything):
            understood = understood and all_read
            self.stdout.write(text)
        return understood
