"""Real processes that render, for tests that kill them: Celery workers, and the one that needs no broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from reports.documents.queries import STALE_AFTER
from reports.models import Document, DocumentState

PATIENCE_SECONDS = 90
WORKER = ("-m", "celery", "--app", "headache_cds", "worker", "--loglevel", "WARNING", "--concurrency")
RENDER_PROCESS = ("manage.py", "render_documents")


@contextmanager
def running(environment: dict[str, str], log: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its children in a group of their own, which does not outlive the block."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
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


def child_of(process: subprocess.Popen[bytes]) -> int:
    """The one process below it that renders."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    (child,) = map(int, children)
    return child


def state_of(document: Document) -> str:
    return Document.objects.values_list("state", flat=True).get(pk=document.pk)


def is_in(document: Document, state: DocumentState) -> Callable[[], bool]:
    """Whether it is there, to wait for."""
    return lambda: state_of(document) == state


def wait_for(condition: Callable[[], bool], log: Path) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < limit, log.read_text()
        time.sleep(0.02)


def make_old(document: Document) -> None:
    """As if it waited or ran for longer than any living process needs."""
    long_ago = timezone.now() - 2 * STALE_AFTER
    rows = Document.objects.filter(pk=document.pk)
    rows.filter(state=DocumentState.QUEUED).update(queued_at=long_ago)
    rows.filter(state=DocumentState.RUNNING).update(started_at=long_ago)
