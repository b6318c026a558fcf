"""Dates that cannot be: the same sentences for patient, episode, measurement and examination."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headache_cds.keys import plain_key

from .models import Episode, Patient

OLDEST = 120  # years, the upper bound of the fact patient_age_years


def check_birth_date(birth_date: dt.date) -> None:
    """Raise ValidationError for a birth date in the future or more than 120 years ago."""
    today = timezone.localdate()
    if birth_date > today:
        raise ValidationError({"birth_date": _("De geboortedatum ligt in de toekomst. Kijk het jaar na.")})
    if Patient(birth_date=birth_date).age_on(today) > OLDEST:
        raise ValidationError(
            {"birth_date": _("De geboortedatum ligt meer dan 120 jaar terug. Kijk het jaar na.")}
        )


def check_patient(patient: Patient) -> None:
    """Raise ValidationError by field for a person who cannot be, or whose number is another patient's."""
    patient.full_clean(validate_unique=False, validate_constraints=False)
    check_birth_date(patient.birth_date)
    others = Patient.objects.filter(centre_id=patient.centre_id, number_key=plain_key(patient.number))
    if others.exclude(pk=patient.pk).exclude(submission=patient.submission).exists():
        raise ValidationError({"number": _("Dit patiëntnummer bestaat al in uw centrum.")})
    for episode in [] if patient._state.adding else patient.episodes.all():
        if episode.started_on < patient.birth_date:
            raise ValidationError({"birth_date": _("De geboortedatum ligt na het begin van de behandeling.")})


def check_care_date(field: str, date: dt.date, patient: Patient) -> None:
    """Raise ValidationError for a date of care that lies before birth or in the future."""
    if date < patient.birth_date:
        raise ValidationError(
            {field: _("Deze datum ligt vóór de geboortedatum van de patiënt. Kies een latere datum.")}
        )
    if date > timezone.localdate():
        raise ValidationError(
            {field: _("Deze datum ligt in de toekomst. Kies vandaag of een eerdere datum.")}
        )


def check_measuring_date(field: str, date: dt.date, episode: Episode) -> None:
    """Raise ValidationError for a repeat measurement before the episode began or in the future."""
    check_care_date(field, date, episode.patient)
    if date < episode.started_on:
        raise ValidationError(
            {
                field: _(
                    "Deze datum ligt vóór het begin van de behandelepisode (%(day)s). Kies een latere datum."
                )
                % {"day": date_format(episode.started_on, "d-m-Y")}
            }
        )
