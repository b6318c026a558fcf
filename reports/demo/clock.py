"""Writing at a moment that lies back.

Actions stamp what they write with the time of writing and refuse dates that lie in the future. The demo
clinic has a past of weeks, so its dossiers are written by the same actions while the clock of Django stands
at that day. Only the demo command does this, in an empty database and before anything is served.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.utils import timezone


def noon(date: dt.date) -> dt.datetime:
    """Noon of a day on the local clock, far from midnight and from the change of the clocks."""
    return timezone.make_aware(dt.datetime.combine(date, dt.time(12)))


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """Let `timezone.now()` and `timezone.localdate()` tell `moment` (aware) inside the block."""

    class Clock(dt.datetime):
        # The base gives its own class; here any aware moment will do.
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    with patch.object(timezone, "datetime", Clock):
        yield
