"""Taking back an answer that raised an alarm: an act of its own, with a reason kept with the new answer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from headache_cds.vocabulary.text import clean_line, has_words

SLIP, OTHER = "slip", "other"
REASONS = {
    SLIP: _("Vergist: verkeerd aangeklikt"),
    "patient": _("De patiënt heeft het antwoord verbeterd"),
    "misread": _("De vraag was anders begrepen"),
    OTHER: _("Anders, namelijk:"),
}
LONGEST = 200


def name_of(fact: str) -> str:
    """The name of the reason in a form."""
    return f"reason-{fact}"


def words_of(fact: str) -> str:
    """The name of the words of another reason."""
    return f"{name_of(fact)}-words"


def reason_of(data: Mapping[str, Any], fact: str) -> str:
    """The reason that was given for this fact, as it is kept; '' for none, and for 'other' without words."""
    given = str(data.get(name_of(fact), ""))
    words = clean_line(str(data.get(words_of(fact), "")))
    if given == OTHER:
        return words[:LONGEST] if has_words(words) else ""
    return given if given in REASONS else ""


def in_words(reason: str) -> str:
    """A kept reason as a person reads it."""
    return str(REASONS.get(reason, reason))
