"""coverage: the place of every statement of the sources, by kind, and those left out with the reason."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from interventions.knowledge import Knowledge
from interventions.knowledge.coverage import cover

HELP = "the place of every statement of the sources"


def add_arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(out: OutputWrapper, knowledge: Knowledge, options: dict[str, Any]) -> None:
    """Prints the count by kind. Raises CommandError when a statement has no place, or two."""
    coverage = cover(knowledge)
    out.write(f"{len(coverage.places)} of {coverage.total} statements accounted for")
    for kind, count in sorted(coverage.by_kind.items()):
        out.write(f"{kind}: {count}")
    for name, left_out in knowledge.not_used.items():
        out.write(f"not used {name}: {left_out.reason.en}")
    if coverage.homeless:
        raise CommandError(f"without a place: {', '.join(coverage.homeless)}")
    if coverage.doubled:
        raise CommandError(f"in more than one kind of place: {', '.join(coverage.doubled)}")
