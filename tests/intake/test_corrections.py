"""A measurement or a note that was wrong is replaced by a new row; what stood there stays readable."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from headache_cds.accounts.models import User
from intake import actions
from intake.models import Episode, FollowUp, TeamNote
from intake.queries import follow_ups_of, quantities_of
from tests import factories
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, opened

pytestmark = pytest.mark.db


def correct(item: FollowUp, by: User, **more: Any) -> FollowUp:
    values: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "measured_on": item.measured_on,
        "values": {"followup_headache_days": 6},
    }
    return actions.correct_follow_up(follow_up=item, by=by, **(values | more))


@pytest.fixture
def measured(alice: User, episode: Episode) -> FollowUp:
    """Sixteen days, where six were meant."""
    return factories.make_follow_up(episode, alice, followup_headache_days=16)


def note(episode: Episode, by: User, text: str = "Belt terug.") -> TeamNote:
    return actions.add_team_note(episode=episode, by=by, submission=uuid.uuid4(), text=text)


def test_the_corrected_value_counts_and_the_old_one_stays(iris: User, measured: FollowUp) -> None:
    new = correct(measured, iris)
    assert follow_ups_of(measured.episode) == [new]
    now = quantities_of(measured.episode).of("headache_days_per_month").now
    assert now is not None and now.value == 6
    old = FollowUp.objects.get(pk=measured.pk)
    assert (old.values, old.voided_by, old.replaced_by) == ({"followup_headache_days": 16}, iris, new)


def test_a_correction_that_is_sent_twice_is_one(alice: User, measured: FollowUp) -> None:
    token = uuid.uuid4()
    assert correct(measured, alice, submission=token) == correct(measured, alice, submission=token)
    assert FollowUp.objects.count() == 2


def test_two_people_do_not_correct_the_same(alice: User, iris: User, measured: FollowUp) -> None:
    correct(measured, alice)
    with pytest.raises(ValidationError, match="Alice heeft dit al ingetrokken of gecorrigeerd"):
        correct(measured, iris, values={"followup_headache_days": 7})
    assert [item.values["followup_headache_days"] for item in follow_ups_of(measured.episode)] == [6]


def test_the_database_too_keeps_one_correction(alice: User, measured: FollowUp) -> None:
    new = correct(measured, alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            episode=new.episode, measured_on=new.measured_on, values={}, recorded_by=alice, replaces=measured
        )


def test_the_same_again_is_no_correction(alice: User, measured: FollowUp) -> None:
    with pytest.raises(ValidationError, match="niets veranderd"):
        correct(measured, alice, values=measured.values)
    assert not FollowUp.objects.get().is_voided


def test_what_cannot_be_leaves_the_measurement_as_it_was(alice: User, measured: FollowUp) -> None:
    for values in ({"followup_headache_days": 45}, {}):
        with pytest.raises(ValidationError):
            correct(measured, alice, values=values)
    assert follow_ups_of(measured.episode) == [measured]


def test_a_team_member_corrects_own_notes_only(alice: User, bob: User, episode: Episode) -> None:
    with pytest.raises(PermissionDenied):
        actions.correct_team_note(
            note=note(episode, alice), by=bob, submission=uuid.uuid4(), text="Belt niet terug."
        )
    new = actions.correct_team_note(
        note=note(episode, bob), by=bob, submission=uuid.uuid4(), text="Belt niet terug."
    )
    assert TeamNote.objects.get(replaced_by=new).text == "Belt terug."


def test_a_measurement_is_corrected_on_its_page(alice: User, measured: FollowUp) -> None:
    client = signed_in(alice)
    episode_id = measured.episode_id
    page = reverse("intake:correct_follow_up", args=[episode_id, measured.pk])
    form = opened(client, page)
    assert form.with_id("id_followup_headache_days").attributes["value"] == "16"
    assert client.post(page, filled(form, {"followup_headache_days": "6"})).status_code == 302
    words = opened(client, reverse("intake:follow_up", args=[episode_id])).main().words
    assert "gecorrigeerd door Alice" in words
    again = client.post(page, filled(form, {"followup_headache_days": "7"}))
    assert again.status_code == 422
    assert "is al een keer opgeslagen" in read(again.content.decode()).with_id("fouten").words


def test_a_note_is_corrected_on_its_page(alice: User, episode: Episode) -> None:
    client, written = signed_in(alice), note(episode, alice)
    page = reverse("dashboards:correct_note", args=[episode.pk, written.pk])
    token = opened(client, page).with_id("id_submission").attributes["value"]
    sent = {"submission": token, "text": "Belt morgen terug.", "whole": "1"}
    response = client.post(page, sent, follow=True)
    shown = read(response.content.decode()).main().words
    assert "gecorrigeerd door Alice" in shown
    assert "Belt terug." in shown
    assert [row.text for row in episode.notes.filter(voided_at__isnull=True)] == ["Belt morgen terug."]
