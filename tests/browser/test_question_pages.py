"""The pages of questions in a real browser: routing, rows, chips, unsaved changes, the dim theme, axe."""

import io
import json
from collections.abc import Callable

import pypdf
import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from examination.actions import start_examination
from examination.battery import load_battery
from headache_cds.accounts.models import User
from intake.models import Episode
from intake.pages import plain
from intake.queries import answers_of
from intake.routing import When, is_shown
from intake.sections import all_questions, load_sections
from tests.browser.axe import assert_accessible
from tests.browser.conftest import sign_in

SECTIONS = [section.id for section in load_sections()]
PARTS = [part.id for part in load_battery().parts]
# The lines around the fields make half a megabyte that takes long to read; transparent they keep their place.
PAINT_TEXT_ALONE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`*, *::before, *::after {
    border-color: transparent !important; background: none !important; box-shadow: none !important;
    text-decoration: none !important; outline: none !important;
  }`);
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.fixture
def desk(page: Page, live_server: LiveServer, alice: User) -> Page:
    """A page in which Alice has signed in."""
    sign_in(page.context, alice, live_server.url)
    return page


OpenSection = Callable[[str], Page]


@pytest.fixture
def section(desk: Page, live_server: LiveServer, episode: Episode) -> OpenSection:
    """Opens one page of the anamnese."""

    def go(section_id: str) -> Page:
        desk.goto(live_server.url + reverse("intake:section", args=[episode.pk, section_id]))
        return desk

    return go


def test_axe_finds_nothing_on_the_pages_of_the_anamnese(
    desk: Page, live_server: LiveServer, episode: Episode
) -> None:
    names = ["intake:start", "intake:review", "intake:follow_up"]
    addresses = [reverse(name, args=[episode.pk]) for name in names]
    addresses += [reverse("intake:section", args=[episode.pk, section]) for section in SECTIONS]
    for address in [reverse("intake:register"), *addresses]:
        desk.goto(live_server.url + address)
        assert_accessible(desk)


def test_axe_finds_nothing_on_the_pages_of_the_examination(
    desk: Page, live_server: LiveServer, alice: User, episode: Episode
) -> None:
    desk.goto(live_server.url + reverse("examination:start", args=[episode.pk]))
    assert_accessible(desk)
    start_examination(episode=episode, by=alice)
    for part in PARTS:
        desk.goto(live_server.url + reverse("examination:part", args=[episode.pk, part]))
        assert_accessible(desk)


def test_axe_finds_nothing_with_an_error_a_notice_and_open_help(section: OpenSection) -> None:
    page = section("frequency")
    page.fill("[name=headache_days_per_month]", "45")
    with page.expect_navigation():
        page.click("text=Opslaan en verder")
    expect(page.locator("#error_headache_days_per_month")).to_be_visible()
    expect(page.locator("[name=headache_days_per_month]")).to_have_value("45")
    page.locator(".help summary").first.click()
    assert_accessible(page)


def test_nothing_runs_off_a_narrow_screen(section: OpenSection) -> None:
    """Both widths fold the rail away; axe reads it where it is narrowest."""
    page = section("headache_features")
    for width in (820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator(".steps a").first).to_be_hidden()
        page.click(".rail-left > summary")
        expect(page.locator(".steps a").first).to_be_visible()
        if width == 390:
            assert_accessible(page)
        page.click(".rail-left > summary")


def test_the_dim_theme_stays_and_keeps_its_contrast(section: OpenSection) -> None:
    page = section("red_flags")
    page.click("[data-theme-toggle]")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator("label", has_text="Nee").first.click()
    assert_accessible(page)


def test_questions_open_when_they_matter(section: OpenSection) -> None:
    page = section("medication")
    days = page.locator('[data-fact="acute_days_triptan"]')
    expect(days).to_be_hidden()
    page.locator('[data-fact="acute_medication_classes"] label', has_text="Triptan").click()
    expect(days).to_be_visible()
    page.fill("[name=acute_days_triptan]", "8")
    page.locator('[data-fact="acute_medication_classes"] label', has_text="Geen").click()
    expect(days).to_be_hidden()
    expect(page.locator("[name=acute_days_triptan]")).to_have_value("8")


