"""What was agreed, chosen or aimed for, on one line."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from headache_cds.vocabulary.typed import date_text, time_text
from interventions.pages.when_words import when_words
from interventions.plan.seen import (
    WITHDRAWN,
)


def agreed_words(value: Any) -> str:
    """An agreement or a goal on one line."""
    if isinstance(value, Mapping):
        return _cell_words(value)
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, dt.date):
        return date_text(value)
    if isinstance(value, dt.time):
        return time_text(value)
    return str(value or "–")


def _cell_words(cell: Mapping[str, Any]) -> str:
    if cell == WITHDRAWN:
        return _("ingetrokken")
    if "phase" in cell:
        return when_words(cell)
    return " · ".join(agreed_words(part) for part in cell.values() if part) or "–"
