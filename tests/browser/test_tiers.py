"""The advice page as it is worked on: a card is taken in place, one alternative leads to the other."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from interventions.models import Decision
from interventions.plan.actions import decline_advice
from tests.browser import filling
from tests.browser.axe import assert_accessible
from tests.browser.conftest import sign_in
from tests.browser.visit import Visit
from tests.interventions.patients import FLAGGED, MIGRAINE, NECK, OVERUSE, episode_of

CARD = "fear_and_triggers"


@pytest.fixture
def visit(page: Page, live_server: LiveServer, alice: User) -> Visit:
    """Alice, with the advice of a patient for whom five cards are called for."""
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode_of(OVERUSE, alice), axe=False)
    visit.open(visit.address("advies/"))
    return visit


def test_a_card_is_taken_and_put_back_in_its_place(visit: Visit) -> None:
    page = visit.page
    card = page.locator(f"#kaart-{CARD}")
    page.evaluate("window.isTheSamePage = true")
    before = card.get_by_role("button", name="Overnemen").bounding_box()
    visit.press("Overnemen", card=CARD)
    taken = card.get_by_role("button", name="In het plan", pressed=True)
    expect(taken).to_be_focused()
    assert taken.bounding_box() == before
    expect(page.locator("[data-live=taken]")).to_have_text("1 advies in het plan")
    assert Decision.objects.get().card == CARD
    assert_accessible(page)
    visit.press("In het plan", card=CARD)
    expect(card.get_by_role("button", name="Overnemen")).to_be_focused()
    assert page.evaluate("window.isTheSamePage")
    assert not Decision.objects.exists()


def test_the_folds_of_a_card_that_was_taken_open_as_before(visit: Visit) -> None:
    visit.press("Overnemen", card=CARD)
    card = visit.page.locator(f"#kaart-{CARD}")
    card.locator("summary", has_text="Waarom").click()
    expect(card.locator(".fold").first).to_contain_text("Angst voor hoofdpijn: ja")


def test_what_was_refused_is_told_on_the_spot(visit: Visit, iris: User) -> None:
    decline_advice(episode=visit.episode, card=CARD, by=iris, reason_code="not_feasible", reason="")
    visit.page.locator(f"#kaart-{CARD}").get_by_role("button", name="Overnemen").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("intussen over dit advies beslist")
    visit.page.locator("#kaart-mindfulness_act summary", has_text="Waarom").click()
    expect(visit.page.locator("#kaart-mindfulness_act .fold").first).to_contain_text("Hoofdpijn")


def test_the_other_of_two_alternatives_is_one_click_away(visit: Visit) -> None:
    visit.page.locator("#kaart-aerobic_training .card-or a").click()
    expect(visit.page.locator("#kaart-activity")).to_be_in_viewport()
    back = visit.page.locator("#kaart-activity .card-or a")
    expect(back).to_have_attribute("href", "#kaart-aerobic_training")


@pytest.mark.parametrize("case", [NECK, MIGRAINE, OVERUSE, FLAGGED])
def test_no_page_scrolls_sideways_on_a_phone(
    page: Page, live_server: LiveServer, alice: User, case: str
) -> None:
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode_of(case, alice), axe=False)
    page.set_viewport_size({"width": 320, "height": 700})
    visit.open(visit.address("advies/"))
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_good_care_is_ticked_from_its_fold(visit: Visit) -> None:
    visit.page.locator("summary", has_text="Goede zorg voor iedereen").click()
    visit.press("Als geheel afvinken")
    expect(visit.page.locator("[data-live=good-care]")).to_have_text("afgevinkt")
    assert Decision.objects.get().card == "conversation"


def test_taking_the_other_of_two_alternatives_asks_for_the_choice(visit: Visit) -> None:
    visit.press("Overnemen", card="aerobic_training")
    activity = visit.page.locator("#kaart-activity")
    filling.unfold(activity)
    activity.get_by_role("button", name="Overnemen").click()
    expect(visit.page.get_by_role("heading", name="Kies één advies")).to_be_visible()
    assert Decision.objects.get().card == "aerobic_training"
    assert_accessible(visit.page)
