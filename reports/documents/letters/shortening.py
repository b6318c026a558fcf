"""What does not fit is shortened by rule and said to be, never cut off by the edge of the paper."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

ELLIPSIS = " […]"


def shortened(text: str, length: int) -> str:
    """A text of at most so many characters on one line; what was left out is marked at a word's end.

    A word without end is cut where the length is reached.
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    kept = line[: length - len(ELLIPSIS)]
    head, _space, tail = kept.rpartition(" ")
    return (head if head and len(tail) < length // 3 else kept).rstrip(" ,;:.") + ELLIPSIS


def first(items: Sequence[Any], most: int) -> dict[str, Any]:
    """The first of a list, and how many more there are: `{"shown": [...], "more": 3}`."""
    return {"shown": list(items[:most]), "more": max(0, len(items) - most)}


def more_words(more: int) -> str:
    """'en nog 3 in het dossier'; '' when everything is shown."""
    return _("en nog %(count)d in het dossier") % {"count": more} if more else ""
