"""Shared by the benchmarks: what machine this is, and how a figure is printed."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def say_machine() -> None:
    """The processor, cores, Python and load that the figures hold for."""
    busy = os.getloadavg()[0]
    print(
        f"machine: {platform.machine()} {processor()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load before the run {busy:.1f}"
    )


def processor() -> str:
    """The name of the processor as the system tells it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "of an unknown make"


def say(name: str, value: float, unit: str) -> None:
    """One figure."""
    print(f"{name}: {value if isinstance(value, int) else format(value, '.3g')} {unit}")


def median_of(action: Callable[[], object], runs: int) -> float:
    """Median wall time of an action in seconds, after one warm-up."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def milliseconds(action: Callable[[], object]) -> float:
    """Processor time of this process for one call."""
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


def say_spread(name: str, times: Sequence[float], unit: str = "ms") -> None:
    """The middle and the highest of several figures."""
    say(f"{name}.middle", statistics.median(times), unit)
    say(f"{name}.highest", max(times), unit)
