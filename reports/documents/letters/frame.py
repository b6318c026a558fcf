"""What every letter and note says of patient, sender and moment: plain JSON, as it is when it is issued."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from headache_cds.accounts.models import Centre, User
from intake.models import CareContact, Episode

from .shortening import shortened

ADDRESS = 50  # characters of a line of an address


def frame_of(episode: Episode, by: User, at: dt.datetime, language: str) -> dict[str, Any]:
    """The keys that all contents of the dossier share; `by` is who issues it, and whom to call."""
    patient = episode.patient
    # Read anew: an administrator may have filled it in since this person signed in.
    centre = Centre.objects.get(pk=patient.centre_id)
    return {
        "version": 1,
        "language": language,
        "patient": {
            "name": patient.name,
            "birth_date": patient.birth_date.isoformat(),
            "birth_estimated": patient.birth_estimated,
            "number": patient.number,
        },
        "centre": centre.name,
        "sender": {
            "agb": centre.agb,
            "street": shortened(centre.street, ADDRESS),
            "place": shortened(centre.place, ADDRESS),
            "phone": centre.phone,
            "name": by.display_name,
            "registration": by.registration_number,
        },
        "issued": {"on": timezone.localdate(at).isoformat(), "at": timezone.localtime(at).strftime("%H:%M")},
    }


def contact_as_json(contact: CareContact) -> dict[str, str]:
    """An addressee as a letter keeps it."""
    return {
        "role": contact.get_role_display(),
        "name": shortened(contact.name, ADDRESS),
        "agb": contact.agb,
        "practice": shortened(contact.practice, ADDRESS),
        "practice_agb": contact.practice_agb,
        "place": shortened(contact.place, ADDRESS),
        "phone": contact.phone,
    }


def moment_words(at: dt.datetime) -> str:
    """'1 december 2026, 10:49'."""
    return date_format(timezone.localtime(at), "j F Y, H:i")
