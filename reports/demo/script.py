"""What happens in the demo clinic, as data: people in clinic.yaml, what the patients said in patients.jsonl.

Days count from the first day of an episode; `started` says how many days ago that was.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import Field

from headache_cds.vocabulary.source import Strict, read_yaml, validate
from headache_cds.vocabulary.spec import Number

FOLDER = Path(__file__).resolve().parent


class Person(Strict):
    """Somebody who signs in."""

    username: str
    name: str
    role: str
    registration: str = ""


class DemoCentre(Strict):
    """A centre; the first of its people is the administrator who adds the others."""

    name: str
    care_setting: str
    people: list[Person]


class Accepted(Strict):
    """A card that is taken into the plan; absent components and dose are the card's own."""

    card: str
    components: list[str] | None = None
    dose: dict[str, dict[str, Number]] = Field(default_factory=dict)
    note: str = ""


class Declined(Strict):
    """A card that is not taken into the plan."""

    card: str
    reason_code: str
    reason: str = ""


class DemoGoal(Strict):
    """A goal in the patient's words."""

    text: str
    measure: str = ""
    due: int | None = None


class Agreement(Strict):
    """What was agreed; with it the plan is signed."""

    text: str
    goals: list[DemoGoal]
    evaluation: int
    contact: str


class DemoHypothesis(Strict):
    """What the therapist thinks plays a part, and where to begin."""

    text: str
    approach: str


class DemoPlan(Strict):
    """The plan of one day; without an agreement it stays a draft."""

    day: int
    hypothesis: DemoHypothesis | None = None
    accept: list[Accepted]
    decline: list[Declined] = Field(default_factory=list)
    agreement: Agreement | None = None


class Measurement(Strict):
    """A repeat measurement; `next` is the day of the one after it."""

    day: int
    values: dict[str, Any]
    next: int | None = None


class Note(Strict):
    """A note of the team."""

    day: int
    by: str
    text: str


class DemoPatient(Strict):
    """One patient: who, since when, and what happened.

    `facts` overrules patients.jsonl; null leaves a fact out.
    """

    case: str
    number: str
    family_name: str
    initials: str
    therapist: str
    started: int
    complete: bool = True
    facts: dict[str, Any] = Field(default_factory=dict)
    plan: DemoPlan | None = None
    measurements: list[Measurement] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)


class Clinic(Strict):
    """The whole demo."""

    centres: list[DemoCentre]
    patients: list[DemoPatient]


def load_clinic() -> Clinic:
    """The people and what happens. Raises SourceError with file and line."""
    clinic: Clinic = validate(read_yaml(FOLDER / "clinic.yaml"), Clinic)
    return clinic


def load_facts() -> dict[str, dict[str, Any]]:
    """What each patient said and what was found, by the id of the case."""
    lines = (FOLDER / "patients.jsonl").read_text(encoding="utf-8").splitlines()
    return {case["id"]: case["facts"] for case in map(json.loads, lines)}
