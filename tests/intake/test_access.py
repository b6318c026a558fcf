"""The door to a dossier: who gets in, what others see, and that the opening is recorded first."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.access import get_episode, get_patient
from intake.models import Episode
from tests import factories


def readings(outcome: str) -> Any:
    return AuditEvent.objects.filter(action="dossier.read", outcome=outcome)


def test_it_works(alice: User, episode: Episode) -> None:
    assert get_patient(alice, episode.patient_id) == episode.patient
    assert get_episode(alice, episode.pk, write=True) == episode


def test_team_access_works(bob: User, episode: Episode) -> None:
    assert get_patient(bob, episode.patient_id) == episode.patient
    assert get_episode(bob, episode.pk, write=False) == episode


def test_it_checks_the_centre(charlie: User, episode: Episode) -> None:
    with pytest.raises(Http404):
        get_patient(charlie, episode.patient_id)
    for write in (False, True):
        with pytest.raises(Http404):
            get_episode(charlie, episode.pk, write=write)


def test_an_unknown_id_is_not_found(alice: User) -> None:
    with pytest.raises(Http404):
        get_patient(alice, uuid.uuid4())
    with pytest.raises(Http404):
        get_episode(alice, uuid.uuid4(), write=False)


def test_writing_asks_for_a_physiotherapist(bob: User, episode: Episode) -> None:
    with pytest.raises(PermissionDenied, match="fysiotherapeut"):
        get_episode(bob, episode.pk, write=True)


def test_an_administrator_sees_no_dossier(dora: User, episode: Episode) -> None:
    with pytest.raises(PermissionDenied, match="fysiotherapeuten en teamleden"):
        get_patient(dora, episode.patient_id)
    with pytest.raises(PermissionDenied):
        get_episode(dora, episode.pk, write=False)


def test_the_opening_is_in_the_trail(alice: User, episode: Episode) -> None:
    get_episode(alice, episode.pk, write=False)
    event = readings("success").get()
    assert (event.actor, event.patient_id, event.episode_id) == (alice, episode.patient_id, episode.pk)


@pytest.mark.parametrize("who", ["charlie", "dora"])
def test_a_refused_attempt_is_in_the_trail(
    who: str, request: pytest.FixtureRequest, episode: Episode
) -> None:
    person = request.getfixturevalue(who)
    with pytest.raises((Http404, PermissionDenied)):
        get_patient(person, episode.patient_id)
    event = readings("refused").get()
    assert (event.actor, event.patient_id, event.centre) == (person, episode.patient_id, person.centre)


def test_nothing_opens_when_the_trail_is_broken(
    alice: User, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(AuditEvent, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        get_episode(alice, episode.pk, write=False)


def test_the_page_needs_no_query_for_patient_centre_or_therapist(
    alice: User, episode: Episode, django_assert_num_queries: Any
) -> None:
    loaded = get_episode(alice, episode.pk, write=False)
    with django_assert_num_queries(0):
        assert loaded.patient.centre.name == alice.centre.name
        assert loaded.therapist.display_name == "Alice"


def test_opening_costs_the_same_however_full_the_dossier_is(
    alice: User, django_assert_max_num_queries: Any
) -> None:
    episode = factories.make_episode(alice)
    for days_ago in range(5):
        factories.make_follow_up(episode, alice, days_ago=days_ago, gpe_score=2)
    with django_assert_max_num_queries(4):  # the episode, a savepoint, the reading, its release
        get_episode(alice, episode.pk, write=False)
