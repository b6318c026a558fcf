"""Forms for people; the password forms are Django's own."""

from django import forms

from headache_cds.vocabulary.opened import WholeForm

from .models import User


class PersonForm(WholeForm, forms.ModelForm):
    """A new colleague; the temporary password is made by the action."""

    class Meta:
        model = User
        fields = ["display_name", "username", "role", "registration_number"]
