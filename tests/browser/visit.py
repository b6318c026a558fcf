"""A therapist with the browser: opens pages, presses buttons; axe reads every page on the way."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Locator, Page, Response

from intake.models import Episode
from tests.browser import filling
from tests.browser.axe import assert_accessible
from tests.markup import Element, read
from tests.steps import OnEpisode

SAVED = 302
# A decision on a card comes in the place of what stood there (static/js/deciding.js).
STAYS_ON_THE_PAGE = "button => Boolean(window.folds) && button.form?.dataset.inPlace !== undefined"


class Visit(OnEpisode):
    """One page of the browser, with a patient on it once somebody was registered.

    Without `axe` nothing is checked on the way: axe itself needs JavaScript.
    """

    def __init__(self, page: Page, episode: Episode | None = None, *, axe: bool = True) -> None:
        self.page = page
        super().__init__(episode)
        self.axe = axe

    def open(self, address: str) -> None:
        """Go to an address, which must answer."""
        response = self.page.goto(address)
        assert response is not None
        assert response.ok, f"{address} answers {response.status}"
        self.look()

    def look(self) -> None:
        """Let axe read the page as it stands."""
        if self.axe:
            assert_accessible(self.page)

    @property
    def at(self) -> str:
        """The address of the page."""
        return self.page.url

    def press(self, button: str, *, card: str = "", and_look: bool = True) -> None:
        """Press a button that posts a form and must be accepted; what was refused is told."""
        if card:
            filling.unfold(self._part(card))
        pressed = self._part(card).get_by_role("button", name=button, exact=True)
        # A form waits for the answer that saves itself at this moment, so the click alone is not the sending.
        with ExitStack() as waiting:
            stays = pressed.evaluate(STAYS_ON_THE_PAGE)
            if not stays:
                waiting.enter_context(self.page.expect_navigation())
            posted = waiting.enter_context(self.page.expect_response(_is_post))
            pressed.click()
        if stays:
            pressed.wait_for(state="detached")
        status = posted.value.status
        assert status == SAVED, f"'{button}' on {self.page.url} gives {status}: {self.complaints()}"
        if and_look:
            self.look()

    def fill_in(self, facts: Mapping[str, Any]) -> None:
        """Answer these facts on the page, in this order; an answer may open the question of the next one."""
        filling.fill_in(self.page, facts)

    def write(self, label: str, text: str, *, group: str = "") -> None:
        """Type in the field with this label."""
        part = self.page.get_by_role("group", name=group) if group else self.page
        part.get_by_label(label).fill(text)

    def tick(self, label: str) -> None:
        """Tick the box whose label begins so."""
        self.page.get_by_label(label).check()

    def choose(self, name: str, value: Any) -> None:
        """Press the button of a value."""
        filling.press(self.page.locator("form[data-guard]"), name, value)

    def chosen(self, name: str) -> str | None:
        """The value that is chosen among these buttons."""
        return self.page.locator(f"[name={name}]:checked").get_attribute("value")

    def can_press(self, button: str) -> bool:
        """Whether there is such a button that is not switched off."""
        found = self.page.get_by_role("button", name=button, exact=True)
        return found.count() > 0 and found.is_enabled()

    def begin_to_adapt(self, card: str) -> None:
        """Open the form in which a card is adapted; its words are the head of the fold that holds it."""
        filling.unfold(self._part(card).get_by_text("Aanpassen", exact=True))

    def set_components(self, wanted: Mapping[str, bool]) -> None:
        """Tick the parts of a card that are wanted and no others."""
        for value, is_wanted in wanted.items():
            self._adapting.locator(f'[name=components][value="{value}"]').set_checked(is_wanted)

    def set_number(self, name: str, text: str) -> None:
        """Type a number of a dose."""
        self._adapting.locator(f'[name="{name}"]').fill(text)

    @property
    def _adapting(self) -> Locator:
        return self.page.locator("form.act-form").filter(has_text="Aangepast overnemen")

    def _part(self, card: str) -> Locator:
        return self.page.locator(f'[data-card="{card}"]' if card else "main")

    def html(self) -> Element:
        """The page as it stands."""
        return read(self.page.content())

    def complaints(self) -> list[str]:
        """What the page says is wrong."""
        return self.page.locator(".field-error, .note-warning").all_inner_texts()

    def text(self, within: str = "body") -> str:
        """All text of the page, folded parts too, with every run of white space as one space."""
        return " ".join((self.page.locator(within).text_content() or "").split())


def _is_post(response: Response) -> bool:
    """Whether this answers a form; an answer that saves itself is no form."""
    return response.request.method == "POST" and "json" not in response.headers.get("content-type", "")
