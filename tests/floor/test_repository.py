"""What must never be in the repository: secrets, inline script or style, links to missing static files."""

import pkgutil
import re
import stat
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.floor.conftest import ROOT

TEXT_SUFFIXES = {"", ".py", ".html", ".js", ".yaml", ".yml", ".toml", ".md", ".sh", ".json", ".txt", ".in"}
SECRET = re.compile(
    r"""-----BEGIN [A-Z ]*PRIVATE KEY-----"""
    r"""|\b(secret_key|password|passwd|api_key|token)\b["']?\s*[:=]\s*["'][^"'{}$ ]{6,}["']""",
    re.IGNORECASE,
)
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=["']|href=["']javascript:"""
)

QUOTED = re.compile(r"`([^`\n]+)`")
FILE_NAME = re.compile(r"(?:[\w.-]+/)+[\w-]+\.py")
DOTTED_NAME = re.compile(r"interventions(?:\.[a-z_]\w*)+")


def tracked() -> list[Path]:
    """The text files that git knows."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    paths = [ROOT / name for name in listing.decode().split("\0") if name]
    return [path for path in paths if path.suffix in TEXT_SUFFIXES and path.is_file()]


def hits(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """file:line of every match."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    return found


def test_no_secret_and_no_default_password() -> None:
    product = [path for path in tracked() if "tests" not in path.relative_to(ROOT).parts]
    assert len(product) > 20
    assert hits(SECRET, product) == []


def test_no_data_of_an_installation() -> None:
    names = {path.name for path in tracked()}
    assert names & {"secret-key", "demo-accounts.txt", "db.sqlite3", ".env"} == set()


def test_templates_have_no_inline_script_or_style() -> None:
    # The print templates carry no policy header; their stylesheet is a file too.
    templates = [path for path in tracked() if path.suffix == ".html"]
    assert len(templates) > 5
    assert hits(INLINE, templates) == []


@pytest.mark.slow
def test_every_static_file_that_is_named_exists(tmp_path: Path, settings: Settings) -> None:
    """collectstatic as in production: a stylesheet that names a missing file stops it."""
    in_production = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": in_production}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


def quoted(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """The page and the name, for every name of this shape that stands in back-quotes, but for patterns."""
    pages = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    return [
        (page.name, name)
        for page in pages
        for text in QUOTED.findall(page.read_text(encoding="utf-8"))
        if "<" not in text
        for name in pattern.findall(text)
    ]


def test_every_module_that_the_documentation_names_exists() -> None:
    """A page about one app may leave out the first folders of a path."""
    names = quoted(FILE_NAME)
    assert len(names) > 20
    known = [f"/{path.relative_to(ROOT).as_posix()}" for path in tracked()]
    missing = [item for item in names if not any(path.endswith(f"/{item[1]}") for path in known)]
    assert missing == []


def test_every_dotted_name_in_the_documentation_can_be_imported() -> None:
    names = quoted(DOTTED_NAME)
    assert names
    assert [item for item in names if not can_be_resolved(item[1])] == []


def can_be_resolved(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize(
    "script", ["bin/setup", "bin/serve", "bin/test", "bin/lock", "bin/messages", ".ci/run"]
)
def test_scripts_can_be_run(script: str) -> None:
    assert (ROOT / script).stat().st_mode & stat.S_IXUSR
    done = subprocess.run(["bash", "-n", str(ROOT / script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ci_runs_the_same_command() -> None:
    assert "exec bin/test" in (ROOT / ".ci" / "run").read_text()
