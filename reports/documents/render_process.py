"""What renders where there is no broker: a process that looks for queued rows and draws them.

A parent keeps one child at work, because a child can be killed, run out of memory or hang in the engine. The
next child begins with what the last one held, and none makes more than CHILD_DOCUMENTS: of each the engine
keeps a third of a megabyte.
"""

import faulthandler
import logging
import mmap
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from reports.documents.making import StoppedError, TooSlowError, make_document
from reports.documents.queries import next_in_queue
from reports.documents.queue import sweep_documents

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.3
REST_SECONDS = 2  # after a child that died or a database that was away
CHILD_DOCUMENTS = settings.CELERY_WORKER_MAX_TASKS_PER_CHILD
NOTHING = UUID(int=0)


class Desk:
    """The document that a child has in hand, in memory that outlives the child; NOTHING between two."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, len(NOTHING.bytes))

    @property
    def document_id(self) -> UUID:
        return UUID(bytes=self._memory[:])

    @document_id.setter
    def document_id(self, document_id: UUID) -> None:
        self._memory[:] = document_id.bytes


def keep_rendering() -> None:
    """Keep a child at work until this process is asked to end."""
    desk = Desk()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    while True:
        connections.close_all()  # the child must not share a connection
        child = os.fork()
        if not child:
            _work_and_exit(desk)
        try:
            _pid, status = os.waitpid(child, 0)
            if status:
                logger.error("the process that renders ended with status %s", status)
                time.sleep(REST_SECONDS)
        except StoppedError:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGTERM)
                os.waitpid(child, 0)
            return


def _work_and_exit(desk: Desk) -> NoReturn:
    """The life of a child. It never returns into the code of its parent."""
    code = 1
    try:
        signal.signal(signal.SIGALRM, _too_slow)
        _work(desk, parent=os.getppid())
        code = 0
    except StoppedError:
        code = 0
    except BaseException:
        logger.exception("the process that renders failed")
    finally:
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _work(desk: Desk, *, parent: int) -> None:
    made, swept_at = 0, float("-inf")
    # A child whose parent was killed belongs to nobody.
    while made < CHILD_DOCUMENTS and os.getppid() == parent:
        try:
            if time.monotonic() - swept_at > settings.SWEEP_SECONDS:
                sweep_documents()
                swept_at = time.monotonic()
            made += _make_next(desk)
        except (OperationalError, InterfaceError):
            logger.exception("the database is away")
            connections.close_all()
            time.sleep(REST_SECONDS)


def _make_next(desk: Desk) -> int:
    """Make one document, or wait for one. Gives the number that was made."""
    close_old_connections()
    if desk.document_id == NOTHING:
        desk.document_id = next_in_queue() or NOTHING
    if desk.document_id == NOTHING:
        time.sleep(LOOK_SECONDS)
        return 0
    with _time_limit():
        make_document(desk.document_id)
    desk.document_id = NOTHING
    return 1


@contextmanager
def _time_limit() -> Iterator[None]:
    """TooSlowError after the soft limit; after the hard one this process ends, even inside the engine."""
    faulthandler.dump_traceback_later(settings.CELERY_TASK_TIME_LIMIT, exit=True)
    signal.setitimer(signal.ITIMER_REAL, settings.CELERY_TASK_SOFT_TIME_LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()


def _stop(_signal: int, _frame: object) -> NoReturn:
    raise StoppedError


def _too_slow(_signal: int, _frame: object) -> NoReturn:
    raise TooSlowError
