"""A scene that is written again is the scene that was built, and never stands in for a second one."""

from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from headache_cds.accounts.models import User
from intake.models import Episode
from interventions.models import Plan, PlanState
from tests import factories
from tests.built_once import built_once
from tests.dossiers import sign
from tests.factories import make_episode_with
from tests.worked import PATIENTS

pytestmark = pytest.mark.db


def rows() -> dict[str, list[Any]]:
    """Everything in the database."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
    }


def test_what_is_written_again_is_what_was_built(alice: User) -> None:
    def build() -> Plan:
        episode, _later = make_episode_with(alice, PATIENTS["V12"])
        return sign(episode, alice)

    seen = []
    for _time in range(2):
        with transaction.atomic():
            plan = built_once("a signed plan", build, alice)
            seen.append((plan, rows()))
            transaction.set_rollback(True)
    (first, built), (second, written) = seen
    assert written == built
    assert (second, second.state) == (first, PlanState.SIGNED)
    assert second is not first


def test_a_second_one_is_somebody_else(alice: User) -> None:
    def build() -> Episode:
        return factories.make_episode(alice)

    first, second = (built_once("somebody", build, alice) for _time in range(2))
    assert first.patient.number != second.patient.number
    assert Episode.objects.count() == 2


def test_another_therapist_has_a_scene_of_their_own(alice: User, charlie: User) -> None:
    episodes = [built_once("of", partial(factories.make_episode, by), by) for by in (alice, charlie)]
    assert [episode.patient.centre for episode in episodes] == [alice.centre, charlie.centre]


def test_outside_a_transaction_it_is_built_again(transactional_db: None) -> None:
    def build() -> User:
        return factories.make_centre("Hoofdpijncentrum Oost", "olga")

    with transaction.atomic():
        kept = built_once("olga", build)
        transaction.set_rollback(True)
    assert built_once("olga", build).pk != kept.pk
