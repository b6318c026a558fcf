"""The limits of a single value are data: every number and every date has them, cells of a row too."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from pydantic import ValidationError

from headache_cds.vocabulary.days import days_since, limit_day, today
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType, RecordField
from headache_cds.vocabulary.values import ValueProblem, parse_value


def typed_in() -> Iterator[tuple[str, FactSpec | RecordField]]:
    """Every fact and every cell of a row, by its name."""
    for name, spec in get_vocabulary().facts.items():
        yield name, spec
        yield from ((f"{name}.{cell.id}", cell) for cell in spec.fields)


def test_every_number_has_a_lowest_and_a_highest_value() -> None:
    numbers = [(name, spec) for name, spec in typed_in() if spec.type in NUMERIC and not spec.choices]
    assert len(numbers) > 80
    assert [name for name, spec in numbers if spec.min is None or spec.max is None] == []


def test_every_date_has_an_earliest_and_a_latest_day() -> None:
    dates = [(name, spec) for name, spec in typed_in() if spec.type == FactType.DATE]
    assert len(dates) > 5
    assert [name for name, spec in dates if spec.earliest is None or spec.latest is None] == []


@pytest.mark.parametrize(
    ("days", "code"), [(1, "future"), (0, None), (-1, None), (-36525 * 2, "early"), (365 * 90, "future")]
)
@pytest.mark.parametrize(
    "fact",
    ["red_flags_screened_on", "headache_diagnosis_date", "botox_last_date", "red_flags_investigated_on"],
)
def test_what_was_done_lies_in_no_future(fact: str, days: int, code: str | None) -> None:
    day = (today() + dt.timedelta(days=days)).isoformat()
    assert problem_with(get_vocabulary().facts[fact], day) == code


@pytest.mark.parametrize(
    ("day", "code"), [("1999-12-31", "early"), ("2000-01-01", None), ("2099-01-01", "late")]
)
def test_what_is_agreed_lies_ahead_but_not_far(day: str, code: str | None) -> None:
    facts = get_vocabulary().facts
    assert problem_with(facts["follow_up_date"], day) == code
    assert problem_with(facts["treatment_goals"].fields_by_id["due_date"], day) == code


def problem_with(spec: FactSpec | RecordField, raw: object) -> str | None:
    try:
        parse_value(spec, raw)
    except ValueProblem as problem:
        return problem.code
    return None


def test_the_message_says_how() -> None:
    spec = get_vocabulary().facts["red_flags_screened_on"]
    with pytest.raises(ValueProblem) as caught:
        parse_value(spec, "1026-10-06")
    assert caught.value.message("nl") == "Kan niet: voor 01-01-1900. Controleer het jaar."


@pytest.mark.parametrize(
    ("limit", "day"),
    [
        ("1900-01-01", "1900-01-01"),
        ("today", "2028-02-29"),
        ("today+1y", "2029-02-28"),
        ("today+4y", "2032-02-29"),
    ],
)
def test_a_limit_is_a_day_or_counted_from_today(limit: str, day: str) -> None:
    assert limit_day(limit, dt.date(2028, 2, 29)).isoformat() == day


@pytest.mark.parametrize(
    "wrong", [{"latest": "soon"}, {"earliest": "1900-13-01"}, {"type": "int", "latest": "today"}]
)
def test_a_limit_that_is_no_day_is_refused(wrong: dict[str, Any]) -> None:
    text = {"nl": "x", "en": "x"}
    record = {"id": "x", "type": "date", "question": text, "label": text, "patient_can_answer": False}
    with pytest.raises(ValidationError, match="day"):
        FactSpec.model_validate({**record, "definition": "x", "source": ["EXT: x"], **wrong})


def test_today_is_the_day_in_the_zone_of_the_settings() -> None:
    with time_machine.travel("2026-03-01T23:30:00+00:00", tick=False):
        assert today() == dt.date(2026, 3, 2)


def test_days_since_a_date_are_negative_when_it_lies_ahead() -> None:
    day = dt.date(2026, 3, 2)
    assert [days_since(date, day) for date in ("2026-03-01", "2026-03-02", "2026-03-04")] == [1, 0, -2]


def test_a_known_date_gives_its_days_and_a_given_number_stays() -> None:
    vocabulary, day = get_vocabulary(), dt.date(2026, 3, 2)
    assert len(vocabulary.dates_by_days) == 4
    assert vocabulary.with_days_since({}, day) == {}
    found = vocabulary.with_days_since({"botox_last_date": "2026-02-28"}, day)
    assert found == {"botox_last_date": "2026-02-28", "days_since_botox": 2}
    both = {"botox_last_date": "2026-02-28", "days_since_botox": 7}
    assert vocabulary.with_days_since(both, day) == both
