"""Forms for people; the password forms are Django's own."""

from django import forms

from headache_cds.vocabulary.fields import WordsField

from .models import User


class PersonForm(forms.ModelForm):
    """A new colleague; the temporary password is made by the action."""

    class Meta:
        model = User
        fields = ["display_name", "username", "role", "registration_number"]
        field_classes = dict.fromkeys(["display_name", "username", "registration_number"], WordsField)
