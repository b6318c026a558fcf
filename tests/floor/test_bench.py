"""bin/bench lists what there is and refuses what there is not."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ROOT / "bin" / "bench", *arguments], capture_output=True, text=True, check=False)


def test_it_lists_every_benchmark() -> None:
    files = {path.stem.removeprefix("bench_") for path in (ROOT / "tests/benchmarks").glob("bench_*.py")}
    assert set(bench().stdout.split()) == files


def test_an_unknown_benchmark_is_refused_with_the_list() -> None:
    result = bench("nothing")
    assert result.returncode == 1
    assert "rules" in result.stderr
