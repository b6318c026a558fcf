"""A request judges a patient once: at most one evaluation and one board, and none in a template."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from tests.counting import Counted, counting
from tests.dossiers import Dossier
from tests.walk.addresses import ADDRESSES, Pattern, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OF_A_PATIENT = [
    (pattern, method)
    for pattern in patterns()
    for method in ("get", "post")
    if {"episode_id", "patient_id", "plan_id", "document_id"} & set(pattern.places)
    and getattr(ADDRESSES[pattern.name], method)
]


def test_every_page_and_every_act_judges_the_patient_at_most_once(dossier: Dossier, alice: User) -> None:
    wrong, judging = [], 0
    for pattern, method in OF_A_PATIENT:
        counted = count(pattern, method, dossier, alice)
        judging += counted.evaluations
        if counted.boards > 1 or counted.evaluations > 1 or counted.in_template:
            wrong.append(f"{method} {pattern.name}: {counted}")
    assert not wrong, "\n".join(wrong)
    assert judging > len(OF_A_PATIENT) // 4, "the counter sees nothing"


def count(pattern: Pattern, method: str, dossier: Dossier, by: User) -> Counted:
    path = reverse(pattern.name, kwargs={place: dossier.ids[place] for place in pattern.places})
    with transaction.atomic():
        client = Client()
        client.force_login(by)
        with counting() as counted:
            getattr(client, method)(path)
        transaction.set_rollback(True)
    return counted
