"""Who the patient is and under whose care: registering, correcting, and opening another episode."""

import datetime as dt
import re
from copy import copy
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.accounts.models import CareSetting, User
from headache_cds.vocabulary.fields import DateField, WordsField
from headache_cds.vocabulary.names import AGE, CARE_SETTING, SEX
from headache_cds.vocabulary.opened import Basis, Conflict, print_of, seal
from headache_cds.vocabulary.signals import alarms_taken_back
from headache_cds.vocabulary.text import has_words
from headache_cds.vocabulary.typed import date_text
from intake import actions
from intake.checks import check_care_date, check_patient
from intake.models import Correction, Episode, Patient, Sex
from intake.queries import namesakes, therapists_of
from intake.sections import PATIENT_FACTS

from .once import OnceForm

YOUNG, OLD = 6, 100  # years: outside, the birth date is more often a slip of the finger than true
EPISODE_PAIRS = ((CARE_SETTING, "therapist"), ("started_on",))
PATIENT_PAIRS = (
    ("family_name", "initials"),
    ("birth_date", "number"),
    ("birth_estimated",),
    (SEX, CARE_SETTING),
)
YEAR_ONLY = re.compile(r"(?:00?[-/. ](?:\d\d?)[-/. ])?(\d{4})")


def name_input() -> forms.TextInput:
    """For who somebody is: the browser fills in nobody that it remembers."""
    return forms.TextInput(attrs={"autocomplete": "off"})


class BirthDateField(DateField):
    """A birth date; of somebody of whom only the year is known, the date to fill in is told."""

    def to_python(self, value: Any) -> dt.date | None:
        year = YEAR_ONLY.fullmatch(value.strip()) if isinstance(value, str) else None
        if year:
            raise ValidationError(
                _("Is de dag of maand niet bekend? Vul 01-01-%(year)s in en kruis 'geschat' aan."),
                code="estimated",
                params={"year": year[1]},
            )
        return super().to_python(value)


class EpisodeData(forms.Form):
    """Under whose care, where and since when. `pairs` are the fields that stand beside each other."""

    care_setting = forms.ChoiceField(
        label=gettext_lazy("Setting"), choices=CareSetting.choices, widget=forms.RadioSelect
    )
    therapist = forms.ModelChoiceField(
        label=gettext_lazy("Behandelaar"), queryset=User.objects.none(), empty_label=None
    )
    started_on = DateField(label=gettext_lazy("Begonnen op"))

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

    number = WordsField(label=gettext_lazy("Patiëntnummer"), max_length=32, widget=name_input())
    family_name = WordsField(label=gettext_lazy("Achternaam"), max_length=120, widget=name_input())
    initials = WordsField(
        label=gettext_lazy("Voorletters"), max_length=20, required=False, widget=name_input()
    )
    birth_date = BirthDateField(label=gettext_lazy("Geboortedatum"))
    birth_estimated = forms.BooleanField(
        label=gettext_lazy("Geschat: de dag of maand is niet bekend"), required=False
    )
    sex = forms.ChoiceField(label=gettext_lazy("Geslacht"), choices=Sex.choices, widget=forms.RadioSelect)

    confirmed = WordsField(widget=forms.HiddenInput, required=False)

    pairs = (*PATIENT_PAIRS, ("therapist", "started_on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: list[str] = []
        self.confirming = ""
        """Names what the warnings are about; the page sends it back once they were seen."""

    def clean_initials(self) -> str:
        """Who has a single name has no initials; a dash in their place is none."""
        initials: str = self.cleaned_data["initials"]
        return initials if has_words(initials) else ""

    def is_possible(self, person: Patient, started_on: dt.date) -> bool:
        """Whether there can be such a person; what cannot be is told before what is unusual."""
        try:
            check_patient(person)
            check_care_date("started_on", started_on, person)
        except ValidationError as error:
            self.add_error(None, error)
        return not self.errors

    def all_seen(self, person: Patient, *more: str) -> bool:
        """Whether the page showed every warning about this person: the age, the namesakes, and `more`."""
        others = namesakes(person)
        unusual = not YOUNG <= timezone.localdate().year - person.birth_date.year <= OLD
        self.warnings = [*more]
        if unusual:
            self.warnings.append(_("Ongebruikelijke leeftijd. Klopt de geboortedatum?"))
        if others:
            numbers = ", ".join(other.number for other in others)
            sentence = _("Er is al een patiënt met deze achternaam en geboortedatum (nummer %(numbers)s).")
            self.warnings.append(sentence % {"numbers": numbers})
        about = [str(person.birth_date) if unusual else "", sorted(str(other.pk) for other in others), *more]
        self.confirming = print_of(about) if self.warnings else ""
        return self.confirming in ("", self.cleaned_data["confirmed"])


class RegistrationForm(OnceForm, PatientFields):
    """A new patient with a first episode."""

    def __init__(self, user: User, data: Any = None) -> None:
        initial = {
            CARE_SETTING: user.centre.care_setting,
            "therapist": user.pk,
            "started_on": timezone.localdate(),
        }
        super().__init__(user, data, initial, place=f"patient of {user.centre_id}")

    def save(self) -> Episode | None:
        """Register, once every warning was seen; None while something has to be looked at."""
        if not self.is_valid():
            return None
        values = self.cleaned_data
        person = {name: values[name] for name in actions.PATIENT_FIELDS}
        found = Patient(centre=self.user.centre, submission=values["submission"], **person)
        if not self.is_possible(found, values["started_on"]) or not self.all_seen(found):
            return None
        try:
            return actions.register_patient(
                by=self.user, **{name: value for name, value in values.items() if name != "confirmed"}
            )
        except ValidationError as error:
            self.refuse(error)
            return None


class CorrectionForm(PatientFields):
    """A correction of what was registered; what stood there is kept."""

    facts = PATIENT_FACTS

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
            if self.errors or not self._all_seen(basis):
                return False
            self._write(basis)
        except ValidationError as error:
            self.add_error(None, error)
            self.episode.refresh_from_db()  # the bar of the page shows what is stored, not what was refused
            return False
        return not self.conflicts

    def _all_seen(self, basis: Basis) -> bool:
        """As at registration, when what the warnings are about is changed here."""
        changes = basis.changes(self.cleaned_data)
        if not changes.keys() & {"family_name", "birth_date", "birth_estimated", SEX}:
            return True
        person = copy(self.episode.patient)
        for name in actions.PATIENT_FIELDS:
            setattr(person, name, changes.get(name, getattr(person, name)))
        started_on = changes.get("started_on", self.episode.started_on)
        return self.is_possible(person, started_on) and self.all_seen(person, *self._taken_back(person))

    def _taken_back(self, person: Patient) -> list[str]:
        """A warning when an alarm of before would not stand with the age or sex of now."""
        values = {AGE: person.age_on(timezone.localdate()), SEX: person.sex}
        found: list[tuple[Any, Any]] = alarms_taken_back.send(None, episode=self.episode, values=values)
        if not any(facts for _receiver, facts in found):
            return []
        return [_("Met deze gegevens vervalt een alarmsignaal dat is vastgelegd. Weet u dit zeker?")]

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
            return date_text(value)
        if isinstance(value, bool):
            return _("ja") if value else _("nee")
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
