"""Signing in, a colleague's first day, and the pages that say no, in the browser; axe reads each of them."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.models import Episode
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Troubles, sign_in
from tests.factories import PASSWORD

OWN_PASSWORD = "nog-een-rustige-kamer"


def fill_in_sign_in(page: Page, username: str, password: str) -> None:
    """Sign in by the page, as a person does."""
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()


def test_signing_in_and_out(page: Page, alice: User) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    assert_accessible(page)
    fill_in_sign_in(page, alice.username, "verkeerd")
    expect(page.locator("main [role=alert]")).to_be_visible()
    assert_accessible(page)
    fill_in_sign_in(page, alice.username, PASSWORD)
    expect(page).to_have_url("/patienten/")
    assert_accessible(page)
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    page.goto("/patienten/")
    expect(page).to_have_url("/inloggen/?next=/patienten/")


def test_the_first_day_of_a_colleague(page: Page, live_server: LiveServer, dora: User) -> None:
    sign_in(page.context, dora, live_server.url)
    page.goto("/")
    expect(page).to_have_url("/medewerkers/")
    assert_accessible(page)
    page.get_by_role("link", name="Medewerker toevoegen").click()
    page.get_by_label("Gebruikersnaam").fill("femke")
    page.locator("[name=display_name]").fill("Femke")
    page.get_by_label("Rol").select_option("team_member")
    assert_accessible(page)
    page.get_by_role("button", name="Toevoegen").click()
    password = page.locator("#temporary-password").inner_text()
    assert_accessible(page)
    page.get_by_role("button", name="Afmelden").click()
    fill_in_sign_in(page, "femke", password)
    expect(page.get_by_text("Uw wachtwoord is tijdelijk")).to_be_visible()
    assert_accessible(page)
    for name, value in {"old": password, "new": OWN_PASSWORD}.items():
        for field in page.locator(f"[name^={name}_password]").all():
            field.fill(value)
    page.get_by_role("main").get_by_role("button", name="Wachtwoord wijzigen").click()
    expect(page).to_have_url("/patienten/")
    expect(page.get_by_text("Uw wachtwoord is gewijzigd.")).to_be_visible()
    assert_accessible(page)


def test_the_pages_that_say_no(
    page: Page, live_server: LiveServer, bob: User, charlie: User, episode: Episode, troubles: Troubles
) -> None:
    troubles.expected += ["status of 403", "status of 404"]
    sign_in(page.context, bob, live_server.url)
    refused = page.goto("/medewerkers/")
    assert refused is not None
    assert refused.status == 403
    expect(page.get_by_text("Alleen een beheerder")).to_be_visible()
    assert_accessible(page)
    sign_in(page.context, charlie, live_server.url)
    hidden = page.goto(f"/episodes/{episode.pk}/advies/")
    assert hidden is not None
    assert hidden.status == 404
    assert_accessible(page)
