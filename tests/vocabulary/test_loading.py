"""Loading fact files: every mistake is refused with file and line, all at once."""

from pathlib import Path

import pytest

from headache_cds.vocabulary.loader import load_vocabulary
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError, read_yaml
from headache_cds.vocabulary.spec import FactType

GOOD = """\
- id: snoring
  type: bool
  question: {nl: Snurkt u?, en: Do you snore?}
  label: {nl: Snurken, en: Snoring}
  patient_can_answer: true
  definition: Snores.
  source: [HV-A-67]
"""


def mistakes_in(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "facts.yaml").write_text(text)
    with pytest.raises(SourceError) as caught:
        load_vocabulary([tmp_path])
    return [f"{mistake.line}: {mistake.message}" for mistake in caught.value.mistakes]


def test_a_good_file_loads(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(GOOD)
    assert list(load_vocabulary([tmp_path]).facts) == ["snoring"]


@pytest.mark.parametrize(
    ("wrong", "right", "line"),
    [
        ("type: bool", "type: boolean", 2),
        ("patient_can_answer: true", "patient_can_answer: perhaps", 5),
        ("  definition: Snores.\n", "", 1),
        ("  definition: Snores.", "  definition: Snores.\n  colour: red", 7),
        ("type: bool", "type: enum", 1),
        ("type: bool", "type: number\n  min: 0\n  max: 31\n  usual: [0, 40]", 1),
        ("type: bool", "type: records", 1),
        ("{nl: Snurken, en: Snoring}", "{nl: Snurken}", 4),
        ("en: Do you snore?", "en: ''", 3),
        ("nl: Snurken", "nl: ' '", 4),
        ("type: bool", "type: enum\n  choices:\n  - {value: yes_loud, nl: Hard, en: ''}", 4),
        ("  definition", "  measured_again: {rows: {name: x, start: y, now: z}}\n  definition", 1),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, wrong: str, right: str, line: int) -> None:
    (mistake,) = mistakes_in(tmp_path, GOOD.replace(wrong, right))
    assert mistake.startswith(f"{line}:")


def test_all_mistakes_of_a_file_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("type: bool", "type: nothing") + GOOD.replace("snoring", "x").replace("true", "12")
    assert len(mistakes_in(tmp_path, text)) == 2


def test_a_fact_declared_twice_is_refused(tmp_path: Path) -> None:
    (mistake,) = mistakes_in(tmp_path, GOOD + GOOD)
    assert mistake == "8: fact 'snoring' is already declared in facts.yaml"


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    (mistake,) = mistakes_in(tmp_path, GOOD + "  type: bool\n")
    assert "'type' appears twice" in mistake


def test_text_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("- id: [unclosed\n- id: b")
    with pytest.raises(SourceError, match=r"facts\.yaml:\d+: no valid YAML"):
        read_yaml(path)


def test_the_shipped_vocabulary_is_whole() -> None:
    facts = get_vocabulary().facts
    assert facts
    for fact in facts.values():
        for text in (fact.question, fact.label, *(choice.text for choice in fact.choices)):
            assert text.nl.strip(), fact.id
            assert text.en.strip(), fact.id
        if fact.type in (FactType.ENUM, FactType.SET):
            assert all("_" not in choice.nl for choice in fact.choices), fact.id


@pytest.mark.parametrize("unit", ["jumps", "points 0-", "mmhg"])
def test_a_unit_without_words_is_refused(tmp_path: Path, unit: str) -> None:
    column = f"{{id: nights, type: int, label: {{nl: Nachten, en: Nights}}, unit: {unit}}}"
    fact = GOOD.replace("type: bool", f"type: int\n  unit: {unit}")
    records = GOOD.replace("snoring", "nights").replace("type: bool", f"type: records\n  fields: [{column}]")
    message = f"unknown unit '{unit}': no symbol, and not in UNITS (headache_cds/vocabulary/values.py)"
    assert mistakes_in(tmp_path, fact + records) == [f"3: {message}", f"11: {message}"]


@pytest.mark.parametrize("unit", ["days/month", "mmHg", "'%'", "points 0-50"])
def test_a_unit_that_has_words_a_symbol_and_a_score_load(tmp_path: Path, unit: str) -> None:
    (tmp_path / "facts.yaml").write_text(GOOD.replace("type: bool", f"type: int\n  unit: {unit}"))
    assert load_vocabulary([tmp_path]).facts["snoring"].unit == unit.strip("'")


@pytest.mark.parametrize(
    ("again", "message"),
    [
        ("{now: snoring_now}", "'snoring_now' is not a fact"),
        ("{part_of: nights}", "'nights' is not a fact"),
        ("{start: nights_at_start}", "'nights_at_start' is not of type bool"),
    ],
)
def test_what_is_measured_again_names_facts_of_its_own_type(tmp_path: Path, again: str, message: str) -> None:
    nights = GOOD.replace("snoring", "nights_at_start").replace("bool", "int")
    text = GOOD.replace("  definition", f"  measured_again: {again}\n  definition") + nights
    assert mistakes_in(tmp_path, text) == [f"6: {message}"]


REWORDED = "  reworded: {edition: 2026.12.5, asked_again: [%s], why: {nl: Anders, en: Other}}\n  definition"


def test_a_value_to_ask_again_is_one_that_can_be_stored(tmp_path: Path) -> None:
    (mistake,) = mistakes_in(tmp_path, GOOD.replace("  definition", REWORDED % "often"))
    assert mistake.startswith("6: ")


@pytest.mark.parametrize("key", ["edition: 2026-12", "asked_again: []", "why: {nl: Anders}"])
def test_what_is_asked_again_says_since_when_which_answers_and_why(tmp_path: Path, key: str) -> None:
    name = key.partition(":")[0]
    whole = {"edition": "2026.12.5", "asked_again": "[true]", "why": "{nl: Anders, en: Other}"}
    lines = "".join(f"    {key if one == name else f'{one}: {value}'}\n" for one, value in whole.items())
    text = GOOD.replace("  definition", f"  reworded:\n{lines}  definition")
    assert len(mistakes_in(tmp_path, text)) == 1
    (tmp_path / "facts.yaml").write_text(GOOD.replace("  definition", REWORDED % "true"))
    assert load_vocabulary([tmp_path]).edition == "2026.12.5"


@pytest.mark.parametrize("key", ["now", "start"])
@pytest.mark.parametrize(
    ("other", "message"),
    [
        ("int\n  unit: months\n  min: 0\n  max: 31", "'nights' has the unit months, not days/month"),
        ("int\n  min: 0\n  max: 31", "'nights' has the unit none, not days/month"),
        ("int\n  unit: days/month\n  min: 0\n  max: 30", "'nights' runs from 0 to 30, not from 0 to 31"),
        ("int\n  unit: days/month\n  min: 0", "'nights' runs from 0 to none, not from 0 to 31"),
    ],
)
def test_a_start_and_its_value_now_are_on_one_scale(
    tmp_path: Path, key: str, other: str, message: str
) -> None:
    scale = "int\n  unit: days/month\n  min: 0\n  max: 31"
    again = GOOD.replace("bool", f"{scale}\n  measured_again: {{{key}: nights}}")
    nights = GOOD.replace("snoring", "nights")
    assert mistakes_in(tmp_path, again + nights.replace("bool", other)) == [f"6: {message}"]
    (tmp_path / "facts.yaml").write_text(again + nights.replace("bool", scale))
    assert load_vocabulary([tmp_path]).facts["nights"].unit == "days/month"
