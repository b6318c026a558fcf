"""One page of the anamnese on the screen."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake import actions
from intake.models import Answer, Episode
from intake.queries import answers_of
from intake.sections import load_sections
from tests import factories
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, send


def address(episode: Episode, section: str = "frequency") -> str:
    return reverse("intake:section", args=[episode.pk, section])


def question(page: str, fact: str) -> str:
    """The markup of one question, up to the next."""
    start = page.index(f'data-fact="{fact}"')
    end = page.find("data-fact=", start + 1)
    return page[start : end if end > 0 else None]


@pytest.mark.parametrize("section", [section.id for section in load_sections()])
def test_every_page_asks_every_question_of_its_section(alice: User, episode: Episode, section: str) -> None:
    page = signed_in(alice).get(address(episode, section)).content.decode()
    asked = re.findall(r'data-fact="(\w+)"', page)
    expected = next(item.facts for item in load_sections() if item.id == section)
    assert sorted(asked) == sorted(expected)


def test_in_primary_care_every_red_flag_stands_unfolded_in_its_order(alice: User) -> None:
    primary = factories.make_episode(alice, care_setting="primary_care")
    page = signed_in(alice).get(address(primary, "red_flags")).content.decode()
    assert 'class="more"' not in page
    expected = next(item.facts for item in load_sections() if item.id == "red_flags")
    assert re.findall(r'data-fact="(\w+)"', page) == list(expected)


def test_after_a_neurologist_the_red_flags_that_decide_nothing_are_folded(
    alice: User, episode: Episode
) -> None:
    page = signed_in(alice).get(address(episode, "red_flags")).content.decode()
    blocks = re.split(r'<(?=details class="more"|section class="question-group")', page)
    folds = [block for block in blocks if block.startswith("details")]
    folded = {fact for fold in folds for fact in re.findall(r'data-fact="(\w+)"', fold)}
    assert "rf_fever_or_chills" in folded
    assert not {"rf_thunderclap", "rf_unlike_usual_headache", "rf_pattern_change"} & folded


def test_a_man_sees_no_question_about_pregnancy(alice: User) -> None:
    man = factories.make_episode(alice, sex="male", care_setting="primary_care")
    page = signed_in(alice).get(address(man, "red_flags")).content.decode()
    assert "rf_thunderclap" in page
    assert 'data-fact="pregnant"' not in page


def test_it_works(alice: User, episode: Episode) -> None:
    response = send(
        signed_in(alice),
        address(episode),
        {"headache_days_per_month": "12,5", "headache_days_source": "diary", "go": "next"},
    )
    assert response.headers["Location"] == address(episode, "medication")
    assert answers_of(episode) == {"headache_days_per_month": 12.5, "headache_days_source": "diary"}


def test_it_goes_to_the_overview_on_request(alice: User, episode: Episode) -> None:
    response = send(signed_in(alice), address(episode), {"go": "overview"})
    assert response.headers["Location"] == reverse("intake:review", args=[episode.pk])


def test_the_last_page_goes_to_the_overview(alice: User, episode: Episode) -> None:
    response = send(signed_in(alice), address(episode, "questionnaires"), {"go": "next"})
    assert response.headers["Location"] == reverse("intake:review", args=[episode.pk])


@pytest.mark.parametrize("setting", ["primary_care", "secondary_care"])
def test_the_red_flags_follow_the_setting(alice: User, setting: str) -> None:
    episode = factories.make_episode(alice, care_setting=setting)
    client = signed_in(alice)
    assert send(client, address(episode, "setting"), {}).headers["Location"] == address(episode, "red_flags")


def test_an_impossible_value_stands_beside_its_field_and_nothing_typed_is_lost(
    alice: User, episode: Episode
) -> None:
    typed = {"headache_days_per_month": "45", "attacks_per_month": "veel", "tth_days_per_month": "7"}
    response = send(signed_in(alice), address(episode), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Kan niet: hoger dan 31 dagen per maand." in question(page, "headache_days_per_month")
    assert 'id="error_headache_days_per_month"' in question(page, "headache_days_per_month")
    assert "Vul een getal in:" in question(page, "attacks_per_month")
    for fact, text in typed.items():
        assert f'value="{text}"' in question(page, fact)
    assert answers_of(episode) == {"tth_days_per_month": 7}, "the rest is saved"


def test_an_unusual_value_is_stored_and_pointed_out_once(alice: User, episode: Episode) -> None:
    client, typed = signed_in(alice), {"weight_kg": "280", "routed": "1"}
    response = send(client, address(episode, "activity_weight"), typed)
    assert response.headers["Location"] == address(episode, "activity_weight")
    assert answers_of(episode) == {"weight_kg": 280}
    page = client.get(address(episode, "activity_weight")).content.decode()
    assert "Ongebruikelijke waarde" in question(page, "weight_kg")
    response = send(client, address(episode, "activity_weight"), typed)
    assert response.headers["Location"] == address(episode, "stress")


def test_records_come_back_row_by_row_with_the_wrong_cell_named(alice: User, episode: Episode) -> None:
    typed = {
        "medications-0-name": "sumatriptan",
        "medications-0-class": "triptan",
        "medications-3-name": "ibuprofen",
        "medications-3-days_per_month": "40",
    }
    page = send(signed_in(alice), address(episode, "medication"), typed).content.decode()
    asked = question(page, "medications")
    assert 'value="sumatriptan"' in asked
    assert 'value="40"' in asked
    assert 'id="error_medications-1-days_per_month"' in asked
    summary = read(page).with_id("fouten")
    assert "regel 2, " in summary.words
    assert "#id_medications-1-days_per_month" in [
        part.attributes.get("href") for part in summary.walk() if part.tag == "a"
    ]


def test_records_are_saved_as_rows(alice: User, episode: Episode) -> None:
    typed = {"medications-0-name": "sumatriptan", "medications-0-days_per_month": "6"}
    send(signed_in(alice), address(episode, "medication"), typed)
    assert answers_of(episode) == {"medications": [{"name": "sumatriptan", "days_per_month": 6}]}


def test_a_question_that_does_not_matter_now_is_hidden_with_its_condition(
    alice: User, episode: Episode
) -> None:
    page = signed_in(alice).get(address(episode, "medication")).content.decode()
    asked = question(page, "acute_days_triptan")
    assert "data-when=" in asked
    assert "hidden" in asked.partition(">")[0]


def test_without_script_opened_questions_are_shown_before_going_on(alice: User, episode: Episode) -> None:
    client, typed = signed_in(alice), {"acute_medication_classes": ["triptan"]}
    response = send(client, address(episode, "medication"), typed)
    assert response.headers["Location"] == address(episode, "medication")
    page = client.get(address(episode, "medication")).content.decode()
    assert "hidden" not in question(page, "acute_days_triptan").partition(">")[0]


def test_with_script_they_were_on_the_screen_already(alice: User, episode: Episode) -> None:
    typed = {"acute_medication_classes": ["triptan"], "routed": "1"}
    response = send(signed_in(alice), address(episode, "medication"), typed)
    assert response.headers["Location"] == address(episode, "neck")


def test_answers_of_another_page_decide_what_is_asked(alice: User, episode: Episode) -> None:
    page = signed_in(alice).get(address(episode, "frequency")).content.decode()
    assert 'data-known="{&quot;sex&quot;: &quot;female&quot;}"' in page


def test_yes_no_and_not_asked_look_different(alice: User, episode: Episode) -> None:
    actions.save_answers(episode=episode, by=alice, values={"neck_complaints": False})
    page = signed_in(alice).get(address(episode, "neck")).content.decode()
    assert re.search(r'value="false" checked', question(page, "neck_complaints"))
    assert re.search(r'value="" checked', question(page, "neck_trauma_history"))


def test_a_complete_anamnese_is_read_only(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    older = read(client.get(address(episode)).content.decode())
    actions.complete_intake(episode=episode, by=alice)
    page = client.get(address(episode)).content.decode()
    assert "<fieldset disabled" in page
    assert "is afgerond op" in page
    response = client.post(address(episode), filled(older, {"headache_days_per_month": "3"}))
    assert "De anamnese is afgerond." in response.content.decode()
    assert not Answer.objects.exists()


def test_a_team_member_reads_and_does_not_write(bob: User, episode: Episode) -> None:
    client = signed_in(bob)
    assert "<fieldset disabled" in client.get(address(episode)).content.decode()
    assert client.post(address(episode), {"headache_days_per_month": "3"}).status_code == 403
    assert not Answer.objects.exists()


def test_another_centre_finds_nothing(charlie: User, episode: Episode) -> None:
    assert signed_in(charlie).get(address(episode)).status_code == 404
    assert signed_in(charlie).post(address(episode), {}).status_code == 404


def test_an_unknown_episode_or_section_is_not_found(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    assert client.get(reverse("intake:section", args=[uuid4(), "neck"])).status_code == 404
    assert client.get(address(episode, "horoscope")).status_code == 404


def test_it_asks_to_sign_in(episode: Episode) -> None:
    assert Client().get(address(episode)).headers["Location"].startswith("/inloggen/")


def test_opening_the_page_is_in_the_trail(alice: User, episode: Episode) -> None:
    signed_in(alice).get(address(episode))
    assert AuditEvent.objects.filter(patient_id=episode.patient_id, actor=alice).exists()


def test_the_page_allows_no_script_or_style_but_its_own(alice: User, episode: Episode) -> None:
    response = signed_in(alice).get(address(episode))
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    page = response.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r" on\w+=", page)


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_the_answers(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    client.get(address(episode))
    with CaptureQueriesContext(connection) as empty:
        client.get(address(episode))
    answers = {"headache_days_per_month": 12, "tth_days_per_month": 4, "months_current_frequency": 6}
    actions.save_answers(episode=episode, by=alice, values=answers)
    with CaptureQueriesContext(connection) as filled:
        client.get(address(episode))
    assert len(filled) == len(empty) <= 25


@pytest.mark.parametrize("day", ["12-01-2126", "12-01-1026"])
def test_a_date_outside_its_limits_is_refused_beside_its_field(
    alice: User, episode: Episode, day: str
) -> None:
    response = send(
        signed_in(alice), address(episode, "setting"), {"red_flags_screened_on": day, "routed": "1"}
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert 'id="error_red_flags_screened_on"' in html
    assert day in html, "what was typed stays"
    assert not episode.answers.filter(fact="red_flags_screened_on").exists()
