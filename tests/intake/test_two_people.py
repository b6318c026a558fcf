"""Two people with one page open, a page that did not arrive whole, and a page of another patient.

Only what was changed on a page is written; what somebody else changed meanwhile is never overwritten without
a choice. The same form carries the examination; tests/interventions/test_two_people.py has
the plan.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from examination.actions import complete_examination, save_findings, start_examination
from examination.models import Finding
from examination.queries import known_facts
from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import print_of, seal
from intake.actions import complete_intake, correct_patient, reopen_intake, save_answers
from intake.models import Answer, Correction, Episode, Patient
from intake.queries import answers_of
from intake.sections import load_sections
from tests import factories
from tests.markup import Element, read
from tests.people import signed_in
from tests.plain_browser import filled, opened, without
from tests.worked import PATIENTS

pytestmark = pytest.mark.db


def section(episode: Episode, name: str) -> str:
    return reverse("intake:section", args=[episode.pk, name])


def question(html: str, fact: str) -> Element:
    """The question of a fact on a page."""
    found = [part for part in read(html).walk() if part.attributes.get("data-fact") == fact]
    return found[0]


def history(episode: Episode, fact: str) -> list[Any]:
    """All values that were ever stored, the oldest first."""
    rows = Answer.objects.filter(episode=episode, fact=fact).order_by("recorded_at")
    return list(rows.values_list("value", flat=True))


def test_an_older_page_does_not_erase_a_red_flag(alice: User, iris: User, episode: Episode) -> None:
    """Iris records a thunderclap; Alice, whose page is older, saves one other answer."""
    address = section(episode, "red_flags")
    hers = signed_in(alice)
    older = opened(hers, address)
    save_answers(episode=episode, by=iris, values={"rf_thunderclap": True})
    response = hers.post(address, filled(older, {"pregnant": "false"}))
    assert response.status_code == 302
    assert answers_of(episode) == {"rf_thunderclap": True, "pregnant": False}


def test_both_numbers_of_two_people_stay(alice: User, iris: User, episode: Episode) -> None:
    address = section(episode, "frequency")
    pages = [(client, opened(client, address)) for client in (signed_in(alice), signed_in(iris))]
    for (client, page), typed in zip(
        pages, ({"attacks_per_month": "6"}, {"headache_days_per_month": "9"}), strict=True
    ):
        assert client.post(address, filled(page, typed)).status_code == 302
    assert answers_of(episode) == {"attacks_per_month": 6, "headache_days_per_month": 9}


def test_one_answer_changed_by_both_is_shown_with_both_values(
    alice: User, iris: User, episode: Episode
) -> None:
    address = section(episode, "frequency")
    client = signed_in(alice)
    older = opened(client, address)
    save_answers(episode=episode, by=iris, values={"headache_days_per_month": 9})
    typed = {"headache_days_per_month": "12", "attacks_per_month": "6"}
    response = client.post(address, filled(older, typed))
    assert response.status_code == 409
    asked = question(response.content.decode(), "headache_days_per_month").words
    assert "Iris vulde dit in" in asked
    assert "Van Iris: 9 dagen per maand" in asked
    assert "Van u: 12 dagen per maand" in asked
    assert answers_of(episode) == {"headache_days_per_month": 9, "attacks_per_month": 6}, "the rest is saved"


@pytest.mark.parametrize(("choice", "days", "all_values"), [("theirs", 9, [9]), ("mine", 12, [9, 12])])
def test_the_reader_chooses_and_the_history_holds_both(
    alice: User, iris: User, episode: Episode, choice: str, days: int, all_values: list[int]
) -> None:
    client, address, conflict = conflicting(alice, iris, episode)
    value = {"theirs": "theirs", "mine": print_of(9)}[choice]
    chosen = filled(conflict, {"choice-headache_days_per_month": value})
    assert client.post(address, chosen).status_code == 302
    assert answers_of(episode) == {"headache_days_per_month": days}
    assert history(episode, "headache_days_per_month") == all_values


def test_without_a_choice_it_stays_a_conflict(alice: User, iris: User, episode: Episode) -> None:
    client, address, conflict = conflicting(alice, iris, episode)
    assert client.post(address, filled(conflict, {})).status_code == 409
    assert answers_of(episode) == {"headache_days_per_month": 9}


def test_a_choice_counts_for_the_value_that_was_shown(alice: User, iris: User, episode: Episode) -> None:
    client, address, conflict = conflicting(alice, iris, episode)
    save_answers(episode=episode, by=iris, values={"headache_days_per_month": 10})
    chosen = filled(conflict, {"choice-headache_days_per_month": print_of(9)})
    response = client.post(address, chosen)
    assert response.status_code == 409
    assert "Van Iris: 10 dagen" in question(response.content.decode(), "headache_days_per_month").words
    assert answers_of(episode) == {"headache_days_per_month": 10}


def conflicting(alice: User, iris: User, episode: Episode) -> tuple[Client, str, Element]:
    """Alice's page after both changed the days."""
    address = section(episode, "frequency")
    client = signed_in(alice)
    older = opened(client, address)
    save_answers(episode=episode, by=iris, values={"headache_days_per_month": 9})
    response = client.post(address, filled(older, {"headache_days_per_month": "12"}))
    return client, address, read(response.content.decode())


