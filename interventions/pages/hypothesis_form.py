"""The form in which the therapist writes the hypothesis."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.opened import WHOLE, WholeForm
from interventions.models import Approach, Hypothesis
from interventions.pages.forms import PlainForm


class HypothesisForm(WholeForm, PlainForm):
    """What the therapist thinks plays a part; `based_on` is the version that stood on the page."""

    text = WordsField(
        label=gettext_lazy("Uw hypothese"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Schrijf op wat volgens u meespeelt.")},
    )
    approach = forms.ChoiceField(
        label=gettext_lazy("Richting"),
        choices=Approach.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies een richting.")},
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, latest: Hypothesis | None, data: Any = None) -> None:
        super().__init__(data, auto_id="hypothesis_%s")
        if latest:
            self.initial = {"text": latest.text, "approach": latest.approach}
        self.initial["based_on"] = latest.number if latest else 0


def refused_form(typed: HypothesisForm, latest: Hypothesis | None, error: ValidationError) -> HypothesisForm:
    """The same text with what was wrong, now in view of the newest version, which the page shows."""
    form = HypothesisForm(
        latest, {**typed.cleaned_data, WHOLE: "1", "based_on": latest.number if latest else 0}
    )
    form.full_clean()
    form.add_error(None, ValidationError(error.messages))
    return form
