"""An answer that raised an alarm is taken back by an act of its own, with a reason that is kept."""

from typing import Any

import pytest
from django.urls import reverse

from examination.actions import save_findings, start_examination
from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from headache_cds.vocabulary.opened import Basis
from intake.actions import save_answers
from intake.models import Answer, Episode
from intake.queries import answers_of
from tests.factories import birth_date_at, make_episode
from tests.intake.test_saved_by_itself import OpenPage, address
from tests.interventions.patients import MIGRAINE, episode_of
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, send

pytestmark = pytest.mark.db
FLAG = "rf_thunderclap"


@pytest.fixture
def patient(alice: User) -> Episode:
    """Somebody of whom a sudden headache was recorded."""
    episode = episode_of(MIGRAINE, alice)
    save_answers(episode=episode, by=alice, values={FLAG: True})
    return episode


@pytest.fixture
def flags(iris: User, patient: Episode) -> OpenPage:
    """The list of red flags, opened by a colleague."""
    return OpenPage(signed_in(iris), address(patient, "red_flags"))


@pytest.mark.parametrize("typed", ["false", ""])
def test_without_a_reason_it_stands(flags: OpenPage, alice: User, patient: Episode, typed: str) -> None:
    response = flags.save(FLAG, typed)
    assert response.status_code == 422
    assert f"{alice.display_name}</bdi> legde op" in response.json()["beside"]
    assert answers_of(patient)[FLAG] is True


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"reason-rf_thunderclap": "slip"}, "slip"),
        (
            {"reason-rf_thunderclap": "other", "reason-rf_thunderclap-words": " Het was migraine. "},
            "Het was migraine.",
        ),
    ],
)
def test_the_reason_is_kept_with_the_new_answer(
    flags: OpenPage, iris: User, patient: Episode, given: dict[str, str], kept: str
) -> None:
    assert flags.save(FLAG, "false", **given).status_code == 200
    row = patient.answers.current().get(fact=FLAG)
    assert (row.value, row.recorded_by, row.reason) == (False, iris, kept)
    assert AuditEvent.objects.filter(action="intake.save").latest("at").details["withdrawn"] == [FLAG]
    assert Answer.objects.filter(fact=FLAG).count() == 3  # of the patient, the flag, taken back


def test_flags_that_go_together_each_need_a_reason(alice: User, patient: Episode) -> None:
    """Two answers hold up one flag: taking back both beside another flag takes a reason for each."""
    held = {"pregnant": True, "postpartum_recent": True, "new_onset_headache": True}
    save_answers(episode=patient, by=alice, values=held)
    client, at = signed_in(alice), address(patient, "red_flags")
    typed = {"pregnant": "false", "postpartum_recent": "false", FLAG: "false", f"reason-{FLAG}": "slip"}
    assert send(client, at, typed).status_code == 422
    stored = answers_of(patient)
    assert (stored["pregnant"], stored["postpartum_recent"], stored[FLAG]) == (True, True, False)


def test_a_birth_date_that_takes_back_a_flag_is_asked_first(alice: User) -> None:
    episode = make_episode(alice, birth_date=birth_date_at(70))
    save_answers(episode=episode, by=alice, values={"rf_gca_signs": True})
    client, at = signed_in(alice), reverse("intake:correct", args=[episode.pk])
    younger = f"{birth_date_at(30):%d-%m-%Y}"
    response = send(client, at, {"birth_date": younger})
    assert "vervalt een alarmsignaal" in response.content.decode()
    assert Episode.objects.get(pk=episode.pk).patient.birth_date == birth_date_at(70)
    assert client.post(at, filled(read(response.content.decode()), {})).status_code == 302
    assert Episode.objects.get(pk=episode.pk).patient.birth_date == birth_date_at(30)


@pytest.mark.parametrize("given", [{"reason-rf_thunderclap": "other"}, {"reason-rf_thunderclap": "nonsense"}])
def test_a_reason_without_words_is_none(flags: OpenPage, patient: Episode, given: dict[str, str]) -> None:
    assert flags.save(FLAG, "false", **given).status_code == 422
    assert answers_of(patient)[FLAG] is True


def test_raising_one_needs_none(flags: OpenPage) -> None:
    assert flags.save("rf_altered_mental_state", "true").status_code == 200
    assert flags.save("pregnant", "true").status_code == 200
    assert flags.save("pregnant", "false").status_code == 200, "no flag of its own"


def test_looking_into_a_flag_needs_none(flags: OpenPage, alice: User, patient: Episode) -> None:
    save_answers(episode=patient, by=alice, values={"red_flags_investigated": ["rf_history_of_cancer"]})
    page = OpenPage(flags.client, address(patient, "red_flags"))
    investigated = ["rf_history_of_cancer", FLAG]
    assert page.save("red_flags_investigated", investigated).status_code == 200


def test_the_suicide_signal_is_taken_back_with_a_reason_too(alice: User, patient: Episode) -> None:
    save_answers(episode=patient, by=alice, values={"phq9_item9": 2})
    page = OpenPage(signed_in(alice), address(patient, "questionnaires"))
    assert page.save("phq9_item9", "3").status_code == 200, "still a signal"
    assert page.save("phq9_item9", "0").status_code == 422
    assert page.save("phq9_item9", "0", **{"reason-phq9_item9": "patient"}).status_code == 200


def test_a_finding_that_raised_a_flag_is_taken_back_with_a_reason(alice: User, patient: Episode) -> None:
    examination = start_examination(episode=patient, by=alice)
    save_findings(examination=examination, by=alice, values={"cad_symptoms": ["diplopia"]})
    page = OpenPage(signed_in(alice), reverse("examination:part", args=[patient.pk, "context"]))
    assert page.save("cad_symptoms", ["none"]).status_code == 422
    assert page.save("cad_symptoms", ["none"], **{"reason-cad_symptoms": "misread"}).status_code == 200


def test_without_script_the_rest_is_saved_and_the_reason_is_asked(alice: User, patient: Episode) -> None:
    client, at = signed_in(alice), address(patient, "red_flags")
    response = send(client, at, {FLAG: "false", "rf_altered_mental_state": "true"})
    assert response.status_code == 422
    page = read(response.content.decode())
    assert "Kies waarom u het intrekt" in page.words
    assert answers_of(patient)[FLAG] is True
    assert answers_of(patient)["rf_altered_mental_state"] is True
    again = client.post(at, filled(page, {f"reason-{FLAG}": "slip"}))
    assert again.status_code == 302
    assert answers_of(patient)[FLAG] is False


def test_an_older_page_cannot_lower_it(alice: User, iris: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    older = OpenPage(signed_in(iris), address(episode, "red_flags"))
    save_answers(episode=episode, by=alice, values={FLAG: True})
    given: dict[str, Any] = {f"reason-{FLAG}": "slip"}
    assert older.save(FLAG, "", **given).status_code == 409
    assert answers_of(episode)[FLAG] is True
    untouched = Basis({}, {}, given)
    save_answers(episode=episode, by=iris, values={}, basis=untouched)
    assert answers_of(episode)[FLAG] is True
