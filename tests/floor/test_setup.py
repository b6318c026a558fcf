"""bin/setup: what it cannot do it says in one sentence, and it changes nothing before that."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.floor.conftest import Machine

PANGO = "libpango-1.0-0 libpangoft2-1.0-0"
APT_LINE = f"apt-get install --yes --no-install-recommends {PANGO}"
NOBODY = "nobody" if os.geteuid() == 0 else None
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="acts as root")


def refusal(done: subprocess.CompletedProcess[str], root: Path) -> str:
    """The one sentence of a script that refused without making an environment."""
    assert done.returncode == 1
    assert not (root / ".venv").exists()
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_no_python(machine: Machine) -> None:
    assert "Python 3.11 or newer is needed, and there is no python3" in refusal(
        machine.run("bin/setup"), machine.root
    )


def test_old_python(machine: Machine) -> None:
    machine.program("python3", '[[ $2 == *version_info* ]] && exit 1; echo "3.9.2"')
    sentence = refusal(machine.run("bin/setup"), machine.root)
    assert "Python 3.11 or newer is needed, and python3 here is 3.9.2" in sentence


def test_full_disk(machine_with_python: Machine) -> None:
    machine_with_python.program("df", "echo header", "echo /dev/vda 1000000 990000 10240 99% /")
    sentence = refusal(machine_with_python.run("bin/setup"), machine_with_python.root)
    assert "The disk is too full" in sentence
    assert "10 MB" in sentence


def test_no_apt(machine_with_python: Machine) -> None:
    sentence = refusal(machine_with_python.run("bin/setup"), machine_with_python.root)
    assert "no apt-get" in sentence
    assert PANGO in sentence


def test_user_without_sudo_gets_the_line_to_type(machine_with_python: Machine) -> None:
    machine_with_python.program("apt-get", "exit 0")
    (machine_with_python.root / "var").mkdir()
    for folder in (machine_with_python.root, machine_with_python.root / "var"):
        folder.chmod(0o777)
    sentence = refusal(machine_with_python.run("bin/setup", user=NOBODY), machine_with_python.root)
    assert sentence.endswith(f"Type as root: {APT_LINE}")


def test_user_with_sudo_installs_with_it(machine_with_python: Machine) -> None:
    calls = machine_with_python.root / "calls"
    machine_with_python.program("sudo", '[[ $1 != --non-interactive ]] || shift; AS_ROOT=yes "$@"')
    machine_with_python.program("apt-get", f'echo "$AS_ROOT $*" >> {calls}; [[ $1 == update ]]')
    machine_with_python.root.chmod(0o777)
    done = machine_with_python.run("bin/setup", user=NOBODY)
    assert calls.read_text().splitlines()[-1] == f"yes {APT_LINE.removeprefix('apt-get ')} -qq"
    assert "apt could not install the system packages" in done.stderr


@needs_root
def test_root_installs_without_sudo(machine_with_python: Machine) -> None:
    calls = machine_with_python.root / "calls"
    machine_with_python.program("apt-get", f'echo "$*" >> {calls}; [[ $1 == update ]]')
    machine_with_python.run("bin/setup")
    assert calls.read_text().splitlines() == ["update -qq", f"{APT_LINE.removeprefix('apt-get ')} -qq"]


def test_folder_of_somebody_else(machine_with_python: Machine) -> None:
    if NOBODY is None:
        machine_with_python.root.chmod(0o555)
    sentence = refusal(machine_with_python.run("bin/setup", user=NOBODY), machine_with_python.root)
    assert "Cannot write in" in sentence


def test_unknown_argument(machine: Machine) -> None:
    assert "Usage: bin/setup [--dev]" in refusal(machine.run("bin/setup", "--fast"), machine.root)


@pytest.mark.parametrize("script", ["setup", "serve", "test", "lock"])
def test_help_names_the_usage_and_does_nothing(machine: Machine, script: str) -> None:
    done = machine.run(f"bin/{script}", "--help")
    assert done.returncode == 0, done.stderr
    assert f"Usage: bin/{script}" in done.stdout
    assert "#" not in done.stdout
    assert not (machine.root / ".venv").exists()
