"""A red flag interrupts, and only a red flag: after saving it, the page that says what to do comes first."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from examination.actions import start_examination
from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.models import SafetyAcknowledgement
from interventions.plan.actions import acknowledge_safety
from tests.intake.test_saved_by_itself import OpenPage
from tests.interventions.patients import MIGRAINE, episode_of
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, opened, send

pytestmark = pytest.mark.db
ACUTE_RULE = "acute-red-flag-call-now"


def save(by: User, episode: Episode, section: str, typed: dict[str, Any]) -> str:
    """Where saving these answers leads."""
    address = reverse("intake:section", args=[episode.pk, section])
    response = send(signed_in(by), address, typed | {"routed": "1"})
    assert response.status_code == 302
    return str(response["Location"])


def stop(episode: Episode) -> str:
    return reverse("interventions:advice", args=[episode.pk])


@pytest.fixture
def patient(alice: User) -> Episode:
    return episode_of(MIGRAINE, alice)


def test_an_acute_flag_leads_to_what_to_do(alice: User, patient: Episode) -> None:
    assert save(alice, patient, "red_flags", {"rf_thunderclap": "true"}) == stop(patient)
    page = signed_in(alice).get(stop(patient)).content.decode()
    assert 'class="stop stop-flag stop-acute"' in page


def test_the_rest_of_the_list_can_be_finished_after_it(alice: User, patient: Episode) -> None:
    save(alice, patient, "red_flags", {"rf_thunderclap": "true"})
    assert save(alice, patient, "red_flags", {"pregnant": "false"}) != stop(patient)


def test_a_second_acute_flag_interrupts_again(alice: User, patient: Episode) -> None:
    save(alice, patient, "red_flags", {"rf_thunderclap": "true"})
    assert save(alice, patient, "red_flags", {"rf_altered_mental_state": "true"}) == stop(patient)


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("red_flags", {"rf_thunderclap": "false"}),
        ("red_flags", {}),
        ("frequency", {"attacks_per_month": "6"}),
        ("medication", {"acute_days_triptan": "20"}),
        ("red_flags", {"pregnant": "true"}),
    ],
)
def test_nothing_else_interrupts(alice: User, patient: Episode, section: str, typed: dict[str, str]) -> None:
    assert save(alice, patient, section, typed) != stop(patient)


@pytest.mark.parametrize("flag", ["rf_fever_or_chills", "rf_unexplained_weight_loss"])
def test_a_flag_that_can_wait_interrupts_too_and_lets_go_on(alice: User, patient: Episode, flag: str) -> None:
    assert save(alice, patient, "red_flags", {flag: "true"}) == stop(patient)
    assert save(alice, patient, "frequency", {"attacks_per_month": "6"}) != stop(patient)


@pytest.mark.parametrize(
    "name",
    [
        "intake:start",
        "intake:review",
        "intake:follow_up",
        "intake:close_episode",
        "examination:start",
        "interventions:plan",
        "interventions:criteria",
        "interventions:synthesis",
    ],
)
def test_no_page_leads_on_past_an_acute_flag(alice: User, patient: Episode, name: str) -> None:
    save(alice, patient, "red_flags", {"rf_thunderclap": "true"})
    client = signed_in(alice)
    assert client.get(reverse(name, args=[patient.pk]))["Location"] == stop(patient)
    assert client.post(reverse("intake:complete", args=[patient.pk]))["Location"] == stop(patient)
    assert Episode.objects.get(pk=patient.pk).is_draft


def test_no_new_episode_leads_past_an_acute_flag(alice: User, patient: Episode) -> None:
    save(alice, patient, "red_flags", {"rf_thunderclap": "true"})
    another = reverse("intake:open_episode", args=[patient.patient_id])
    assert signed_in(alice).get(another)["Location"] == stop(patient)


@pytest.mark.parametrize("typed", [".", " ", "-"])
def test_going_on_without_a_call_takes_words(alice: User, patient: Episode, typed: str) -> None:
    save(alice, patient, "red_flags", {"rf_thunderclap": "true"})
    client, to = signed_in(alice), reverse("interventions:acknowledge", args=[patient.pk, ACUTE_RULE])
    data = filled(opened(client, stop(patient)), {"calls": "go_on", "action_taken": typed}, to=to)
    assert client.post(to, data).status_code == 422
    assert not SafetyAcknowledgement.objects.exists()


def test_an_open_page_of_a_colleague_hears_of_it(alice: User, iris: User, patient: Episode) -> None:
    page = OpenPage(signed_in(iris), reverse("intake:section", args=[patient.pk, "sleep"]))
    assert page.look().json()["alarm"] == ""
    save(alice, patient, "red_flags", {"rf_thunderclap": "true"})
    assert page.look().json()["alarm"] == stop(patient)


def test_a_safety_signal_interrupts_until_it_was_acted_on(alice: User, patient: Episode) -> None:
    assert save(alice, patient, "questionnaires", {"phq9_item9": "1"}) == stop(patient)
    acknowledge_safety(
        episode=patient,
        board=current_board(patient),
        rule="suicide-signal-protocol-now",
        action_taken="Gebeld.",
        submission=uuid.uuid4(),
        by=alice,
    )
    assert save(alice, patient, "questionnaires", {"phq9_item9": "1", "hit6_score": "60"}) != stop(patient)
    save_answers(episode=patient, by=alice, values={"phq9_item9": 0})
    assert save(alice, patient, "questionnaires", {"phq9_item9": "2"}) == stop(patient)


def test_a_finding_of_the_examination_interrupts_too(alice: User, patient: Episode) -> None:
    start_examination(episode=patient, by=alice)
    address = reverse("examination:part", args=[patient.pk, "context"])
    found = {"cad_symptoms": "diplopia"}
    response = send(signed_in(alice), address, found | {"routed": "1"})
    assert response["Location"] == stop(patient)


@pytest.mark.parametrize(
    ("section", "typed", "right"),
    [
        ("red_flags", {"rf_thunderclap": "true", "pregnant": "misschien"}, {"pregnant": "false"}),
        ("questionnaires", {"phq9_item9": "2", "hit6_score": "999"}, {"hit6_score": "60"}),
    ],
)
def test_an_alarm_beside_a_mistake_is_not_lost(
    alice: User, patient: Episode, section: str, typed: dict[str, str], right: dict[str, str]
) -> None:
    client = signed_in(alice)
    address = reverse("intake:section", args=[patient.pk, section])
    response = send(client, address, typed | {"routed": "1"})
    assert response.status_code == 422
    page = read(response.content.decode())
    focused = next(part for part in page.walk() if "autofocus" in part.attributes)
    assert "Lees eerst wat u nu moet doen" in focused.words, "the alarm comes before the summary"
    again = client.post(address, filled(page, right | {"routed": "1"}))
    assert again["Location"] == stop(patient)


def test_an_alarm_beside_a_conflict_is_not_lost(alice: User, patient: Episode) -> None:
    client = signed_in(alice)
    address = reverse("intake:section", args=[patient.pk, "red_flags"])
    older = read(client.get(address).content.decode())
    typed = {"rf_thunderclap": "true", "routed": "1"}
    save_answers(episode=patient, by=alice, values={"pregnant": True})
    response = client.post(address, filled(older, typed | {"pregnant": ""}))
    page = read(response.content.decode())
    assert response.status_code == 409
    assert "Lees eerst wat u nu moet doen" in page.main().words
    choice = {"choice-pregnant": "theirs", "routed": "1"}
    assert client.post(address, filled(page, choice))["Location"] == stop(patient)


def test_who_answers_the_same_alarm_as_a_colleague_reads_it_too(alice: User, patient: Episode) -> None:
    client = signed_in(alice)
    address = reverse("intake:section", args=[patient.pk, "red_flags"])
    older = read(client.get(address).content.decode())
    save_answers(episode=patient, by=alice, values={"rf_thunderclap": True})
    response = client.post(address, filled(older, {"rf_thunderclap": "true", "routed": "1"}))
    assert response["Location"] == stop(patient)
