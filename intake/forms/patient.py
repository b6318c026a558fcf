"""Who the patient is and under whose care: registering, correcting, and opening another episode."""

import datetime as dt
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.accounts.models import CareSetting, User
from headache_cds.vocabulary.names import CARE_SETTING, SEX
from headache_cds.vocabulary.opened import Basis, Conflict, print_of, seal
from intake import actions
from intake.checks import check_birth_date
from intake.models import Correction, Episode, Patient, Sex
from intake.queries import namesakes, therapists_of

from .controls import DateInput
from .once import OnceForm

YOUNG, OLD = 6, 100  # years: outside, the birth date is more often a slip of the finger than true
EPISODE_PAIRS = ((CARE_SETTING, "therapist"), ("started_on",))
PATIENT_PAIRS = (("family_name", "initials"), ("birth_date", "number"), (SEX, CARE_SETTING))


class EpisodeData(forms.Form):
    """Under whose care, where and since when. `pairs` are the fields that stand beside each other."""

    care_setting = forms.ChoiceField(
        label=gettext_lazy("Setting"), choices=CareSetting.choices, widget=forms.RadioSelect
    )
    therapist = forms.ModelChoiceField(
        label=gettext_lazy("Behandelaar"), queryset=User.objects.none(), empty_label=None
    )
    started_on = forms.DateField(label=gettext_lazy("Begonnen op"), widget=DateInput())

    pairs: tuple[tuple[str, ...], ...] = EPISODE_PAIRS

    def __init__(self, user: User, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.user = user
        cast("forms.ModelChoiceField[User]", self.fields["therapist"]).queryset = therapists_of(user)
        self.order_fields([name for pair in self.pairs for name in pair])
        self.helper = FormHelper()
        self.helper.form_tag = False
        rows = [Div(*pair, css_class="form-pair") for pair in self.pairs]
        self.helper.layout = Layout(Div(*rows, css_class="form-columns"))


class PatientFields(EpisodeData):
    """The person beside the episode."""

    number = forms.CharField(label=gettext_lazy("Patiëntnummer"), max_length=32)
    family_name = forms.CharField(label=gettext_lazy("Achternaam"), max_length=120)
    initials = forms.CharField(label=gettext_lazy("Voorletters"), max_length=20)
    birth_date = forms.DateField(label=gettext_lazy("Geboortedatum"), widget=DateInput())
    sex = forms.ChoiceField(label=gettext_lazy("Geslacht"), choices=Sex.choices, widget=forms.RadioSelect)

    pairs = (*PATIENT_PAIRS, ("therapist", "started_on"))

    def clean_birth_date(self) -> dt.date:
        """A date that cannot be is told before anything is asked about the others."""
        birth_date: dt.date = self.cleaned_data["birth_date"]
        try:
            check_birth_date(birth_date)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return birth_date


class RegistrationForm(OnceForm, PatientFields):
    """A new patient with a first episode. `confirmed` holds the warnings that were already seen."""

    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, user: User, data: Any = None) -> None:
        initial = {
            CARE_SETTING: user.centre.care_setting,
            "therapist": user.pk,
            "started_on": timezone.localdate(),
        }
        super().__init__(user, data, initial, place=f"patient of {user.centre_id}")
        self.warnings: dict[str, str] = {}

    def save(self) -> Episode | None:
        """Register, once every warning was seen; None while something has to be looked at."""
        if not self.is_valid() or self._unseen_warnings():
            return None
        fields = {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}
        try:
            return actions.register_patient(by=self.user, **fields)
        except ValidationError as error:
            self.refuse(error)
            return None

    def _unseen_warnings(self) -> bool:
        self.warnings = self._find_warnings()
        seen = set(self.cleaned_data["confirmed"].split())
        return bool(self.warnings.keys() - seen)

    def _find_warnings(self) -> dict[str, str]:
        values, found = self.cleaned_data, {}
        age = timezone.localdate().year - values["birth_date"].year
        if not YOUNG <= age <= OLD:
            found["birth_date"] = _("Ongebruikelijke leeftijd. Klopt de geboortedatum?")
        others = namesakes(self.user, values["family_name"], values["birth_date"], values["submission"])
        if others:
            found["family_name"] = _(
                "Er is al een patiënt met deze achternaam en geboortedatum (nummer %(numbers)s)."
            ) % {"numbers": ", ".join(others)}
        return found