def values_to_try(when: When) -> list[dict[str, object]]:
    """Facts at both sides of a condition, and none."""
    tried: list[dict[str, object]] = [{}]
    for fact, wanted in plain(when).items():
        if isinstance(wanted, list):
            values = [wanted[0], "something else", not wanted[0]] if wanted else []
            tried += [{fact: value} for value in values]
            tried.append({fact: [wanted[0]]})
        elif "all" in wanted:
            tried += [{fact: wanted["all"]}, {fact: wanted["all"][:1]}, {fact: wanted["all"][0]}]
        else:
            limits = [limit for limit in (wanted.get("min"), wanted.get("max")) if limit is not None]
            tried += [{fact: limit + step} for limit in limits for step in (-1, 0, 0.5, 1)]
    together = {fact: test[0] for fact, test in plain(when).items() if isinstance(test, list)}
    return [*tried, together]


def test_the_browser_routes_as_the_server_does(page: Page, live_server: LiveServer) -> None:
    conditions = [question.when for question in all_questions() if question.when]
    conditions += [question.when for question in load_battery().questions if question.when]
    cases = [(when, facts) for when in conditions for facts in values_to_try(when)]
    page.goto(f"{live_server.url}/inloggen/")
    forms = "".join(bare_form(when, facts) for when, facts in cases)
    page.evaluate("html => { document.querySelector('main').innerHTML = html }", forms)
    page.add_script_tag(url=f"{live_server.url}/static/js/routing.js", type="module")
    shown = page.eval_on_selector_all("[data-when]", "all => all.map(question => !question.hidden)")
    assert shown == [is_shown(when, facts) for when, facts in cases]


def bare_form(when: When, facts: dict[str, object]) -> str:
    """A form with one question and no input: all facts are of another page."""
    question = f'<div data-when="{escape(plain(when))}"></div>'
    return f'<form data-routing data-known="{escape(facts)}">{question}</form>'


def escape(value: object) -> str:
    return json.dumps(value).replace("&", "&amp;").replace('"', "&quot;")


def test_rows_are_added_and_removed(section: OpenSection, episode: Episode) -> None:
    page = section("medication")
    rows = page.locator('[data-fact="medications"] [data-row]')
    expect(rows).to_have_count(0)
    for name in ("sumatriptan", "ibuprofen", "paracetamol"):
        page.click('[data-fact="medications"] [data-add-row]')
        rows.last.locator("input").first.fill(name)
    rows.nth(1).locator("[data-remove-row]").click()
    with page.expect_navigation():
        page.click("text=Opslaan en verder")
    assert answers_of(episode) == {"medications": [{"name": "sumatriptan"}, {"name": "paracetamol"}]}


def test_none_excludes_the_other_chips(section: OpenSection) -> None:
    page = section("headache_features")
    chips = page.locator('[data-fact="prodromal_signs"]')
    chips.locator("label").first.click()
    chips.locator(".chip-none").click()
    assert chips.locator("input:checked").evaluate_all("all => all.map(i => i.value)") == ["none"]
    chips.locator("label").first.click()
    expect(chips.locator("[value=none]")).not_to_be_checked()


def test_the_keyboard_alone_answers_a_question(section: OpenSection) -> None:
    page = section("neck")
    page.locator("[name=neck_complaints][value='']").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=neck_complaints][value=false]")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[data-fact="neck_pain_side"]')).to_be_visible()


def test_leaving_with_unsaved_answers_asks_first(section: OpenSection) -> None:
    page = section("frequency")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.fill("[name=headache_days_per_month]", "12")
    expect(page.locator("[data-unsaved-mark]")).to_be_visible()
    page.click("text=Patiënten")
    expect(page.locator("[name=headache_days_per_month]")).to_have_value("12")
    assert asked == ["beforeunload"]


def test_the_patient_stands_on_every_printed_sheet(
    desk: Page, live_server: LiveServer, episode: Episode
) -> None:
    desk.goto(live_server.url + reverse("intake:review", args=[episode.pk]))
    desk.evaluate(PAINT_TEXT_ALONE)
    sheets = pypdf.PdfReader(io.BytesIO(desk.pdf(format="A4"))).pages
    assert len(sheets) > 1
    for text in (sheet.extract_text() for sheet in sheets):
        assert episode.patient.name in text
        assert episode.patient.number in text


def test_without_script_there_are_spare_rows(
    browser: Browser, desk: Page, live_server: LiveServer, episode: Episode
) -> None:
    context = browser.new_context(
        java_script_enabled=False, storage_state=desk.context.storage_state(), locale="nl-NL"
    )
    page = context.new_page()
    page.goto(live_server.url + reverse("intake:section", args=[episode.pk, "medication"]))
    expect(page.locator('[data-fact="medications"] [data-row]')).to_have_count(3)
    expect(page.locator('[data-fact="medications"] [data-add-row]')).to_be_hidden()
    context.close()
