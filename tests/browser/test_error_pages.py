"""A form that expired: its page is accessible, and what it says of the browser's button is true."""

from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Troubles, sign_in

NAME = "van der Laan"


def test_an_expired_form_can_be_saved_after_going_back(
    context: BrowserContext, live_server: LiveServer, alice: User, troubles: Troubles
) -> None:
    troubles.expected.append("status of 403")
    sign_in(context, alice, live_server.url)
    page = context.new_page()
    page.goto("/patienten/nieuw/")
    context.clear_cookies(name="csrftoken")
    page.locator("[name=family_name]").fill(NAME)
    page.locator("main form [type=submit]").click()
    page.get_by_role("heading", name="Dit formulier is verlopen").wait_for()
    assert page.locator(".typed-text").inner_text() == NAME
    assert_accessible(page)
    page.go_back()
    assert page.locator("[name=family_name]").input_value() == NAME
    page.locator("main form [type=submit]").click()
    page.get_by_role("heading", name="Patiënt inschrijven").wait_for()
    assert page.locator("[name=family_name]").input_value() == NAME
    assert page.locator(".invalid-feedback, .field-error").first.is_visible(), "it was read and checked"
