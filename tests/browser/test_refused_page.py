"""A refused page in Chromium: the focus is on the summary, its links lead to the field, axe is content."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.models import Episode
from tests.browser.axe import assert_accessible
from tests.browser.conftest import sign_in


def test_the_summary_has_the_focus_and_leads_to_the_cell(
    page: Page, live_server: LiveServer, alice: User, episode: Episode
) -> None:
    sign_in(page.context, alice, live_server.url)
    page.goto(f"{live_server.url}/episodes/{episode.pk}/anamnese/medication/")
    page.locator("[data-add-row]").first.click()
    page.locator("#id_medications-0-days_per_month").fill("40")
    page.get_by_role("button", name="Opslaan en verder").click()
    expect(page).to_have_title("Niet opgeslagen: Medicatie · Headache CDS")
    expect(page.locator("#fouten")).to_be_focused()
    expect(page.locator("#fouten")).to_be_in_viewport()
    assert_accessible(page)
    page.locator("#fouten a").last.click()
    expect(page.locator("#id_medications-0-days_per_month")).to_be_focused()
    expect(page.locator("#id_medications-0-days_per_month")).to_be_in_viewport()
