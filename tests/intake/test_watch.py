"""An open page says that somebody changed the dossier since it was opened: what static/js/watch.js asks."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import correct_patient, save_answers
from intake.models import Episode
from tests.dossiers import agree, take_over
from tests.interventions.patients import MIGRAINE, episode_of
from tests.people import signed_in
from tests.plain_browser import opened

pytestmark = pytest.mark.db


def opened_at(page: Any) -> str:
    """The moment that a page remembers."""
    (watch,) = [part for part in page.walk() if "data-watch" in part.attributes]
    return str(watch.attributes["data-since"])


def asked(by: User, episode: Episode, since: str, **more: str) -> dict[str, str]:
    address = reverse("intake:changes", args=[episode.pk])
    answer: dict[str, str] = signed_in(by).get(address, {"since": since, **more}).json()
    return answer


def change_patient(episode: Episode, by: User) -> None:
    correct_patient(patient=episode.patient, by=by, initials="Q.")


def change_plan(episode: Episode, by: User) -> None:
    take_over(episode, by, "education")
    agree(episode, by)


def change_answer(episode: Episode, by: User) -> None:
    save_answers(episode=episode, by=by, values={"snoring": True})


@pytest.mark.parametrize("change", [change_patient, change_plan, change_answer])
@pytest.mark.parametrize("name", ["interventions:advice", "interventions:plan", "intake:correct"])
def test_it_tells_what_a_colleague_changed(alice: User, iris: User, change: Any, name: str) -> None:
    episode = episode_of(MIGRAINE, alice)
    since = opened_at(opened(signed_in(alice), reverse(name, args=[episode.pk])))
    assert asked(alice, episode, since) == {}
    change(episode, iris)
    assert asked(alice, episode, since)["who"] == iris.display_name


def test_of_oneself_it_tells_another_window_only(alice: User, episode: Episode) -> None:
    since = opened_at(opened(signed_in(alice), reverse("intake:start", args=[episode.pk])))
    change_answer(episode, alice)
    assert asked(alice, episode, since) == {}
    assert asked(alice, episode, since, own="1")["who"] == ""
    later = opened_at(opened(signed_in(alice), reverse("intake:start", args=[episode.pk])))
    assert asked(alice, episode, later, own="1") == {}, "what came before the page is no news"


def test_reading_is_no_change_and_asking_opens_no_dossier(
    alice: User, iris: User, episode: Episode, django_assert_num_queries: Any
) -> None:
    since = timezone.now().isoformat()
    opened(signed_in(iris), reverse("intake:start", args=[episode.pk]))
    before = AuditEvent.objects.count()
    assert asked(alice, episode, since, own="1") == {}
    assert AuditEvent.objects.count() == before
    client = signed_in(alice)
    with django_assert_num_queries(4):
        client.get(reverse("intake:changes", args=[episode.pk]), {"since": since})


@pytest.mark.parametrize("since", ["", "gisteren", "2026-12-01", "2026-12-01T10:00:00"])
def test_a_moment_that_is_none_is_answered_with_nothing(alice: User, episode: Episode, since: str) -> None:
    assert asked(alice, episode, since) == {}


def test_another_centre_learns_nothing(charlie: User, episode: Episode) -> None:
    address = reverse("intake:changes", args=[episode.pk])
    assert signed_in(charlie).get(address, {"since": "2020-01-01T00:00:00+00:00"}).status_code == 404
