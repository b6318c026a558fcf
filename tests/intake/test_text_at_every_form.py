"""The same text at every form: what cannot be stored or seen comes off, the rest stays, on both databases."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from headache_cds.vocabulary.opened import print_of
from headache_cds.vocabulary.text import LONGEST_TEXT
from intake.actions import save_answers
from intake.models import Answer, Episode, FollowUp, TeamNote
from interventions.models import Decision, Goal, Hypothesis, Plan, SafetyAcknowledgement
from tests.dossiers import agree, seen, seen_signal, take_over
from tests.factories import make_episode
from tests.interventions.patients import NECK, episode_of
from tests.people import signed_in
from tests.plain_browser import send
from tests.submissions import once

pytestmark = pytest.mark.db

DIRTY, CLEAN = "Ik\0 heb\u202e hier\ufeff pijn\u0007, Andre\u0301", "Ik heb hier pijn, André"
SIGNAL = "suicide-signal-protocol-now"
UNSEEN = "\u200b\u3164\u202e\0 \u2800"


def known(episode: Episode, fact: str) -> Any:
    return Answer.objects.current().filter(episode=episode, fact=fact).values_list("value", flat=True).first()


def section(episode: Episode, name: str) -> str:
    return reverse("intake:section", args=[episode.pk, name])


def test_an_answer(alice: User, episode: Episode) -> None:
    client, address = signed_in(alice), section(episode, "headache")
    assert send(client, address, {"main_request": DIRTY}).status_code == 302
    assert known(episode, "main_request") == CLEAN
    send(client, address, {"main_request": UNSEEN})
    assert known(episode, "main_request") is None


def test_too_long_an_answer_is_refused_and_kept_as_typed(alice: User, episode: Episode) -> None:
    long = "lang " * LONGEST_TEXT
    response = send(signed_in(alice), section(episode, "headache"), {"main_request": long})
    assert response.status_code == 422
    assert "Te lang: ten hoogste 4000 tekens." in response.content.decode()
    assert long.strip() in response.content.decode()


def test_a_cell_of_a_row(alice: User, episode: Episode) -> None:
    typed = {"medications-0-name": DIRTY, "medications-1-name": UNSEEN}
    assert send(signed_in(alice), section(episode, "medication"), typed).status_code == 302
    assert known(episode, "medications") == [{"name": CLEAN}]


def test_a_text_that_reads_not_tested_is_a_text(alice: User, episode: Episode) -> None:
    assert print_of("not_tested") != print_of(None)
    client, address = signed_in(alice), section(episode, "headache")
    send(client, address, {"main_request": "not_tested"})
    assert known(episode, "main_request") == "not_tested"
    send(client, address, {"main_request": ""})
    assert known(episode, "main_request") is None


def test_how_a_text_was_written_is_no_change(alice: User, iris: User, episode: Episode) -> None:
    """A page that was not touched saves nothing, also where the stored text was written in another way."""
    written = {"fact": "main_request", "state": "known", "value": "Andre\u0301 "}
    Answer.objects.create(episode=episode, recorded_by=alice, **written)
    send(signed_in(iris), section(episode, "headache"), {})
    assert known(episode, "main_request") == "Andre\u0301 "


def test_a_measurement_and_the_reason_to_void_it(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    typed = {
        "measured_on": f"{timezone.localdate():%d-%m-%Y}",
        **once("measurement", episode),
        "gained_since_last_visit": DIRTY,
    }
    assert client.post(reverse("intake:follow_up", args=[episode.pk]), typed).status_code == 302
    measurement = FollowUp.objects.get()
    assert measurement.values["gained_since_last_visit"] == CLEAN
    address = reverse("intake:void_follow_up", args=[episode.pk, measurement.pk])
    for reason in (UNSEEN, ".", ""):
        client.post(address, {"reason": reason, "whole": "1"})
        measurement.refresh_from_db()
        assert not measurement.is_voided
    client.post(address, {"reason": DIRTY, "whole": "1"})
    measurement.refresh_from_db()
    assert measurement.void_reason == CLEAN


def test_a_note_and_the_reason_to_void_it(alice: User, episode: Episode) -> None:
    client, adding = signed_in(alice), reverse("dashboards:add_note", args=[episode.pk])
    refused = client.post(adding, {"text": UNSEEN, **once("note", episode)})
    assert "Schrijf eerst de notitie." in refused.content.decode()
    client.post(adding, {"text": f"{DIRTY}\r\nregel twee", **once("note", episode)})
    note = TeamNote.objects.get()
    assert note.text == f"{CLEAN}\nregel twee"
    voiding = reverse("dashboards:void_note", args=[episode.pk, note.pk])
    client.post(voiding, {"reason": UNSEEN, "whole": "1"})
    client.post(voiding, {"reason": DIRTY, "whole": "1"})
    note.refresh_from_db()
    assert note.void_reason == CLEAN


def test_the_hypothesis(alice: User, episode: Episode) -> None:
    address = reverse("interventions:write_hypothesis", args=[episode.pk])
    client = signed_in(alice)
    assert (
        client.post(address, {"text": UNSEEN, "approach": "both", "based_on": 0, "whole": "1"}).status_code
        == 422
    )
    assert (
        client.post(address, {"text": DIRTY, "approach": "both", "based_on": 0, "whole": "1"}).status_code
        == 302
    )
    assert Hypothesis.objects.get().text == CLEAN


@pytest.fixture
def draft(alice: User) -> Plan:
    """A draft plan with a card."""
    episode = episode_of(NECK, alice)
    take_over(episode, alice, "education")
    return agree(episode, alice)


def test_goals_and_agreements(alice: User, draft: Plan) -> None:
    address = reverse("interventions:agree", args=[draft.episode_id])
    typed = {"goal-0-text": DIRTY, "goal-1-text": UNSEEN, "agreement": f"{DIRTY}\r\n2", "contact": DIRTY}
    plan_page = reverse("interventions:plan", args=[draft.episode_id])
    assert send(signed_in(alice), plan_page, typed, to=address).status_code == 302
    draft.refresh_from_db()
    assert (draft.agreement, draft.contact) == (f"{CLEAN}\n2", CLEAN)
    assert [goal.text for goal in Goal.objects.filter(plan=draft)] == [CLEAN]


def test_other_reasons_have_words(alice: User, draft: Plan) -> None:
    address = reverse("interventions:decline", args=[draft.episode_id, "education"])
    client = signed_in(alice)
    other = {"reason_code": "other", **seen(draft.episode, "education")}
    for reason in ("", UNSEEN, "."):
        refused = client.post(address, other | {"reason": reason})
        assert refused.status_code == 422
        assert "Schrijf bij &#x27;Anders&#x27; op waarom" in refused.content.decode()
    assert client.post(address, other | {"reason": DIRTY}).status_code == 302
    assert Decision.objects.get(plan=draft, card="education").reason == CLEAN
    without = {"reason_code": "not_feasible", "reason": ""}
    client.post(address, without | seen(draft.episode, "education"))
    assert Decision.objects.get(plan=draft, card="education").reason == ""


def test_what_was_done_about_a_safety_signal(alice: User, draft: Plan) -> None:
    save_answers(episode=draft.episode, by=alice, values={"phq9_item9": 1})
    address = reverse("interventions:acknowledge", args=[draft.episode_id, SIGNAL])
    client = signed_in(alice)
    signal = {"seen": seen_signal(draft.episode, SIGNAL)}
    for text in (UNSEEN, "..."):
        refused = client.post(address, {"action_taken": text, **once(SIGNAL, draft.episode)})
        assert "Schrijf op wat u hebt gedaan." in refused.content.decode()
    client.post(address, signal | {"action_taken": DIRTY, **once(SIGNAL, draft.episode)})
    assert SafetyAcknowledgement.objects.get().action_taken == CLEAN


def test_a_search(alice: User, episode: Episode) -> None:
    make_episode(alice, family_name="André")
    page = signed_in(alice).post("/patienten/", {"search": "\0andre\u0301\u202e"}, follow=True)
    assert page.status_code == 200
    assert "André" in page.content.decode()


def test_a_colleague_and_who_signs_in(dora: User) -> None:
    typed = {"display_name": DIRTY, "username": "fem\0ke\u200b", "role": "team_member", "whole": "1"}
    assert signed_in(dora).post("/medewerkers/nieuw/", typed).status_code == 200
    assert User.objects.get(username="femke").display_name == CLEAN
    signing_in = Client().post("/inloggen/", {"username": "fem\0ke", "password": "x\0"})
    assert signing_in.status_code == 200
    assert not AuditEvent.objects.filter(action="session.sign_in").exists()
