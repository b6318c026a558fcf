"""A real worker on a real Redis, killed in the middle of a render: the document is finished, once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings

from headache_cds.accounts.models import User
from interventions.models import Plan
from reports.documents.actions import request_document
from reports.models import Document, DocumentState
from tests.reports.documents.conftest import text_of

pytestmark = [pytest.mark.db, pytest.mark.slow]

PATIENCE_SECONDS = 60
COMMAND = ["-m", "celery", "--app", "headache_cds", "worker", "--concurrency", "1", "--loglevel", "WARNING"]


@contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process with its children in a group of their own, which does not outlive the block."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *COMMAND],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def state_of(document: Document) -> str:
    return Document.objects.values_list("state", flat=True).get(pk=document.pk)


def wait_for(condition: Callable[[], bool], log: Path) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < limit, log.read_text()
        time.sleep(0.02)


@pytest.mark.redis
def test_a_killed_worker_leaves_exactly_one_document(
    worker_environment: dict[str, str],
    broker: Celery,
    redis_url: str,
    plan: Plan,
    alice: User,
    tmp_path: Path,
) -> None:
    log = tmp_path / "worker.log"
    document = request_document(plan=plan, language="nl", by=alice)
    assert state_of(document) == DocumentState.QUEUED
    with worker(worker_environment, log) as first:
        wait_for(lambda: state_of(document) == DocumentState.RUNNING, log)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert state_of(document) == DocumentState.RUNNING
    with worker(worker_environment, log):
        wait_for(lambda: state_of(document) == DocumentState.READY, log)
        queue = redis.Redis.from_url(redis_url)
        wait_for(lambda: not queue.llen("celery") and not queue.hlen("unacked"), log)
    made = Document.objects.get()
    assert (made.pk, made.state, made.attempts) == (document.pk, DocumentState.READY, 2)
    assert "Nek en schouders oefenen" in text_of(bytes(made.pdf or b""))
