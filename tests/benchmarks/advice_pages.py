"""The advice page of many: how much of it stands open, how tall and how wide it is, how large and how dear.

Words are those that are read in the first two tiers while every fold is closed. Offers are the cards of the
second tier, where to begin, and the other of two alternatives. Chromium measures height and width of the very
pages that the client got, with the static files of the product.
"""

import shutil
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, ViewportSize, sync_playwright

from headache_cds.accounts.models import User
from intake.models import Episode
from interventions.advice.board import Board
from interventions.case.current import current_board
from interventions.plan.alternatives import choices_of
from tests import factories
from tests.benchmarks.measuring import milliseconds, say
from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.markup import Element, read
from tests.realistic import realistic_patients

FIRST_TWO_TIERS = frozenset({"stop", "warnings", "soon", "tier"})
MOST = {"cards": 5, "offers": 12, "words": 350, "screens": 3, "html": 120, "width": 320}
REALISTIC = 300
ROUNDS = 3
SITE = "http://advice.test"
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 320, "height": 700}


@dataclass
class Figures:
    """One list of figures each, in the order of the episodes."""

    found: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        self.found.setdefault(name, []).append(value)

    def tell(self, name: str) -> None:
        """The middle and the highest of each, and on how many pages it is above what is wanted."""
        for what, values in self.found.items():
            unit = {"processor_time": "ms", "html": "kB", "width": "px"}.get(what, what)
            say(f"{name}.{what}.middle", statistics.median(values), unit)
            say(f"{name}.{what}.highest", max(values), unit)
            if what in MOST:
                say(f"{name}.{what}.above_{MOST[what]}", sum(value > MOST[what] for value in values), "pages")


def realistic_episodes(user: User) -> list[Episode]:
    """The dossiers of REALISTIC invented people."""
    return [factories.make_episode_with(user, facts)[0] for facts in realistic_patients(REALISTIC)]


def measure_advice_pages(name: str, client: Client, episodes: Iterable[Episode]) -> None:
    """All figures of the advice page of these episodes."""
    figures = Figures()
    pages: dict[str, bytes] = {}
    for episode in episodes:
        path = reverse("interventions:advice", args=[episode.pk])
        pages[path] = client.get(path).content
        board = current_board(episode)
        figures.add("cards", len(board.tiers.cards))
        figures.add("offers", offers_of(board))
        figures.add("words", words_of(pages[path].decode()))
        figures.add("html", len(pages[path]) / 1000)
        times = [milliseconds(partial(client.get, path)) for _round in range(ROUNDS)]
        figures.add("processor_time", statistics.median(times))
    _measure_in_chromium(pages, figures)
    figures.tell(name)


def offers_of(board: Board) -> int:
    """The offers that stand open."""
    tiers = board.tiers
    open_cards = {view.card.id for view in tiers.cards}
    others = [choice for choice in choices_of(board) if open_cards & {part.card for part in choice.parts}]
    return len(tiers.cards) + len(tiers.guides) + len(others)


def words_of(html: str) -> int:
    """The words that are read in the first two tiers."""
    tiers = [part for part in read(html).walk() if _is_tier(part)]
    words = " ".join(part.unfolded for part in tiers).split()
    return sum(any(letter.isalnum() for letter in word) for word in words)


def _is_tier(part: Element) -> bool:
    return bool(FIRST_TWO_TIERS.intersection(part.attributes.get("class", "").split()))


def _measure_in_chromium(pages: Mapping[str, bytes], figures: Figures) -> None:
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, chromium_sandbox=False, args=CHROMIUM_ARGUMENTS
        )
        page = browser.new_context(base_url=SITE, viewport=DESK).new_page()
        page.route("**/*", partial(_answer, pages))
        for path in pages:
            page.set_viewport_size(DESK)
            page.goto(path)
            figures.add("screens", _size(page, "scrollHeight") / DESK["height"])
            page.set_viewport_size(PHONE)
            figures.add("width", _size(page, "scrollWidth"))
        browser.close()


def _size(page: Page, name: str) -> Any:
    return page.evaluate(f"document.documentElement.{name}")


def _answer(pages: Mapping[str, bytes], route: Route) -> None:
    """A page as the client got it, or a static file of the product."""
    path = route.request.url.removeprefix(SITE)
    if path in pages:
        route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        return
    static = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if isinstance(static, str) and Path(static).is_file():
        route.fulfill(path=static)
    else:
        route.fulfill(status=404, body="")