def test_a_page_that_comes_back_shows_what_is_stored_where_nothing_was_changed(
    alice: User, iris: User, episode: Episode
) -> None:
    """Else a second save would take the older page for a change."""
    address = section(episode, "frequency")
    client = signed_in(alice)
    older = opened(client, address)
    save_answers(episode=episode, by=iris, values={"attacks_per_month": 6})
    response = client.post(address, filled(older, {"headache_days_per_month": "45"}))
    assert response.status_code == 422
    again = filled(read(response.content.decode()), {"headache_days_per_month": "15"})
    assert again["attacks_per_month"] == ["6"]
    assert client.post(address, again).status_code == 302
    assert answers_of(episode) == {"attacks_per_month": 6, "headache_days_per_month": 15}


def test_a_page_from_before_the_anamnese_was_completed_keeps_its_basis(
    alice: User, iris: User, episode: Episode
) -> None:
    """Alice's page is refused, the anamnese was completed meanwhile; after reopening she saves it again."""
    address = section(episode, "frequency")
    client = signed_in(alice)
    older = opened(client, address)
    save_answers(episode=episode, by=iris, values={"attacks_per_month": 6, "headache_days_per_month": 9})
    complete_intake(episode=episode, by=iris)
    response = client.post(address, filled(older, {"headache_days_per_month": "12"}))
    assert "De anamnese is afgerond." in response.content.decode()
    reopen_intake(episode=episode, by=iris)
    assert client.post(address, filled(older, {"headache_days_per_month": "12"})).status_code == 409
    assert answers_of(episode) == {"attacks_per_month": 6, "headache_days_per_month": 9}


def test_the_same_change_by_both_is_no_conflict(alice: User, iris: User, episode: Episode) -> None:
    address = section(episode, "frequency")
    client = signed_in(alice)
    older = opened(client, address)
    save_answers(episode=episode, by=iris, values={"headache_days_per_month": 12})
    assert client.post(address, filled(older, {"headache_days_per_month": "12"})).status_code == 302
    assert history(episode, "headache_days_per_month") == [12]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: {}, id="empty"),
        pytest.param(lambda data: {"routed": ["1"]}, id="only what the script adds"),
        pytest.param(without("whole"), id="cut off before its end"),
        pytest.param(without("opened"), id="without what it was opened with"),
        pytest.param(lambda data: data | {"opened": ["x"]}, id="with a list that is none"),
        pytest.param(
            lambda data: data | {"opened": [seal(f"section red_flags of {uuid.uuid4()}", {})]},
            id="with the list of another patient",
        ),
    ],
)
def test_a_page_that_is_not_whole_changes_nothing(
    alice: User, episode: Episode, spoil: Callable[[Any], dict[str, list[str]]]
) -> None:
    told = {"rf_thunderclap": True, "pregnant": False}
    save_answers(episode=episode, by=alice, values=told)
    client, address = signed_in(alice), section(episode, "red_flags")
    data = filled(opened(client, address), {"rf_thunderclap": "", "rf_fever": "false"})
    response = client.post(address, spoil(data))
    assert response.status_code == 422
    assert "Er is niets opgeslagen" in response.content.decode()
    assert answers_of(episode) == told


