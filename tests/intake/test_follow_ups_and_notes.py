"""Repeat measurements and team notes: dated, posted once, voided instead of deleted."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from headache_cds.accounts.models import User
from intake import actions
from intake.models import Episode, FollowUp, TeamNote
from intake.queries import follow_ups_of
from tests import factories

pytestmark = pytest.mark.db


def note(episode: Episode, by: User, text: str = "Belt terug.") -> TeamNote:
    return actions.add_team_note(episode=episode, by=by, submission=uuid.uuid4(), text=text)


def test_it_records_a_measurement(alice: User, episode: Episode) -> None:
    item = factories.make_follow_up(episode, alice, followup_headache_days=5, hit6_followup=None)
    assert item.values == {"followup_headache_days": 5}
    assert item.recorded_by == alice


def test_a_form_posted_twice_gives_one_measurement(alice: User, episode: Episode) -> None:
    token = uuid.uuid4()
    first, second = (
        actions.record_follow_up(
            episode=episode,
            by=alice,
            submission=token,
            measured_on=timezone.localdate(),
            values={"gpe_score": 2},
        )
        for _ in range(2)
    )
    assert first == second
    assert FollowUp.objects.count() == 1


def test_a_measurement_before_the_episode_or_in_the_future_is_refused(alice: User, episode: Episode) -> None:
    for days_ago, reason in ((31, "begin van de behandelepisode"), (-1, "toekomst")):
        with pytest.raises(ValidationError) as caught:
            factories.make_follow_up(episode, alice, days_ago=days_ago, gpe_score=2)
        assert reason in caught.value.message_dict["measured_on"][0]


def test_an_impossible_value_refuses_the_measurement(alice: User, episode: Episode) -> None:
    with pytest.raises(ValidationError) as caught:
        factories.make_follow_up(episode, alice, followup_headache_days=45, hit6_followup=20, gpe_score=2)
    assert caught.value.message_dict.keys() == {"followup_headache_days", "hit6_followup"}
    assert not FollowUp.objects.exists()


def test_a_measurement_of_nothing_is_refused(alice: User, episode: Episode) -> None:
    with pytest.raises(ValidationError, match="ten minste één meting"):
        factories.make_follow_up(episode, alice, gpe_score=None)


def test_a_fact_that_is_not_measured_again_is_refused(alice: User, episode: Episode) -> None:
    with pytest.raises(ValidationError) as caught:
        factories.make_follow_up(episode, alice, rf_thunderclap=False)
    assert caught.value.message_dict.keys() == {"rf_thunderclap"}


def test_the_latest_is_the_last_measured_not_the_last_typed(alice: User, episode: Episode) -> None:
    late = factories.make_follow_up(episode, alice, gpe_score=2)
    early = factories.make_follow_up(episode, alice, days_ago=20, gpe_score=4)
    assert follow_ups_of(episode) == [early, late]


def test_a_void_measurement_no_longer_counts(alice: User, episode: Episode) -> None:
    early = factories.make_follow_up(episode, alice, days_ago=20, gpe_score=4)
    late = factories.make_follow_up(episode, alice, gpe_score=2)
    actions.void_follow_up(follow_up=late, by=alice, reason="Verkeerde patiënt.")
    late.refresh_from_db()
    assert (late.voided_by, late.void_reason) == (alice, "Verkeerde patiënt.")
    assert follow_ups_of(episode) == [early]


def test_voiding_needs_a_reason_and_happens_once(alice: User, episode: Episode) -> None:
    item = factories.make_follow_up(episode, alice, gpe_score=2)
    for reason in ("  ", "x" * 201):
        with pytest.raises(ValidationError, match="reden"):
            actions.void_follow_up(follow_up=item, by=alice, reason=reason)
    actions.void_follow_up(follow_up=item, by=alice, reason="Dubbel.")
    with pytest.raises(ValidationError, match="al ingetrokken"):
        actions.void_follow_up(follow_up=item, by=alice, reason="Dubbel.")


def test_the_database_refuses_a_void_without_reason(alice: User, episode: Episode) -> None:
    item = factories.make_follow_up(episode, alice, gpe_score=2)
    item.voided_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save()


def test_only_a_physiotherapist_of_the_centre_measures(bob: User, charlie: User, episode: Episode) -> None:
    for person in (bob, charlie):
        with pytest.raises(PermissionDenied):
            factories.make_follow_up(episode, person, gpe_score=2)


def test_measuring_goes_on_after_the_intake_is_complete(alice: User, episode: Episode) -> None:
    actions.complete_intake(episode=episode, by=alice)
    item = factories.make_follow_up(episode, alice, gpe_score=2)
    assert follow_ups_of(episode) == [item]


def test_a_team_member_writes_a_note(bob: User, alice: User, episode: Episode) -> None:
    item = note(episode, bob, "  Belt donderdag terug. ")
    assert (item.text, item.written_by) == ("Belt donderdag terug.", bob)


def test_a_note_posted_twice_stands_once(bob: User, episode: Episode) -> None:
    token = uuid.uuid4()
    for _ in range(2):
        actions.add_team_note(episode=episode, by=bob, submission=token, text="Belt terug.")
    assert TeamNote.objects.count() == 1


def test_an_empty_note_is_refused(bob: User, episode: Episode) -> None:
    with pytest.raises(ValidationError) as caught:
        note(episode, bob, "   ")
    assert caught.value.message_dict.keys() == {"text"}


def test_other_people_write_no_note(dora: User, charlie: User, episode: Episode) -> None:
    for person in (dora, charlie):
        with pytest.raises(PermissionDenied):
            note(episode, person)


def test_a_note_is_voided_by_its_writer_or_a_physiotherapist(
    alice: User, bob: User, episode: Episode
) -> None:
    actions.void_team_note(note=note(episode, bob), by=bob, reason="Dubbel.")
    actions.void_team_note(note=note(episode, bob), by=alice, reason="Dubbel.")
    with pytest.raises(PermissionDenied, match="schrijver"):
        actions.void_team_note(note=note(episode, alice), by=bob, reason="Dubbel.")
    assert TeamNote.objects.filter(voided_at__isnull=False).count() == 2


def test_the_date_of_birth_bounds_every_measurement(alice: User) -> None:
    today = timezone.localdate()
    newborn = factories.make_episode(alice, birth_date=today, started_on=today)
    with pytest.raises(ValidationError, match="geboortedatum"):
        actions.record_follow_up(
            episode=newborn,
            by=alice,
            submission=uuid.uuid4(),
            measured_on=today - dt.timedelta(days=1),
            values={"gpe_score": 2},
        )
