"""What a start takes: set-up, the steps before the server, the server, and a worker's first two requests.

`setup_again` is bin/setup when nothing is to be done; a first one is bound by the network and not measured.
`prepare` is `manage.py prepare`, on no data at all and when everything is there. `server_first_answer` runs
gunicorn as bin/serve does until the sign-in page is answered. These are seconds, `processor_time` with that
of the processes they start. `worker.*` gives, for every kind of page, the first and the second request of a
fresh worker in milliseconds of processor time (the middle of three workers) and how often the second fits
into the first; `worker.all_pages` is the sum over the pages.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tests import services
from tests.benchmarks.measuring import say, say_machine

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 120  # seconds
NOT_THE_PRODUCTS = {
    "DATABASE_URL",
    "REDIS_URL",
    "STATICFILES_BACKEND",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
}


def main() -> None:
    say_machine()
    with tempfile.TemporaryDirectory() as data:
        own = {name: value for name, value in os.environ.items() if name not in NOT_THE_PRODUCTS}
        product = own | {"VAR_DIR": data, "DJANGO_SETTINGS_MODULE": "headache_cds.settings"}
        measure_process("setup_again", ["bin/setup", "--dev"], product)
        prepare = [sys.executable, "manage.py", "prepare"]
        measure_process("prepare_without_data", prepare, product)
        measure_process("prepare_again", prepare, product)
        measure_server(product)
        measure_workers(product)


def measure_process(name: str, command: Sequence[str], environment: dict[str, str]) -> None:
    """Seconds of a process, on the clock and on the processor."""
    before, start = children_time(), time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    say(f"{name}.wall_time", time.perf_counter() - start, "s")
    say(f"{name}.processor_time", children_time() - before, "s")


def measure_server(environment: dict[str, str]) -> None:
    """Seconds from the start of gunicorn with three workers until the sign-in page is answered."""
    port = services.free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:headache_cds.server"]
    command += ["headache_cds.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "3"]
    command += ["--log-level", "warning", "--no-control-socket"]
    before, start = children_time(), time.perf_counter()
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/", server)
        say("server_first_answer.wall_time", time.perf_counter() - start, "s")
    finally:
        server.terminate()
        server.wait()
    say("server_first_answer.processor_time", children_time() - before, "s, with the end of three workers")


def wait_for_answer(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return at the first answer; end the run when the server ends or says nothing for LONGEST_START."""
    end = time.monotonic() + LONGEST_START
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=LONGEST_START):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.05)
    sys.exit("the server did not answer")


def measure_workers(environment: dict[str, str]) -> None:
    """First and second request of fresh workers, for every kind of page."""
    command = [sys.executable, "-m", "tests.benchmarks.fresh_worker"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    totals = [0.0, 0.0]
    for name, pairs in json.loads(done.stdout).items():
        middle = [statistics.median(times) for times in zip(*pairs, strict=True)]
        say_pair(f"worker.{name}", *middle)
        totals = [total + one for total, one in zip(totals, middle, strict=True)]
    say_pair("worker.all_pages", *totals)


def say_pair(name: str, first: float, second: float) -> None:
    say(f"{name}.first_request", first, "ms")
    say(f"{name}.second_request", second, "ms")
    say(f"{name}.first_to_second", first / second, "x")


def children_time() -> float:
    """Processor time in seconds of all processes that ended, with what they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


main()
