"""What the tests of the dashboards stand on: worked patients in the care of somebody, with signed plans."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from intake import actions as intake
from intake.models import Episode
from interventions.models import Plan
from interventions.plan import actions
from tests.people import signed_in

CASELOAD = reverse("dashboards:caseload")


def address(episode: Episode) -> str:
    """The page of the patient."""
    return reverse("dashboards:patient", args=[episode.patient_id])


def get(person: User, path: str) -> str:
    """The page as this person sees it."""
    response = signed_in(person).get(path)
    assert response.status_code == 200
    return response.content.decode()


def names(client: Client, query: str = "") -> list[str]:
    """The family names on the list, in their order."""
    page = client.get(f"{CASELOAD}{query}").context["page"]
    return [row.patient.family_name for row in page.object_list]


def draft(episode: Episode, by: User, *cards: str) -> None:
    """Take these cards over."""
    for card in cards:
        actions.accept_advice(episode=episode, card=card, components=None, dose=None, note="", by=by)


def sign(episode: Episode, by: User, *cards: str, evaluation_in: int = 56) -> Plan:
    """Sign a plan of these cards, with an evaluation in so many days."""
    draft(episode, by, *(cards or ("education",)))
    plan = actions.agree(
        episode=episode,
        agreement="Drie keer per week naar buiten.",
        goals=[{"text": "Weer een boek lezen."}],
        evaluation_on=timezone.localdate() + dt.timedelta(days=evaluation_in),
        contact="de praktijk",
        consent=True,
        by=by,
    )
    return actions.sign_plan(plan=plan, by=by)


def flag(episode: Episode, by: User) -> None:
    """A red flag turns up."""
    intake.save_answers(episode=episode, by=by, values={"rf_thunderclap": True})


@contextmanager
def counted() -> Iterator[list[int]]:
    """The number of queries in the block, in the list after it."""
    result: list[int] = []
    with CaptureQueriesContext(connection) as queries:
        yield result
    result.append(len(queries))


def settled(**more: Any) -> dict[str, Any]:
    """Facts of somebody for whom nothing blocks."""
    return {
        "care_setting": "secondary_care",
        "red_flags_screened_by": "neurologist",
        "red_flag_screening_result": "no_flag",
        "headache_diagnosis_source": "neurologist",
        "headache_type": ["migraine"],
        **more,
    }