class CorrectionForm(PatientFields):
    """A correction of what was registered; what stood there is kept."""

    def __init__(self, user: User, episode: Episode, data: Any = None) -> None:
        patient = episode.patient
        initial = {name: getattr(patient, name) for name in actions.PATIENT_FIELDS}
        initial |= {name: getattr(episode, name) for name in actions.EPISODE_FIELDS}
        super().__init__(user, data, initial)
        self.episode = episode
        self.subject = f"person of {episode.pk}"
        self.conflicts: dict[str, Conflict] = {}
        self.saved_rest = False
        self._prints = {name: print_of(value) for name, value in initial.items()}

    @property
    def opened(self) -> str:
        """What this page shows, sealed, to be sent along with it."""
        return seal(self.subject, self._prints)

    def save(self) -> bool:
        """Correct what was changed, person and episode together.

        False when something cannot be, or was corrected by somebody else meanwhile (`conflicts`).
        """
        self.is_valid()
        try:
            basis = Basis.of(self.data, self.subject)
            self._prints = dict(basis.opened)
            if self.errors:
                return False
            self._write(basis)
        except ValidationError as error:
            self.add_error(None, error)
            self.episode.refresh_from_db()  # the bar of the page shows what is stored, not what was refused
            return False
        return not self.conflicts

    @transaction.atomic
    def _write(self, basis: Basis) -> None:
        episode = Episode.objects.select_for_update().get(pk=self.episode.pk)
        patient = Patient.objects.select_for_update().get(pk=episode.patient_id)
        values = basis.changes(self.cleaned_data)
        for name, value in list(values.items()):
            stored = getattr(patient if name in actions.PATIENT_FIELDS else episode, name)
            if stored != value and not basis.allows(name, stored):
                self.conflicts[name] = self._conflict(name, stored, values.pop(name))
        person = {name: value for name, value in values.items() if name in actions.PATIENT_FIELDS}
        care = {name: value for name, value in values.items() if name in actions.EPISODE_FIELDS}
        actions.correct_patient(patient=patient, by=self.user, **person)
        actions.correct_episode(episode=episode, by=self.user, **care)
        self._prints |= {name: print_of(value) for name, value in values.items()}
        self.saved_rest = True
        self.episode.refresh_from_db()

    def _conflict(self, name: str, theirs: Any, mine: Any) -> Conflict:
        rows = Correction.objects.filter(patient_id=self.episode.patient_id, field=name)
        latest = rows.select_related("corrected_by").last()
        return Conflict(
            name,
            str(self.fields[name].label),
            latest.corrected_by.display_name if latest else "",
            latest.corrected_at if latest else None,
            self._in_words(name, theirs),
            self._in_words(name, mine),
            replace=print_of(theirs),
        )

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, User):
            return value.display_name
        if isinstance(value, dt.date):
            return date_format(value, "d-m-Y")
        choices = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value))


class EpisodeForm(OnceForm, EpisodeData):
    """Another episode of care for a known patient, with an empty anamnese."""

    def __init__(self, user: User, patient: Patient, data: Any = None) -> None:
        initial = {
            CARE_SETTING: patient.centre.care_setting,
            "therapist": user.pk,
            "started_on": timezone.localdate(),
        }
        super().__init__(user, data, initial, place=f"episode of {patient.pk}")
        self.patient = patient

    def save(self) -> Episode | None:
        """Open the episode; None when something cannot be, with the message beside it."""
        if not self.is_valid():
            return None
        try:
            return actions.open_episode(patient=self.patient, by=self.user, **self.cleaned_data)
        except ValidationError as error:
            self.refuse(error)
            return None
