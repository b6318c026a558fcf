"""Releases stay as they were, and a rule that changes keeps its old version."""

import re
from pathlib import Path

import pytest

from interventions.engine import advise
from interventions.knowledge import RELEASES, data_roots, get_knowledge, get_release, versions
from interventions.knowledge.differences import compare
from interventions.knowledge.releases import (
    AlreadyReleased,
    UnknownRelease,
    load_release,
    read_release,
    released_versions,
    write_release,
)

pytestmark = pytest.mark.slow

FIRST = "2026.11.1"
FIRST_SHA256 = "6e12d75d5d303db83b0dea8192eada11b6acc45988f60350b5a93a8b3d20c5bd"


def test_the_first_release_is_what_it_was() -> None:
    ruleset = get_release(FIRST)
    assert (ruleset.version, ruleset.sha256) == (FIRST, FIRST_SHA256)
    assert len(ruleset.rules) == 152


def test_every_release_can_be_evaluated() -> None:
    for version in versions():
        ruleset = get_release(version)
        assert ruleset.version == version
        assert advise(ruleset, {"headache_type": ["migraine"]}).items


def test_what_was_released_under_this_version_is_what_is_installed() -> None:
    current = get_knowledge().ruleset
    if current.version in versions():
        assert get_release(current.version).sha256 == current.sha256, (
            f"{current.version} was released with other content: raise `version` in "
            "interventions/knowledge/ruleset.yaml, and at the end write it with `manage.py knowledge release`"
        )


def test_a_rule_that_changed_since_a_release_has_a_higher_version() -> None:
    current = get_knowledge().ruleset.rules_by_id
    for release in versions():
        for name, rule in get_release(release).rules_by_id.items():
            now = current.get(name)
            if now is not None and now.record != rule.record:
                assert numbers(now.record.version) > numbers(rule.record.version), name


@pytest.mark.parametrize("folder", ["facts", "statements"])
def test_no_fact_and_no_statement_of_a_release_is_gone(folder: str) -> None:
    """Plans and answers name them for ever; one that is no longer used stays, with a reason."""
    knowledge = get_knowledge()
    now = {"facts": knowledge.vocabulary.facts, "statements": knowledge.statements}[folder]
    for version in versions():
        content = read_release(RELEASES / f"{version}.zip")
        files = [data.decode() for name, data in content.items() if f"/{folder}/" in name]
        then = {found for text in files for found in re.findall(r"^- id: (\S+)$", text, re.MULTILINE)}
        assert len(then) > 100, version
        assert then <= now.keys(), version


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def test_a_release_holds_all_data_and_no_cases() -> None:
    content = read_release(RELEASES / f"{FIRST}.zip")
    assert "interventions/knowledge/rules/scope.yaml" in content
    assert "intake/facts/red_flags.yaml" in content
    assert not [name for name in content if "/cases/" in name]


def test_a_release_of_today_holds_the_topics_without_their_cases(tmp_path: Path) -> None:
    content = read_release(write_release(tmp_path, "1.0.0", data_roots()))
    scope = content["interventions/knowledge/topics/scope.yaml"].decode()
    assert "- id: outside-scope-refer-back" in scope
    assert "cases:" not in scope
    assert not [name for name in content if "/cases/" in name]


def test_a_release_is_written_once(tmp_path: Path) -> None:
    roots = data_roots()
    path = write_release(tmp_path, "1.0.0", roots)
    before = path.read_bytes()
    assert write_release(tmp_path, "1.0.0", roots).read_bytes() == before
    with pytest.raises(AlreadyReleased):
        write_release(tmp_path, "1.0.0", {"intake/facts": roots["intake/facts"]})
    assert path.read_bytes() == before
    loaded = load_release(path, "interventions/knowledge", [name for name in roots if "facts" in name])
    assert loaded.sha256 == get_knowledge().ruleset.sha256


def test_an_unknown_release_is_named() -> None:
    with pytest.raises(UnknownRelease, match=r"1999\.1\.1"):
        get_release("1999.1.1")


def test_releases_are_in_order_of_number(tmp_path: Path) -> None:
    for version in ("2026.11.10", "2026.2.1", "2026.11.9"):
        (tmp_path / f"{version}.zip").touch()
    assert released_versions(tmp_path) == ("2026.2.1", "2026.11.9", "2026.11.10")


def test_differences_name_what_came_went_and_changed() -> None:
    old, new = get_release(FIRST), get_knowledge().ruleset
    assert compare(old, old).changes == ()
    there, back = compare(old, new), compare(new, old)
    assert {c.id for c in there.changes if c.what == "added"} == {
        c.id for c in back.changes if c.what == "removed"
    }
    assert all(change.fields for change in there.rules if change.what == "changed")
