"""Checking values: what is possible, what is refused and with which words."""

import pytest

from headache_cds.vocabulary.spec import Choice, FactSpec, FactType, RecordField, Text
from headache_cds.vocabulary.values import (
    ValueProblem,
    format_value,
    notice,
    parse_value,
    unit_text,
    within_sentence,
)

LABEL = Text(nl="Gegeven", en="Fact")


def spec(kind: str, **more: object) -> FactSpec:
    declared = {
        "id": "fact",
        "type": kind,
        "question": LABEL,
        "label": LABEL,
        "patient_can_answer": True,
        "definition": "A fact.",
        "source": ["HV-A-01"],
    }
    return FactSpec.model_validate(declared | more)


COLOURS = (
    Choice(value="red", nl="Rood", en="Red"),
    Choice(value="blue", nl="Blauw", en="Blue"),
    Choice(value="none", nl="Geen", en="None"),
)
DAYS = spec("number", unit="days/month", min=0, max=31, usual=[0, 28])
ROWS = spec(
    "records",
    fields=[
        RecordField(id="drug", type=FactType.TEXT, label=LABEL, required=True),
        RecordField(id="days", type=FactType.NUMBER, label=LABEL, min=0, max=31),
    ],
)


@pytest.mark.parametrize(
    ("fact", "raw", "value"),
    [
        (spec("bool"), True, True),
        (spec("bool"), False, False),
        (spec("enum", choices=COLOURS), "red", "red"),
        (spec("set", choices=COLOURS), ["red", "blue"], ["red", "blue"]),
        (spec("set", choices=COLOURS), [], None),
        (spec("set", choices=COLOURS), ["none"], ["none"]),
        (DAYS, 0, 0),
        (DAYS, 31, 31),
        (DAYS, 12.5, 12.5),
        (spec("int"), 4.0, 4),
        (spec("date"), "2026-02-28", "2026-02-28"),
        (spec("text"), "  words ", "words"),
        (spec("text"), "   ", None),
        (spec("bool"), None, None),
        (spec("bool"), "", None),
        (ROWS, [{"drug": "sumatriptan", "days": 14}], [{"drug": "sumatriptan", "days": 14}]),
        (ROWS, [{"drug": "x", "days": None}], [{"drug": "x"}]),
    ],
)
def test_possible_values_are_taken(fact: FactSpec, raw: object, value: object) -> None:
    assert parse_value(fact, raw) == value


@pytest.mark.parametrize(
    ("fact", "raw", "code"),
    [
        (spec("bool"), "yes", "yes_no"),
        (spec("bool"), 1, "yes_no"),
        (spec("enum", choices=COLOURS), "green", "choice"),
        (spec("enum", choices=COLOURS), True, "choice"),
        (spec("set", choices=COLOURS), "red", "list"),
        (spec("set", choices=COLOURS), ["green"], "choice"),
        (spec("set", choices=COLOURS), ["red", "red"], "twice"),
        (spec("set", choices=COLOURS), ["none", "red"], "none_alone"),
        (DAYS, 45, "high"),
        (DAYS, 31.1, "high"),
        (DAYS, -1, "low"),
        (DAYS, "12", "number"),
        (DAYS, True, "number"),
        (DAYS, float("nan"), "number"),
        (spec("int"), 4.5, "whole"),
        (spec("int", choices=[Choice(value=20, nl="20", en="20")]), 21, "choice"),
        (spec("date"), "31-12-2026", "date"),
        (spec("date"), 20261231, "date"),
        (spec("text"), 5, "text"),
        (ROWS, {"drug": "x"}, "list"),
        (ROWS, ["x"], "row"),
        (ROWS, [{"dose": 5}], "field"),
        (ROWS, [{"drug": "x", "days": 45}], "high"),
    ],
)
def test_impossible_values_are_refused_with_their_reason(fact: FactSpec, raw: object, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_value(fact, raw)
    assert caught.value.code == code
    assert caught.value.fact == "fact"
    assert caught.value.message("nl") != caught.value.message("en")


@pytest.mark.parametrize(("days", "warned"), [(28, False), (28.5, True), (31, True), (0, False)])
def test_an_unusual_value_is_taken_with_a_notice(days: float, warned: bool) -> None:
    assert parse_value(DAYS, days) == days
    assert bool(notice(DAYS, days, "nl")) is warned


@pytest.mark.parametrize(
    ("fact", "value", "dutch", "english"),
    [
        (DAYS, 12.5, "12,5 dagen per maand", "12.5 days a month"),
        (DAYS, 12.0, "12 dagen per maand", "12 days a month"),
        (DAYS, 7.25, "7,25 dagen per maand", "7.25 days a month"),
        (DAYS, 100 / 3, "33,3 dagen per maand", "33.3 days a month"),
        (DAYS, 1, "1 dag per maand", "1 day a month"),
        (DAYS, None, "onbekend", "unknown"),
        (spec("bool"), True, "ja", "yes"),
        (spec("bool"), False, "nee", "no"),
        (spec("set", choices=COLOURS), ["red", "blue"], "Rood, Blauw", "Red, Blue"),
        (spec("date"), "2026-01-12", "12-01-2026", "12-01-2026"),
        (spec("number", unit="kg"), 66, "66 kg", "66 kg"),
    ],
)
def test_values_are_written_in_both_languages(
    fact: FactSpec, value: object, dutch: str, english: str
) -> None:
    assert format_value(fact, value, "nl") == dutch
    assert format_value(fact, value, "en") == english


def test_a_score_keeps_its_range_in_the_unit() -> None:
    assert unit_text("points 0-21", "nl") == "punten (0-21)"


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Huisarts", "huisarts"),
        ("GP", "GP"),
        ("NSAID", "NSAID"),
        ("Tension-type headache", "tension-type headache"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence_keeps_an_abbreviation(label: str, inside: str) -> None:
    assert within_sentence(label) == inside
