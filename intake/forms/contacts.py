"""Somebody who looks after the patient outside the centre, as a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from headache_cds.accounts.models import User
from headache_cds.agb import AgbField
from headache_cds.vocabulary.fields import WordsField
from intake import actions
from intake.models import CareContact, Patient

from .once import OnceForm


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})


class ContactForm(OnceForm, forms.ModelForm):
    """One contact; the hidden submission makes a second press harmless."""

    use_required_attribute = False

    class Meta:
        model = CareContact
        fields = actions.CONTACT_FIELDS
        field_classes = {
            **dict.fromkeys(("name", "practice", "place", "phone"), WordsField),
            **dict.fromkeys(("agb", "practice_agb"), AgbField),
        }
        widgets = {
            "role": forms.RadioSelect,
            **{name: _line() for name in ("name", "practice", "place", "phone")},
        }

    def __init__(self, patient: Patient, data: Any = None, correcting: CareContact | None = None) -> None:
        stored = {name: getattr(correcting, name) for name in actions.CONTACT_FIELDS} if correcting else {}
        place = f"correction of {correcting.pk}" if correcting else f"contact of {patient.pk}"
        super().__init__(data, initial=stored, place=place)
        self.patient = patient
        self.correcting = correcting
        self.fields["role"].choices = self.fields["role"].choices[-3:]  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks the row; a second check here would say everything twice."""

    def save(self, by: User) -> bool:  # type: ignore[override]  # it writes through an action
        """Record it; False when something cannot be, with the message beside it."""
        if not self.is_valid():
            return False
        try:
            if self.correcting:
                actions.correct_contact(contact=self.correcting, by=by, **self.cleaned_data)
            else:
                actions.add_contact(patient=self.patient, by=by, **self.cleaned_data)
        except ValidationError as error:
            self.refuse(error)
            return False
        return True
