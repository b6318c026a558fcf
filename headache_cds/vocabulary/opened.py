"""What a page showed when it was opened, so that saving it touches only what its reader changed.

A page sends along, signed, a print of every value that it showed. A field that still holds what it was opened
with stays as it is stored, whatever somebody else has stored since; a field that is not on that list is never
touched; a field that was changed here and meanwhile elsewhere is a conflict, and the reader chooses. A page
that was cut off on its way, or that belongs to something else, changes nothing.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from headache_cds.vocabulary.text import clean_text
from headache_cds.vocabulary.withdrawal import reason_of

OPENED, WHOLE = "opened", "whole"
PRINT_LENGTH = 16
NOTHING = "-"
# No value has this print.
UNSEEN = "?"
SALT = "headache_cds.vocabulary.opened"


def print_of(value: Any) -> str:
    """A short print of a value, the same for all ways of writing it; NOTHING when there is none."""
    plain = _plain(value)
    if plain in (None, "", [], {}):
        return NOTHING
    text = json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:PRINT_LENGTH]


def _plain(value: Any) -> Any:
    """Without what a form cannot keep: the order of rows, how a text is written, 3.0 beside 3."""
    if isinstance(value, Mapping):
        cells = {name: _plain(cell) for name, cell in value.items()}
        return {name: cell for name, cell in cells.items() if cell not in (None, "", [], {})}
    if isinstance(value, list | tuple | set | frozenset):
        return sorted((_plain(item) for item in value), key=_in_order)
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _in_order(item: Any) -> str:
    return json.dumps(item, sort_keys=True, default=str)


def seal(subject: str, prints: Mapping[str, str]) -> str:
    """The list that a page of this subject sends along: the print of every value that it shows."""
    return signing.dumps([subject, dict(prints)], salt=SALT, compress=True)


def unseal(data: Mapping[str, Any], subject: str) -> dict[str, str]:
    """The prints of the page that was sent.

    Raises ValidationError when the page did not arrive whole, or is one of another subject.
    """
    of_page, prints = _loaded(data)
    check_whole(data)
    if of_page != subject:
        raise not_whole()
    return prints


def prints_of_page(data: Mapping[str, Any]) -> dict[str, str]:
    """The prints that a refused page sent along, whatever it belongs to; none when they cannot be read."""
    return _loaded(data)[1]


def _loaded(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    try:
        of_page, prints = signing.loads(str(data.get(OPENED, "")), salt=SALT)
        return str(of_page), {str(name): str(value) for name, value in prints.items()}
    except (signing.BadSignature, ValueError, TypeError, AttributeError):  # no seal, or one of another shape
        return "", {}


def print_after_refusal(typed: str, shown: str | None, stored: str) -> str | None:
    """What to seal for a field of a page that was refused as a whole; None: show it as it is stored.

    `typed` and `stored` are prints, `shown` is what the refused page was opened with, None when unknown. What
    was typed over something that is stored becomes a conflict at the next try: nobody knows what was read.
    """
    if typed in (shown, stored):
        return None
    return stored if stored == NOTHING else UNSEEN


@dataclass(frozen=True)
class Basis:
    """What a page was opened with, as prints by field, and what its reader has seen and chosen since.

    `chosen` holds, by field, the print of a value of somebody else that the reader chose to replace, or
    Conflict.keep; `reasons` why an answer that raised an alarm is taken back.
    """

    opened: Mapping[str, str]
    chosen: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any], subject: str) -> "Basis":
        """What a page of this subject sent along. Raises ValidationError like `unseal`."""
        opened = unseal(data, subject)
        chosen = {name: str(data.get(Conflict.name_of(name), "")) for name in opened}
        return cls(opened, chosen, {name: reason_of(data, name) for name in opened})

    def changes(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What was changed on the page, without what its reader left to somebody else."""
        return {
            name: value
            for name, value in typed.items()
            if name in self.opened
            and print_of(value) != self.opened[name]
            and self.chosen.get(name) != Conflict.keep
        }

    def allows(self, name: str, stored: Any) -> bool:
        """Whether the reader knew this stored value when they changed the field."""
        return print_of(stored) in (self.opened.get(name), self.chosen.get(name))


@dataclass(frozen=True)
class Conflict:
    """What somebody else stored while the page was open, beside what was typed on it, both in words."""

    field: str
    question: str
    who: str
    when: dt.datetime | None
    theirs: str
    mine: str
    replace: str
    """Choosing what was typed; it counts only as long as theirs is still what was shown."""

    keep: ClassVar[str] = "theirs"

    @property
    def name(self) -> str:
        """The name of the choice in the form."""
        return self.name_of(self.field)

    @staticmethod
    def name_of(field: str) -> str:
        """The name of the choice on this field."""
        return f"choice-{field}"


def is_whole(data: Mapping[str, Any]) -> bool:
    """Whether the last field of the form arrived, to its last sign."""
    return data.get(WHOLE) == "1"


def check_whole(data: Mapping[str, Any]) -> None:
    """Raise ValidationError when the form did not arrive whole."""
    if not is_whole(data):
        raise not_whole()


class WholeForm(forms.Form):
    """A form whose page ends with the field `whole`; it is refused when it was cut off on its way."""

    def clean(self) -> dict[str, Any]:
        check_whole(self.data)
        return super().clean() or {}


def not_whole() -> ValidationError:
    """What is told about a page of which something is missing."""
    return ValidationError(
        _(
            "Er is niets opgeslagen: deze pagina kwam niet heel aan, of hoort bij iets anders. "
            "Wat u invulde staat er nog. Kijk het na en sla het opnieuw op."
        ),
        code="not_whole",
    )
