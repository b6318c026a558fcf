"""An episode ends, lapses and is opened again; a double dossier points to the right one; nothing is moved."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from examination.actions import start_examination
from headache_cds.accounts.models import User
from headache_cds.states import TransitionError
from intake import actions
from intake.access import DossierClosed
from intake.models import Correction, Episode, EpisodeChange
from interventions.plan import actions as plan_actions
from tests import factories
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, opened

pytestmark = pytest.mark.db


def close(episode: Episode, by: User, reason: str = "Doelen bereikt.", days_ago: int = 0) -> None:
    ended_on = timezone.localdate() - dt.timedelta(days=days_ago)
    actions.close_episode(episode=episode, by=by, ended_on=ended_on, reason=reason)


def mark(double: Episode, right: Episode, by: User) -> None:
    actions.mark_double(patient=double.patient, number=right.patient.number, by=by)


WRITES: dict[str, Callable[[Episode, User], Any]] = {
    "answer": lambda e, by: actions.save_answers(episode=e, by=by, values={"headache_days_per_month": 3}),
    "complete": lambda e, by: actions.complete_intake(episode=e, by=by),
    "measurement": lambda e, by: factories.make_follow_up(e, by, gpe_score=2),
    "note": lambda e, by: actions.add_team_note(episode=e, by=by, submission=uuid.uuid4(), text="x"),
    "correction": lambda e, by: actions.correct_episode(episode=e, by=by, care_setting="primary_care"),
    "examination": lambda e, by: start_examination(episode=e, by=by),
    "plan": lambda e, by: plan_actions.start_plan(episode=e, by=by),
    "plan questions": lambda e, by: plan_actions.save_plan_answers(
        episode=e, by=by, values={"needling_sessions_done": 1}
    ),
    "hypothesis": lambda e, by: plan_actions.write_hypothesis(
        episode=e, by=by, text="De nek", approach="both", based_on=0
    ),
}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("ended", ["closed", "voided", "double"])
def test_nothing_is_written_until_it_is_opened_again(
    name: str, ended: str, alice: User, iris: User, episode: Episode
) -> None:
    """Also with an episode that was read before a colleague closed it."""
    read_before = Episode.objects.select_related("patient").get(pk=episode.pk)
    if ended == "double":
        mark(episode, factories.make_episode(alice), alice)
        read_before = Episode.objects.select_related("patient").get(pk=episode.pk)
    elif ended == "closed":
        close(episode, alice)
    else:
        actions.void_episode(episode=episode, by=alice, reason="Per ongeluk.")
    with pytest.raises(DossierClosed, match=r"Heropen haar|hoort bij nummer"):
        WRITES[name](read_before, iris)
    if ended == "double":
        actions.unmark_double(patient=read_before.patient, by=iris)
    else:
        actions.open_again(episode=read_before, by=iris)
    WRITES[name](read_before, iris)


def test_every_change_is_kept_with_who_when_and_why(alice: User, iris: User, episode: Episode) -> None:
    close(episode, alice, "Verhuisd.", days_ago=2)
    actions.open_again(episode=episode, by=iris)
    actions.void_episode(episode=episode, by=iris, reason="Verkeerde patiënt.")
    rows = EpisodeChange.objects.values_list("state", "reason", "changed_by")
    assert list(rows) == [
        ("closed", "Verhuisd.", alice.pk),
        ("open", "", iris.pk),
        ("voided", "Verkeerde patiënt.", iris.pk),
    ]


def test_a_step_that_cannot_be_is_told_with_who_was_first(alice: User, iris: User, episode: Episode) -> None:
    close(episode, alice)
    with pytest.raises(TransitionError, match="al afgesloten, door Alice"):
        actions.void_episode(episode=episode, by=iris, reason="Per ongeluk.")
    close(episode, alice)
    assert EpisodeChange.objects.count() == 1, "the same again changes nothing"


@pytest.mark.parametrize(("days_ago", "reason"), [(-1, "Klaar."), (31, "Klaar."), (0, "  ")])
def test_a_day_or_a_reason_that_cannot_be(days_ago: int, reason: str, alice: User, episode: Episode) -> None:
    with pytest.raises(ValidationError):
        close(episode, alice, reason, days_ago)
    assert Episode.objects.get().state == "open"


def test_a_team_member_closes_nothing(alice: User, bob: User, episode: Episode) -> None:
    for act in (
        lambda: close(episode, bob),
        lambda: actions.void_episode(episode=episode, by=bob, reason="x"),
        lambda: actions.open_again(episode=episode, by=bob),
        lambda: mark(episode, factories.make_episode(alice), bob),
        lambda: actions.unmark_double(patient=episode.patient, by=bob),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_double_dossier_points_to_one_that_can_be_right(
    alice: User, charlie: User, episode: Episode
) -> None:
    right, third = factories.make_episode(alice), factories.make_episode(alice)
    elsewhere = factories.make_episode(charlie)
    for number, problem in (
        (episode.patient.number, "nummer van dit dossier zelf"),
        (elsewhere.patient.number, "in uw centrum geen patiënt"),
    ):
        with pytest.raises(ValidationError, match=problem):
            actions.mark_double(patient=episode.patient, number=number, by=alice)
    mark(episode, right, alice)
    mark(episode, right, alice)
    with pytest.raises(ValidationError, match=f"waar het bij hoort: {right.patient.number}"):
        mark(third, episode, alice)
    with pytest.raises(ValidationError, match="verwijst al een dubbele inschrijving"):
        mark(right, third, alice)
    with pytest.raises(ValidationError, match="verwijst al naar een ander"):
        mark(episode, third, alice)
    actions.unmark_double(patient=episode.patient, by=alice)
    before = Correction.objects.filter(field="same_as").values_list("before", flat=True)
    assert list(before) == ["", str(right.patient_id)]


def page(episode: Episode, name: str = "intake:start") -> str:
    return reverse(name, args=[episode.pk])


def test_an_episode_is_closed_and_opened_on_its_pages(alice: User, bob: User, episode: Episode) -> None:
    client = signed_in(alice)
    older = opened(client, reverse("intake:section", args=[episode.pk, "frequency"]))
    refused = client.post(
        page(episode, "intake:close_episode"), {"state": "closed", "ended_on": "", "reason": "", "whole": "1"}
    )
    assert refused.status_code == 422
    links = [
        part.attributes["href"]
        for part in read(refused.content.decode()).with_id("fouten").walk()
        if part.tag == "a"
    ]
    assert links == ["#id_ended_on", "#id_reason"]
    today = timezone.localdate().isoformat()
    typed = {"state": "closed", "ended_on": today, "reason": "Doelen bereikt.", "whole": "1"}
    shown = read(
        client.post(page(episode, "intake:close_episode"), typed, follow=True).content.decode()
    ).main()
    assert "Episode afgesloten op" in shown.words
    assert "Doelen bereikt. · Alice" in shown.words
    stale = client.post(
        reverse("intake:section", args=[episode.pk, "frequency"]), filled(older, {"attacks_per_month": "4"})
    )
    assert stale.status_code == 422
    kept = read(stale.content.decode())
    assert "Heropen haar om iets te wijzigen." in kept.with_id("fouten").words
    assert kept.with_id("id_attacks_per_month").attributes["value"] == "4", "what was typed can be read"
    assert not episode.answers.exists()
    assert "Episode heropenen" not in opened(signed_in(bob), page(episode)).main().buttons()
    assert "Episode heropenen" in opened(client, page(episode)).main().buttons()
    client.post(page(episode, "intake:open_again"))
    assert "Episode afgesloten" not in opened(client, page(episode)).main().words


def test_no_page_of_a_closed_episode_offers_to_write(alice: User, episode: Episode) -> None:
    start_examination(episode=episode, by=alice)
    close(episode, alice)
    client = signed_in(alice)
    addresses = [
        page(episode),
        reverse("intake:section", args=[episode.pk, "frequency"]),
        page(episode, "intake:review"),
        page(episode, "intake:follow_up"),
        page(episode, "examination:start"),
        reverse("examination:part", args=[episode.pk, "palpation"]),
        page(episode, "interventions:advice"),
        page(episode, "interventions:synthesis"),
        page(episode, "interventions:plan"),
        reverse("dashboards:patient", args=[episode.patient_id]),
    ]
    for address in addresses:
        enabled = [
            part
            for part in opened(client, address).main().walk()
            if part.tag == "form" and part.attributes.get("method") == "post"
        ]
        posts = [
            part.attributes.get("action", "")
            for part in enabled
            if "Opslaan" in part.words or part.attributes.get("action")
        ]
        assert posts == [page(episode, "intake:open_again")], address


def test_a_note_on_a_closed_episode_stays_as_typed(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    to = page(episode, "dashboards:add_note")
    patient = reverse("dashboards:patient", args=[episode.patient_id])
    typed = filled(opened(client, patient), {"text": "Belt terug."}, to=to)
    close(episode, alice)
    response = client.post(to, typed)
    shown = read(response.content.decode())
    assert "Heropen haar om iets te wijzigen." in shown.with_id("fouten").words
    assert shown.with_id("id_text").words == "Belt terug."


def test_what_was_typed_before_a_colleague_closed_can_be_sent_again(
    alice: User, iris: User, episode: Episode
) -> None:
    client = signed_in(alice)
    address = page(episode, "intake:follow_up")
    older = opened(client, address)
    close(episode, iris)
    response = client.post(address, filled(older, {"followup_headache_days": "6"}))
    kept = read(response.content.decode())
    assert "Heropen haar om iets te wijzigen." in kept.with_id("fouten").words
    actions.open_again(episode=episode, by=alice)
    assert client.post(address, filled(kept, {})).status_code == 302
    assert episode.follow_ups.get().values == {"followup_headache_days": 6}


def test_a_double_dossier_and_the_right_one_show_each_other(alice: User, episode: Episode) -> None:
    right, client = factories.make_episode(alice), signed_in(alice)
    wrong_number = client.post(page(episode, "intake:mark_double"), {"number": "bestaat-niet", "whole": "1"})
    assert "Kijk het nummer na." in read(wrong_number.content.decode()).with_id("fouten").words
    number = {"number": right.patient.number, "whole": "1"}
    client.post(page(episode, "intake:mark_double"), number)
    double = opened(client, page(episode)).main()
    assert f"hoort bij nummer {right.patient.number}" in double.words
    of_right = opened(client, reverse("dashboards:patient", args=[right.patient_id])).main()
    assert f"Ook ingeschreven als nummer {episode.patient.number}" in of_right.words
    assert client.post(page(episode, "intake:complete")).status_code == 409
    client.post(page(episode, "intake:unmark_double"))
    assert client.post(page(episode, "intake:complete")).status_code == 302


def test_what_ended_leaves_the_list_and_is_found_by_the_filter(alice: User, episode: Episode) -> None:
    names = {state: factories.make_episode(alice, family_name=state) for state in ("Klaar", "Fout", "Dubbel")}
    close(names["Klaar"], alice)
    actions.void_episode(episode=names["Fout"], by=alice, reason="Per ongeluk.")
    mark(names["Dubbel"], episode, alice)
    client = signed_in(alice)

    def listed(query: str) -> list[str]:
        rows = [part for part in opened(client, f"/patienten/{query}").walk() if part.tag == "tr"]
        return [
            part.words.split(",")[0]
            for row in rows
            for part in row.walk()
            if part.attributes.get("scope") == "row"
        ]

    assert listed("") == ["Voorbeeld"]
    assert listed("?care=closed") == ["Klaar"]
    assert listed("?care=voided") == ["Fout"]
    assert listed("?care=double") == ["Dubbel"]


def test_a_list_of_closed_episodes_only_is_not_called_empty(alice: User, episode: Episode) -> None:
    close(episode, alice)
    shown = opened(signed_in(alice), "/patienten/").main().words
    assert "Nog geen patiënten" not in shown
    assert "staan onder het filter Zorg" in shown


def test_who_comes_back_is_listed_with_the_open_episode(alice: User, episode: Episode) -> None:
    close(episode, alice)
    again = actions.open_episode(patient=episode.patient, by=alice, submission=uuid.uuid4())
    client = signed_in(alice)
    assert "Voorbeeld" in opened(client, "/patienten/").main().words
    overview = opened(client, reverse("dashboards:patient", args=[episode.patient_id])).main()
    assert "Episode afgesloten op" not in overview.words
    assert "(afgesloten)" in overview.words
    assert str(again.pk) in " ".join(part.attributes.get("href", "") for part in overview.walk())
