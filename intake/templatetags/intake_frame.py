"""What the frame of a patient page shows of this step: the person, and how far the anamnese is."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from headache_cds.vocabulary.typed import date_text
from intake.models import Episode, Patient, Sex
from intake.queries import SectionProgress, progress

register = template.Library()

SEX_LETTERS = {
    Sex.FEMALE: pgettext_lazy("vrouw, in één letter", "v"),
    Sex.MALE: pgettext_lazy("man, in één letter", "m"),
    Sex.OTHER: "x",
    Sex.UNKNOWN: "?",
}


@register.filter
def sex_letter(patient: Patient) -> str:
    """v, m, x or ?, as on a Dutch patient sheet; f for a woman in English."""
    return str(SEX_LETTERS[Sex(patient.sex)])


@register.filter
def age_today(patient: Patient) -> int:
    """Age in completed years today."""
    return patient.age_on(timezone.localdate())


@register.filter
def birth_words(patient: Patient) -> str:
    """The birth date as dd-mm-jjjj, with a word behind it when it is estimated."""
    born = date_text(patient.birth_date)
    return _("%(date)s, geschat") % {"date": born} if patient.birth_estimated else born


@register.simple_tag
def anamnese_progress(episode: Episode) -> list[SectionProgress]:
    """The pages of the anamnese with their progress, for the rail."""
    return progress(episode)
