"""Forms for signing in and for people; the password forms are Django's own."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.opened import WholeForm

from .actions import check_username
from .models import User


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
