"""A hundred thousand varied patients through `manage.py advise --brief`, as a process on all cores.

The patients come from a seed and stand in a temporary file; the answers are written to another. The time is
that of the whole process: start, reading the knowledge, all answers. Goal: under 60 s on two cores.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from headache_cds.vocabulary.registry import get_vocabulary
from interventions.knowledge import get_knowledge
from tests.benchmarks.measuring import say, say_machine
from tests.benchmarks.random_patients import random_patients

PATIENTS = 100_000
SEED = 20261122
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    say_machine()
    say("rules", len(get_knowledge().ruleset.rules), "rules")
    with tempfile.TemporaryDirectory() as folder:
        patients, answers = Path(folder) / "patients.jsonl", Path(folder) / "answers.jsonl"
        write_patients(patients)
        say("input", patients.stat().st_size / 2**20, "MiB")
        start = time.perf_counter()
        with answers.open("w", encoding="utf-8") as out:
            command = [sys.executable, "manage.py", "advise", "--brief", str(patients)]
            subprocess.run(command, cwd=ROOT, stdout=out, check=True)
        seconds = time.perf_counter() - start
        say("output", answers.stat().st_size / 2**20, "MiB")
        check(answers)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    say("processor_time", used.ru_utime + used.ru_stime, "s")
    say("largest_process", used.ru_maxrss / 1024, "MiB")
    say("patients_per_second", PATIENTS / seconds, "patients/s")
    say("advise_brief", seconds, f"s for {PATIENTS} patients")


def write_patients(path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        for number, facts in enumerate(random_patients(get_vocabulary().facts, PATIENTS, SEED)):
            out.write(json.dumps({"id": f"p{number}", "facts": facts}) + "\n")


def check(answers: Path) -> None:
    """An answer for every patient, in order, none of them an error."""
    with answers.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if not line.startswith(f'{{"id": "p{number}", "ruleset"'):
                sys.exit(f"answer {number} is not as expected: {line[:200]}")
    if number + 1 != PATIENTS:
        sys.exit(f"{number + 1} answers for {PATIENTS} patients")


main()
