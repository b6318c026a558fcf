"""Three worked patients are asked why, why not and what would change it.

axe reads each kind of page once, with everything on it unfolded: of one of the three, because the others
differ in words alone.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from interventions.advice.board import Board
from interventions.case.current import current_board
from interventions.engine import Item, advise
from interventions.engine.whatif.changes import WouldChange
from interventions.knowledge import get_knowledge
from tests.browser import filling
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Troubles, sign_in
from tests.browser.visit import Visit
from tests.interventions.patients import FLAGGED, MIGRAINE, MIXED, NECK, episode_of

CARD_OF = {NECK: "neck_programme", MIGRAINE: "aerobic_training", MIXED: "jaw"}


# The one with most on its page.
READ_BY_AXE = MIXED


def visit_of(page: Page, live_server: LiveServer, alice: User, case: str) -> Visit:
    """The therapist with the advice of a worked patient in front of her."""
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode_of(case, alice), axe=False)
    visit.open(visit.address("advies/"))
    return visit


def unfold(visit: Visit, within: str, name: str) -> None:
    """Open a fold with the keyboard, as somebody without a mouse does."""
    fold = visit.page.locator(within).locator("summary", has_text=re.compile(rf"^\s*{name}")).first
    fold.focus()
    fold.press("Enter")
    expect(fold.locator("xpath=..")).to_have_attribute("open", "")


def show(visit: Visit, card: str) -> None:
    """Open the fold that a card stands in, if any."""
    filling.unfold(visit.page.locator(card))


def turned(board: Board, item: Item) -> bool:
    """Whether the proposal for an item, tried on the engine, really turns it."""
    changes = WouldChange(board.advice.ruleset, board.facts).of(item)
    facts = {**board.facts, **{change.fact: change.new for change in changes}}
    after = next(
        found for found in advise(board.advice.ruleset, facts).items if found.rule.id == item.rule.id
    )
    return (after.status == "applies") is not (item.status == "applies")


@pytest.mark.parametrize("case", CARD_OF)
def test_each_advice_answers_why_or_why_not_and_what_would_change_it(
    page: Page, live_server: LiveServer, alice: User, case: str
) -> None:
    visit = visit_of(page, live_server, alice, case)
    board = current_board(visit.episode)
    card = f"#kaart-{CARD_OF[case]}"
    show(visit, card)
    for name in ("Waarom", "Wat zou dit veranderen"):
        unfold(visit, card, name)
    expect(page.locator(card)).to_contain_text("Dit geldt niet meer als dit anders was:")
    considered = []
    unfold(visit, ".background", "Overwogen, past nu niet")
    for state, fold in (
        ("does_not_apply", "Niet van toepassing"),
        ("insufficient_data", "Wacht op een antwoord"),
    ):
        item = next(found for found in board.considered if found.status == state)
        unfold(visit, ".background", fold)
        link = page.locator(f'.background a[href$="/uitleg/{item.rule.id}/"]').first
        expect(link).to_be_visible()
        considered.append((item, link.get_attribute("href") or ""))
    if case == MIXED:
        check_the_rest_of_the_background(visit)
    visit.axe = case == READ_BY_AXE
    visit.look()
    view = board.option(CARD_OF[case])
    assert view is not None
    assert turned(board, view.main)
    page.locator(card).get_by_role("link", name="Alle uitleg bij deze regel").click()
    expect(page.get_by_role("heading", name="Waarom", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Geldt voor deze patiënt.")
    page.wait_for_load_state()
    visit.look()
    for item, address in considered:
        visit.open(address)
        expect(page.get_by_role("heading", name="Waarom niet")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Wat zou dit veranderen")
        assert turned(board, item)


def check_the_rest_of_the_background(visit: Visit) -> None:
    """What holds for everybody, and more options, stay folded until they are asked for."""
    unfold(visit, ".background", "Wat dit al beslist")
    unfold(visit, ".background", "Goede zorg voor iedereen")
    expect(visit.page.locator(".background .checklist")).to_be_visible()
    unfold(visit, ".background", "Verdere opties")
    visit.page.get_by_label("Zoek op naam").fill("EDUC")
    expect(visit.page.locator("#kaart-education")).to_be_visible()
    expect(visit.page.locator("#kaart-activity")).to_be_hidden()
    expect(visit.page.locator("[data-found]")).to_have_text("1 gevonden")


def test_sources_that_differ_are_one_click_away(page: Page, live_server: LiveServer, alice: User) -> None:
    visit = visit_of(page, live_server, alice, MIGRAINE)
    unfold(visit, "#kaart-aerobic_training", "Bronnen verschillen")
    conflict = get_knowledge().conflicts["D04"]
    for text in (*(position.text.nl for position in conflict.positions), conflict.decision.nl):
        expect(visit.page.locator("#kaart-aerobic_training .conflict").get_by_text(text)).to_be_visible()
    assert_accessible(page)


def test_a_block_is_explained_and_keeps_the_rest_away(
    page: Page, live_server: LiveServer, alice: User
) -> None:
    visit = visit_of(page, live_server, alice, FLAGGED)
    assert_accessible(page)
    unfold(visit, ".stop", "Wat deze signalen kunnen betekenen")
    visit.page.locator('.stop a[href$="/uitleg/stop-at-unresolved-red-flag/"]').click()
    expect(visit.page.locator("main")).to_contain_text("Dit geldt niet meer als dit anders was:")
    page.wait_for_load_state()
    assert_accessible(page)
    visit.open(visit.address("advies/uitleg/aerobic-training-migraine/"))
    expect(visit.page.locator("#stop-title")).to_be_visible()
    assert_accessible(page)
    summary = get_knowledge().ruleset.rules_by_id["aerobic-training-migraine"].record.summary.nl
    assert summary not in visit.text()


def test_a_fold_that_could_not_be_fetched_is_asked_again(
    page: Page, live_server: LiveServer, alice: User, troubles: Troubles
) -> None:
    """Without a network it says so; the next time that it is opened it has what it asks."""
    troubles.expected.append("ERR_INTERNET_DISCONNECTED")
    visit_of(page, live_server, alice, MIGRAINE)
    told = page.locator("#kaart-aerobic_training .fold [aria-live=polite]").first
    fold = page.locator("#kaart-aerobic_training summary", has_text="Waarom")
    page.context.set_offline(True)
    fold.click()
    expect(told).to_contain_text("Dit kon niet worden opgehaald.")
    page.context.set_offline(False)
    fold.click()
    fold.click()
    expect(told).to_contain_text("Hoofdpijndiagnose: Migraine")
    expect(told).not_to_contain_text("opgehaald")
    assert_accessible(page)


def test_a_fold_stays_where_it_was_clicked(page: Page, live_server: LiveServer, alice: User) -> None:
    """Else the second click of a double click hits something else."""
    visit_of(page, live_server, alice, MIGRAINE)
    card = page.locator("#kaart-aerobic_training")
    heads = card.locator(".card-actions > details > summary")
    expect(heads.nth(5)).to_be_attached()
    for width in (1280, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for head in heads.all():
            before = place_in(card, head)
            head.click()
            expect(head.locator("xpath=..")).to_have_attribute("open", "")
            after = place_in(card, head)
            assert after == pytest.approx(before, abs=1), (width, head.inner_text())
            head.click()  # what is fetched later would push the next ones down


def place_in(card: Locator, head: Locator) -> tuple[float, float]:
    """Where a head stands on its card, in pixels from its corner."""
    frame, box = card.bounding_box(), head.bounding_box()
    assert frame
    assert box
    return box["x"] - frame["x"], box["y"] - frame["y"]


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_it_reads_without_javascript(page: Page, live_server: LiveServer, alice: User) -> None:
    sign_in(page.context, alice, live_server.url)
    visit = Visit(page, episode_of(MIGRAINE, alice), axe=False)
    visit.open(visit.address("advies/"))
    card = page.locator("#kaart-aerobic_training")
    card.get_by_role("link", name="Waarom").click()
    expect(page.get_by_role("heading", name="Waarom", exact=True)).to_be_visible()
    page.get_by_role("link", name="Wat zou dit veranderen").click()
    expect(page.locator("main")).to_contain_text("Dit geldt niet meer als dit anders was:")
