"""What every test may use: no network, Chromium for the screens, a real Redis where one is asked for."""

import gc
import ipaddress
import os
import shutil
import signal
import socket
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from kombu import pools
from pytest_django import DjangoDbBlocker

from tests import services

pytest_plugins = ["tests.people"]

# What computes most.
SUMS = (Path(__file__).parent / "proof", Path(__file__).parent / "engine")
# The first has no windows and takes a quarter less to compute; Debian has it as a package of its own.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_configure(config: pytest.Config) -> None:
    """Makes the folder for the data of this run.

    The garbage collector goes through what was made less often: nearly all of it stays until the end.
    A run that was started in the background inherits that Ctrl-C is ignored; what it starts must hear it.
    """
    gc.set_threshold(50_000, 20, 50)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(LongestFirst())
    settings.VAR_DIR.mkdir(mode=0o700)
    settings.STATIC_ROOT.mkdir()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures that tests report, such as the mutation score."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    for report in reports:
        for name, value in getattr(report, "user_properties", []):
            if name == "figure" and report.when == "call":
                terminalreporter.write_line(str(value))


def pytest_unconfigure() -> None:
    """Removes that folder."""
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the tests marked postgres out on another database, where they can only fail."""
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    items[:] = [item for item in items if not item.get_closest_marker("postgres")]
    config.hook.pytest_deselected(items=left_out)


class LongestFirst:
    """Gives the first of two workers the proofs and the engine, the second the screens, both from the start.

    With `--dist worksteal` the first begins with the first half of the items and the second with the other;
    who is done takes over from the end of the other's part. The screens stay together, so that one Chromium
    starts and axe reads the contrast of what looks the same once.
    """

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Order the items of a worker; every worker comes to the same order."""
        sums = [item for item in items if item.path.parent in SUMS]
        screens = [item for item in items if item.get_closest_marker("browser")]
        set_apart = {*sums, *screens}
        rest = [item for item in items if item not in set_apart]
        share = len(items) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        with_sums = max(0, share - len(sums))
        items[:] = [*sums, *rest[:with_sums], *screens, *rest[with_sums:]]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collecting makes much and throws nothing away; what it made is not looked through after each test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; at the end it can be dropped even when a live server or a worker still holds on."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """A connection to another machine fails the test that tried it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def is_loopback(host: str) -> bool:
    """True for this machine's own addresses, by number or by name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own Chromium, offline; as root it has no sandbox."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert executable, "Chromium is missing. Run bin/setup --dev."
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "chromium_sandbox": False,
        "args": CHROMIUM_ARGUMENTS,
    }


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A real, empty Redis for one test."""
    with services.redis() as url:
        yield url


@pytest.fixture
def broker(redis_url: str) -> Iterator[Celery]:
    """The product's Celery application sending its tasks to that Redis instead of running them at once."""
    with sending_to(redis_url) as app:
        yield app


@contextmanager
def sending_to(redis_url: str) -> Iterator[Celery]:
    """The same with a Redis of one's own."""
    from headache_cds.celery import app

    before = {name: app.conf[name] for name in ("broker_url", "task_always_eager")}
    app.conf.update(broker_url=redis_url, task_always_eager=False)
    reset_connections(app)
    yield app
    app.conf.update(before)
    reset_connections(app)


def reset_connections(app: Celery) -> None:
    """Makes a Celery application forget the broker that it was connected to."""
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None


@pytest.fixture
def worker_environment(own_process: dict[str, str], redis_url: str) -> dict[str, str]:
    """The environment of a worker process that shares this test's database and Redis."""
    return own_process | {"REDIS_URL": redis_url, "TASK_VISIBILITY_SECONDS": "15"}


@pytest.fixture
def own_process(transactional_db: None) -> dict[str, str]:
    """The environment of another process of the product that shares this test's database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "headache_cds.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(settings.VAR_DIR),
        "DATABASE_URL": database_url(),
    }


def database_url() -> str:
    """The address of the test database, as another process would write it."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**config)
