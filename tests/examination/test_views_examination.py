"""The examination on the screen."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from examination import actions
from examination.battery import load_battery
from examination.models import Examination, Finding
from examination.queries import values_of
from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode
from tests.built_once import built_once
from tests.factories import make_episode
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, opened, send

PARTS = [part.id for part in load_battery().parts]


def address(episode: Episode, name: str = "start", *args: str) -> str:
    return reverse(f"examination:{name}", args=[episode.pk, *args])


@pytest.fixture
def examination(alice: User, episode: Episode) -> Examination:
    """An examination of today that Alice has begun."""

    def build() -> Examination:
        return actions.start_examination(episode=episode, by=alice)

    return built_once("examination", build, alice, episode)


def question(page: str, fact: str) -> str:
    start = page.index(f'data-fact="{fact}"')
    end = page.find("data-fact=", start + 1)
    return page[start : end if end > 0 else None]


def test_it_begins_on_the_day_given(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    assert "Onderzoek beginnen" in client.get(address(episode)).content.decode()
    day = timezone.localdate() - dt.timedelta(days=1)
    response = send_day(client, episode, "begin", day)
    assert response.headers["Location"] == address(episode, "part", PARTS[0])
    assert Examination.objects.get().examined_on == day


def test_beginning_twice_gives_one_examination(alice: User, episode: Episode) -> None:
    client, day = signed_in(alice), timezone.localdate()
    older = filled(opened(client, address(episode)), {}, to=address(episode, "begin"))
    send_day(client, episode, "begin", day)
    client.post(address(episode, "begin"), older)
    assert Examination.objects.count() == 1


def test_who_begins_on_another_day_than_a_colleague_is_told(
    alice: User, iris: User, episode: Episode
) -> None:
    to, day = address(episode, "begin"), timezone.localdate() - dt.timedelta(days=3)
    older = filled(opened(signed_in(iris), address(episode)), {}, to=to)
    send_day(signed_in(alice), episode, "begin", day)
    shown = signed_in(iris).post(to, older, follow=True).content.decode()
    assert "Er was al een onderzoek begonnen" in shown
    assert Examination.objects.get().examined_on == day


@pytest.mark.parametrize("name", ["begin", "correct_date"])
def test_a_day_before_birth_is_refused_beside_the_field(
    alice: User, episode: Episode, examination: Examination, name: str
) -> None:
    if name == "begin":
        actions.complete_examination(examination=examination, by=alice)
    response = send_day(signed_in(alice), episode, name, dt.date(1900, 1, 1))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Deze datum ligt vóór de geboortedatum van de patiënt." in page
    assert Examination.objects.get().examined_on == timezone.localdate()


def test_the_day_can_be_corrected(alice: User, episode: Episode, examination: Examination) -> None:
    day = timezone.localdate() - dt.timedelta(days=2)
    send_day(signed_in(alice), episode, "correct_date", day)
    examination.refresh_from_db()
    assert examination.examined_on == day


def test_an_older_page_puts_no_day_back(
    alice: User, iris: User, episode: Episode, examination: Examination
) -> None:
    to, day = address(episode, "correct_date"), timezone.localdate() - dt.timedelta(days=2)
    his, older = signed_in(iris), opened(signed_in(iris), address(episode))
    send_day(signed_in(alice), episode, "correct_date", day)
    other = f"{day - dt.timedelta(days=1):%d-%m-%Y}"
    response = his.post(to, filled(older, {"examined_on": other}, to=to))
    assert response.status_code == 422
    assert "Een collega heeft de dag intussen gewijzigd" in response.content.decode()
    examination.refresh_from_db()
    assert examination.examined_on == day
    assert his.post(to, filled(read(response.content.decode()), {}, to=to)).status_code == 302
    examination.refresh_from_db()
    assert f"{examination.examined_on:%d-%m-%Y}" == other


def test_a_day_of_another_patient_is_not_taken(
    alice: User, episode: Episode, examination: Examination
) -> None:
    client, other = signed_in(alice), make_episode(alice)
    actions.start_examination(episode=other, by=alice)
    typed = filled(
        opened(client, address(other)), {"examined_on": "01-11-2026"}, to=address(other, "correct_date")
    )
    assert client.post(address(episode, "correct_date"), typed).status_code == 422
    examination.refresh_from_db()
    assert examination.examined_on == timezone.localdate()


def send_day(client: Client, episode: Episode, name: str, day: dt.date) -> Any:
    """Open the page of the examination and send a day."""
    to = address(episode, name)
    return client.post(
        to, filled(opened(client, address(episode)), {"examined_on": f"{day:%d-%m-%Y}"}, to=to)
    )


@pytest.mark.parametrize("part", PARTS)
def test_every_part_draws_every_result_field(
    alice: User, episode: Episode, examination: Examination, part: str
) -> None:
    page = signed_in(alice).get(address(episode, "part", part)).content.decode()
    found = load_battery().part(part)
    assert found
    assert re.findall(r'data-fact="(\w+)"', page) == list(found.facts)
    assert "stellen nooit een diagnose" in page


def test_a_part_without_an_examination_leads_to_the_start(alice: User, episode: Episode) -> None:
    response = signed_in(alice).get(address(episode, "part", "palpation"))
    assert response.headers["Location"] == address(episode)


def test_a_grid_saves_only_what_was_tested(alice: User, episode: Episode, examination: Examination) -> None:
    typed = {
        "segmental_findings-0-level": "C0_C1",
        "segmental_findings-0-side": "left",
        "segmental_findings-0-mobility": "",
        "segmental_findings-0-pain": "",
        "segmental_findings-3-level": "C1_C2",
        "segmental_findings-3-side": "right",
        "segmental_findings-3-mobility": "hypomobile",
        "segmental_findings-3-pain": "recognisable_headache",
        "go": "next",
    }
    response = send(signed_in(alice), address(episode, "part", "segmental"), typed)
    assert response.headers["Location"] == address(episode, "part", "provocation")
    row = {"level": "C1_C2", "side": "right", "mobility": "hypomobile", "pain": "recognisable_headache"}
    assert values_of(examination) == {"segmental_findings": [row]}


def test_a_grid_shows_what_was_found_in_its_cell(
    alice: User, episode: Episode, examination: Examination
) -> None:
    rows = [{"muscle": "temporalis", "side": "right", "result": "recognisable_headache"}]
    actions.save_findings(examination=examination, by=alice, values={"palpation_findings": rows})
    page = signed_in(alice).get(address(episode, "part", "palpation")).content.decode()
    chosen = re.findall(r'name="(palpation_findings-\d+-result)"[^>]*value="([a-z_]+)" checked', page)
    assert chosen == [("palpation_findings-5-result", "recognisable_headache")]
    assert 'name="palpation_findings-5-muscle" value="temporalis"' in page
    assert 'name="palpation_findings-5-side" value="right"' in page


def test_a_second_method_on_a_level_survives_saving(
    alice: User, episode: Episode, examination: Examination
) -> None:
    place = {"level": "C0_C1", "side": "left"}
    rows = [{**place, "method": "watson", "result": "none"}, {**place, "method": "luedtke", "result": "none"}]
    actions.save_findings(examination=examination, by=alice, values={"provocation_findings": rows})
    client = signed_in(alice)
    page = client.get(address(episode, "part", "provocation")).content.decode()
    name = r'name="(provocation_findings-\d+-\w+)"'
    typed = dict(re.findall(rf'<input type="hidden" {name} value="(\w+)">', page))
    typed |= dict(re.findall(rf'{name}[^>]* value="(\w+)" checked', page))
    send(client, address(episode, "part", "provocation"), typed)
    assert values_of(examination) == {"provocation_findings": rows}


@pytest.mark.parametrize(("history", "offered"), [(True, True), (False, False), (None, False)])
def test_8c_opens_after_both_jaw_questions_only(
    alice: User, episode: Episode, examination: Examination, history: bool | None, offered: bool
) -> None:
    answers = {"tmdh_temple_headache": True, "tmdh_modified_by_jaw": history}
    save_answers(episode=episode, by=alice, values=answers)
    page = signed_in(alice).get(address(episode, "part", "jaw")).content.decode()
    shown = "hidden" not in question(page, "tmdh_location_confirmed").partition(">")[0]
    assert shown is offered
    assert ("nu niet aan de orde" in page) is not offered


def test_an_impossible_value_stands_beside_its_field_and_nothing_is_lost(
    alice: User, episode: Episode, examination: Examination
) -> None:
    typed = {"frt_left_deg": "400", "frt_right_deg": "31"}
    response = send(signed_in(alice), address(episode, "part", "flexion-rotation"), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="error_frt_left_deg"' in page
    assert 'value="400"' in question(page, "frt_left_deg")
    assert 'value="31"' in question(page, "frt_right_deg")
    assert Finding.objects.get().fact == "frt_right_deg", "the rest is saved"


def test_the_overview_shows_findings_and_what_was_not_tested(
    alice: User, episode: Episode, examination: Examination
) -> None:
    actions.save_findings(examination=examination, by=alice, values={"frt_left_deg": 31})
    page = re.sub(r"\s+", " ", signed_in(alice).get(address(episode)).content.decode())
    assert "31 graden" in page
    assert address(episode, "part", "flexion-rotation") + "#ask_frt_right_deg" in page


def test_completing_and_opening_again(alice: User, episode: Episode, examination: Examination) -> None:
    client = signed_in(alice)
    older = read(client.get(address(episode, "part", "jaw")).content.decode())
    client.post(address(episode, "complete"))
    client.post(address(episode, "complete"))
    examination.refresh_from_db()
    assert not examination.is_draft
    page = client.get(address(episode, "part", "jaw")).content.decode()
    assert "<fieldset disabled" in page
    typed = {"tmd_static_test_positive": "true"}
    response = client.post(address(episode, "part", "jaw"), filled(older, typed))
    assert "Het onderzoek is afgerond." in response.content.decode()
    client.post(address(episode, "reopen"))
    client.post(address(episode, "reopen"))
    examination.refresh_from_db()
    assert (examination.is_draft, examination.version) == (True, 2)


@pytest.mark.parametrize("name", ["begin", "correct_date", "complete", "reopen"])
def test_writing_leads_a_get_back_and_rejects_other_people(
    alice: User, bob: User, charlie: User, episode: Episode, examination: Examination, name: str
) -> None:
    assert signed_in(alice).get(address(episode, name)).headers["Location"] == address(episode, "start")
    assert signed_in(bob).post(address(episode, name)).status_code == 403
    assert signed_in(charlie).post(address(episode, name)).status_code == 404


def test_a_team_member_reads_a_part_and_does_not_write_it(
    bob: User, episode: Episode, examination: Examination
) -> None:
    client = signed_in(bob)
    assert "<fieldset disabled" in client.get(address(episode, "part", "jaw")).content.decode()
    typed = {"tmd_static_test_positive": "true"}
    assert client.post(address(episode, "part", "jaw"), typed).status_code == 403
    assert not Finding.objects.exists()


def test_another_centre_finds_nothing(charlie: User, episode: Episode, examination: Examination) -> None:
    client = signed_in(charlie)
    assert client.get(address(episode)).status_code == 404
    assert client.get(address(episode, "part", "jaw")).status_code == 404


def test_an_unknown_part_is_not_found(alice: User, episode: Episode, examination: Examination) -> None:
    assert signed_in(alice).get(address(episode, "part", "9")).status_code == 404


def test_the_page_allows_no_script_or_style_but_its_own(
    alice: User, episode: Episode, examination: Examination
) -> None:
    page = signed_in(alice).get(address(episode, "part", "palpation")).content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["start", "palpation"])
def test_the_number_of_queries_does_not_grow(
    alice: User, episode: Episode, examination: Examination, name: str
) -> None:
    client = signed_in(alice)
    target = address(episode) if name == "start" else address(episode, "part", name)
    client.get(target)
    with CaptureQueriesContext(connection) as before:
        client.get(target)
    values = {"frt_left_deg": 31, "frt_right_deg": 40, "tmd_static_test_positive": True}
    actions.save_findings(examination=examination, by=alice, values=values)
    with CaptureQueriesContext(connection) as after:
        client.get(target)
    assert len(before) == len(after) <= 25


def test_what_may_not_be_loaded_stands_beside_every_part(alice: User, examination: Examination) -> None:
    """A reason against loading the neck holds for its tests as well (D116)."""
    client, told = signed_in(alice), "niet belasten, ook niet in tests"
    pages = [address(examination.episode, "part", part) for part in PARTS]
    assert not [page for page in pages if told in client.get(page).content.decode()]
    found = {"manual_technique_contraindications": ["inflammatory_arthritis_cervical"]}
    actions.save_findings(examination=examination, by=alice, values=found)
    assert not [page for page in pages if told not in client.get(page).content.decode()]
