"""A therapist with the browser: opens pages, presses buttons; axe reads every page on the way."""

import re
from uuid import UUID

from playwright.sync_api import Page, Response

from intake.models import Episode
from tests.browser.axe import assert_accessible

EPISODE_IN_ADDRESS = re.compile(r"/episodes/([0-9a-f-]{36})/")
SAVED = 302


class Visit:
    """One page of the browser, with a patient on it once somebody was registered.

    Without `axe` nothing is checked on the way: axe itself needs JavaScript.
    """

    def __init__(self, page: Page, episode: Episode | None = None, *, axe: bool = True) -> None:
        self.page = page
        self.episode_id: UUID | None = episode.pk if episode else None
        self.axe = axe

    @property
    def episode(self) -> Episode:
        """The episode of this visit, as it is stored now."""
        assert self.episode_id, "nobody was registered yet"
        return Episode.objects.select_related("patient__centre").get(pk=self.episode_id)

    def address(self, place: str) -> str:
        """The address of a page of this episode."""
        return f"/episodes/{self.episode_id}/{place}"

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

    def press(self, button: str, *, within: str = "main", and_look: bool = True) -> None:
        """Press a button that posts a form and must be accepted; what was refused is told."""
        with self.page.expect_response(_is_post) as posted:
            self.page.locator(within).get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()
        status = posted.value.status
        assert status == SAVED, f"'{button}' on {self.page.url} gives {status}: {self.complaints()}"
        if and_look:
            self.look()

    def complaints(self) -> list[str]:
        """What the page says is wrong."""
        return self.page.locator(".field-error, .note-warning").all_inner_texts()

    def text(self, within: str = "body") -> str:
        """All text of the page, folded parts too, with every run of white space as one space."""
        return " ".join((self.page.locator(within).text_content() or "").split())

    def remember_episode(self) -> None:
        """Take the episode from the address on screen."""
        found = EPISODE_IN_ADDRESS.search(self.page.url)
        assert found, f"no episode at {self.page.url}"
        self.episode_id = UUID(found[1])


def _is_post(response: Response) -> bool:
    return response.request.method == "POST"
