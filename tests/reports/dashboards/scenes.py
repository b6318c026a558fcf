"""What the tests of the dashboards stand on: worked patients in the care of somebody, with signed plans."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headache_cds.accounts.models import User
from intake import actions as intake
from intake.models import Episode
from tests.dossiers import SETTLED
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
    return {**SETTLED, **more}
