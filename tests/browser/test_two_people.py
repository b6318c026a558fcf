"""Two people at one patient in a real browser: every kind of form shows what a colleague stored meanwhile."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from examination.actions import save_findings, start_examination
from headache_cds.accounts.models import User
from intake.actions import correct_patient, save_answers
from intake.models import Answer, Episode
from interventions.models import Hypothesis
from interventions.plan.actions import decline_advice, write_hypothesis
from tests.browser import filling
from tests.browser.conftest import Troubles, sign_in
from tests.dossiers import agree, take_over
from tests.interventions.patients import NECK, episode_of

Open = Callable[..., Page]
CHOICE = ".conflict-choice"


@pytest.fixture
def patient(alice: User) -> Episode:
    return episode_of(NECK, alice)


@pytest.fixture
def at(page: Page, live_server: LiveServer, alice: User, patient: Episode, troubles: Troubles) -> Open:
    """Opens a page of the patient as Alice."""
    troubles.expected.append("status of 409")
    sign_in(page.context, alice, live_server.url)

    def go(name: str, *more: str) -> Page:
        page.goto(live_server.url + reverse(name, args=[patient.pk, *more]))
        return page

    return go


def test_rows_of_records(at: Open, iris: User, patient: Episode) -> None:
    page = at("intake:section", "medication")
    theirs = [{"name": "naproxen", "days_per_month": 4}]
    page.locator('[data-fact="medications"] [data-add-row]').click()
    page.locator('[name="medications-0-name"]').fill("triptan")
    page.locator('[name="medications-0-days_per_month"]').fill("3")
    save_answers(episode=patient, by=iris, values={"medications": theirs})
    page.locator("h1").click()
    choice = page.locator(f'[data-fact="medications"] {CHOICE}')
    expect(choice).to_contain_text("naproxen")
    expect(choice).to_contain_text("triptan")
    choice.get_by_text("Van u").click()
    expect(choice).to_have_count(0)
    rows = Answer.objects.filter(fact="medications").order_by("recorded_at")
    assert [row.value[0]["name"] for row in rows][-2:] == ["naproxen", "triptan"]


def test_a_finding(at: Open, alice: User, iris: User, patient: Episode) -> None:
    examination = start_examination(episode=patient, by=alice)
    page = at("examination:part", "context")
    save_findings(examination=examination, by=iris, values={"headache_free_on_exam_day": True})
    page.locator('[for="id_headache_free_on_exam_day_false"]').click()
    choice = page.locator(f'[data-fact="headache_free_on_exam_day"] {CHOICE}')
    expect(choice).to_contain_text(iris.display_name)
    choice.get_by_text(re.compile("^Van Iris")).click()
    expect(page.locator("#id_headache_free_on_exam_day_true")).to_be_checked()
    assert examination.findings.current().get(fact="headache_free_on_exam_day").value is True


def test_agreements(at: Open, alice: User, iris: User, patient: Episode) -> None:
    take_over(patient, alice, "education")
    agree(patient, alice)
    page = at("interventions:plan")
    agree(patient, iris, agreement="Eerst rust")
    page.get_by_label("Wat we hebben afgesproken").fill("Eerst oefenen")
    page.locator("button.btn", has_text="Alleen opslaan").click()
    expect(page.locator(CHOICE)).to_contain_text("Eerst rust")
    expect(page.locator(CHOICE)).to_contain_text("Eerst oefenen")
    assert patient.plans.get().agreement == "Eerst rust"


def test_a_decision(at: Open, alice: User, iris: User, patient: Episode) -> None:
    take_over(patient, alice, "approach")
    page = at("interventions:advice")
    decline_advice(episode=patient, card="education", by=iris, reason_code="not_feasible", reason="")
    education = page.locator('[data-card="education"]')
    filling.unfold(education)
    education.get_by_role("button", name="Overnemen").click()
    expect(page.locator("main")).to_contain_text("intussen over dit advies beslist")
    assert patient.plans.get().decisions.get(card="education").choice == "declined"


def test_the_person(at: Open, iris: User, patient: Episode) -> None:
    page = at("intake:correct")
    correct_patient(patient=patient.patient, by=iris, initials="Q.")
    page.get_by_label("Voorletters").fill("Z.")
    page.get_by_role("button", name=re.compile("opslaan", re.I)).click()
    expect(page.locator(CHOICE)).to_contain_text("Q.")
    expect(page.locator(CHOICE)).to_contain_text("Z.")
    patient.patient.refresh_from_db()
    assert patient.patient.initials == "Q."


def test_the_hypothesis(at: Open, iris: User, patient: Episode) -> None:
    page = at("interventions:synthesis")
    write_hypothesis(episode=patient, text="De slaap.", approach="both", based_on=0, by=iris)
    page.locator("textarea").fill("De nek.")
    page.locator("[name=approach]").first.check(force=True)
    page.get_by_role("button", name="Hypothese opslaan").click()
    expect(page.locator("main")).to_contain_text("De slaap.")
    expect(page.locator("textarea")).to_have_value("De nek.")
    assert Hypothesis.objects.get().text == "De slaap."


def test_the_signature(at: Open, alice: User, iris: User, patient: Episode) -> None:
    take_over(patient, alice, "education")
    agree(patient, alice)
    page = at("documents:preview")
    agree(patient, iris, agreement="Eerst rust")
    page.get_by_role("button", name="Plan ondertekenen").click()
    expect(page.locator("main")).to_contain_text("het plan is gewijzigd terwijl u het bekeek")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Eerst rust")
    assert patient.plans.get().is_draft


def test_an_open_page_says_that_the_dossier_changed(
    at: Open, alice: User, iris: User, patient: Episode
) -> None:
    page = at("interventions:advice")
    take_over(patient, iris, "education")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-watch]")).to_contain_text(iris.display_name)
