"""The battery file: the one that is shipped, and every mistake with its line."""

from pathlib import Path

import pytest

from examination import battery
from examination.battery import Layout, load_battery, read_battery
from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from interventions.knowledge import get_knowledge

HEAD = """\
reminder: {nl: Let op., en: Mind.}
parts:
- id: part
  number: 1
  title: {nl: Deel, en: Part}
  why: {nl: Daarom., en: Therefore.}
  source: [HV-O-01]
  tests:
"""
# One result of each test that figure 1 of the handvat numbers.
FIGURE_1 = {
    1: "fhp_present",
    2: "cervical_arom",
    3: "segmental_findings",
    4: "provocation_findings",
    5: "frt_left_deg",
    6: "ccft_level_mmhg",
    7: "palpation_findings",
    8: "tmd_static_test_positive",
}
TEST = "  - {id: %s, title: {nl: Test, en: Test}, layout: %s, facts: [%s]%s}\n"


def mistakes_in(text: str, folder: Path, *expected: str) -> list[str]:
    """The mistakes of a battery that ought to hold the expected facts, as '<line>: <message>'."""
    path = folder / "battery.yaml"
    path.write_text(HEAD + text)
    shipped = get_vocabulary()
    ours = {
        fact: battery.HERE / "facts" / "x.yaml" if fact in expected else folder / "x.yaml"
        for fact in shipped.facts
    }
    with pytest.raises(SourceError) as caught:
        read_battery(path, Vocabulary(shipped.facts, ours))
    return [f"{mistake.line}: {mistake.message}" for mistake in caught.value.mistakes]


def test_the_shipped_battery_holds_every_fact_of_this_step_once() -> None:
    facts = [question.fact for question in load_battery().questions]
    assert len(facts) == len(set(facts))
    assert set(facts) == set(get_vocabulary().of_folder(battery.HERE / "facts"))


@pytest.mark.parametrize(
    "gate", ["manual_techniques_cleared", "vigorous_exercise_cleared", "exercise_not_contraindicated"]
)
def test_what_a_safety_gate_reads_is_asked_before_the_first_test(gate: str) -> None:
    first = load_battery().parts[0]
    read = get_knowledge().ruleset.closure({gate}) & load_battery().facts
    assert read
    assert read <= set(first.facts)


def test_the_tests_of_figure_1_stand_under_its_own_numbers() -> None:
    """The figure of the handvat numbers its tests 1 to 8; what comes before and after them is ours."""
    parts = {part.number: part for part in load_battery().parts}
    assert list(parts) == sorted(parts)
    assert {number for number, part in parts.items() if FIGURE_1.get(number, "") in part.facts} == set(
        FIGURE_1
    )
    before, *_tests, after = parts.values()
    assert {before.number, after.number}.isdisjoint(FIGURE_1)
    assert set(parts) == {before.number, *FIGURE_1, after.number}


def test_8c_is_behind_both_jaw_questions() -> None:
    jaw = load_battery().part("jaw")
    assert jaw is not None
    conditions = {test.id: test.when for test in jaw.tests}
    assert conditions == {
        "8a": None,
        "8b": None,
        "8c": {"tmdh_temple_headache": (True,), "tmdh_modified_by_jaw": (True,)},
    }


def test_an_unknown_part_is_none() -> None:
    assert load_battery().part("heart") is None


def test_every_grid_names_its_fields() -> None:
    grids = [test for part in load_battery().parts for test in part.tests if test.layout != Layout.FIELDS]
    assert {test.layout for test in grids} == set(Layout) - {Layout.FIELDS}


def test_a_fact_twice_and_one_forgotten(tmp_path: Path) -> None:
    text = TEST % ("one", "fields", "frt_pain", "") + TEST % ("two", "fields", "frt_pain", "")
    assert mistakes_in(text, tmp_path, "frt_pain", "harris_seconds") == [
        "10: 'frt_pain' appears twice",
        "1: 'harris_seconds' stands on no page: battery.yaml does not ask it",
    ]


def test_a_test_twice(tmp_path: Path) -> None:
    text = TEST % ("one", "fields", "frt_pain", "") + TEST % ("one", "fields", "harris_seconds", "")
    assert mistakes_in(text, tmp_path, "frt_pain", "harris_seconds") == ["10: 'one' appears twice"]


def test_a_fact_of_another_step(tmp_path: Path) -> None:
    text = TEST % ("one", "fields", "headache_type", "")
    assert mistakes_in(text, tmp_path) == ["9: 'headache_type' is not asked in this step"]


def test_a_grid_without_fields_and_an_unknown_layout(tmp_path: Path) -> None:
    text = TEST % ("one", "arom", "cervical_arom", "") + TEST % ("two", "circle", "frt_pain", "")
    found = mistakes_in(text, tmp_path, "cervical_arom", "frt_pain")
    assert [line.split(":")[0] for line in found] == ["9", "10"]


def test_rows_of_a_single_value(tmp_path: Path) -> None:
    text = TEST % ("one", "rows", "frt_pain", "")
    (found,) = mistakes_in(text, tmp_path, "frt_pain")
    assert found == "9: 'frt_pain' is no records fact, so it cannot be drawn as 'rows'"


@pytest.mark.parametrize(
    ("row", "cell", "minimum", "message"),
    [
        ("muscles", "result", "temporalis", "'muscles' is no field of 'palpation_findings'"),
        ("muscle", "result", "biceps", "'biceps' is no row of 'palpation_findings'"),
    ],
)
def test_a_grid_of_unknown_fields_or_rows(
    row: str, cell: str, minimum: str, message: str, tmp_path: Path
) -> None:
    more = f", row_fields: [{row}], cell_fields: [{cell}], minimum: [{minimum}]"
    text = TEST % ("one", "palpation", "palpation_findings", more)
    assert mistakes_in(text, tmp_path, "palpation_findings") == [f"9: {message}"]


def test_a_condition_on_an_unknown_fact(tmp_path: Path) -> None:
    text = TEST % ("one", "fields", "frt_pain", ", when: {no_such_fact: [true]}")
    assert mistakes_in(text, tmp_path, "frt_pain") == ["9: 'no_such_fact' is not a fact of the vocabulary"]
