"""Numbers and dates as people type them: read as what they mean, or asked back."""

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from headache_cds.vocabulary.fields import DateField, DateInput
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import NUMERIC
from headache_cds.vocabulary.typed import Unread, number_text, read_date, read_number
from tests.vocabulary.test_forms import form

MIDDLE = "Vul één getal in. Is het ongeveer, neem dan het midden: "


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("10", 10),
        (" 10 ", 10),
        ("10,0", 10),
        ("7,5", 7.5),
        ("38,5", 38.5),
        ("1.5", 1.5),
        ("1,25", 1.25),
        (".5", 0.5),
        (",5", 0.5),
        ("0,500", 0.5),
        ("-1", -1),
        ("\u22121", -1),
        ("½", 0.5),
        ("1½", 1.5),
        ("2 ¾", 2.75),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("1\u202f234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.000.000", 1000000),
        ("1234,567", 1234.567),
        ("٣", 3),
        ("１２", 12),
        ("10\u200b", 10),
    ],
)
def test_a_number_is_read_as_it_is_meant(typed: str, number: float) -> None:
    read = read_number(typed)
    assert not isinstance(read, Unread)
    assert read == number
    assert type(read) is type(number)


@pytest.mark.parametrize(
    ("typed", "fact", "says"),
    [
        ("1.000", "moderate_activity_min_per_week", "Bedoelt u 1000 of 1,0? Schrijf het zo."),
        ("1,000", "moderate_activity_min_per_week", "Bedoelt u 1000 of 1,0? Schrijf het zo."),
        ("10.000", "ichd_attack_count", "Bedoelt u 10000 of 10,0? Schrijf het zo."),
        ("12.345", "headache_days_per_month", "Bedoelt u 12345 of 12,3450? Schrijf het zo."),
        ("7.30", "sleep_hours_per_night", "Bedoelt u 7 uur en 30 minuten? Schrijf dan 7,5. Of 7,3 uur?"),
        ("7:30", "sleep_hours_per_night", "Bedoelt u 7 uur en 30 minuten? Schrijf dan 7,5. Of 7,3 uur?"),
        ("10-15", "headache_days_per_month", MIDDLE + "12,5."),
        ("10 à 14", "headache_days_per_month", MIDDLE + "12."),
        ("10 tot 12", "headache_days_per_month", MIDDLE + "11."),
        ("elke dag", "headache_days_per_month", "Vul het aantal dagen in. Is het elke dag, vul dan 30 in."),
        ("1e3", "moderate_activity_min_per_week", "Vul een getal in: alleen cijfers, zoals 10 of 7,5."),
        ("1_0", "headache_days_per_month", "Vul een getal in: alleen cijfers, zoals 10 of 7,5."),
        ("9" * 5000, "headache_days_per_month", "Vul een getal in: alleen cijfers, zoals 10 of 7,5."),
        ("1O", "headache_days_per_month", "Vul een getal in: alleen cijfers, zoals 10 of 7,5."),
        ("ca. 10", "headache_days_per_month", "Vul een getal in: alleen cijfers, zoals 10 of 7,5."),
        ("1,70", "height_cm", "Bedoelt u 170 cm? Schrijf het zo."),
        ("1.7", "height_cm", "Bedoelt u 170 cm? Schrijf het zo."),
        ("7,5", "hit6_score", "Vul een heel getal in, zonder komma."),
    ],
)
def test_what_can_mean_two_things_is_asked_back_and_kept_as_typed(typed: str, fact: str, says: str) -> None:
    bound = form(f"{fact}={typed}", fact)
    assert bound.errors[fact] == [says]
    if fact != "height_cm":
        assert f'value="{typed}"' in bound[fact].as_widget()


def test_what_is_asked_back_can_be_typed_as_it_was_proposed() -> None:
    assert (read_number("12,3450"), read_number("1,0"), read_number("7,33", "hours")) == (12.345, 1, 7.33)
    assert read_number("7.33", "hours", "en") == 7.33


def test_every_number_of_the_vocabulary_asks_back() -> None:
    """No fact and no cell reads '1.000' as one."""
    for spec in get_vocabulary().facts.values():
        if spec.type in NUMERIC and not spec.choices:
            assert "1000" in form(f"{spec.id}=1.000", spec.id).errors[spec.id][0], spec.id
        for field in spec.fields:
            if field.type in NUMERIC:
                row = form(f"{spec.id}-0-{field.id}=1.000", spec.id)
                assert "1000" in str(row.errors[spec.id]), field.id
                assert 'value="1.000"' in row[spec.id].as_widget()


@given(st.integers(-(10**6), 10**6) | st.floats(-(10**6), 10**6).map(lambda number: round(number, 4)))
def test_a_number_in_its_field_is_read_as_the_same_number(number: float) -> None:
    for language in ("nl", "en"):
        assert read_number(number_text(number, language)) == number


@pytest.mark.parametrize(
    "typed", ["1-2-1980", "01-02-1980", "01/02/1980", "1.2.1980", "1 2 1980", "1980-02-01", " 1-2-1980\u200b"]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_day_stands_first_in_both_languages(typed: str, language: str) -> None:
    with override(language):
        assert DateField().clean(typed) == read_date(typed) == dt.date(1980, 2, 1)
        assert DateInput().format_value(dt.date(1980, 2, 1)) == "01-02-1980"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1-2-80", "short_year"),
        ("31-02-1980", "no_such_day"),
        ("2-13-1980", "no_such_day"),
        ("00-00-1950", "no_such_day"),
        ("1950", "date_typed"),
        ("morgen", "date_typed"),
        ("01-02-0000", "no_such_day"),
    ],
)
def test_an_unclear_date_is_asked_back(typed: str, code: str) -> None:
    read = read_date(typed)
    assert isinstance(read, Unread)
    assert read.code == code


def test_a_date_of_a_question_is_typed_and_shown_day_first() -> None:
    bound = form("botox_last_date=3-1-2026", "botox_last_date")
    assert bound.is_valid(), bound.errors
    assert bound.cleaned_data == {"botox_last_date": "2026-01-03"}
    shown = form(None, "botox_last_date", values={"botox_last_date": "2026-01-03"})["botox_last_date"]
    assert 'value="03-01-2026"' in shown.as_widget()
    wrong = form("botox_last_date=3-1-26", "botox_last_date")
    assert wrong.errors["botox_last_date"] == ["Schrijf het jaar met vier cijfers, zoals 03-01-2026."]
    assert 'value="3-1-26"' in wrong["botox_last_date"].as_widget()
