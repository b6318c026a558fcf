"""The top line of a patient page: 'Van 16 naar 9 hoofdpijndagen in 12 weken; HIT-6 8 punten lager.'"""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number

from .measurements import Course, DatedValue

WEEKS_FROM = 14  # days; a shorter time is told in days


def headline(days: Course, hit6: Course) -> str:
    """What happened to the headache days and the HIT-6 since the start; an estimate is named as such."""
    if not days.last:
        return _("Hoofdpijndagen zijn nog niet geteld.")
    if days.is_contradicted:
        return _("Hoofdpijndagen nu onbekend; laatst %(days)s op %(day)s.") % {
            "days": _days(days.last.value),
            "day": _date(days.last.on),
        }
    if not days.start:
        return _without_start(days.last)
    if not days.later:
        return _only_start(days.start, told=days.told_on is not None)
    first, last = days.start, days.last
    line = _("Van %(first)s naar %(last)s in %(time)s")
    if first.value == last.value:
        line = _("Onveranderd %(last)s per maand in %(time)s")
    text = line % {
        "first": first.words,
        "last": _days(last.value),
        "time": _time(last.on - first.on),
    }
    return "; ".join(filter(None, (text + _estimate(first, last) + _told(days), _score(hit6)))) + "."


def change_title(name: str, course: Course) -> str:
    """The message of a chart of one score: 'HIT-6: van 64 naar 56'.

    Where the start was not measured, the first value says of which day it is: it is not to be read as one.
    """
    first, last = course.readings[0], course.readings[-1]
    if course.is_contradicted:
        return _("%(name)s: nu onbekend, laatst %(value)s") % {"name": name, "value": last.words}
    if len(course.readings) == 1:
        return _("%(name)s: %(value)s, één meting") % {"name": name, "value": last.words}
    line = _("%(name)s: van %(first)s naar %(last)s")
    if not course.start:
        line = _("%(name)s: van %(first)s op %(day)s naar %(last)s")
    elif first.value == last.value:
        line = _("%(name)s: onveranderd %(last)s")
    return line % {"name": name, "first": first.words, "last": last.words, "day": _date(first.on)}


def _without_start(last: DatedValue) -> str:
    """The value now with its day: without a start there is no change to tell."""
    return _("%(days)s per maand op %(day)s%(estimate)s; start niet gemeten.") % {
        "days": _days(last.value),
        "day": _date(last.on),
        "estimate": _estimate(last),
    }


def _only_start(start: DatedValue, *, told: bool) -> str:
    line = _("%(days)s per maand bij de start%(estimate)s; nog geen vervolgmeting.")
    if told:
        line = _("%(days)s per maand bij de start%(estimate)s; sindsdien niet geteld.")
    return line % {"days": _days(start.value), "estimate": _estimate(start)}


def _days(value: float) -> str:
    count = int(value) if value == int(value) else 2
    return ngettext("%(days)s hoofdpijndag", "%(days)s hoofdpijndagen", count) % {
        "days": format_number(value, language())
    }


def _time(span: dt.timedelta) -> str:
    if span.days < WEEKS_FROM:
        return ngettext("%(count)d dag", "%(count)d dagen", span.days) % {"count": span.days}
    weeks = round(span.days / 7)
    return ngettext("%(count)d week", "%(count)d weken", weeks) % {"count": weeks}


def _estimate(*readings: DatedValue) -> str:
    notes = [reading.note for reading in readings if reading.note]
    return f" ({notes[0]})" if notes else ""


def _told(course: Course) -> str:
    """The day of the last reading where the reader has to know it."""
    if not course.told_on:
        return ""
    return " (" + _("laatst gemeten op %(day)s") % {"day": _date(course.told_on)} + ")"


def _date(day: dt.date) -> str:
    return date_format(day, "d-m-Y")


def _score(hit6: Course) -> str:
    if not hit6.start or not hit6.later:
        return ""
    change = hit6.later[-1].value - hit6.start.value
    if not change:
        return _("HIT-6 gelijk gebleven") + _told(hit6)
    points = int(abs(change))
    lower = ngettext("HIT-6 %(points)d punt lager", "HIT-6 %(points)d punten lager", points)
    higher = ngettext("HIT-6 %(points)d punt hoger", "HIT-6 %(points)d punten hoger", points)
    return (lower if change < 0 else higher) % {"points": points} + _told(hit6)
