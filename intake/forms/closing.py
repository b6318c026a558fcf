"""Ending an episode, and saying that a dossier is a double one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.accounts.models import User
from headache_cds.vocabulary.fields import DateField, WordsField
from headache_cds.vocabulary.opened import WholeForm
from intake import actions
from intake.models import Episode, EpisodeState, Patient

ENDS = (
    (EpisodeState.CLOSED.value, gettext_lazy("Afsluiten: de behandeling is klaar of gestopt")),
    (EpisodeState.VOIDED.value, gettext_lazy("Laten vervallen: deze episode is per ongeluk ingeschreven")),
)


class CloseForm(WholeForm):
    """Why and when an episode ends."""

    state = forms.ChoiceField(
        label=gettext_lazy("Wat wilt u doen?"),
        choices=ENDS,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    ended_on = DateField(label=gettext_lazy("Laatste dag van de behandeling (bij afsluiten)"), required=False)
    reason = WordsField(
        label=gettext_lazy("Reden"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": gettext_lazy("Schrijf op waarom.")},
    )

    def __init__(self, episode: Episode, data: Any = None) -> None:
        initial = {"state": EpisodeState.CLOSED.value, "ended_on": timezone.localdate()}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.episode = episode

    def clean(self) -> dict[str, Any]:
        """Care that ended has a last day; what was registered by mistake has none."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("state") == EpisodeState.CLOSED and not values.get("ended_on", True):
            self.add_error("ended_on", _("Vul de laatste dag van de behandeling in."))
        return values

    def save(self, by: User) -> bool:
        """Close or void the episode; False when something cannot be, with the message beside it."""
        if not self.is_valid():
            return False
        typed, reason = self.cleaned_data, self.cleaned_data["reason"]
        try:
            if typed["state"] == EpisodeState.VOIDED:
                actions.void_episode(episode=self.episode, by=by, reason=reason)
            else:
                actions.close_episode(episode=self.episode, by=by, ended_on=typed["ended_on"], reason=reason)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True


class DoubleForm(WholeForm):
    """The number of the right dossier of a patient who was registered twice."""

    number = WordsField(
        label=gettext_lazy("Patiëntnummer van het juiste dossier"),
        max_length=32,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Vul het nummer van het juiste dossier in.")},
    )

    def __init__(self, patient: Patient, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.patient = patient

    def save(self, by: User) -> Patient | None:
        """Point to the right dossier; None when something cannot be, with the message beside it."""
        if not self.is_valid():
            return None
        try:
            return actions.mark_double(patient=self.patient, number=self.cleaned_data["number"], by=by)
        except ValidationError as error:
            self.add_error(None, error)
            return None
