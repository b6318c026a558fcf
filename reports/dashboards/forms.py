"""The forms of the dashboards: a note for the team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from headache_cds.vocabulary.fields import WordsField
from intake.forms import OnceForm
from intake.models import TeamNote


class NoteForm(OnceForm, forms.ModelForm):
    """One note; the hidden submission makes a second press harmless."""

    class Meta:
        model = TeamNote
        fields = ("text",)
        field_classes = {"text": WordsField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "class": "form-control"})}
        error_messages = {"text": {"required": _("Schrijf eerst de notitie.")}}
