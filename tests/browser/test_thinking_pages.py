"""The criteria board and the synthesis in the browser: read, unfold, write, and show to the patient."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.models import Episode
from tests.browser.conftest import sign_in
from tests.browser.visit import Visit
from tests.interventions.patients import FLAGGED, NECK, episode_of

WIDTHS = (1280, 820, 390)
PLACES = ("criteria/", "synthese/", "synthese/tonen/")
HYPOTHESIS = "Prikkels uit de nek; slecht slapen houdt het gaande."


@pytest.fixture
def neck(alice: User) -> Episode:
    return episode_of(NECK, alice, stress_present=True, sleep_problems=True, csi_score=44)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_width_is_accessible_and_nothing_runs_off(
    page: Page, live_server: LiveServer, alice: User, neck: Episode, width: int
) -> None:
    sign_in(page.context, alice, live_server.url)
    page.set_viewport_size({"width": width, "height": 900})
    visit = Visit(page, neck)
    flagged = Visit(page, episode_of(FLAGGED, alice))
    for address in [visit.address(place) for place in PLACES] + [
        flagged.address(place) for place in PLACES[:2]
    ]:
        visit.open(address)
        page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
        visit.look()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        drawn = page.locator("svg.picture:visible")
        assert drawn.count() == (0 if "synthese" not in address or str(neck.pk) not in address else 1)


def test_from_the_advice_to_the_picture_for_the_patient(
    page: Page, live_server: LiveServer, alice: User, neck: Episode
) -> None:
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, neck)
    visit.open(visit.address("advies/"))
    page.get_by_role("navigation", name="Stappen").get_by_role("link", name="Criteria").click()
    expect(page.get_by_role("heading", name="Criteria van ICHD-3", level=1)).to_be_visible()
    page.get_by_role("navigation", name="Stappen").get_by_role("link", name="Synthese").click()
    page.get_by_label("Uw hypothese").fill(HYPOTHESIS)
    page.get_by_role("radio", name="Beide").check()
    visit.press("Hypothese opslaan")
    expect(page.locator(".hypothesis-version").first).to_contain_text(HYPOTHESIS)
    page.get_by_role("link", name="Aan de patiënt laten zien").click()
    expect(page.get_by_role("heading", name="Wat meespeelt bij uw hoofdpijn", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Afdrukken")).to_be_visible()
    assert HYPOTHESIS not in visit.text()
    assert "sensitisatie" not in visit.text()
    page.get_by_role("link", name="Terug").click()
    expect(page.get_by_role("heading", name="Synthese", level=1)).to_be_visible()


def test_an_open_criterion_leads_to_its_question(
    page: Page, live_server: LiveServer, alice: User, neck: Episode
) -> None:
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, neck)
    visit.open(visit.address("criteria/"))
    page.locator("details.criteria-class").first.get_by_role(
        "link", name="Andere diagnose past beter"
    ).click()
    expect(page.locator("#ask_ichd_better_explained")).to_be_in_viewport()
