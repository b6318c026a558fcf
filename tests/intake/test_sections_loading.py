"""The file of pages: the one that is shipped, and every mistake with its line."""

from pathlib import Path

import pytest

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from intake import sections
from intake.sections import expected_facts, load_sections, read_sections

PAGE = """\
- id: page
  step: 1
  title: {nl: Bladzijde, en: Page}
  why: {nl: Daarom., en: Therefore.}
  groups:
  - title: {nl: Kop, en: Head}
    questions:
"""


def mistakes_in(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *expected: str) -> list[str]:
    """The mistakes of a file that ought to ask the expected facts, as '<line>: <message>'."""
    monkeypatch.setattr(sections, "expected_facts", lambda _vocabulary: frozenset(expected))
    path = folder / "sections.yaml"
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        read_sections(path, get_vocabulary())
    return [f"{mistake.line}: {mistake.message}" for mistake in caught.value.mistakes]


def test_the_shipped_pages_ask_every_fact_once() -> None:
    asked = [fact for section in load_sections() for fact in section.facts]
    assert len(asked) == len(set(asked))
    assert set(asked) == expected_facts(get_vocabulary())


def test_registration_and_follow_up_are_not_asked_again() -> None:
    asked = expected_facts(get_vocabulary())
    assert asked.isdisjoint({"sex", "patient_age_years", "care_setting", "followup_headache_days"})


def test_what_is_asked_no_more_stands_on_no_page() -> None:
    retired = get_vocabulary().retired
    assert retired
    assert retired.isdisjoint(fact for section in load_sections() for fact in section.facts)


def test_a_fact_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - rf_thunderclap\n    - rf_thunderclap\n"
    assert mistakes_in(text, tmp_path, monkeypatch, "rf_thunderclap") == ["9: 'rf_thunderclap' appears twice"]


def test_a_fact_of_another_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - frt_left_deg\n"
    assert mistakes_in(text, tmp_path, monkeypatch) == ["8: 'frt_left_deg' is not asked in this step"]


def test_a_fact_that_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - rf_thunderclap\n"
    (found,) = mistakes_in(text, tmp_path, monkeypatch, "rf_thunderclap", "migraine_aura")
    assert (
        found
        == f"{line_of('migraine_aura')}: 'migraine_aura' stands on no page: sections.yaml does not ask it"
    )


def line_of(fact: str) -> int:
    """Where a fact is declared in its file."""
    lines = get_vocabulary().declared_in[fact].read_text().splitlines()
    return lines.index(f"- id: {fact}") + 1


def test_a_page_that_asks_an_unknown_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert mistakes_in(PAGE + "    - naps_per_week\n", tmp_path, monkeypatch) == [
        "8: 'naps_per_week' is not a fact of the vocabulary"
    ]


def test_a_condition_on_an_unknown_fact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - {fact: migraine_aura, when: {no_such_fact: [true]}}\n"
    assert mistakes_in(text, tmp_path, monkeypatch, "migraine_aura") == [
        "8: 'no_such_fact' is not a fact of the vocabulary"
    ]


def test_a_condition_that_can_never_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - {fact: migraine_aura, when: {headache_type: [cold], sex: {min: 1}}}\n"
    found = mistakes_in(text, tmp_path, monkeypatch, "migraine_aura")
    assert len(found) == 2
    assert "'cold' is not a possible answer" in found[0]
    assert "'sex' is no number" in found[1]


def test_a_red_flag_that_can_be_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - {fact: rf_thunderclap, when: {sex: [female]}}\n"
    assert mistakes_in(text, tmp_path, monkeypatch, "rf_thunderclap") == [
        "8: 'rf_thunderclap' is a red flag and cannot be hidden"
    ]


def test_a_detail_of_a_flag_waits_for_the_yes_of_a_flag_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PAGE + "    - {fact: trauma_months_ago, when: {rf_after_trauma: [false, true]}}\n"
    assert mistakes_in(text, tmp_path, monkeypatch, "trauma_months_ago") == [
        "8: 'trauma_months_ago' is a red flag and cannot be hidden"
    ]
    asked = {question.fact: question.when for section in load_sections() for question in section.questions}
    assert asked["trauma_months_ago"] == {"rf_after_trauma": (True,)}


def test_only_registration_settles_or_folds_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PAGE + "    - {fact: migraine_aura, unless: {neck_complaints: [true]}, more_when: {sex: [cold]}}\n"
    found = mistakes_in(text, tmp_path, monkeypatch, "migraine_aura")
    assert found[0] == "8: 'neck_complaints' is not known from registration"
    assert "'cold' is not a possible answer" in found[1]


def test_all_of_a_list_is_asked_of_a_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - {fact: migraine_aura, when: {sex: {all: [female]}, headache_type: {all: [cold]}}}\n"
    found = mistakes_in(text, tmp_path, monkeypatch, "migraine_aura")
    assert found[0] == "8: 'sex' is no set"
    assert "'cold' is not a possible answer" in found[1]


def test_a_page_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE + "    - migraine_aura\n" + PAGE + "    - headache_type\n"
    assert mistakes_in(text, tmp_path, monkeypatch, "migraine_aura", "headache_type") == [
        "9: section 'page' appears twice"
    ]


def test_an_unknown_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE.replace("  step: 1", "  step: 1\n  steps: 1") + "    - migraine_aura\n"
    (found,) = mistakes_in(text, tmp_path, monkeypatch, "migraine_aura")
    assert found.startswith("3: steps")
