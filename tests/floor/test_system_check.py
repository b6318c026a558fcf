"""Every start reads all data files: mistakes of all steps come at once, each with its own file and line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

from headache_cds.vocabulary.source import SourceError
from intake.follow_up_page import PAGE_FILE, read_follow_up_page
from tests.floor.conftest import ROOT

PACKAGES = ("headache_cds", "intake", "examination", "interventions", "reports")
FACT = """
- id: {id}
  type: int
  question: {{nl: Hoe vaak slaapt u overdag?, en: How often do you sleep by day?}}
  label: {{nl: Dutjes, en: Naps}}
  patient_can_answer: true
  definition: Naps in a week.
  source: [HV-A-67]
"""
BOMB = "- &a [x, x, x]\n- &b [*a, *a, *a]\n- [*b, *b, *b]\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product whose data files a test may spoil; it is compiled already."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("releases"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    return tmp_path


def check(copy: Path) -> tuple[int, list[str]]:
    """The exit status of `manage.py check`, and each mistake as '<place>: <message>'."""
    done = manage(copy, "check")
    return done.returncode, places(copy, done)


def places(copy: Path, done: subprocess.CompletedProcess[str]) -> list[str]:
    """Each mistake that a command named."""
    return [line.partition(f"{copy}/")[2] for line in done.stderr.splitlines() if f"{copy}/" in line]


def manage(copy: Path, command: str) -> subprocess.CompletedProcess[str]:
    """What a management command of the copy did, with an empty database."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=copy,
        env={**environment, "VAR_DIR": str(copy / "var"), "SECRET_KEY": "x", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def append(path: Path, text: str) -> int:
    """Add a text to a file; the line on which it begins."""
    before = path.read_text()
    path.write_text(before + text)
    return before.count("\n") + 1


@pytest.mark.slow
def test_the_mistakes_of_all_steps_come_at_once_and_stop_a_first_start(copy: Path) -> None:
    line = append(copy / "intake/facts/setting.yaml", FACT.format(id="naps_per_week")) + 1
    sections = copy / "intake/sections.yaml"
    at = append(sections, "    - dreams_per_week\n")
    battery = copy / "examination/battery.yaml"
    battery.write_text(battery.read_text().replace("layout: rows", "layout: heap", 1))
    (copy / "interventions/knowledge/topics/bomb.yaml").write_text(BOMB)
    urgency = copy / "interventions/knowledge/urgency.yaml"
    urgency.write_text(urgency.read_text() + "colour: red\n")

    checked = manage(copy, "check")
    (copy / "var").mkdir()
    prepared = manage(copy, "prepare")

    assert (checked.returncode, prepared.returncode) == (1, 1)
    messages = "\n".join(places(copy, checked))
    assert f"intake/facts/setting.yaml:{line}: 'naps_per_week' stands on no page: sections.yaml" in messages
    assert f"intake/sections.yaml:{at}: 'dreams_per_week' is not a fact of the vocabulary" in messages
    assert "'heap' is not a valid Layout" in messages
    assert "interventions/knowledge/topics/bomb.yaml:2: the alias *a" in messages
    assert "interventions/knowledge/urgency.yaml" in messages
    assert "Traceback" not in checked.stderr
    # A first start refuses them with the same words, before it makes a database.
    assert checked.stderr.startswith(prepared.stderr)
    assert prepared.stdout == ""
    assert not (copy / "var/db.sqlite3").exists()


@pytest.mark.slow
def test_a_vocabulary_that_cannot_be_read_hides_no_other_file(copy: Path) -> None:
    line = append(copy / "intake/facts/setting.yaml", FACT.format(id="naps").replace("int", "integer"))
    at = append(copy / "intake/sections.yaml", "\tx")
    (copy / "interventions/knowledge/topics/bomb.yaml").write_text(BOMB)

    status, found = check(copy)

    assert status == 1
    messages = "\n".join(found)
    assert f"intake/facts/setting.yaml:{line + 2}: type:" in messages
    assert f"intake/sections.yaml:{at}: no valid YAML: a tab" in messages
    assert "interventions/knowledge/topics/bomb.yaml:2: the alias *a" in messages


@pytest.mark.slow
def test_no_file_that_cannot_be_read_hides_another(copy: Path) -> None:
    knowledge = copy / "interventions/knowledge"
    jaw, tab = knowledge / "topics/jaw.yaml", knowledge / "topics/tab.yaml"
    line = jaw.read_bytes().count(b"\n") + 1
    jaw.write_bytes(jaw.read_bytes() + b"\xff\xfe")
    (knowledge / "topics/neck_folder.yaml").mkdir()
    (knowledge / "stray.yaml").mkdir()
    tab.write_text("\tx")

    status, found = check(copy)

    assert status == 1
    places = [item.partition("interventions/knowledge/")[2] for item in found]
    assert sorted(filter(None, places)) == [
        "stray.yaml:1: cannot be read: Is a directory",
        f"topics/jaw.yaml:{line}: is not UTF-8: the byte 0xff",
        "topics/neck_folder.yaml:1: cannot be read: Is a directory",
        "topics/tab.yaml:1: no valid YAML: a tab; indent with spaces",
    ]


def test_what_is_shipped_has_no_mistake() -> None:
    assert run_checks() == []


def test_a_measurement_on_no_page_and_a_page_with_an_unknown_one(tmp_path: Path) -> None:
    page = tmp_path / "follow_up_page.yaml"
    page.write_text(PAGE_FILE.read_text().replace("baseline_headache_days", "sex"))
    with pytest.raises(SourceError) as refused:
        read_follow_up_page(page)
    unknown, missing = refused.value.mistakes
    assert unknown.message == "'sex' is not asked in this step"
    assert missing.path.name == "follow_up.yaml"
    assert missing.path.read_text().splitlines()[missing.line - 1] == "- id: baseline_headache_days"
    assert "stands on no page" in missing.message
