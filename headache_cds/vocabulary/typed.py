"""Numbers, dates and times as people type them, read into the quantity that they mean.

What can mean two quantities is never guessed: it comes back as `Unread`, with the question to ask.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any

from headache_cds.vocabulary.spec import Number
from headache_cds.vocabulary.text import clean_line

LONGEST_NUMBER = 20  # characters
HALVES = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75")}
RECENT = 40  # a year of two digits below it lies more often in this century
CLOCK_UNITS = frozenset({"hours", "hours/day"})

_PLAIN = re.compile(r"-?\d*[.,]?\d+")
_GROUPS = re.compile(r"-?[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
_THOUSAND_OR_NOT = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_WITH_HALF = re.compile(rf"(\d*) ?([{''.join(HALVES)}])")
_CLOCK = re.compile(r"(\d{1,4})[.:]([0-5]\d)")
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:-|–|—|à|á|a|tot|to|t/m)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_EVERY_DAY = re.compile(r"(elke|iedere) ?dag|dagelijks|every ?day|daily", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2}|\d{4})")
_TIME = re.compile(r"(\d{1,2})\s*(?:[:.uh]?\s*(\d{2})?|uur)\s*(?:u|uur|h)?", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


class Unread(str):
    """Text that was typed for a number or a date and cannot be read; `code` names what to tell about it."""

    code: str
    details: dict[str, Any]

    def __new__(cls, text: str, code: str, **details: Any) -> "Unread":
        unread = super().__new__(cls, text)
        unread.code, unread.details = code, details
        return unread


def read_number(raw: str, unit: str | None = None, language: str = "nl") -> Number | Unread:
    """The number that somebody typed; a comma or a point before the decimals, whatever the language.

    `unit` tells which other readings there are: 7.30 hours is half past seven, but not in English.
    """
    text = _ascii(raw)
    if len(text) > LONGEST_NUMBER:
        return Unread(raw, "number")
    clock = _CLOCK.fullmatch(text)
    if clock and unit in CLOCK_UNITS and (":" in text or not language.startswith("en")):
        hours, minutes = int(clock[1]), int(clock[2])
        return Unread(
            raw,
            "clock",
            hours=hours,
            minutes=minutes,
            decimal=Decimal(hours) + round(Decimal(minutes) / 60, 2),
            other=Decimal(f"{clock[1]}.{clock[2]}"),
        )
    if _THOUSAND_OR_NOT.fullmatch(text):
        whole, rest = re.split("[.,]", text)
        # With three decimals again it would be asked again.
        decimals = f"{rest}0" if rest[-1] != "0" else rest.rstrip("0") or "0"
        return Unread(raw, "thousand", large=whole + rest, whole=whole, rest=decimals)
    return _exact(text) if _is_number(text) else _not_a_number(raw, text, unit)


def read_date(raw: str) -> dt.date | Unread:
    """The date that somebody typed: 1-2-1980, 01/02/1980, 1.2.1980 or 1980-02-01; the day stands first."""
    text = _ascii(raw)
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        year, month, day = found.groups()
    else:
        found = _DAY_FIRST.fullmatch(text)
        if not found:
            return Unread(raw, "date_typed")
        day, month, year = found.groups()
    if len(year) == 2:
        century = 20 if int(year) < RECENT else 19
        return Unread(raw, "short_year", example=f"{int(day):02}-{int(month):02}-{century}{year}")
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return Unread(raw, "no_such_day")


def read_time(raw: str) -> dt.time | Unread:
    """The time of day that somebody typed: 14:00, 14.30, 14u30, 1400, 9 uur or 9."""
    found = _TIME.fullmatch(_ascii(raw))
    if not found:
        return Unread(raw, "time_typed")
    hour, minute = int(found[1]), int(found[2] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else Unread(raw, "time_typed")


def time_text(value: dt.time) -> str:
    """A time of day on the clock of 24 hours: 14:00."""
    return f"{value.hour:02}:{value.minute:02}"


def number_text(value: Number | Decimal, language: str) -> str:
    """A number as it stands in a field, so that reading it gives the same number again."""
    whole, _, rest = _plain(Decimal(str(value))).partition(".")
    if not rest:
        return whole
    rest += "0" * (len(rest) == 3)  # with three it could be a thousand
    return f"{whole}.{rest}" if language.startswith("en") else f"{whole},{rest}"


def date_text(value: dt.date) -> str:
    """A date as people in the Netherlands write it, in both languages: dd-mm-jjjj."""
    return f"{value.day:02}-{value.month:02}-{value.year:04}"


def _is_number(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_PLAIN, _GROUPS, _WITH_HALF))


def _exact(text: str) -> Number:
    half = _WITH_HALF.fullmatch(text)
    if half:
        number = Decimal(half[1] or "0") + HALVES[half[2]]
    elif _PLAIN.fullmatch(text):
        number = Decimal(text.replace(",", "."))
    else:
        whole, decimals = _without_groups(text)
        number = Decimal(f"{whole}.{decimals or 0}")
    return int(number) if number == int(number) else float(number)


def _without_groups(text: str) -> tuple[str, str]:
    """Whole part and decimals of a number in groups of three: 1.234,5 or 1 000."""
    found = _GROUPS.fullmatch(text)
    grouping = found[1] if found else ""
    other = {".": ",", ",": "."}.get(grouping)
    whole, _, decimals = text.partition(other) if other else _split_last(text)
    return whole.replace(grouping, ""), decimals


def _split_last(text: str) -> tuple[str, str, str]:
    at = max(text.find("."), text.find(","))
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])


def _not_a_number(raw: str, text: str, unit: str | None) -> Unread:
    between = _RANGE.fullmatch(text)
    if between:
        low, high = (Decimal(end.replace(",", ".")) for end in between.groups())
        return Unread(raw, "range", middle=(low + high) / 2)
    if unit == "days/month" and _EVERY_DAY.search(text):
        return Unread(raw, "every_day")
    return Unread(raw, "number")


def _ascii(raw: str) -> str:
    """With the digits of this alphabet, whichever were typed, and a plain minus."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in clean_line(raw)
    ).replace("\u2212", "-")


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
