"""The worked patients: what is known of each and what must come of it, read once from their file."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

WORKED_PATIENTS = Path(__file__).with_name("worked_patients.jsonl")


def days_ago(days: int) -> str:
    """The date of so many days ago, as a dossier holds it."""
    return (dt.datetime.now(tz=ZoneInfo("Europe/Amsterdam")).date() - dt.timedelta(days=days)).isoformat()


SCREENED_ON = days_ago(30)


# In the order of the file, each with `id`, `facts` and `expect`.
CASES: tuple[dict[str, Any], ...] = tuple(
    map(json.loads, WORKED_PATIENTS.read_text(encoding="utf-8").splitlines())
)
# The facts by the number that an id begins with (V01), which is how tests name a patient.
PATIENTS: dict[str, dict[str, Any]] = {case["id"][:3]: case["facts"] for case in CASES}
