"""First and second request of a fresh worker, for every kind of page: run as a process by bench_start.

The parent imports the server's entry point, as gunicorn --preload does, and forks a worker for each page.
Times are processor time of the worker in milliseconds, until the last byte of the answer.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from headache_cds.warm_up import begin_worker
from headache_cds.wsgi import application

ROUNDS = 3
serve: Any = application


def in_fork(action: Callable[[], Any]) -> Any:
    """What the action gives in a process of its own, so that this one learns nothing from it."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        status = 1
        try:
            os.write(writing, json.dumps(action()).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        content = answer.read()
    _pid, status = os.wait()
    if status:
        sys.exit("a worker failed; the reason stands above")
    return json.loads(content)


def sign_in() -> dict[str, Any]:
    """The cookie of a session of a therapist of the demo clinic, and the pages to open."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from examination.models import Examination
    from interventions.models import Plan, PlanState
    from tests.benchmarks.page_types import guideline_pages, pages_of

    examined = Examination.objects.values("episode")
    plan = Plan.objects.filter(state=PlanState.SIGNED, episode__in=examined).order_by("pk").first()
    assert plan
    client = Client()
    client.force_login(plan.episode.therapist)
    pages = {"caseload": reverse("dashboards:caseload"), **pages_of(plan.episode, plan), **guideline_pages()}
    return {"cookie": client.cookies[settings.SESSION_COOKIE_NAME].value, "pages": pages}


def request(path: str, cookie: str) -> float:
    """Milliseconds of processor time for one GET."""
    path, _, query = path.partition("?")
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": f"sessionid={cookie}",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.input": BytesIO(),
    }
    setup_testing_defaults(environ)
    answered: list[str] = []
    start = time.process_time()
    body = serve(environ, lambda status, _headers: answered.append(status))
    size = sum(len(part) for part in body)
    body.close()
    spent = time.process_time() - start
    if not answered[0].startswith(str(HTTPStatus.OK.value)) or not size:
        sys.exit(f"{path} answers {answered[0]}")
    return spent * 1000


def first_and_second(path: str, cookie: str) -> list[float]:
    """Two requests of a worker that was started as `headache_cds.server` has it."""
    begin_worker(application)
    return [request(path, cookie), request(path, cookie)]


def main() -> None:
    opened = in_fork(sign_in)
    times: dict[str, list[list[float]]] = {}
    for _ in range(ROUNDS):
        for name, path in opened["pages"].items():
            cookie = opened["cookie"]
            times.setdefault(name, []).append(in_fork(partial(first_and_second, path, cookie)))
    json.dump(times, sys.stdout)


if __name__ == "__main__":
    main()
