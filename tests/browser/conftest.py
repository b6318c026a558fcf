"""The browser of the tests: Dutch, at the width of a laptop, signed in as one of the cast."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from headache_cds.accounts.models import User
from tests.people import signed_in


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Dutch, at the width of a laptop."""
    return {**browser_context_args, "locale": "nl-NL", "viewport": {"width": 1280, "height": 800}}


def sign_in(context: BrowserContext, person: User, url: str) -> None:
    """Give a browser the session of this person, without the pages of signing in."""
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
