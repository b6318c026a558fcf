"""The AGB code of a care provider or practice in the Netherlands: eight digits, as somebody typed them.

Only the form is checked. Whether a code is given out, and to whom, Vektis knows; nobody is asked.
"""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from headache_cds.vocabulary.fields import WordsField

LENGTH = 8
TYPED_LENGTH = 20
_BETWEEN = re.compile(r"[\s.\-]")

check_agb = RegexValidator(r"\A[0-9]{8}\Z", _("Een AGB-code heeft acht cijfers."), code="agb")


class AgbField(WordsField):
    """A code that may be typed with spaces, dots or dashes between its digits; '' when it is not known."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}
        # Longer than the code itself, for what is typed between its digits.
        own = {"max_length": TYPED_LENGTH, "required": False, "widget": forms.TextInput(attrs=attributes)}
        super().__init__(**(kwargs | own))

    def clean(self, value: Any) -> str:
        typed: str = _BETWEEN.sub("", super().clean(value))
        if typed:
            check_agb(typed)
        return typed
