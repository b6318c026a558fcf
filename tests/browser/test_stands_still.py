"""What is saved by itself never moves the page: a press that begins on a button must end on it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.models import Episode
from tests.browser.conftest import sign_in

# The place of every question that is shown, by its fact.
PLACES = """() => Object.fromEntries([...document.querySelectorAll(".question:not([hidden])")].map(
  (question) => [question.dataset.fact, question.getBoundingClientRect().top + window.scrollY]))"""
ANSWERS = {
    "sleep": ("snoring_false", "insomnia_false", "poor_sleep_quality_false"),
    "headache_features": ("headache_location_frontal", "headache_location_temporal"),
}


@pytest.mark.parametrize("width", [1280, 820, 390])
@pytest.mark.parametrize("section", ANSWERS)
def test_saving_moves_nothing(
    page: Page, live_server: LiveServer, alice: User, episode: Episode, section: str, width: int
) -> None:
    sign_in(page.context, alice, live_server.url)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + reverse("intake:section", args=[episode.pk, section]))
    before = page.evaluate(PLACES)
    for answer in ANSWERS[section]:
        choice = page.locator(f'[for="id_{answer}"]')
        question = page.locator(".question").filter(has=choice)
        choice.click()
        expect(question.locator("[data-answer-state]")).to_contain_text("opgeslagen")
        after = page.evaluate(PLACES)
        moved = {fact: after[fact] - place for fact, place in before.items() if after[fact] != place}
        assert moved == {}, f"after {answer}"
