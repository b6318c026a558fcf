"""The forms of the dashboards: a note for the team."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headache_cds.vocabulary.fields import WordsField
from intake.forms import OnceForm
from intake.models import Episode, TeamNote


class NoteForm(OnceForm, forms.ModelForm):
    """One note; the hidden submission makes a second press harmless."""

    def __init__(self, episode: Episode, data: Any = None, correcting: TeamNote | None = None) -> None:
        super().__init__(
            data,
            initial={"text": correcting.text} if correcting else {},
            place=f"correction of {correcting.pk}" if correcting else f"note of {episode.pk}",
        )

    class Meta:
        model = TeamNote
        fields = ("text",)
        field_classes = {"text": WordsField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "class": "form-control"})}
        error_messages = {"text": {"required": _("Schrijf eerst de notitie.")}}
