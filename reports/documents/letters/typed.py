"""What a therapist chooses and types for a letter, beside what the dossier says by itself."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from intake.models import CareContact

# The free parts and the most characters of each: together with the rest they fill one page.
FREE_PARTS: Mapping[str, int] = {
    "conclusion": 180,
    "asked": 300,
    "by_when": 60,
    "question": 200,
    "sessions": 40,
    "aftercare": 240,
    "remarks": 240,
}


@dataclass(frozen=True)
class TypedLetter:
    """`texts` holds the free parts; `goals` each goal with its result in words."""

    kind: str
    language: str
    to: CareContact | None
    copy_to: tuple[CareContact, ...]
    texts: Mapping[str, str]
    goals: tuple[tuple[str, str], ...]
    consent_on: dt.date | None
