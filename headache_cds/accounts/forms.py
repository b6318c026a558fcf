"""Forms for people; the password forms are Django's own."""

from typing import Any

from django import forms

from headache_cds.vocabulary.fields import WordsField

from .actions import check_username
from .models import User


class PersonForm(forms.ModelForm):
    """A new colleague; the temporary password is made by the action."""

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
