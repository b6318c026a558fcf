"""A copy of the scripts in a folder of its own, run with a PATH that holds only what a test puts there."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    "awk basename bash cat chmod df dirname env flock mkdir mv readlink sed sha256sum true".split()  # noqa: SIM905
)


@dataclass
class Machine:
    """A bare machine: `root` has the scripts and locks, `path` the only programs there are."""

    root: Path
    path: Path
    environment: dict[str, str] = field(default_factory=dict)

    def program(self, name: str, *lines: str) -> None:
        """Puts a shell script on the PATH."""
        target = self.path / name
        target.unlink(missing_ok=True)
        target.write_text("\n".join(["#!/bin/bash", *lines, ""]))
        target.chmod(0o755)

    def link(self, name: str, target: str) -> None:
        """Puts an existing program on the PATH."""
        (self.path / name).symlink_to(target)

    def run(self, *command: str, user: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs one of the scripts, from another folder than its own."""
        return subprocess.run(
            [self.root / command[0], *command[1:]],
            env={"PATH": str(self.path), "HOME": str(self.root), **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            timeout=60,
            user=user,
        )


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A bare machine without Python, apt or sudo; other users may read it."""
    folder = Path(tempfile.mkdtemp(prefix="headache-cds-machine-"))
    folder.chmod(0o755)
    root, path = folder / "checkout", folder / "path"
    shutil.copytree(ROOT / "bin", root / "bin")
    for lock in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / lock, root)
    path.mkdir()
    made = Machine(root, path)
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, f"{tool} is missing on this machine"
        made.link(tool, found)
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def machine_with_python(machine: Machine) -> Machine:
    """A bare machine with this Python, on which Pango cannot be loaded."""
    without_pango = machine.root.parent / "without-pango"
    without_pango.mkdir()
    (without_pango / "sitecustomize.py").write_text(
        "import ctypes\n"
        "real = ctypes.CDLL\n"
        "def load(name, *args, **kwargs):\n"
        "    if name and 'pango' in name:\n"
        "        raise OSError(name)\n"
        "    return real(name, *args, **kwargs)\n"
        "ctypes.CDLL = load\n"
    )
    machine.environment["PYTHONPATH"] = str(without_pango)
    interpreter = shutil.which("python3.11", path="/usr/bin") or os.path.realpath(sys.executable)
    machine.link("python3", interpreter)
    return machine
