"""The team searches and reads the guideline in the browser, and finds the versions; axe reads along."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from tests.browser.conftest import sign_in
from tests.browser.visit import Visit

WIDTHS = (1280, 820, 390)
# The name of a part in the bar, and the heading of its page.
PARTS = {
    "Uitspraken": "Uitspraken van de bronnen",
    "Drempels": "Drempels",
    "Bronnen": "Bronnen",
    "Versies": "Versies",
}


@pytest.fixture
def reader(page: Page, live_server: LiveServer, bob: User) -> Visit:
    """Somebody of the team, on the first page of the guideline."""
    sign_in(page.context, bob, live_server.url)
    page.goto("/patienten/")
    page.get_by_role("banner").get_by_role("link", name="Handvat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Het handvat, regel voor regel")
    return Visit(page)


def test_from_a_search_to_a_rule_to_its_statement_and_back(reader: Visit) -> None:
    page = reader.page
    reader.look()
    page.get_by_label("Zoek in het handvat").fill("zebra")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_text("Geen regel met deze woorden")).to_be_visible()
    reader.look()
    page.get_by_label("Zoek in het handvat").fill("HV-I-032")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("status")).to_have_text("1 regel gevonden")
    page.locator(".guideline-lines a").click()
    expect(page.get_by_role("heading", name="Wanneer geldt deze regel?")).to_be_visible()
    page.wait_for_load_state()
    for fold in page.locator("main summary").all():
        fold.click()
    reader.look()
    rule = page.url
    page.get_by_role("link", name="Adviseer aerobe training").first.click()
    expect(page.get_by_role("heading", name="Uitgevoerd door")).to_be_visible()
    reader.look()
    page.locator(".guideline-lines a").first.click()
    expect(page).to_have_url(rule)


def test_from_a_rule_to_what_it_reads(reader: Visit) -> None:
    page = reader.page
    reader.open("/handvat/gegevens/cs_suspected/")
    expect(page.get_by_text("CSI-score is 40 punten of meer")).to_be_visible()
    page.get_by_role("link", name="CSI-score").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("CSI-score")
    reader.look()


def test_every_part_can_be_read_at_every_width(reader: Visit) -> None:
    page = reader.page
    parts = page.get_by_role("navigation", name="Onderdelen van het handvat")
    for part, title in PARTS.items():
        parts.get_by_role("link", name=part).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.wait_for_load_state()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (part, width)
        reader.look()
