"""Contents of plans as they are frozen at signing: of a worked patient, with what was agreed filled in."""

import copy
from typing import Any

from tests.reports.documents.conftest import content_of

Content = dict[str, Any]


def both(nl: str, en: str = "") -> dict[str, str]:
    """A text in both languages."""
    return {"nl": nl, "en": en or nl}


def activity(name: str = "Stevig wandelen", **changes: Any) -> Content:
    """Walking from 10 to 40 minutes in 8 weeks, on Monday, Wednesday and Saturday."""
    return {
        "name": both(name, "Brisk walking"),
        "drawing": "brisk_walking",
        "unit": both("minuten", "minutes"),
        "unit_one": both("minuut", "minute"),
        "weeks": [
            {"week": week, "amount": amount}
            for week, amount in enumerate((10, 15, 20, 25, 30, 35, 40, 40), start=1)
        ],
        "days": [0, 2, 5],
        "per_day": 1,
        "target": {"amount": 40, "times": 3, "week": 8},
        "keeping_up": False,
        "origin": {"start": "patient", "steps": "proposal", "target": "source"},
        "feels": both("U hijgt een beetje. Praten gaat nog.", "You pant a little. You can still talk."),
        "stop": both("Stop als uw hoofdpijn snel erger wordt.", "Stop when your headache gets worse fast."),
        "after": None,
        **changes,
    }


def exercise(name: str = "nod_lying", **changes: Any) -> Content:
    """Nodding ten times, held for ten counts, twice a day."""
    counts = {"repetitions": 10, "hold_seconds": 10, "sets": None, "minutes": None, "per_day": 2}
    return {
        "id": name,
        "name": both("Liggend knikken", "Nodding lying down"),
        "how": {
            "nl": ["Leg een dunne handdoek onder uw hoofd.", "Knik zacht, alsof u ja zegt.", "Laat los."],
            "en": ["Put a thin towel under your head.", "Nod gently, as if you say yes.", "Let go."],
        },
        "stop": both("Stop als u duizelig wordt.", "Stop if you get dizzy."),
        "mistake": both("Til uw hoofd niet op.", "Do not lift your head."),
        "dose": {**counts, "grows": False},
        "origin": "source",
        "drawing": name,
        **changes,
    }


def agreed(case_id: str, *activities: Content, **changes: Any) -> Content:
    """The content of a worked patient, signed, with these activities to do now in the place of its own."""
    content = copy.deepcopy(content_of(case_id))
    cards = [card for card in content["cards"] if card["on_paper"]]
    for card in cards:
        card |= {"when": "reading", "place": None, "later_from": None, "activity": None, "exercises": []}
    for place, (card, doing) in enumerate(zip(cards, activities, strict=False), start=1):
        card |= {"when": "now", "place": place, "activity": doing}
    return EVERYBODY | content | signed() | changes


# What is frozen for everybody.
EVERYBODY: Content = {
    "has_aura": None,
    "bad_day": both("Een slechte dag? Doe de helft.", "A bad day? Do half."),
    "understanding": {"lines": [both("Pijn is niet altijd schade.", "Pain is not always damage.")]},
}


def signed() -> Content:
    """What a signature and the talk around the cards add."""
    return {
        "version": 3,
        "patient": {
            "name": "Van Dalen, M.",
            "birth_date": "1985-03-12",
            "birth_estimated": False,
            "number": "P00042",
        },
        "centre": "Hoofdpijncentrum Noord",
        "therapist": {"name": "Anneke Bakker", "registration": "49012345604"},
        "signed_on": "2026-12-01",
        "starts_on": "2026-12-02",
        "appointment": {"on": "2026-12-14", "at": "14:00"},
        "goals": [{"text": "Weer een film kijken.", "measure": "PSK van 8 naar 4", "due_on": "2027-02-22"}],
        "agreement": "",
        "evaluation_on": "2027-01-18",
        "contact": "Anneke Bakker, 020 123 45 67",
    }
