"""Two scripted therapists on the same patients, interrupted at random, on SQLite and on PostgreSQL.

`interruptions.*` counts what broke into the work, `told_as_saved.*` the answers that a response called saved,
by kind of form. `lost`, `silently_changed` and `in_the_wrong_dossier` must be 0; each case is told in words.
The seed is printed; BENCH_SEED takes it again, though two threads never meet twice in the same way.
BENCH_INTERRUPTIONS is their number on each database.
"""

import os
import subprocess
import sys
import time

from django.db import connection

from tests import services
from tests.benchmarks.bench_pages import database
from tests.benchmarks.measuring import say, say_machine
from tests.conftest import database_url
from tests.interruptions.ledger import count
from tests.interruptions.rounds import Figures
from tests.interruptions.script import run_script
from tests.interruptions.server import Server

INTERRUPTIONS = int(os.environ.get("BENCH_INTERRUPTIONS", "106"))  # on each database, fifteen of each kind
ACTS = 9  # of each therapist between two comparisons
SHARED = 4  # dossiers


def main() -> None:
    """Without arguments both databases, each in a process of its own; with `here` the one of this process."""
    if "here" in sys.argv:
        with database():
            measure()
        return
    say_machine()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment.setdefault("BENCH_SEED", str(int(time.time())))
    print(f"seed: {environment['BENCH_SEED']}", flush=True)
    again = [sys.executable, "-m", "tests.benchmarks.bench_interruptions", "here"]
    bad = subprocess.run(again, check=False, env=environment).returncode
    with services.postgres() as address:
        bad |= subprocess.run(again, check=False, env={**environment, "DATABASE_URL": address}).returncode
    sys.exit(bad)


def measure() -> None:
    """All figures of one database; ends with status 1 when something is wrong."""
    server = Server(database_url())
    start = time.monotonic()
    try:
        figures = run_script(
            server,
            seed=int(os.environ["BENCH_SEED"]),
            interruptions=INTERRUPTIONS,
            acts=ACTS,
            shared=SHARED,
            tell=lambda line: print(f"{connection.vendor}: {line}", file=sys.stderr, flush=True),
        )
    finally:
        server.kill()
    tell(figures)
    say(f"{connection.vendor}.wall_time", time.monotonic() - start, "s")
    if figures.problems:
        sys.exit(1)


def tell(figures: Figures) -> None:
    """The counts, and every problem in words."""
    vendor = connection.vendor
    for kind, number in sorted(figures.interruptions.items()):
        say(f"{vendor}.interruptions.{kind.replace(' ', '_')}", number, "times")
    say(f"{vendor}.interruptions", sum(figures.interruptions.values()), "times")
    for kind, number in sorted(figures.told.items()):
        say(f"{vendor}.told_as_saved.{kind.replace(' ', '_')}", number, "answers")
    say(f"{vendor}.told_as_saved", sum(figures.told.values()), "answers")
    for kind, number in count(figures.problems).items():
        say(f"{vendor}.{kind.replace(' ', '_')}", number, "answers")
    for problem in figures.problems:
        print(f"{vendor}: {problem.kind}: {problem.what}")


if __name__ == "__main__":
    main()
