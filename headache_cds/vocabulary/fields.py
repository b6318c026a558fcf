"""Fields for forms beside the questions: texts, dates and times, read as everywhere else."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.text import clean_line, clean_text, has_words
from headache_cds.vocabulary.typed import Unread, date_text, read_date, read_time, time_text
from headache_cds.vocabulary.values import MESSAGES


class WordsField(forms.CharField):
    """A text, cleaned; in a text area it keeps its lines. A required one has a letter or a digit."""

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        many_lines = isinstance(self.widget, forms.Textarea)
        return clean_text(str(value)) if many_lines else clean_line(str(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.required and not has_words(value):
            raise ValidationError(self.error_messages["required"], code="required")


class DateInput(forms.DateInput):
    """A date as people in the Netherlands type it, whatever the language of the browser."""

    def __init__(self) -> None:
        super().__init__(
            attrs={
                "class": "form-control date-input",
                "inputmode": "numeric",
                "autocomplete": "off",
                "maxlength": 20,
                "placeholder": _("dd-mm-jjjj"),
            }
        )

    def format_value(self, value: Any) -> str | None:
        return date_text(value) if isinstance(value, dt.date) else value


class DateField(forms.DateField):
    """A date; the day stands first, in both languages, and a year has four digits."""

    widget = DateInput

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, str) or not clean_line(value):
            return None if isinstance(value, str) else super().to_python(value)
        date = read_date(value)
        if isinstance(date, Unread):
            sentence = MESSAGES[date.code].in_language(language()).format(**date.details)
            raise ValidationError(sentence, code=date.code)
        return date


class TimeInput(forms.TimeInput):
    """A time of day as text, whatever the language of the browser."""

    def __init__(self) -> None:
        super().__init__(
            attrs={
                "class": "form-control time-input",
                "inputmode": "numeric",
                "autocomplete": "off",
                "maxlength": 20,
                "placeholder": "14:00",
            }
        )

    def format_value(self, value: Any) -> str | None:
        return time_text(value) if isinstance(value, dt.time) else value


class TimeField(forms.TimeField):
    """A time of day on the clock of 24 hours."""

    widget = TimeInput

    def to_python(self, value: Any) -> dt.time | None:
        if not isinstance(value, str) or not clean_line(value):
            return None if isinstance(value, str) else super().to_python(value)
        time = read_time(value)
        if isinstance(time, Unread):
            raise ValidationError(MESSAGES[time.code].in_language(language()), code=time.code)
        return time
