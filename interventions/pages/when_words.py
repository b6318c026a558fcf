"""When something is done, in words: now, later or to read; and on which days of the week."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from headache_cds.vocabulary.typed import date_text
from interventions.models import Phase


def when_words(cell: Mapping[str, Any]) -> str:
    """When a card begins, on one line."""
    phase = cell.get("phase")
    if phase == Phase.LATER and cell.get("later_from"):
        return _("later, vanaf %(day)s") % {"day": date_text(cell["later_from"])}
    if phase == Phase.NOW and cell.get("place"):
        return _("nu, op plaats %(place)d") % {"place": cell["place"]}
    return str(Phase(phase).label).lower() if phase else "–"


def day_words(days: Collection[int]) -> str:
    """'ma, wo, za', or 'elke dag'."""
    if len(days) == len(WEEKDAYS):
        return _("elke dag")
    return ", ".join(str(WEEKDAYS_ABBR[day]).lower() for day in days)
