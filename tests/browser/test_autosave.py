"""Every answer saves itself, says so, and meets a colleague without either losing anything."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Answer, Episode
from intake.queries import answers_of
from interventions.models import SafetyAcknowledgement
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Troubles, sign_in

OpenSection = Callable[[str], Page]
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def section(page: Page, live_server: LiveServer, alice: User, episode: Episode) -> OpenSection:
    """Opens one page of the anamnese as Alice."""
    sign_in(page.context, alice, live_server.url)

    def go(section_id: str) -> Page:
        page.goto(live_server.url + reverse("intake:section", args=[episode.pk, section_id]))
        return page

    return go


def state(page: Page, fact: str) -> str:
    return f'.question[data-fact="{fact}"] [data-answer-state]'


def choose(page: Page, fact: str, value: str) -> None:
    page.locator(f'[for="id_{fact}_{value}"]').click()


def test_an_answer_saves_itself_and_says_when(section: OpenSection, episode: Episode) -> None:
    page = section("sleep")
    choose(page, "snoring", "true")
    expect(page.locator(state(page, "snoring"))).to_contain_text("opgeslagen")
    page.locator("#id_sleep_hours_per_night").fill("7,5")
    expect(page.locator(state(page, "sleep_hours_per_night"))).to_have_text("nog niet bewaard")
    page.locator("#id_sleep_hours_per_night").blur()
    expect(page.locator(state(page, "sleep_hours_per_night"))).to_contain_text("opgeslagen")
    assert answers_of(episode) == {"snoring": True, "sleep_hours_per_night": 7.5}
    page.close(run_before_unload=True)


def test_it_saves_while_somebody_is_still_in_the_field(section: OpenSection, episode: Episode) -> None:
    page = section("sleep")
    page.locator("#id_sleep_hours_per_night").press_sequentially("6")
    expect(page.locator(state(page, "sleep_hours_per_night"))).to_contain_text("opgeslagen")
    page.locator("#id_sleep_hours_per_night").press_sequentially(",5")
    page.get_by_role("button", name="Opslaan en verder").click()
    expect(page).not_to_have_url(re.compile("sleep"))
    assert answers_of(episode) == {"sleep_hours_per_night": 6.5}


def test_what_cannot_be_stands_beside_it(section: OpenSection, episode: Episode) -> None:
    page = section("sleep")
    page.locator("#id_sleep_hours_per_night").fill("veel")
    page.locator("#id_sleep_hours_per_night").blur()
    expect(page.locator("#error_sleep_hours_per_night")).to_be_visible()
    expect(page.locator("[data-unsaved-mark]")).to_be_visible()
    assert_accessible(page)
    page.locator("#id_sleep_hours_per_night").fill("7")
    page.locator("#id_sleep_hours_per_night").blur()
    expect(page.locator("#error_sleep_hours_per_night")).to_have_count(0)
    expect(page.locator("[data-unsaved-mark]")).to_be_hidden()
    assert answers_of(episode) == {"sleep_hours_per_night": 7}


def test_two_tabs_on_one_answer_show_both_and_keep_both(
    section: OpenSection, alice: User, iris: User, episode: Episode, troubles: Troubles
) -> None:
    troubles.expected.append("status of 409")
    page = section("sleep")
    save_answers(episode=episode, by=iris, values={"snoring": False, "insomnia": True})
    choose(page, "snoring", "true")
    choice = page.locator('.question[data-fact="snoring"] .conflict-choice')
    expect(choice).to_contain_text("nee")
    expect(choice).to_contain_text("ja")
    expect(choice).to_contain_text(iris.display_name)
    assert_accessible(page)
    choice.get_by_text("Van u").click()
    expect(choice).to_have_count(0)
    assert answers_of(episode) == {"snoring": True, "insomnia": True}
    history = Answer.objects.filter(fact="snoring").order_by("recorded_at")
    assert list(history.values_list("value", "recorded_by")) == [(False, iris.pk), (True, alice.pk)]


def test_an_open_page_shows_what_a_colleague_answers(
    section: OpenSection, iris: User, episode: Episode
) -> None:
    page = section("sleep")
    save_answers(episode=episode, by=iris, values={"sleep_hours_per_night": 6})
    page.evaluate(LOOK)
    expect(page.locator("#id_sleep_hours_per_night")).to_have_value("6")
    expect(page.locator(".answer-news")).to_contain_text(iris.display_name)


def test_without_a_connection_it_says_so_and_sends_it_later(
    section: OpenSection, episode: Episode, context: BrowserContext, troubles: Troubles
) -> None:
    troubles.expected.append("ERR_INTERNET_DISCONNECTED")
    page = section("sleep")
    context.set_offline(True)
    choose(page, "snoring", "true")
    choose(page, "insomnia", "false")
    expect(page.locator(state(page, "snoring"))).to_contain_text("geen verbinding")
    assert_accessible(page)
    context.set_offline(False)
    for fact in ("snoring", "insomnia"):
        expect(page.locator(state(page, fact))).to_contain_text("opgeslagen")
    assert answers_of(episode) == {"snoring": True, "insomnia": False}


def test_one_click_on_a_red_flag_shows_what_to_do(
    section: OpenSection, alice: User, episode: Episode
) -> None:
    page = section("red_flags")
    choose(page, "rf_thunderclap", "true")
    panel = page.locator('.question[data-fact="rf_thunderclap"] + .alarm-panel')
    expect(panel.get_by_role("alert")).to_contain_text("Bel nu 112")
    expect(panel.get_by_role("link", name="Bel 112")).to_have_attribute("href", "tel:112")
    assert_accessible(page)
    for place in ("anamnese/headache/", "anamnese/", "onderzoek/", "plan/", "beloop/"):
        page.goto(page.url.split("/episodes/")[0] + f"/episodes/{episode.pk}/{place}")
        expect(page).to_have_url(re.compile("/advies/$"))
    page = section("red_flags")
    choose(page, "pregnant", "false")
    expect(page.locator(state(page, "pregnant"))).to_contain_text("opgeslagen")
    page.goto(page.url.replace("anamnese/red_flags", "advies"))
    assert_accessible(page)
    page.get_by_label("112 gebeld").check()
    page.get_by_role("button", name="Vastleggen met mijn naam en tijd").click()
    page.get_by_role("link", name="Verder met de vragen").click()
    expect(page).to_have_url(re.compile("/anamnese/$"))
    (done,) = SafetyAcknowledgement.objects.all()
    assert (done.action_taken, done.acknowledged_by) == ("112 gebeld", alice)


def test_what_was_done_is_written_down_under_the_answer(section: OpenSection) -> None:
    page = section("red_flags")
    choose(page, "rf_thunderclap", "true")
    page.get_by_label("Toch verder zonder te bellen").check()
    page.get_by_role("button", name="Vastleggen met mijn naam en tijd").click()
    expect(page.locator(".refusal")).to_contain_text("waarom u verder gaat")
    page.get_by_label("Met wie, hoe laat").fill("Zij komt net van de spoedeisende hulp.")
    page.get_by_role("button", name="Vastleggen met mijn naam en tijd").click()
    expect(page.locator(".acknowledged")).to_contain_text("omdat: Zij komt net van de spoedeisende hulp.")


def test_a_look_that_was_asked_before_a_save_changes_nothing(section: OpenSection, episode: Episode) -> None:
    """Its seal is of the page from before, with which a later answer would look untouched."""
    page = section("sleep")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"opened="), hold)
    page.evaluate(LOOK)
    page.wait_for_timeout(200)
    choose(page, "snoring", "true")
    expect(page.locator(state(page, "snoring"))).to_contain_text("opgeslagen")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    choose(page, "snoring", "open")
    expect(page.locator("[data-unsaved-mark]")).to_be_hidden()
    expect(page.locator(state(page, "snoring"))).to_contain_text("opgeslagen")
    assert answers_of(episode) == {}


def test_the_button_leads_by_what_to_do_for_a_flag_that_can_wait(
    section: OpenSection, alice: User, episode: Episode
) -> None:
    page = section("red_flags")
    # In the headache centre this one stands folded: the neurologist asked it.
    fold = page.locator("details", has=page.locator('[data-fact="rf_fever_or_chills"]'))
    fold.locator("summary").first.click()
    choose(page, "rf_fever_or_chills", "true")
    expect(page.locator(".alarm-panel").get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Opslaan en verder").click()
    expect(page).to_have_url(re.compile("/advies/$"))


def test_a_slip_puts_back_what_stood_there(section: OpenSection, alice: User, episode: Episode) -> None:
    page = section("red_flags")
    choose(page, "rf_thunderclap", "true")
    page.get_by_role("button", name="Vergist: zet dit antwoord terug").click()
    expect(page.locator(".alarm-panel")).to_have_count(0)
    expect(page.locator("#id_rf_thunderclap_open")).to_be_checked()
    expect(page.locator("#id_rf_thunderclap_open")).to_be_focused()
    assert answers_of(episode) == {}
    assert Answer.objects.get(is_current=True).reason == "slip"


def test_another_reason_is_sent_when_its_words_are_finished(
    section: OpenSection, alice: User, episode: Episode
) -> None:
    save_answers(episode=episode, by=alice, values={"rf_thunderclap": True})
    page = section("red_flags")
    choose(page, "rf_thunderclap", "false")
    words = page.get_by_label("Andere reden, in uw woorden")
    page.get_by_label("Anders, namelijk:").check()
    expect(words).to_be_focused()
    words.press_sequentially("Zij bedoelde")
    page.wait_for_timeout(1500)
    words.press_sequentially(" haar zus")
    words.blur()
    expect(words).to_have_count(0)
    assert Answer.objects.get(is_current=True).reason == "Zij bedoelde haar zus"


def test_the_answer_saved_last_can_be_undone_where_it_stands(section: OpenSection, episode: Episode) -> None:
    page = section("sleep")
    choose(page, "insomnia", "true")
    page.locator("#id_sleep_hours_per_night").fill("7")
    page.locator("#id_sleep_hours_per_night").blur()
    expect(page.locator("[data-undo]")).to_have_count(1)
    expect(page.locator(state(page, "sleep_hours_per_night"))).to_contain_text("ongedaan maken")
    page.locator("[data-undo]").click()
    expect(page.locator("#id_sleep_hours_per_night")).to_have_value("")
    expect(page.locator(state(page, "sleep_hours_per_night"))).to_contain_text("opgeslagen")
    assert_accessible(page)
    assert answers_of(episode) == {"insomnia": True}
