"""The browser of the tests: Dutch, at the width of a laptop, watched for everything it complains of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, WebError
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from tests.people import signed_in

# A refused form comes back as 422; Chromium calls that an error, for the product it is an answer.
REFUSED_FORM = "status of 422"


@dataclass
class Troubles:
    """What the browser complained of: an error in a script, refused by the content policy, not found.

    `expected` holds pieces of the messages that a test provokes on purpose.
    """

    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: [REFUSED_FORM])

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what stands in the console as an error or a warning."""
        if message.type in ("error", "warning"):
            place = message.page.url if message.page else "a worker"
            self.found.append(f"{message.type} on {place}: {message.text}")

    def hear_error(self, error: WebError) -> None:
        """Keep an exception that nothing caught."""
        self.found.append(f"uncaught: {error.error}")

    @property
    def unexpected(self) -> list[str]:
        """What the test did not provoke."""
        return [text for text in self.found if not any(piece in text for piece in self.expected)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that has a browser is marked so."""
    for item in items:
        if "context" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_server: LiveServer) -> dict[str, Any]:
    """Dutch, at the width of a laptop, on our server."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "nl-NL",
        "timezone_id": settings.TIME_ZONE,
        "viewport": {"width": 1280, "height": 800},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def troubles() -> Troubles:
    """What the browser complained of in this test."""
    return Troubles()


@pytest.fixture
def context(context: BrowserContext, troubles: Troubles) -> Iterator[BrowserContext]:
    """The browser of this test; whatever it complains of fails the test."""
    context.on("console", troubles.hear)
    context.on("weberror", troubles.hear_error)
    yield context
    assert not troubles.unexpected, "\n".join(["The browser complained:", *troubles.unexpected])


def sign_in(context: BrowserContext, person: User, url: str) -> None:
    """Give a browser the session of this person, without the pages of signing in."""
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