def test_what_did_not_arrive_survives_the_second_try(alice: User, episode: Episode) -> None:
    """The page that comes back holds what was typed, and what is stored where nothing arrived."""
    told = {"acute_medication_classes": ["triptan"], "medications": [{"name": "sumatriptan"}]}
    save_answers(episode=episode, by=alice, values=told)
    client, address = signed_in(alice), section(episode, "medication")
    response = client.post(address, {"acute_days_triptan": "4"})
    again = read(response.content.decode())
    assert client.post(address, filled(again, {"routed": "1"})).status_code == 302
    assert answers_of(episode) == told | {"acute_days_triptan": 4}


def test_a_question_that_was_not_on_the_page_stays(alice: User, episode: Episode) -> None:
    """A page from before an update does not know of the new question."""
    save_answers(episode=episode, by=alice, values={"rf_thunderclap": True})
    client, address = signed_in(alice), section(episode, "red_flags")
    data = filled(opened(client, address), {"pregnant": "false"})
    older = seal(f"section red_flags of {episode.pk}", {"pregnant": print_of(None)})
    assert client.post(address, data | {"opened": [older], "rf_thunderclap": [""]}).status_code == 302
    assert answers_of(episode) == {"rf_thunderclap": True, "pregnant": False}


def test_a_page_opened_and_saved_untouched_writes_nothing(alice: User) -> None:
    """Also of a patient of whom everything is told: sets, rows and texts come back as they are stored."""
    episode, _later = factories.make_episode_with(alice, PATIENTS["V01"])
    before = Answer.objects.count()
    client = signed_in(alice)
    for page in load_sections():
        address = section(episode, page.id)
        assert client.post(address, filled(opened(client, address), {"routed": "1"})).status_code == 302
    assert Answer.objects.count() == before


def test_the_examination_keeps_what_a_colleague_found(alice: User, iris: User, episode: Episode) -> None:
    examination = start_examination(episode=episode, by=alice)
    address = reverse("examination:part", args=[episode.pk, "flexion-rotation"])
    client = signed_in(alice)
    older = opened(client, address)
    save_findings(examination=examination, by=iris, values={"frt_left_deg": 31})
    response = client.post(address, filled(older, {"frt_left_deg": "40", "frt_right_deg": "38"}))
    assert response.status_code == 409
    assert "Van Iris: 31 graden" in question(response.content.decode(), "frt_left_deg").words
    assert known_facts(episode)["frt_left_deg"] == 31
    assert known_facts(episode)["frt_right_deg"] == 38
    assert client.post(address, {"routed": "1"}).status_code == 422
    assert Finding.objects.count() == 2


def test_a_measurement_that_was_cut_off_is_not_recorded(alice: User, episode: Episode) -> None:
    address = reverse("intake:follow_up", args=[episode.pk])
    client = signed_in(alice)
    data = filled(opened(client, address), {"followup_headache_days": "9"})
    response = client.post(address, without("whole")(data))
    assert response.status_code == 422
    assert "Er is niets opgeslagen" in response.content.decode()
    assert not episode.follow_ups.exists()


def test_a_correction_keeps_what_a_colleague_corrected(alice: User, iris: User, episode: Episode) -> None:
    """Alice's page is older than Iris's correction of birth date and sex; Alice changes the initials."""
    address = reverse("intake:correct", args=[episode.pk])
    client = signed_in(alice)
    older = opened(client, address)
    correct_patient(patient=episode.patient, by=iris, birth_date=dt.date(1990, 9, 9), sex="male")
    assert client.post(address, filled(older, {"initials": "Q."})).status_code == 302
    patient = Patient.objects.get()
    assert (patient.birth_date, patient.sex, patient.initials) == (dt.date(1990, 9, 9), "male", "Q.")


