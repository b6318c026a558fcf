"""Shared by the benchmarks: what machine this is, and how a figure is printed."""

import os
import platform
import statistics
import time
from collections.abc import Callable


def say_machine() -> None:
    """The processor, cores and Python that the figures hold for."""
    print(f"machine: {platform.machine()} {os.cpu_count()} cores, Python {platform.python_version()}")


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
