"""Forms for signing in and for people; the password forms are Django's own."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from headache_cds.agb import AgbField
from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.opened import WholeForm

from .actions import CENTRE_FIELDS, centre_print, change_centre, check_username
from .models import Centre, User


class SignInForm(AuthenticationForm):
    """Django's own, with a sentence that says what to do."""

    error_messages: dict[str, Any] = {  # as the base declares it
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "Gebruikersnaam of wachtwoord klopt niet. Let op hoofdletters. "
            "Lukt het niet, vraag uw beheerder om een nieuw wachtwoord."
        ),
    }


class PersonForm(WholeForm, forms.ModelForm):
    """A new colleague; the temporary password is made by the action."""

    use_required_attribute = False

    class Meta:
        model = User
        fields = ["display_name", "username", "role", "registration_number"]
        field_classes = dict.fromkeys(["display_name", "username", "registration_number"], WordsField)

    def clean(self) -> dict[str, Any]:
        """A user name is one person's, however it is written."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("username"):
            check_username(values["username"])
        return values


class CentreForm(WholeForm, forms.ModelForm):
    """What a letter says of the centre."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Centre
        fields = CENTRE_FIELDS
        field_classes = {"agb": AgbField, **dict.fromkeys(["street", "place", "phone"], WordsField)}

    def __init__(self, user: User, data: Any = None) -> None:
        # A copy: what is typed is not the centre of the reader before it is stored.
        centre = Centre.objects.get(pk=user.centre_id)
        super().__init__(data, instance=centre, initial={"seen": centre_print(centre)})
        self.user = user

    def save(self, commit: bool = True) -> bool:
        """Store it; False when something cannot be, with the message beside it."""
        if not self.is_valid():
            return False
        try:
            change_centre(by=self.user, **self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
