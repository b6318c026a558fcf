"""The throw-away servers: they work, they end with the command, and they leave nothing behind."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import services
from tests.floor.conftest import ROOT

pytestmark = pytest.mark.slow

REDIS = ["wheel", *(["debian"] if shutil.which("redis-server") else [])]
SHOW_ADDRESSES = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], flush=True)"


def listens(address: str) -> bool:
    """True while something answers at the port of this address."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", urlsplit(address).port or 0)) == 0


def wait_until_gone(addresses: list[str]) -> bool:
    """True when nothing listens at these addresses within ten seconds."""
    limit = time.monotonic() + 10
    while any(listens(address) for address in addresses):
        if time.monotonic() > limit:
            return False
        time.sleep(0.05)
    return True


def assert_serves_postgres(url: str) -> None:
    """A database of its own answers at this address, on this machine only."""
    with psycopg.connect(url) as connection:
        answer = connection.execute("SELECT current_database(), current_setting('server_encoding')")
        assert answer.fetchone() == ("headache_cds", "UTF8")
    assert "127.0.0.1" in url


def test_postgres_of_the_wheel() -> None:
    with services.postgres(wheel=True) as url:
        assert_serves_postgres(url)
    assert not listens(url)


@pytest.mark.redis
@pytest.mark.parametrize("source", REDIS)
def test_redis(source: str) -> None:
    with services.redis(wheel=source == "wheel") as url:
        assert services.redis_answers(urlsplit(url).port or 0)
    assert not listens(url)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    command = ["bash", "-c", "echo the disk is broken; exit 1"]
    with (
        pytest.raises(services.ServiceError, match="the disk is broken"),
        services.server(command, None, tmp_path, stop_signal=signal.SIGTERM) as trouble,
    ):
        services.wait_until(lambda: False, "The server", trouble)


@contextlib.contextmanager
def started(code: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command line running Python code; gives its process and the addresses of both servers."""
    command = [sys.executable, "-m", "tests.services", sys.executable, "-c", f"{SHOW_ADDRESSES}; {code}"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # as root the servers are another user
        environment = {**os.environ, "TMPDIR": folder}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            addresses = process.stdout.readline().split()
            yield process, addresses
        assert wait_until_gone(addresses)


def test_command_gets_both_servers_and_its_exit_status_comes_back() -> None:
    """Those of Debian where it has them; a line of input ends the command."""
    with started("input(); raise SystemExit(7)") as (process, addresses):
        postgres, redis = addresses
        assert_serves_postgres(postgres)
        assert services.redis_answers(urlsplit(redis).port or 0)
        process.communicate("\n")
        assert process.returncode == 7


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_servers_end_with_a_command_that_is_stopped(how: signal.Signals) -> None:
    with started("import time; time.sleep(5)") as (process, addresses):
        assert all(listens(address) for address in addresses)
        process.send_signal(how)
        assert process.wait(30) != 0
