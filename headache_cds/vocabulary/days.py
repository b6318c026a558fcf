"""Days: today, the limits of a date as the fact files write them, and the days since a date."""

import datetime as dt
import re
import time

TODAY = "today"
_LIMIT = re.compile(r"today(?:\+(\d{1,2})y)?")


def today() -> dt.date:
    """The day it is in the time zone of the process, which the settings set."""
    return dt.date(*time.localtime()[:3])


def limit_day(limit: str, on: dt.date) -> dt.date:
    """The day that a limit stands for on a day: a date, `today`, or so many years ahead (`today+5y`).

    Raises ValueError for anything else.
    """
    found = _LIMIT.fullmatch(limit)
    if found is None:
        return dt.date.fromisoformat(limit)
    years = int(found[1] or 0)
    try:
        return on.replace(year=on.year + years)
    except ValueError:  # the 29th of February
        return on.replace(year=on.year + years, day=28)


def days_since(date: str, on: dt.date) -> int:
    """Whole days from an ISO date to a day; negative when the date lies after it."""
    return (on - dt.date.fromisoformat(date)).days
