"""The forms of the dashboards: a note for the team."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.models import TeamNote


class NoteForm(forms.ModelForm):
    """One note; the hidden submission makes a second press harmless."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = TeamNote
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "class": "form-control"})}
        error_messages = {"text": {"required": _("Schrijf eerst de notitie.")}}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"submission": uuid.uuid4()})
