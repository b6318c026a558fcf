"""Fields for one number of a dose, within its bounds."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.text import clean_line
from headache_cds.vocabulary.typed import Unread, number_text, read_number
from headache_cds.vocabulary.values import ValueProblem, format_number
from interventions.knowledge.records import DosePart
from interventions.plan.dosing import out_of_bounds


class AmountField(forms.Field):
    """A number between two bounds; reads a decimal comma.

    `unit` stands behind it, `whose` says whose it is.
    """

    def __init__(self, label: str, unit: str, low: float, high: float, *, whose: str = "") -> None:
        self.unit, self.low, self.high, self.whose = unit, low, high, whose
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, widget=widget, required=False)

    def to_python(self, value: Any) -> float | None:
        if not clean_line(str(value or "")) and value != 0:
            return None
        number = read_number(str(value), language=language())
        if isinstance(number, Unread):
            raise forms.ValidationError(ValueProblem("", number.code, **number.details).message(language()))
        return number

    def validate(self, value: float | None) -> None:
        super().validate(value)
        if value is not None and not self.low <= value <= self.high:
            raise forms.ValidationError(self.sentence, code="bounds")

    def prepare_value(self, value: Any) -> Any:
        return number_text(value, language()) if isinstance(value, int | float) else value

    @property
    def sentence(self) -> str:
        """What is said of a number outside its bounds."""
        reader = language()
        return _("%(label)s: kies een waarde van %(min)s tot %(max)s %(unit)s.") % {
            "label": self.label,
            "min": format_number(self.low, reader),
            "max": format_number(self.high, reader),
            "unit": self.unit,
        }

    @property
    def bounds(self) -> str:
        """What may be chosen, '1-7'."""
        return f"{format_number(self.low, language())}-{format_number(self.high, language())}"


class DoseField(AmountField):
    """One number of a dose within the bounds of its declaration."""

    def __init__(self, part: DosePart) -> None:
        self.part = part
        label, unit = (text.in_language(language()) for text in (part.label, part.unit))
        super().__init__(label, unit, part.min, part.max)
        self.required = True

    @property
    def sentence(self) -> str:
        return out_of_bounds(self.part)
