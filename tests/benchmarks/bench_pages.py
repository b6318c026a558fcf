"""Every kind of page in a centre of 1,000 patients, on SQLite and PostgreSQL, through Django's test client.

`processor_time` is that of Python in milliseconds for one request; with SQLite the database is part of it.
`database_time` is the processor time of the PostgreSQL process behind the connection, the mean of the rounds.
`html` is the page before compression, `html_compressed` what travels when the browser takes gzip. `queries`
counts all statements of one request, savepoints and the audit trail included. A middle value is over ROUNDS
requests after a first one; `advice_pages.py` says what is measured of the advice page of many.
"""

import contextlib
import gc
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from examination.models import Examination
from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import print_of, seal, unseal
from intake.models import Episode
from interventions.case.current import current, current_board
from interventions.models import Decision
from interventions.plan.seen import decision_print
from reports.dashboards.filters import SORTS, CaseloadFilters
from tests import services
from tests.benchmarks.advice_pages import measure_advice_pages, realistic_episodes
from tests.benchmarks.clinic import Clinic, make_clinic
from tests.benchmarks.measuring import milliseconds, say, say_machine
from tests.benchmarks.page_types import guideline_pages, pages_of
from tests.markup import Element, read
from tests.plain_browser import filled

PATIENTS = int(os.environ.get("BENCH_PATIENTS", "1000"))
ROUNDS = 3
DOSE = {
    "sessions_per_week": "3",
    "weeks": "8",
    "sessions_per_week_afterwards": "3",
}
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Without arguments both databases, each in a process of its own; with `here` the one of this process."""
    if "here" in sys.argv:
        with database():
            measure()
        return
    say_machine()
    say("patients", PATIENTS, "patients")
    again = [sys.executable, "-m", "tests.benchmarks.bench_pages", "here"]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(again, check=True, env=environment)
    with services.postgres() as address:
        subprocess.run(again, check=True, env={**environment, "DATABASE_URL": address})


@contextlib.contextmanager
def database() -> Any:
    """An empty database for the length of the block."""
    Path(settings.VAR_DIR).mkdir(mode=0o700)
    Path(settings.STATIC_ROOT).mkdir()
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield
    finally:
        connection.close()
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def measure() -> None:
    """All figures of one database."""
    start = time.process_time()
    clinic = make_clinic(PATIENTS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    tell("clinic.processor_time_to_make", time.process_time() - start, "s")
    # As in the server: no template records its context for a test, and the knowledge is frozen (warm_up.py).
    client = Client(SERVER_NAME="localhost")
    client.force_login(clinic.user)
    gc.collect()
    gc.freeze()
    for name, episodes in {"worked": clinic.worked, "realistic": realistic_episodes(clinic.user)}.items():
        measure_advice_pages(f"{connection.vendor}.advice_of_{name}_patients", client, episodes)
    examined = set(Examination.objects.values_list("episode", flat=True))
    episode = next(one for one in clinic.worked if one.pk in clinic.plans and one.pk in examined)
    caseload = reverse("dashboards:caseload")
    for name, query in caseload_queries(clinic.user).items():
        measure_page(f"caseload_{name}", client, caseload + query)
    for name, path in (pages_of(episode, clinic.plans[episode.pk]) | guideline_pages()).items():
        measure_page(name, client, path)
    measure_answer(client, clinic.worked[0])
    measure_dose(client, clinic)


def caseload_queries(user: User) -> dict[str, str]:
    """Every sort, and every choice of every filter; of the therapists only oneself."""
    filters = CaseloadFilters({}, user=user, therapists=[user], today=timezone.localdate())
    queries = {"all": "", "page_10": "?page=10"}
    queries |= {f"sort_{name}": f"?sort={name}" for name in SORTS}
    for item in filters.all:
        for option in item.options:
            if item.name != "therapist" or option.value == "me":
                queries[f"{item.name}_{option.value}"] = f"?{item.name}={option.value}"
    return queries


def measure_page(name: str, client: Client, path: str) -> None:
    """Time, queries and size of a GET."""
    page = get(client, path)
    measure_request(name, lambda: get(client, path))
    tell(f"{name}.html", len(page.content) / 1000, "kB")
    packed = get(client, path, HTTP_ACCEPT_ENCODING="gzip")
    tell(f"{name}.html_compressed", len(packed.content) / 1000, "kB")


def measure_answer(client: Client, episode: Episode) -> None:
    """POST of one changed answer in the anamnese, and of a page without a change."""
    path = reverse("intake:section", args=[episode.pk, "activity_weight"])
    pages = changed_pages(read(get(client, path).content.decode()), episode)
    measure_request("answer_changed", lambda: post(client, path, next(pages)))
    same = filled(read(get(client, path).content.decode()), {"routed": "1"})
    measure_request("answer_unchanged", lambda: post(client, path, same))


def changed_pages(page: Element, episode: Episode) -> Iterator[dict[str, list[str]]]:
    """The page with one weight after the other, each opened after the one before was saved."""
    subject = f"section activity_weight of {episode.pk}"
    data = filled(page, {"routed": "1"})
    prints = unseal({"opened": data["opened"][0], "whole": "1"}, subject)
    for weight in range(60, 120):
        yield data | {"weight_kg": [str(weight)], "opened": [seal(subject, prints)]}
        prints["weight_kg"] = print_of(weight)


def measure_dose(client: Client, clinic: Clinic) -> None:
    """POST of another dose, for the first worked patient who is offered aerobic training."""
    for episode in clinic.worked:
        offered = {view.card.id for view in current_board(episode).options}
        if "aerobic_training" in offered:
            break
    path = reverse("interventions:adapt", args=[episode.pk, "aerobic_training"])
    minutes = iter(range(20, 60))
    decided = current(episode).decisions.get("aerobic_training")

    def change() -> Any:
        """Sent as from a page that shows the last decision, which is known here without asking."""
        dose = DOSE | {"minutes_per_session": str(next(minutes))}
        typed = {f"aerobic_training-{name}": value for name, value in dose.items()}
        typed |= {"components": "aerobic_training", "decided": decision_print(decided)}
        response = post(client, path, typed)
        if decided:
            decided.dose["aerobic_training"]["minutes_per_session"] = int(dose["minutes_per_session"])
        return response

    change()
    decided = current(episode).decisions["aerobic_training"]
    measure_request("dose_changed", change)
    if not Decision.objects.filter(plan__episode=episode, choice="adapted").exists():
        sys.exit("the dose was not changed")


def measure_request(name: str, request: Callable[[], Any]) -> None:
    """Middle processor time and number of queries of a request."""
    request()
    with CaptureQueriesContext(connection) as captured:
        request()
        queries = len(captured)
    before = database_ticks()
    times = [milliseconds(request) for _ in range(ROUNDS)]
    after = database_ticks()
    tell(f"{name}.processor_time", statistics.median(times), "ms")
    if connection.vendor == "postgresql":
        tell(f"{name}.database_time", (after - before) / TICK * 1000 / ROUNDS, "ms")
    tell(f"{name}.queries", queries, "queries")


def get(client: Client, path: str, **headers: Any) -> Any:
    """The page; ends the run when there is another answer."""
    return checked(client.get(path, **headers), path, HTTPStatus.OK)


def post(client: Client, path: str, data: Mapping[str, Any]) -> Any:
    """The answer to a POST, which sends the browser on."""
    return checked(client.post(path, data), path, HTTPStatus.FOUND)


def checked(response: Any, path: str, expected: int) -> Any:
    if response.status_code != expected:
        sys.exit(f"{path} answers {response.status_code}")
    return response


def database_ticks() -> int:
    """Processor time of the PostgreSQL process behind the connection; 0 on SQLite, which runs in this one."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return int(stat[11]) + int(stat[12])


def tell(name: str, value: float, unit: str) -> None:
    """A figure of this database."""
    say(f"{connection.vendor}.{name}", value, unit)


if __name__ == "__main__":
    main()
