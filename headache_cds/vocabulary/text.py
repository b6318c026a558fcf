"""The one cleaner for every text that enters, through a form, a row of records or the command line.

What comes out can be stored in either database, reads in the direction that its own letters have, and is
written in one way (NFC), so that two equal texts are equal byte for byte. Cleaning twice changes nothing.
"""

import re
import unicodedata

# Lengths in characters, and the number of rows of a records fact; the fields of a form say theirs themselves.
LONGEST_TEXT = 4000
LONGEST_LINE = 300
MOST_ROWS = 100

# Controls and halves of a pair cannot be stored; direction characters turn round what stands behind them,
# also outside their text; soft hyphen, zero width space, word joiner and byte order mark are not seen.
_REMOVED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u202a-\u202e\u2066-\u2069\xad\u200b\u2060\ufeff]"
)
_LINE_BREAKS = re.compile("\r\n|[\r\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]")
# Letters and a symbol without a drawing: fillers of Hangul, the empty cell of Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Separators, marks, and every kind of control, unassigned and private character.
_NOT_SEEN = ("Z", "C", "M")


def clean_text(raw: str) -> str:
    """A text of any number of lines; '' when nothing of it can be seen."""
    text = unicodedata.normalize("NFC", _REMOVED.sub("", _LINE_BREAKS.sub("\n", raw)))
    if not any(map(_is_visible, text)):
        return ""
    return text[_margin(text) : len(text) - _margin(text[::-1])]


def clean_line(raw: str) -> str:
    """A text on one line, with single spaces; '' when nothing of it can be seen."""
    return clean_text(" ".join(clean_text(raw).split()))


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it: a full stop is no reason."""
    return any(unicodedata.category(sign)[0] in "LN" and _is_visible(sign) for sign in text)


def isolate(name: str) -> str:
    """A name for a sentence of plain text: letters that read from right to left turn nothing else round."""
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in name):
        return f"\u2068{name}\u2069"
    return name


def _is_visible(sign: str) -> bool:
    return sign not in _BLANK and not unicodedata.category(sign).startswith(_NOT_SEEN)


def _margin(text: str) -> int:
    """How many characters at the begin are space, direction marks or joiners with nothing to join."""
    for at, sign in enumerate(text):
        if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc", "Zs"):
            return at
    return len(text)
