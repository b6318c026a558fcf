"""A record of the edition before: what is asked again, what is new since, and what stays as it was."""

from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import in_order
from intake.actions import complete_intake, save_answers
from intake.asked_again import of_before
from intake.models import Answer, Episode
from intake.queries import answers_of
from tests.intake.test_saved_by_itself import OpenPage, address
from tests.people import signed_in
from tests.plain_browser import filled, opened, send

pytestmark = pytest.mark.db
EDITION = "2026.12.5"
ASKED_AGAIN, STILL_THE_SAME = "rf_neurological_disturbance", "rf_thunderclap"
NEW = ["rf_new_speech_face_field_or_seizure", "rf_sudden_vision_loss"]
OLD: dict[str, Any] = {
    ASKED_AGAIN: True,
    "rf_papilloedema_or_visual_loss": False,
    "rf_gca_signs": False,
    STILL_THE_SAME: False,
}


def age_answers(episode: Episode, edition: str = "") -> None:
    """Let the answers look as an earlier edition left them."""
    models.QuerySet.update(episode.answers.all(), edition=edition)


@pytest.fixture
def patient(alice: User, episode: Episode) -> Episode:
    """Somebody whose red flags were asked by the edition before."""
    save_answers(episode=episode, by=alice, values=OLD)
    age_answers(episode)
    return episode


@pytest.fixture
def flags(alice: User, patient: Episode) -> OpenPage:
    return OpenPage(signed_in(alice), address(patient, "red_flags"))


def page_of(user: User, at: str) -> str:
    """The page with single spaces."""
    return " ".join(signed_in(user).get(at).content.decode().split())


def again(episode: Episode) -> list[str]:
    return [item.spec.id for item in of_before(episode).again]


def test_what_changed_is_asked_again_and_goes_on_counting(patient: Episode) -> None:
    # A narrowed question only where the answer was yes, a widened one whatever the answer.
    assert again(patient) == [ASKED_AGAIN, "rf_papilloedema_or_visual_loss"]
    assert answers_of(patient)[ASKED_AGAIN] is True


def test_what_is_new_is_said_of_a_page_that_was_answered_before(patient: Episode) -> None:
    found = of_before(patient)
    assert [item.spec.id for item in found.new] == NEW
    assert {item.edition for item in found.new} == {EDITION}


def test_an_answer_of_now_is_never_asked_again(alice: User, episode: Episode) -> None:
    save_answers(episode=episode, by=alice, values=OLD)
    assert not of_before(episode)
    assert {*episode.answers.values_list("edition", flat=True)} == {get_vocabulary().edition}


def test_who_left_the_new_questions_open_today_forgot_them(alice: User, patient: Episode) -> None:
    save_answers(episode=patient, by=alice, values=dict.fromkeys(OLD))
    save_answers(episode=patient, by=alice, values=OLD)
    assert not of_before(patient)


def test_the_edition_of_the_questions_is_the_newest_that_a_fact_names() -> None:
    assert get_vocabulary().edition == EDITION
    assert in_order("2026.9.10") < in_order("2026.12.5")
    assert in_order("") < in_order("2026.1.1")


@pytest.mark.parametrize("by_itself", [True, False])
def test_the_same_answer_given_again_settles_it(
    flags: OpenPage, alice: User, patient: Episode, by_itself: bool
) -> None:
    if by_itself:
        response = flags.save(ASKED_AGAIN, "true", **{f"again-{ASKED_AGAIN}": "1"})
        assert response.status_code == 200
        assert "Opnieuw vragen" not in response.json()["beside"]
    else:
        page = opened(flags.client, flags.at)
        send(flags.client, flags.at, filled(page, {f"again-{ASKED_AGAIN}": "1"}))
    assert again(patient) == ["rf_papilloedema_or_visual_loss"]
    rows = Answer.objects.filter(episode=patient, fact=ASKED_AGAIN).order_by("recorded_at")
    assert [(row.value, row.edition, row.is_current) for row in rows] == [
        (True, "", False),
        (True, EDITION, True),
    ]


def test_another_answer_settles_it(flags: OpenPage, patient: Episode) -> None:
    flags.save("rf_papilloedema_or_visual_loss", "true")
    assert again(patient) == [ASKED_AGAIN]


def test_a_page_that_is_saved_without_saying_so_settles_nothing(flags: OpenPage, patient: Episode) -> None:
    send(flags.client, flags.at, filled(opened(flags.client, flags.at), {"rf_thunderclap": "true"}))
    assert answers_of(patient)["rf_thunderclap"] is True
    assert again(patient) == [ASKED_AGAIN, "rf_papilloedema_or_visual_loss"]


def test_only_what_was_reworded_can_be_said_to_be_asked_again(flags: OpenPage, patient: Episode) -> None:
    flags.save(STILL_THE_SAME, "false", **{f"again-{STILL_THE_SAME}": "1"})
    assert Answer.objects.filter(episode=patient, fact=STILL_THE_SAME).count() == 1


def test_what_a_colleague_changed_meanwhile_is_a_conflict(
    flags: OpenPage, iris: User, patient: Episode
) -> None:
    save_answers(episode=patient, by=iris, values={"rf_papilloedema_or_visual_loss": True})
    models.QuerySet.update(patient.answers.filter(fact="rf_papilloedema_or_visual_loss"), edition="")
    response = flags.save(
        "rf_papilloedema_or_visual_loss", "false", **{"again-rf_papilloedema_or_visual_loss": "1"}
    )
    assert response.status_code == 409
    assert answers_of(patient)["rf_papilloedema_or_visual_loss"] is True


@pytest.mark.parametrize("name", ["intake:start", "intake:review", "interventions:advice"])
def test_the_pages_of_the_dossier_say_which_and_why(alice: User, patient: Episode, name: str) -> None:
    page = page_of(alice, reverse(name, args=[patient.pk]))
    assert "Opnieuw vragen: de vraag is veranderd" in page
    assert "Andere neurologische klachten: ja" in page
    assert "nieuw sinds editie 2026.12.5" in page


def test_the_overview_of_the_patient_says_it_too(alice: User, patient: Episode) -> None:
    page = page_of(alice, reverse("dashboards:patient", args=[patient.patient_id]))
    assert "Opnieuw vragen: de vraag is veranderd" in page


def test_the_question_says_it_where_it_stands(alice: User, patient: Episode) -> None:
    page = page_of(alice, address(patient, "red_flags"))
    assert "Het antwoord ‘ja’ van vóór editie 2026.12.5 telt mee" in page


def test_a_list_that_was_complete_is_opened_again_to_answer(alice: User, patient: Episode) -> None:
    complete_intake(episode=patient, by=alice)
    page = page_of(alice, reverse("intake:review", args=[patient.pk]))
    assert "Heropen de anamnese om te antwoorden" in page
