"""A real worker on a real Redis, and what can happen to both: whatever is lost, there is one document."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from celery import Celery

from headache_cds.accounts.models import User
from interventions.models import Plan
from reports.documents.actions import request_document
from reports.documents.queries import bytes_of, is_as_made
from reports.documents.tasks import render_document
from reports.models import Document, DocumentState
from tests import services
from tests.conftest import sending_to
from tests.reports.documents.conftest import text_of
from tests.reports.documents.processes import (
    WORKER,
    child_of,
    is_in,
    make_old,
    running,
    state_of,
    wait_for,
)

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.redis]
QUEUED, RUNNING, READY = DocumentState.QUEUED, DocumentState.RUNNING, DocumentState.READY


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the processes of a test write."""
    return tmp_path / "worker.log"


def assert_one_file(document: Document) -> None:
    """There is this document and no other, with the bytes that were made."""
    made = Document.objects.get()
    assert (made.pk, made.state) == (document.pk, READY)
    assert is_as_made(made, bytes_of(made))
    assert "Dalen" in text_of(bytes_of(made))


def wait_until_idle(redis_url: str, log: Path) -> None:
    """Until nothing is left that could start a render."""
    queue = redis.Redis.from_url(redis_url)
    wait_for(lambda: not queue.llen("celery") and not queue.hlen("unacked"), log)


def test_a_killed_worker(
    worker_environment: dict[str, str], broker: Celery, redis_url: str, plan: Plan, alice: User, log: Path
) -> None:
    document = request_document(plan=plan, language="nl", by=alice)
    assert state_of(document) == QUEUED
    with running(worker_environment, log, *WORKER, "1") as first:
        wait_for(is_in(document, RUNNING), log)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert state_of(document) == RUNNING
    with running(worker_environment, log, *WORKER, "1"):
        wait_for(is_in(document, READY), log)
        wait_until_idle(redis_url, log)
    assert_one_file(document)
    assert Document.objects.get().attempts == 2


def test_a_killed_child(
    worker_environment: dict[str, str], broker: Celery, redis_url: str, plan: Plan, alice: User, log: Path
) -> None:
    document = request_document(plan=plan, language="nl", by=alice)
    with running(worker_environment, log, *WORKER, "1") as worker:
        wait_for(is_in(document, RUNNING), log)
        os.kill(child_of(worker), signal.SIGKILL)
        wait_for(is_in(document, READY), log)
        wait_until_idle(redis_url, log)
    assert_one_file(document)


def test_the_same_job_twice_at_once(
    worker_environment: dict[str, str], broker: Celery, redis_url: str, plan: Plan, alice: User, log: Path
) -> None:
    document = request_document(plan=plan, language="nl", by=alice)
    render_document.delay(str(document.pk))
    assert redis.Redis.from_url(redis_url).llen("celery") == 2
    with running(worker_environment, log, *WORKER, "2"):
        wait_for(is_in(document, READY), log)
        wait_until_idle(redis_url, log)
    assert_one_file(document)
    assert Document.objects.get().attempts == 1


def test_a_crash_between_commit_and_publish(
    worker_environment: dict[str, str], plan: Plan, alice: User, log: Path
) -> None:
    """The row is there and no message: the worker finds it by itself."""
    document = Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)
    make_old(document)
    with running(worker_environment, log, *WORKER, "1"):
        wait_for(is_in(document, READY), log)
    assert_one_file(document)


def test_redis_is_away_and_comes_back_empty(
    worker_environment: dict[str, str], plan: Plan, alice: User, log: Path
) -> None:
    """What is asked meanwhile is never sent; the worker that was there all the time makes it."""
    port = services.free_port()
    url = f"redis://127.0.0.1:{port}/0"
    environment = worker_environment | {"REDIS_URL": url, "SWEEP_SECONDS": "1"}
    with ExitStack() as first, sending_to(url):
        first.enter_context(services.redis(port=port))
        with running(environment, log, *WORKER, "1"):
            queue = redis.Redis.from_url(url)
            wait_for(lambda: bool(queue.info("clients")["blocked_clients"]), log)
            first.close()
            document = request_document(plan=plan, language="nl", by=alice)
            assert state_of(document) == QUEUED
            make_old(document)
            with services.redis(port=port):
                wait_for(is_in(document, READY), log)
    assert_one_file(document)
