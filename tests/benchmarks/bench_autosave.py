"""Saving one answer by itself in a centre of 10,000 patients, on SQLite and PostgreSQL.

Through Django's test client, with the check, the trail and the status of the caseload. Processor time and
queries as in bench_pages; begin, commit and savepoints are not counted. `look` is what an open page asks
every ten seconds.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from examination.models import Examination
from tests import services
from tests.benchmarks.bench_pages import database, database_ticks, tell
from tests.benchmarks.clinic import make_clinic
from tests.benchmarks.measuring import milliseconds, say, say_machine
from tests.plain_browser import filled, opened

PATIENTS = int(os.environ.get("BENCH_PATIENTS", "10000"))
ROUNDS = 40
BOUNDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
TICK = os.sysconf("SC_CLK_TCK")
# A number, a yes or no, and a red flag that is answered with no and left open again.
ANSWERS = {
    "weight_kg": ("activity_weight", [str(weight) for weight in range(60, 60 + ROUNDS + 2)]),
    "snoring": ("sleep", ["true", "false"] * ROUNDS),
    "pregnant": ("red_flags", ["false", ""] * ROUNDS),
}


def main() -> None:
    """Without arguments both databases, each in a process of its own; with `here` the one of this process."""
    if "here" in sys.argv:
        with database():
            measure()
        return
    say_machine()
    say("patients", PATIENTS, "patients")
    again = [sys.executable, "-m", "tests.benchmarks.bench_autosave", "here"]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(again, check=True, env=environment)
    with services.postgres() as address:
        subprocess.run(again, check=True, env={**environment, "DATABASE_URL": address})


def measure() -> None:
    """Every kind of answer of a patient with a plan and an examination, and the look of an open page."""
    clinic = make_clinic(PATIENTS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(clinic.user)
    examined = set(Examination.objects.values_list("episode", flat=True))
    episode = next(one for one in clinic.worked if one.pk in clinic.plans and one.pk in examined)
    for fact, (section, typed) in ANSWERS.items():
        address = reverse("intake:section", args=[episode.pk, section])
        page = OpenPage(client, address)
        values = iter(typed)
        measure_request(f"save_{fact}", partial(page.save_next, fact, values))
        measure_request(f"look_{section}", page.look)


class OpenPage:
    """A page that stays open and sends along what the last answer sealed."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.opened = filled(opened(client, address), {})["opened"][0]

    def save(self, fact: str, value: str) -> None:
        """Save one answer; ends the run when it is not saved."""
        sent = {"opened": self.opened, "answer": fact, fact: value, "whole": "1"}
        self.opened = self._checked(self.client.post(self.address, sent)).json()["opened"]

    def save_next(self, fact: str, values: Iterator[str]) -> None:
        """Save the next of these values."""
        self.save(fact, next(values))

    def look(self) -> None:
        """Ask what changed meanwhile."""
        self._checked(self.client.get(self.address, {"opened": self.opened}))

    def _checked(self, response: Any) -> Any:
        if response.status_code != HTTPStatus.OK:
            sys.exit(f"{self.address} answers {response.status_code}")
        return response


def measure_request(name: str, request: Callable[[], None]) -> None:
    """Middle processor time over the rounds, and the queries of one request."""
    request()
    with CaptureQueriesContext(connection) as captured:
        request()
    queries = [query["sql"].split(maxsplit=1)[0] for query in captured]
    before = database_ticks()
    times = [milliseconds(request) for _ in range(ROUNDS)]
    after = database_ticks()
    tell(f"{name}.processor_time", statistics.median(times), "ms")
    if connection.vendor == "postgresql":
        tell(f"{name}.database_time", (after - before) / TICK * 1000 / ROUNDS, "ms")
    counted = [word for word in queries if word not in BOUNDS]
    tell(f"{name}.queries", len(counted), "queries")


if __name__ == "__main__":
    main()
