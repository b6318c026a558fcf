"""`manage.py knowledge`: coverage, releases, and what changed between two versions for whom."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from headache_cds.accounts.models import User
from interventions.knowledge import FOLDER, get_knowledge, versions
from interventions.knowledge.case_files import read_constraint_cases, read_derived_cases, read_rule_cases
from interventions.management.knowledge_actions import check, release
from tests.interventions.patients import MIGRAINE, episode_of
from tests.worked import CASES, WORKED_PATIENTS

pytestmark = pytest.mark.slow

FIRST = "2026.11.1"


def said(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("knowledge", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_check_says_what_was_read() -> None:
    ruleset = get_knowledge().ruleset
    (line,) = said("check")
    assert ruleset.version in line
    assert f"{len(ruleset.rules)} rules" in line
    cases = (read(FOLDER) for read in (read_rule_cases, read_derived_cases, read_constraint_cases))
    assert f"{sum(map(len, cases))} cases" in line


def test_check_names_file_and_line_of_a_mistake_in_a_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = tmp_path / "topics"
    topics.mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "bases.yaml").write_text("{}")
    (topics / "jaw.yaml").write_text("rules:\n- id: a\n  cases:\n  - {name: fires, status: fires}\n")
    monkeypatch.setattr(check, "FOLDER", tmp_path)
    with pytest.raises(CommandError, match=r"jaw\.yaml:4: .*status"):
        said("check")


def test_coverage_accounts_for_every_statement() -> None:
    lines = said("coverage")
    total = len(get_knowledge().statements)
    assert lines[0] == f"{total} of {total} statements accounted for"
    kinds = dict(line.split(": ", 1) for line in lines[1:])
    assert sum(int(count) for count in kinds.values() if count.isdigit()) == total
    assert kinds["not used AC-05"]


def test_a_diff_names_what_changed_and_for_whom() -> None:
    lines = said("diff", FIRST, "--cases", str(WORKED_PATIENTS))
    assert lines[0] == f"{FIRST} -> {get_knowledge().ruleset.version}"
    assert any(line.startswith("added rule: ") for line in lines)
    assert lines[-1] == f"patients with other advice: {len(CASES)}"
    assert any(line.startswith("V01-ctth-neck-desk: +") for line in lines)
    assert "V20-impossible-answers: contradictions +C-migraine-above-headache-days" in "\n".join(lines)


def test_a_version_does_not_differ_from_itself() -> None:
    lines = said("diff", FIRST, FIRST, "--cases", str(WORKED_PATIENTS))
    assert lines[1:] == [
        "no record changed",
        "patients with another urgency: 0",
        "patients with other contradictions: 0",
        "patients with other advice: 0",
    ]


@pytest.mark.django_db
def test_stored_episodes_are_named_by_their_id(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    lines = said("diff", FIRST, "--stored")
    assert [line.split(":")[0] for line in lines if "activity-norm-moderate" in line and ": +" in line] == [
        str(episode.pk)
    ]
    assert lines[-1] == "patients with other advice: 1"
    assert episode.patient.family_name not in "\n".join(lines)


def test_an_unknown_version_is_refused_with_those_that_exist() -> None:
    with pytest.raises(CommandError, match=rf"1999\.1\.1 is no release; there are: .*{FIRST}"):
        said("diff", "1999.1.1")


@pytest.mark.parametrize(
    ("line", "message"), [("{", "not JSON"), (json.dumps({"facts": {"no_such_fact": 1}}), "no_such_fact")]
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(CommandError, match=rf"cases\.jsonl:1: .*{message}"):
        said("diff", FIRST, "--cases", str(path))


def test_a_release_is_kept_and_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "RELEASES", tmp_path)
    name = f"{get_knowledge().ruleset.version}.zip"
    assert said("release") == [f"released: {name}"]
    assert said("release") == [f"released: {name}"]
    monkeypatch.setattr(release, "data_roots", dict)
    with pytest.raises(CommandError, match="raise the version"):
        said("release")


def test_the_first_release_is_installed() -> None:
    assert FIRST in versions()
