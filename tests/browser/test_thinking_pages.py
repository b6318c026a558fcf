"""The criteria board and the synthesis in the browser: read, unfold, write, and show to the patient."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.models import Episode
from tests.browser.axe import assert_accessible
from tests.browser.conftest import sign_in
from tests.browser.visit import Visit
from tests.interventions.patients import FLAGGED, NECK, episode_of

WIDTHS = (1280, 820, 390)
PLACES = ("criteria/", "synthese/", "synthese/tonen/")
HYPOTHESIS = "Prikkels uit de nek; slecht slapen houdt het gaande."


@pytest.fixture
def neck(alice: User) -> Episode:
    return episode_of(NECK, alice, stress_present=True, sleep_problems=True, csi_score=44)


def test_every_width_is_accessible_and_nothing_runs_off(
    page: Page, live_server: LiveServer, alice: User, neck: Episode
) -> None:
    """axe reads the widest and the narrowest: between them no part appears that neither of these shows."""
    sign_in(page.context, alice, live_server.url)
    flagged = episode_of(FLAGGED, alice)
    pages = [(neck, place) for place in PLACES] + [(flagged, place) for place in PLACES[:2]]
    for episode, place in pages:
        visit = Visit(page, episode, axe=False)
        visit.open(visit.address(place))
        visit.axe = True
        page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
            drawn = page.locator("svg.picture:visible").count()
            assert drawn == (1 if episode == neck and "synthese" in place else 0), (page.url, width)
            if width in (max(WIDTHS), min(WIDTHS)):
                visit.look()


def test_from_the_advice_to_the_picture_for_the_patient(
    page: Page, live_server: LiveServer, alice: User, neck: Episode
) -> None:
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, neck, axe=False)
    visit.open(visit.address("advies/"))
    page.get_by_role("navigation", name="Stappen").get_by_role("link", name="Criteria").click()
    expect(page.get_by_role("heading", name="Criteria van ICHD-3", level=1)).to_be_visible()
    page.get_by_role("navigation", name="Stappen").get_by_role("link", name="Synthese").click()
    page.get_by_label("Uw hypothese").fill(HYPOTHESIS)
    page.get_by_role("radio", name="Beide").check()
    visit.press("Hypothese opslaan")
    expect(page.locator(".hypothesis-version").first).to_contain_text(HYPOTHESIS)
    assert_accessible(page)
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
    visit = Visit(page, neck, axe=False)
    visit.open(visit.address("criteria/"))
    page.locator("details.criteria-class").first.get_by_role(
        "link", name="Andere diagnose past beter"
    ).click()
    expect(page.locator("#ask_ichd_better_explained")).to_be_in_viewport()
