"""The cleaner of every text: what is taken away, what is kept, and what counts as no text at all."""

from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.text import LONGEST_TEXT, MOST_ROWS, clean_line, clean_text, has_words, isolate
from headache_cds.vocabulary.values import ValueProblem

# Nothing of these can be seen.
INVISIBLE = [
    "",
    " \u00a0\u3000\t\r\n",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u200e\u200f\u061c",
    "\u202e\u2066\u2069",
    "\u00ad",
    "\u0000\u0007\u009f",
    "\u3164\u115f\uffa0\u2800",
    "\u0301\ufe0f",
    "\U000e0041",
    "\ud83d",
]


@pytest.mark.parametrize("raw", INVISIBLE, ids=ascii)
def test_what_cannot_be_seen_is_no_text(raw: str) -> None:
    assert clean_text(raw) == clean_line(raw) == ""
    assert get_vocabulary().parse("main_request", raw) is None


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Ik heb\0 pijn", "Ik heb pijn"),
        ("\u202eeneJnaV", "eneJnaV"),
        ("a\u2067b\u2069\u200f", "ab"),
        ("Andre\u0301", "André"),
        ("  een\r\ntwee\rdrie\u2028vier ", "een\ntwee\ndrie\nvier"),
        ("pijn\u200b\ufeff", "pijn"),
        ("pi\u00adjn", "pijn"),
        ("\U0001f9d8\u200d\u2640\ufe0f", "\U0001f9d8\u200d\u2640\ufe0f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("٣ keer", "٣ keer"),
        ("<b>½ ≥ → ×</b>", "<b>½ ≥ → ×</b>"),
    ],
)
def test_a_text_keeps_what_can_be_read(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_a_line_has_no_breaks_and_single_spaces() -> None:
    assert clean_line(" van\u00a0 den\r\n Berg\t") == "van den Berg"


@given(st.text(st.characters(), max_size=30))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean_text(clean_text(raw)) == clean_text(raw)
    assert clean_line(clean_line(raw)) == clean_line(raw)
    clean_text(raw).encode()


@pytest.mark.parametrize(
    ("text", "words"), [(".", False), ("- \u3164", False), ("👍", False), ("o.k.", True), ("疼", True)]
)
def test_a_reason_has_a_letter_or_a_digit(text: str, words: bool) -> None:
    assert has_words(text) is words


def test_a_name_in_a_sentence_turns_nothing_round() -> None:
    assert isolate("محمد") == "\u2068محمد\u2069"
    assert isolate("Özdemir") == "Özdemir"


def test_a_text_and_the_number_of_rows_have_a_limit() -> None:
    parse = get_vocabulary().parse
    assert parse("main_request", "x" * LONGEST_TEXT)
    for fact, raw, code in [
        ("main_request", "x" * (LONGEST_TEXT + 1), "long"),
        ("medications", [{"name": "x" * 301}], "long"),
        ("medications", [{"name": "x"}] * (MOST_ROWS + 1), "rows"),
    ]:
        with pytest.raises(ValueProblem) as caught:
            parse(fact, raw)
        assert caught.value.code == code


def test_every_text_field_of_every_form_is_cleaned() -> None:
    """Passwords are kept as they are typed; the name of who signs in has the field of Django."""
    import headache_cds.accounts.urls
    import headache_cds.urls  # noqa: F401

    product = ("headache_cds.", "intake.", "examination.", "interventions.", "reports.")
    plain = {
        f"{form.__name__}.{name}"
        for form in _subclasses(forms.BaseForm)
        if form.__module__.startswith(product)
        for name, field in getattr(form, "base_fields", {}).items()
        if type(field) is forms.CharField
        and not isinstance(field.widget, (forms.HiddenInput, forms.PasswordInput))
    }
    assert plain == set()
    assert any(form.__name__ == "NoteForm" for form in _subclasses(forms.BaseForm))
    assert issubclass(WordsField, forms.CharField)


def _subclasses(kind: type[Any]) -> set[type[Any]]:
    children: list[type[Any]] = kind.__subclasses__()
    return set(children).union(*map(_subclasses, children))
