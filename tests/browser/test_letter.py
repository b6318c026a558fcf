"""A letter from nothing: the GP is written down, consent is asked for, then it goes out."""

import pytest
from django.utils.html import escape
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from reports.documents.kinds import html_of
from reports.models import Document, DocumentKind
from tests.browser.axe import assert_accessible
from tests.browser.conftest import sign_in
from tests.factories import make_episode_with
from tests.reports.documents.conftest import FACTS_OF, NECK

BAD = "<script>alert(1)</script> مشي سريع " + "W" * 60


@pytest.mark.parametrize("width", [1280, 820])
def test_a_letter_goes_out(page: Page, live_server: LiveServer, alice: User, width: int) -> None:
    episode, _later = make_episode_with(alice, FACTS_OF[NECK], family_name="Van Dalen")
    sign_in(page.context, alice, live_server.url)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/episodes/{episode.pk}/brief/")
    page.get_by_role("link", name="Huisarts en verwijzer vastleggen").click()
    page.get_by_label("Huisarts").check()
    page.get_by_label("Naam").fill("R. de Groot")
    page.get_by_label("Plaats").fill("Groningen")
    page.get_by_label("AGB-code van de zorgverlener").fill("0100123")
    assert_accessible(page)
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_label("AGB-code van de zorgverlener")).to_have_value("0100123")
    expect(page.locator(".field-error").filter(has_text="AGB")).to_be_visible()
    page.get_by_label("AGB-code van de zorgverlener").fill("01001234")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("01001234")).to_be_visible()

    page.goto(f"/episodes/{episode.pk}/brief/")
    page.get_by_label("Tussenbericht").check()
    page.get_by_label("Aan", exact=True).select_option(index=1)
    page.get_by_label("Conclusie, in één regel").fill(BAD)
    page.get_by_role("button", name="Brief uitgeven").click()
    expect(page.locator(".field-error").filter(has_text="Vraag het de patiënt")).to_be_visible()
    expect(page.get_by_label("Conclusie, in één regel")).to_have_value(BAD)
    assert_accessible(page)
    assert not Document.objects.exists()
    page.get_by_label("Ja").check()
    page.get_by_role("button", name="Brief uitgeven").click()
    page.wait_for_url("**/documenten/**")
    assert_accessible(page)
    letter = Document.objects.get(kind=DocumentKind.LETTER)
    printed = html_of(letter)
    assert escape(BAD) in printed
    assert "01001234" in printed
