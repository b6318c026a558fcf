"""Forms from declarations: three states, nothing typed lost, messages beside the field."""

from django.http import QueryDict

from headache_cds.vocabulary.forms import FactForm
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.values import Value


def form(query: str | None, *names: str, values: dict[str, Value] | None = None) -> FactForm:
    facts = get_vocabulary().facts
    data = None if query is None else QueryDict(query)
    return FactForm([facts[name] for name in names], values=values or {}, data=data)


def test_yes_no_and_not_asked_are_three_answers() -> None:
    bound = form("snoring=true&insomnia=false&shift_work=", "snoring", "insomnia", "shift_work")
    assert bound.is_valid()
    assert bound.cleaned_data == {"snoring": True, "insomnia": False, "shift_work": None}


def test_a_question_left_out_of_the_post_is_not_asked() -> None:
    bound = form("", "snoring", "headache_type")
    assert bound.is_valid()
    assert bound.cleaned_data == {"snoring": None, "headache_type": None}


def test_a_decimal_comma_is_read() -> None:
    bound = form("sleep_hours_per_night=7%2C5", "sleep_hours_per_night")
    assert bound.is_valid()
    assert bound.cleaned_data == {"sleep_hours_per_night": 7.5}


def test_an_impossible_number_is_refused_and_kept_as_typed() -> None:
    bound = form("headache_days_per_month=45", "headache_days_per_month")
    assert not bound.is_valid()
    assert "31" in bound.errors["headache_days_per_month"][0]
    assert "45" in bound["headache_days_per_month"].as_widget()


def test_text_in_a_number_is_refused_and_kept_as_typed() -> None:
    bound = form("headache_days_per_month=veel", "headache_days_per_month")
    assert bound.errors["headache_days_per_month"] == ["Vul een getal in: alleen cijfers, zoals 10 of 7,5."]
    assert "veel" in bound["headache_days_per_month"].as_widget()


def test_none_beside_another_choice_is_refused() -> None:
    bound = form("cad_symptoms=none&cad_symptoms=dizziness", "cad_symptoms")
    assert not bound.is_valid()


def test_rows_are_read_in_order_and_empty_rows_fall_away() -> None:
    query = "medications-0-name=a&medications-4-name=b&medications-4-days_per_month=3&medications-2-name="
    bound = form(query, "medications")
    assert bound.is_valid(), bound.errors
    assert bound.cleaned_data == {"medications": [{"name": "a"}, {"name": "b", "days_per_month": 3}]}


def test_too_many_rows_are_refused_in_words() -> None:
    bound = form("&".join(f"medications-{row}-name=a" for row in range(101)), "medications")
    assert bound.errors["medications"] == ["Te veel regels: ten hoogste 100."]


def test_a_row_without_its_required_field_is_refused() -> None:
    bound = form("medications-0-days_per_month=3", "medications")
    assert not bound.is_valid()


def test_an_unusual_value_is_valid_and_noticed() -> None:
    bound = form("weight_kg=250", "weight_kg")
    assert bound.is_valid()
    assert "weight_kg" in bound.notices()


def test_stored_answers_are_shown() -> None:
    unbound = form(None, "headache_days_per_month", values={"headache_days_per_month": 22})
    assert "22" in unbound["headache_days_per_month"].as_widget()