def test_a_correction_that_was_refused_first_keeps_it_too(alice: User, iris: User, episode: Episode) -> None:
    address = reverse("intake:correct", args=[episode.pk])
    client = signed_in(alice)
    older = opened(client, address)
    correct_patient(patient=episode.patient, by=iris, birth_date=dt.date(1990, 9, 9))
    response = client.post(address, filled(older, {"initials": "Q.", "started_on": "2300-01-01"}))
    assert response.status_code == 422
    again = filled(read(response.content.decode()), {"started_on": episode.started_on.isoformat()})
    assert client.post(address, again).status_code == 302
    patient = Patient.objects.get()
    assert (patient.birth_date, patient.initials) == (dt.date(1990, 9, 9), "Q.")


@pytest.mark.parametrize(("choice", "name"), [("theirs", "Jansen"), ("mine", "Jansma")])
def test_a_name_corrected_by_both_is_chosen(
    alice: User, iris: User, episode: Episode, choice: str, name: str
) -> None:
    address = reverse("intake:correct", args=[episode.pk])
    client = signed_in(alice)
    older = opened(client, address)
    correct_patient(patient=episode.patient, by=iris, family_name="Jansen")
    response = client.post(address, filled(older, {"family_name": "Jansma"}))
    assert response.status_code == 409
    page = read(response.content.decode())
    assert "Van Iris: Jansen" in page.words
    assert "Van u: Jansma" in page.words
    assert Patient.objects.get().family_name == "Jansen"
    value = {"theirs": "theirs", "mine": print_of("Jansen")}[choice]
    assert client.post(address, filled(page, {"choice-family_name": value})).status_code == 302
    assert Patient.objects.get().family_name == name


def test_a_correction_that_is_not_whole_changes_nothing(alice: User, episode: Episode) -> None:
    client, address = signed_in(alice), reverse("intake:correct", args=[episode.pk])
    data = filled(opened(client, address), {"family_name": "Anders"})
    for spoiled in (without("whole")(data), without("opened")(data), {}):
        assert client.post(address, spoiled).status_code == 422
    assert not Correction.objects.exists()


def test_a_cut_off_page_does_not_replace_a_colleague_at_the_second_try(
    alice: User, iris: User, episode: Episode
) -> None:
    save_answers(episode=episode, by=alice, values={"headache_days_per_month": 5})
    client, address = signed_in(alice), section(episode, "frequency")
    older = opened(client, address)
    save_answers(episode=episode, by=iris, values={"headache_days_per_month": 9})
    response = client.post(address, without("whole")(filled(older, {"attacks_per_month": "6"})))
    assert response.status_code == 422
    assert client.post(address, filled(read(response.content.decode()), {})).status_code == 302
    assert answers_of(episode) == {"headache_days_per_month": 9, "attacks_per_month": 6}


def test_what_was_typed_on_a_cut_off_page_over_a_colleague_is_a_choice(
    alice: User, iris: User, episode: Episode
) -> None:
    client, address = signed_in(alice), section(episode, "frequency")
    older = opened(client, address)
    save_answers(episode=episode, by=iris, values={"headache_days_per_month": 9})
    response = client.post(address, without("opened")(filled(older, {"headache_days_per_month": "12"})))
    assert client.post(address, filled(read(response.content.decode()), {})).status_code == 409
    assert answers_of(episode) == {"headache_days_per_month": 9}


def test_a_page_of_an_earlier_examination_copies_nothing(alice: User, episode: Episode) -> None:
    first = start_examination(episode=episode, by=alice)
    save_findings(examination=first, by=alice, values={"frt_left_deg": 31})
    address = reverse("examination:part", args=[episode.pk, "flexion-rotation"])
    client = signed_in(alice)
    older = opened(client, address)
    complete_examination(examination=first, by=alice)
    second = start_examination(episode=episode, by=alice)
    response = client.post(address, filled(older, {"frt_right_deg": "38"}))
    assert response.status_code == 422
    assert client.post(address, filled(read(response.content.decode()), {"routed": "1"})).status_code == 302
    found = Finding.objects.filter(examination=second).values_list("fact", "value")
    assert dict(found) == {"frt_right_deg": 38}


def test_a_row_number_of_any_length_is_no_row(alice: User, episode: Episode) -> None:
    client, address = signed_in(alice), section(episode, "medication")
    data = filled(opened(client, address), {f"medications-{'9' * 5000}-name": "triptan", "routed": "1"})
    form = urlencode(data, doseq=True)
    response = client.post(address, form, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert answers_of(episode) == {}
