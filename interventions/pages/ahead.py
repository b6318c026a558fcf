"""Days that are agreed lie ahead."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import FactSpec, RecordField
from headache_cds.vocabulary.values import ValueProblem, parse_value


def check_ahead(spec: FactSpec | RecordField, day: dt.date | None) -> dt.date | None:
    """An agreed day. Raises ValidationError for one that is past or outside the limits of its fact."""
    if day is None:
        return None
    if day < timezone.localdate():
        raise forms.ValidationError(_("Kies een datum vanaf vandaag."))
    try:
        parse_value(spec, day)
    except ValueProblem as problem:
        raise forms.ValidationError(problem.message(language())) from problem
    return day
