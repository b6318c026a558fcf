"""Repeat measurements on the screen."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.vocabulary.source import SourceError
from intake import actions
from intake.follow_up import follow_up_facts
from intake.follow_up_page import PAGE_FILE, follow_up_groups, read_follow_up_page
from intake.models import Episode, FollowUp
from tests.factories import make_follow_up
from tests.markup import read
from tests.people import signed_in
from tests.submissions import once

PSK = "psk_activities"


def address(episode: Episode) -> str:
    return reverse("intake:follow_up", args=[episode.pk])


def filled_in(episode: Episode, **changes: str) -> dict[str, str]:
    return {
        "measured_on": timezone.localdate().isoformat(),
        **once("measurement", episode),
        "followup_headache_days": "9",
        **changes,
    }


def test_the_page_has_a_place_for_everything_that_can_be_measured_again() -> None:
    places = [fact for group in follow_up_groups() for fact in group.facts]
    assert sorted(places) == sorted(follow_up_facts())


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("  - gpe_score\n", "", "follow_up.yaml: 'gpe_score' stands on no page: page.yaml does not ask it"),
        ("  - gpe_score\n", "  - gpe_score\n  - gpe_score\n", "page.yaml: 'gpe_score' appears twice"),
        ("[psk_activities]", "[psk_activities, sex]", "page.yaml: 'sex' is not asked in this step"),
        ("[psk_activities]", "[psk_activities, x]", "page.yaml: 'x' is not a fact of the vocabulary"),
    ],
)
def test_a_page_with_a_mistake_is_refused_with_its_line(
    tmp_path: Path, wrong: str, right: str, message: str
) -> None:
    path = tmp_path / "page.yaml"
    path.write_text(PAGE_FILE.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_follow_up_page(path)
    (mistake,) = caught.value.mistakes
    assert f"{mistake.path.name}: {mistake.message}" == message
    named = message.split("'")[1]
    assert named in mistake.path.read_text(encoding="utf-8").splitlines()[mistake.line - 1]


def test_it_works(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    assert "Nog geen vervolgmeting" in client.get(address(episode)).content.decode()
    response = client.post(address(episode), filled_in(episode, hit6_followup="56"))
    assert response.headers["Location"] == address(episode)
    measurement = FollowUp.objects.get()
    assert measurement.values == {"followup_headache_days": 9, "hit6_followup": 56}
    assert "9 dagen per maand" in client.get(address(episode)).content.decode()


def test_the_same_form_twice_gives_one_measurement(alice: User, episode: Episode) -> None:
    client, data = signed_in(alice), filled_in(episode)
    client.post(address(episode), data)
    client.post(address(episode), data)
    assert FollowUp.objects.count() == 1


def test_the_activities_of_the_anamnese_are_scored_again(alice: User, episode: Episode) -> None:
    activities = [{"activity": "lezen", "score_baseline": 8}]
    actions.save_answers(episode=episode, by=alice, values={PSK: activities})
    client = signed_in(alice)
    assert 'value="lezen"' in client.get(address(episode)).content.decode()
    row = {f"{PSK}-0-activity": "lezen", f"{PSK}-0-score_baseline": "8"}
    client.post(address(episode), filled_in(episode, **row))
    assert PSK not in FollowUp.objects.get().values
    client.post(address(episode), filled_in(episode, **row, **{f"{PSK}-0-score_followup": "4"}))
    latest = FollowUp.objects.order_by("recorded_at").last()
    assert latest
    assert latest.values[PSK] == [{"activity": "lezen", "score_baseline": 8, "score_followup": 4}]


def test_what_cannot_be_stands_beside_its_field_and_nothing_is_lost(alice: User, episode: Episode) -> None:
    future = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    client = signed_in(alice)
    response = client.post(
        address(episode), filled_in(episode, measured_on=future, gained_since_last_visit="Fietsen")
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Deze datum ligt in de toekomst." in page
    assert "Fietsen" in page
    page = client.post(address(episode), filled_in(episode, followup_headache_days="40")).content.decode()
    assert 'id="error_followup_headache_days"' in page
    assert not FollowUp.objects.exists()


def test_an_empty_measurement_is_refused(alice: User, episode: Episode) -> None:
    page = (
        signed_in(alice)
        .post(address(episode), filled_in(episode, followup_headache_days=""))
        .content.decode()
    )
    assert "Vul ten minste één meting in." in page


def test_voiding_needs_a_reason_and_keeps_the_measurement(alice: User, episode: Episode) -> None:
    measurement = make_follow_up(episode, alice, followup_headache_days=9)
    void = reverse("intake:void_follow_up", args=[episode.pk, measurement.pk])
    client = signed_in(alice)
    assert (
        "Geef een reden van" in client.post(void, {"reason": "", "whole": "1"}, follow=True).content.decode()
    )
    client.post(void, {"reason": "verkeerde patiënt", "whole": "1"})
    measurement.refresh_from_db()
    assert measurement.is_voided
    page = read(client.get(address(episode)).content.decode()).main()
    assert "9 dagen per maand" not in page.unfolded
    assert "ingetrokken door Alice: verkeerde patiënt" in page.words


def test_a_team_member_reads_and_does_not_write(alice: User, bob: User, episode: Episode) -> None:
    measurement = make_follow_up(episode, alice, followup_headache_days=9)
    client = signed_in(bob)
    page = client.get(address(episode)).content.decode()
    assert "9 dagen per maand" in page
    assert "Meting vastleggen" not in page
    assert client.post(address(episode), filled_in(episode)).status_code == 403
    void = reverse("intake:void_follow_up", args=[episode.pk, measurement.pk])
    assert client.post(void, {"reason": "x"}).status_code == 403


def test_another_centre_finds_nothing(alice: User, charlie: User, episode: Episode) -> None:
    measurement = make_follow_up(episode, alice, followup_headache_days=9)
    client = signed_in(charlie)
    assert client.get(address(episode)).status_code == 404
    assert client.post(address(episode), filled_in(episode)).status_code == 404
    void = reverse("intake:void_follow_up", args=[episode.pk, measurement.pk])
    assert client.post(void, {"reason": "x"}).status_code == 404


def test_a_measurement_of_another_episode_is_not_found(alice: User, episode: Episode) -> None:
    void = reverse("intake:void_follow_up", args=[episode.pk, uuid.uuid4()])
    assert signed_in(alice).post(void, {"reason": "x"}).status_code == 404
