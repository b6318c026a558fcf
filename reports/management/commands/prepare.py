"""`manage.py prepare`: what bin/serve does before the server starts, in one process."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

SLOW = 3  # seconds after which a step says what it is


class Command(BaseCommand):
    """Checks the data files first; each step is safe to repeat and quick when there is nothing to do."""

    help = "Prepare a start: check, migrate, queue lost documents, load the demo clinic, collect statics."
    # Before anything is written: a migration cannot be undone, and the demo clinic needs sound knowledge.
    requires_system_checks = "__all__"

    def handle(self, *_args: Any, **_options: Any) -> None:
        for words, step in STEPS:
            with told_when_slow(words, self.stdout.write):
                step()


STEPS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("Bringing the database up to date", partial(call_command, "migrate", interactive=False, verbosity=0)),
    ("Queueing documents whose job was lost", partial(call_command, "sweep_documents")),
    ("Loading the demo clinic", partial(call_command, "demo", if_empty=True, verbosity=0)),
    ("Collecting the static files", partial(call_command, "collectstatic", interactive=False, verbosity=0)),
)


@contextmanager
def told_when_slow(words: str, say: Callable[[str], object]) -> Iterator[None]:
    """Say what is going on once the block takes longer than SLOW seconds."""

    def tell() -> None:
        say(f"{words} ...")
        sys.stdout.flush()

    timer = threading.Timer(SLOW, tell)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
