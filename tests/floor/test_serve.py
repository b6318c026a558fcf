"""bin/serve: refuses in one sentence, serves the sign-in page, and leaves no process behind."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import services
from tests.floor.conftest import ROOT, Machine

pytestmark = pytest.mark.slow

# Settings of the test process that the product must not inherit.
OWN_SETTINGS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "REDIS_URL", "SECRET_KEY", "STATICFILES_BACKEND"}
UP_SECONDS = 120


def refusal(machine: Machine, *arguments: str) -> str:
    """The one sentence of a bin/serve that refused before it set anything up."""
    done = machine.run("bin/serve", *arguments)
    assert done.returncode == 1
    assert not (machine.root / ".venv").exists()
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_taken_port(machine_with_python: Machine) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} is taken" in refusal(machine_with_python, "--port", str(port))


@pytest.mark.parametrize("arguments", [["--port", "http"], ["--port", "0"], ["--port=65536"], ["--port"]])
def test_impossible_port(machine: Machine, arguments: list[str]) -> None:
    assert "--port needs a number" in refusal(machine, *arguments)


def test_unknown_argument(machine: Machine) -> None:
    assert "Unknown argument: --fast" in refusal(machine, "--fast")


def test_what_setup_refuses_ends_it_too(machine: Machine) -> None:
    assert "Python 3.11 or newer is needed" in refusal(machine)


@dataclass
class Served:
    """A running bin/serve: its process, its address, and what it printed before it was up."""

    process: subprocess.Popen[str]
    address: str
    lines: list[str]

    def sign_in_page(self) -> str:
        """The page that a visitor without a session gets."""
        with urllib.request.urlopen(self.address, timeout=10) as answer:  # noqa: S310  (our own address)
            body: str = answer.read().decode()
            return body


@contextlib.contextmanager
def served(data: Path, **environment: str) -> Iterator[Served]:
    """bin/serve with its data in `data`, up and answering."""
    port = services.free_port()
    kept = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
    with subprocess.Popen(
        [ROOT / "bin" / "serve", "--port", str(port)],
        env={**kept, "VAR_DIR": str(data), "PYTHON": sys.executable, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
    ) as process:
        try:
            yield Served(process, f"http://127.0.0.1:{port}/", until_up(process))
        finally:
            process.terminate()


def until_up(process: subprocess.Popen[str]) -> list[str]:
    """What it prints up to the address; fails the test with all of it when it ends before that."""
    assert process.stdout
    lines: list[str] = []
    # Asked and not killed, it takes along the server and the worker that it started.
    guard = threading.Timer(UP_SECONDS, process.terminate)
    guard.start()
    try:
        for line in process.stdout:
            lines.append(line.rstrip())
            if "Ctrl-C" in line:
                return lines
    finally:
        guard.cancel()
    pytest.fail("bin/serve did not come up:\n" + "\n".join(lines))


def children(pid: int) -> set[int]:
    """The processes below a process, at every depth."""
    pairs = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # pid (command, which may hold spaces) state parent ...
            pairs.append((int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])))
    found: set[int] = set()
    fresh = {pid}
    while fresh:
        fresh = {child for child, parent in pairs if parent in fresh}
        found |= fresh
    return found


def processes_of(served: Served, pattern: str) -> list[int]:
    """Those below it whose command is like this."""
    return [
        pid
        for pid in children(served.process.pid)
        if re.search(pattern, Path(f"/proc/{pid}/cmdline").read_text())
    ]


def assert_ends_cleanly(served: Served, how: signal.Signals) -> None:
    """Stops it and checks the exit status and that nothing of it is left."""
    below = children(served.process.pid)
    assert len(below) >= 4  # gunicorn and three workers
    served.process.send_signal(how)
    assert served.process.wait(30) == 0
    assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []


def test_serves_stops_and_keeps_the_data(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        assert 'type="password"' in first.sign_in_page()
        accounts = (tmp_path / "demo-accounts.txt").read_text()
        assert len(processes_of(first, "render_documents")) == 2  # a parent and its child
        assert_ends_cleanly(first, signal.SIGINT)
    key = (tmp_path / "secret-key").read_text()
    assert len(key) > 50
    judged = make_outdated(tmp_path / "db.sqlite3")
    assert judged

    with served(tmp_path) as second:
        assert (tmp_path / "demo-accounts.txt").read_text() == accounts
        assert (tmp_path / "secret-key").read_text() == key
        wait_until_refreshed(tmp_path / "db.sqlite3")
        assert_ends_cleanly(second, signal.SIGTERM)
    for name in ("secret-key", "demo-accounts.txt", "db.sqlite3"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, f"others can read {name}"


def make_outdated(database: Path) -> int:
    """Leave the caseload as an earlier version of the rules judged it; how many dossiers there are."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute("UPDATE interventions_episodestatus SET ruleset_version = 'old'").rowcount


def wait_until_refreshed(database: Path) -> None:
    """Wait until every dossier was judged anew, beside the running server; fails after UP_SECONDS."""
    end = time.monotonic() + UP_SECONDS
    query = "SELECT count(*) FROM interventions_episodestatus WHERE ruleset_version = 'old'"
    while time.monotonic() < end:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            if connection.execute(query).fetchone() == (0,):
                return
        time.sleep(0.2)
    pytest.fail("the caseload was not brought up to date")


@pytest.mark.redis
def test_postgres_and_redis_bring_a_worker_that_ends_with_it(tmp_path: Path, redis_url: str) -> None:
    with (
        services.postgres() as database_url,
        served(tmp_path, DATABASE_URL=database_url, REDIS_URL=redis_url) as running,
    ):
        assert 'type="password"' in running.sign_in_page()
        assert not (tmp_path / "db.sqlite3").exists()
        assert processes_of(running, "celery.*worker")
        assert not processes_of(running, "render_documents")
        assert_ends_cleanly(running, signal.SIGTERM)
