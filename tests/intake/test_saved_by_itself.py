"""What a page asks by itself: to save each answer, and what somebody else changed (static/js/autosave.js)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from examination.actions import save_findings, start_examination
from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import complete_intake, save_answers
from intake.models import Answer, Episode
from intake.queries import answers_of
from interventions.case.current import current_board
from interventions.plan.actions import accept_advice
from tests.interventions.patients import MIGRAINE, episode_of
from tests.people import signed_in
from tests.plain_browser import filled, opened

pytestmark = pytest.mark.db


def address(episode: Episode, section: str = "sleep") -> str:
    return reverse("intake:section", args=[episode.pk, section])


class OpenPage:
    """A page of questions that stays open and saves each answer by itself, as the script does."""

    def __init__(self, client: Client, at: str, to: str = "") -> None:
        self.client, self.at = client, to or at
        self.form = filled(opened(client, at), {}, to=to)

    def save(self, fact: str, typed: Any, **more: Any) -> Any:
        """Send one answer; what is sealed on the page follows what was saved."""
        mine = {name: value for name, value in self.form.items() if name.startswith(f"{fact}-")}
        sent = {"opened": self.form["opened"], "answer": fact, **mine, **more}
        if typed is not None:
            sent[fact] = typed
        response = self.client.post(self.at, sent | {"whole": "1"})
        if response.status_code == 200:
            self.form["opened"] = [response.json()["opened"]]
        return response

    def look(self, *but: str) -> Any:
        """Ask what changed."""
        return self.client.get(self.at, {"opened": self.form["opened"][0], "but": list(but)})


@pytest.fixture
def sleep(alice: User, episode: Episode) -> OpenPage:
    return OpenPage(signed_in(alice), address(episode))


def test_one_answer_is_saved_and_nothing_else_is_touched(
    sleep: OpenPage, alice: User, episode: Episode
) -> None:
    save_answers(episode=episode, by=alice, values={"insomnia": True})
    response = sleep.save("sleep_hours_per_night", "7,5")
    assert response.status_code == 200
    assert response.json()["refused"] == response.json()["alarm"] == ""
    assert answers_of(episode) == {"insomnia": True, "sleep_hours_per_night": 7.5}


def test_the_time_is_that_of_the_server_in_dutch_time(
    alice: User, episode: Episode, time_machine: Any
) -> None:
    time_machine.move_to("2026-12-01 13:02:59+00:00", tick=False)
    page = OpenPage(signed_in(alice), address(episode))
    assert page.save("snoring", "true").json()["at"] == "14:02"


def test_it_goes_on_from_what_it_saved_itself(sleep: OpenPage, episode: Episode) -> None:
    for typed in ("true", "false", "", "true"):
        assert sleep.save("snoring", typed).status_code == 200
    assert answers_of(episode) == {"snoring": True}


def test_an_answer_that_stays_the_same_is_no_conflict_afterwards(
    sleep: OpenPage, alice: User, episode: Episode
) -> None:
    save_answers(episode=episode, by=alice, values={"snoring": False})
    again = OpenPage(sleep.client, address(episode))
    assert again.save("snoring", "false").status_code == 200
    assert again.save("snoring", "true").status_code == 200
    assert answers_of(episode) == {"snoring": True}


def test_saving_one_answer_takes_sixteen_queries_at_most(alice: User) -> None:
    """With a plan, goals, an examination and the status of the caseload; savepoints are not counted."""
    episode = episode_of(MIGRAINE, alice)
    first = current_board(episode).options[0].card.id
    accept_advice(episode=episode, card=first, by=alice, components=None, dose=None, note="", seen=None)
    start_examination(episode=episode, by=alice)
    for section, fact in (("sleep", "snoring"), ("red_flags", "pregnant")):
        page = OpenPage(signed_in(alice), address(episode, section))
        page.save(fact, "false")
        with CaptureQueriesContext(connection) as asked:
            assert page.save(fact, "true").status_code == 200
        counted = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        assert len(counted) <= 16, "\n".join(counted)


def test_what_a_colleague_changed_meanwhile_stands_beside_it(
    sleep: OpenPage, iris: User, episode: Episode
) -> None:
    save_answers(episode=episode, by=iris, values={"snoring": False})
    response = sleep.save("snoring", "true")
    assert response.status_code == 409
    beside = response.json()["beside"]
    assert "Iris</bdi> vulde dit in" in beside
    assert answers_of(episode) == {"snoring": False}
    mine = beside.split('id="id_choice-snoring_mine"')[1].split('value="')[1].split('"')[0]
    assert sleep.save("snoring", "true", **{"choice-snoring": mine}).status_code == 200
    assert [row.value for row in Answer.objects.order_by("recorded_at")] == [False, True]


def test_theirs_is_drawn_when_it_is_chosen(sleep: OpenPage, iris: User, episode: Episode) -> None:
    save_answers(episode=episode, by=iris, values={"sleep_hours_per_night": 6})
    response = sleep.save("sleep_hours_per_night", "8", **{"choice-sleep_hours_per_night": "theirs"})
    assert response.status_code == 200
    assert 'value="6"' in response.json()["answer"]
    assert answers_of(episode) == {"sleep_hours_per_night": 6}
    assert sleep.save("sleep_hours_per_night", "7").status_code == 200


def test_what_cannot_be_is_told_beside_it_and_not_stored(sleep: OpenPage, episode: Episode) -> None:
    response = sleep.save("sleep_hours_per_night", "veel")
    assert response.status_code == 422
    assert "field-error" in response.json()["beside"]
    assert answers_of(episode) == {}


@pytest.mark.parametrize("missing", ["whole", "opened"])
def test_a_request_that_did_not_arrive_whole_changes_nothing(
    alice: User, episode: Episode, missing: str
) -> None:
    client = signed_in(alice)
    form = filled(opened(client, address(episode)), {"snoring": "true", "answer": "snoring"})
    del form[missing]
    response = client.post(address(episode), form)
    assert response.status_code == 422
    assert "niets opgeslagen" in response.json()["refused"]
    assert answers_of(episode) == {}


@pytest.mark.parametrize("fact", ["rf_thunderclap", "nonsense", ""])
def test_an_answer_of_another_page_is_not_taken(sleep: OpenPage, episode: Episode, fact: str) -> None:
    assert sleep.save(fact, "true").status_code == 404
    assert answers_of(episode) == {}


def test_a_complete_anamnese_says_so(sleep: OpenPage, alice: User, episode: Episode) -> None:
    complete_intake(episode=episode, by=alice)
    response = sleep.save("snoring", "true")
    assert response.status_code == 422
    assert "afgerond" in response.json()["refused"]


def test_an_acute_answer_names_the_page_that_says_what_to_do(alice: User, episode: Episode) -> None:
    page = OpenPage(signed_in(alice), address(episode, "red_flags"))
    stop = reverse("interventions:advice", args=[episode.pk])
    assert page.save("rf_thunderclap", "true").json()["alarm"] == stop
    assert page.save("pregnant", "false").json()["alarm"] == ""


def test_saving_stands_in_the_trail_and_is_no_opening(sleep: OpenPage, episode: Episode) -> None:
    before = AuditEvent.objects.count()
    sleep.save("snoring", "true")
    sleep.look()
    added = AuditEvent.objects.order_by("at")[before:]
    assert [event.action for event in added] == ["intake.save"]


def test_a_stranger_is_refused_and_that_is_in_the_trail(
    sleep: OpenPage, charlie: User, bob: User, episode: Episode
) -> None:
    for person, status in ((charlie, 404), (bob, 403)):
        sleep.client = signed_in(person)
        assert sleep.save("snoring", "true").status_code == status
    assert AuditEvent.objects.filter(actor=charlie, outcome="refused").count() == 1
    assert answers_of(episode) == {}


def test_an_open_page_learns_what_somebody_else_changed(
    sleep: OpenPage, iris: User, episode: Episode
) -> None:
    assert sleep.look().json()["questions"] == {}
    save_answers(episode=episode, by=iris, values={"sleep_hours_per_night": 6, "pregnant": True})
    found = sleep.look().json()
    assert found["questions"].keys() == {"sleep_hours_per_night"}
    news = found["questions"]["sleep_hours_per_night"]
    assert 'value="6"' in news["answer"]
    assert "Iris</bdi> vulde dit in om" in news["beside"]
    sleep.form["opened"] = [found["opened"]]
    assert sleep.look().json()["questions"] == {}
    assert sleep.save("sleep_hours_per_night", "7").status_code == 200


def test_what_is_being_typed_stays_a_conflict(sleep: OpenPage, iris: User, episode: Episode) -> None:
    save_answers(episode=episode, by=iris, values={"sleep_hours_per_night": 6, "snoring": True})
    found = sleep.look("sleep_hours_per_night").json()
    assert found["questions"].keys() == {"snoring"}
    sleep.form["opened"] = [found["opened"]]
    assert sleep.save("sleep_hours_per_night", "8").status_code == 409


@pytest.mark.parametrize("seal", ["", "nonsense"])
def test_a_page_of_something_else_learns_nothing(
    sleep: OpenPage, alice: User, episode: Episode, seal: str
) -> None:
    save_answers(episode=episode, by=alice, values={"snoring": True})
    sleep.form["opened"] = [seal or OpenPage(sleep.client, address(episode, "frequency")).form["opened"][0]]
    response = sleep.look()
    assert response.status_code == 422
    assert response.json() == {}


def test_a_finding_saves_itself(alice: User, episode: Episode) -> None:
    examination = start_examination(episode=episode, by=alice)
    at = reverse("examination:part", args=[episode.pk, "context"])
    page = OpenPage(signed_in(alice), at)
    save_findings(examination=examination, by=alice, values={"cad_symptoms": ["diplopia"]})
    assert page.look().json()["questions"].keys() == {"cad_symptoms"}
    assert page.save("cad_symptoms", ["dizziness"]).status_code == 409


def test_an_answer_on_the_plan_saves_itself(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    to = reverse("interventions:plan_questions", args=[episode.pk])
    page = OpenPage(signed_in(alice), reverse("interventions:plan", args=[episode.pk]), to)
    assert page.save("wants_pain_education", "true").status_code == 200
    assert page.look().json()["questions"] == {}
