"""The process that renders where there is no broker: it finds what is asked, and survives what kills it."""

import os
import signal
from pathlib import Path

import pytest
from pytest_django import Settings

from headache_cds.accounts.models import User
from interventions.models import Plan
from reports.documents.actions import request_document
from reports.documents.queries import bytes_of, is_as_made
from reports.models import Document, DocumentState
from tests.reports.documents.processes import (
    RENDER_PROCESS,
    child_of,
    is_in,
    make_old,
    running,
    state_of,
    wait_for,
)

pytestmark = [pytest.mark.db, pytest.mark.slow]
QUEUED, RUNNING, READY = DocumentState.QUEUED, DocumentState.RUNNING, DocumentState.READY


@pytest.fixture
def environment(own_process: dict[str, str], settings: Settings) -> dict[str, str]:
    """Of a process on this test's database, without a broker; this one sends nothing either."""
    settings.TASKS_ARE_SENT = False
    return {name: value for name, value in own_process.items() if name != "REDIS_URL"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the process writes."""
    return tmp_path / "render.log"


def assert_one_file(document: Document, *, attempts: int) -> None:
    made = Document.objects.get()
    assert (made.pk, made.state, made.attempts) == (document.pk, READY, attempts)
    assert is_as_made(made, bytes_of(made))


def test_it_makes_what_is_asked_and_ends_when_it_is_told(
    environment: dict[str, str], plan: Plan, alice: User, log: Path
) -> None:
    document = request_document(plan=plan, language="nl", by=alice)
    assert state_of(document) == QUEUED
    with running(environment, log, *RENDER_PROCESS) as process:
        wait_for(is_in(document, READY), log)
        asked_later = request_document(plan=plan, language="en", by=alice)
        wait_for(is_in(asked_later, READY), log)
        process.terminate()
        assert process.wait(30) == 0
    assert log.read_text() == ""


def test_a_killed_child(environment: dict[str, str], plan: Plan, alice: User, log: Path) -> None:
    document = request_document(plan=plan, language="nl", by=alice)
    with running(environment, log, *RENDER_PROCESS) as process:
        wait_for(is_in(document, RUNNING), log)
        os.kill(child_of(process), signal.SIGKILL)
        wait_for(is_in(document, READY), log)
    assert_one_file(document, attempts=2)


def test_a_killed_process(environment: dict[str, str], plan: Plan, alice: User, log: Path) -> None:
    """The child of a killed parent goes too; what it left is picked up once it is old."""
    document = request_document(plan=plan, language="nl", by=alice)
    with running(environment, log, *RENDER_PROCESS) as process:
        wait_for(is_in(document, RUNNING), log)
        os.killpg(process.pid, signal.SIGKILL)
    make_old(document)
    with running(environment, log, *RENDER_PROCESS):
        wait_for(is_in(document, READY), log)
    assert_one_file(document, attempts=2)


def test_asked_to_end_in_the_middle_it_gives_the_document_back(
    environment: dict[str, str], plan: Plan, alice: User, log: Path
) -> None:
    document = request_document(plan=plan, language="nl", by=alice)
    with running(environment, log, *RENDER_PROCESS) as process:
        wait_for(is_in(document, RUNNING), log)
        process.terminate()
        assert process.wait(30) == 0
    assert state_of(document) == QUEUED
    with running(environment, log, *RENDER_PROCESS):
        wait_for(is_in(document, READY), log)
    assert_one_file(document, attempts=1)
