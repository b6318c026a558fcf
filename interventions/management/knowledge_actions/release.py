"""release: keep the installed knowledge as a release, so that it can be shown and evaluated for ever."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from interventions.knowledge import RELEASES, Knowledge, data_roots
from interventions.knowledge.releases import AlreadyReleased, write_release

HELP = "keep the installed version for ever"


def add_arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(out: OutputWrapper, knowledge: Knowledge, options: dict[str, Any]) -> None:
    """Writes the release. Raises CommandError when the version went out before with other content."""
    try:
        path = write_release(RELEASES, knowledge.ruleset.version, data_roots())
    except AlreadyReleased as problem:
        raise CommandError(str(problem)) from problem
    out.write(f"released: {path.name}")
