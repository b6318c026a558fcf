"""The session ends while a page is open: its reader signs in on the spot and goes on; nobody else does."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from headache_cds.kept.models import KeptPost
from intake.models import Episode
from intake.queries import answers_of
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Troubles, sign_in
from tests.browser.visit import Visit
from tests.factories import PASSWORD
from tests.interventions.patients import MIGRAINE, episode_of

SAVE = "Opslaan en verder"
ASK_BY_ITSELF = """async () => (await fetch(location.href, {headers: {
  Accept: "application/json",
  "X-Page-Reader": document.querySelector("form[data-autosave]").elements.reader.value,
}})).status"""
STORED = "localStorage.length + sessionStorage.length"


@pytest.fixture
def typed(page: Page, live_server: LiveServer, alice: User, episode: Episode, troubles: Troubles) -> Visit:
    """Alice's session ended, and the cookie of the forms is gone too; then she typed two answers."""
    troubles.expected += ["status of 401", "status of 422"]
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode, axe=False)
    visit.open(visit.address("anamnese/frequency/"))
    page.context.clear_cookies()
    page.locator("[name=headache_days_per_month]").fill("12")
    page.locator("label[for*=headache_days_source]", has_text="Dagboek").click()
    return visit


def sign_in_here(page: Page, password: str) -> None:
    """Type a password in the page and press the button."""
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen en verder").click()


def test_what_was_typed_is_saved_after_signing_in_on_the_spot(typed: Visit) -> None:
    page = typed.page
    dialog = page.get_by_role("dialog", name="U bent uitgelogd")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("U was ingelogd als")).to_have_value("alice")
    assert_accessible(page)
    for _ in range(2):
        page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    sign_in_here(page, "fout")
    expect(dialog.get_by_role("alert")).to_have_text("Dit wachtwoord klopt niet.")
    assert_accessible(page)
    assert answers_of(typed.episode) == {}
    sign_in_here(page, PASSWORD)
    expect(dialog).to_be_hidden()
    expect(page.locator(".question", has_text="Op hoeveel dagen per maand").first).to_contain_text(
        "opgeslagen"
    )
    typed.press(SAVE)
    assert answers_of(typed.episode) == {"headache_days_per_month": 12, "headache_days_source": "diary"}
    assert page.evaluate(STORED) == 0
    assert not KeptPost.objects.exists()


def test_another_person_gets_nothing_of_it(typed: Visit, live_server: LiveServer, iris: User) -> None:
    page = typed.page
    dialog = page.get_by_role("dialog", name="U bent uitgelogd")
    expect(dialog).to_be_visible()
    sign_in(page.context, iris, live_server.url)
    told = page.evaluate(ASK_BY_ITSELF)
    assert told == 401, "the page asks nothing in the name of Iris"
    sign_in_here(page, "fout")
    expect(dialog.get_by_role("alert")).to_have_text("Dit wachtwoord klopt niet.")
    page.context.clear_cookies()
    dialog.get_by_role("link", name="Log in als iemand anders").click()
    page.wait_for_url("**/inloggen/")
    page.get_by_label("Gebruikersnaam").fill("iris")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/patienten/")
    page.go_back()
    page.goto(typed.address("anamnese/frequency/"))
    expect(page.locator("[name=headache_days_per_month]")).to_have_value("")
    assert (answers_of(typed.episode), KeptPost.objects.count()) == ({}, 0)


def test_a_fold_asks_to_sign_in_and_is_fetched_then(
    page: Page, live_server: LiveServer, alice: User, troubles: Troubles
) -> None:
    troubles.expected.append("status of 401")
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode_of(MIGRAINE, alice), axe=False)
    visit.open(visit.address("advies/"))
    page.context.clear_cookies()
    page.locator("#kaart-aerobic_training summary", has_text="Waarom").click()
    expect(page.get_by_role("dialog", name="U bent uitgelogd")).to_be_visible()
    sign_in_here(page, PASSWORD)
    expect(page.locator("#kaart-aerobic_training .fold [aria-live=polite]").first).to_contain_text(
        "Hoofdpijndiagnose: Migraine"
    )


def test_a_form_waits_until_its_reader_is_back(
    page: Page, live_server: LiveServer, alice: User, episode: Episode
) -> None:
    """A form that does not save by itself."""
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode, axe=False)
    visit.open(visit.address("gegevens/"))
    page.get_by_label("Voorletters").fill("Q.")
    page.context.clear_cookies()
    page.locator("main form button[type=submit]").click()
    sign_in_here(page, PASSWORD)
    page.wait_for_url("**/anamnese/")
    assert visit.episode.patient.initials == "Q."


def test_when_it_cannot_ask_the_server_keeps_and_offers_it(
    page: Page, live_server: LiveServer, alice: User, episode: Episode, troubles: Troubles
) -> None:
    """As without a script, on the pages of which axe could not run."""
    troubles.expected.append("ERR_FAILED")
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode, axe=False)
    visit.open(visit.address("gegevens/"))
    page.get_by_label("Voorletters").fill("Q.")
    page.route("**/inloggen/hier/", lambda route: route.abort())
    page.context.clear_cookies()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("status")).to_contain_text("het staat er nog")
    assert_accessible(page)
    page.get_by_label("Gebruikersnaam").fill("alice")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_text("Bekijken").click()
    expect(page.get_by_text("staan er nog.")).to_be_visible()
    assert_accessible(page)
    assert visit.episode.patient.initials != "Q."
    page.get_by_role("button", name="Alsnog opslaan").click()
    page.wait_for_url("**/anamnese/")
    assert visit.episode.patient.initials == "Q."
