"""Every page with English chosen: what a person can read, see as a hint or hear has no Dutch in it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from examination.battery import load_battery
from headache_cds.accounts.models import User
from intake.sections import load_sections
from tests.dossiers import AGREEMENT, CONTACT, GOAL, MEASURE, NOTE, Dossier
from tests.walk.addresses import ADDRESSES, patterns

pytestmark = pytest.mark.slow

DUTCH = re.compile(
    r"\b(aan|anamnese|bij|deze|een|geen|het|maand|naar|niet|opslaan|overnemen|patiënt|patiënten"
    r"|uw|voor|wordt|zijn)\b",
    re.IGNORECASE,
)
# What people wrote stays in their own language.
WRITTEN = (AGREEMENT, GOAL, MEASURE, CONTACT, NOTE)
HINTS = ("alt", "aria-label", "content", "placeholder", "title")


class Readable(HTMLParser):
    """Collects the texts of a page and the hints in its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._elsewhere: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attributes if name in HINTS and value]
        if tag == "textarea" and dict(attributes).get("lang"):  # the text of a letter is in its own language
            self._elsewhere = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._elsewhere:
            self._elsewhere = None

    def handle_data(self, data: str) -> None:
        if not self._elsewhere:
            self.texts.append(data)


def dutch_texts(page: str) -> list[str]:
    """The texts of a page in which a Dutch word stands."""
    for text in WRITTEN:
        page = page.replace(text, "")
    return [" ".join(text.split()) for text in Readable(page).texts if DUTCH.search(text)]


def paths(dossier: Dossier) -> Iterator[str]:
    """Every address that can be opened, with all pages of the anamnese and of the examination."""
    for pattern in patterns():
        if ADDRESSES[pattern.name].get:
            yield reverse(pattern.name, kwargs={place: dossier.ids[place] for place in pattern.places})
    for section in load_sections():
        yield reverse("intake:section", args=[dossier.episode.pk, section.id])
    for part in load_battery().parts:
        yield reverse("examination:part", args=[dossier.episode.pk, part.id])


def pages(person: User | None, dossier: Dossier, language: str) -> Iterator[tuple[str, str]]:
    """The pages that this person gets, refusals and all: the path and what stands there."""
    client = Client()
    client.cookies["django_language"] = language
    if person:
        client.force_login(person)
    for path in paths(dossier):
        response = client.get(path, follow=True)
        if response.headers["Content-Type"].startswith("text/html"):
            yield path, response.content.decode()


@pytest.mark.parametrize("who", ["anonymous", "administrator", "team member", "owner"])
def test_no_dutch_is_left(who: str, dossier: Dossier, cast: dict[str, User | None]) -> None:
    seen = list(pages(cast[who], dossier, "en"))
    assert len(seen) > 20
    assert [path for path, page in seen if '<html lang="en"' not in page] == []
    assert {path: found for path, page in seen if (found := dutch_texts(page))} == {}


def test_on_every_dutch_page_dutch_is_found(dossier: Dossier, cast: dict[str, User | None]) -> None:
    """The other way round, so that the test above can fail on every page."""
    seen = list(pages(cast["owner"], dossier, "nl"))
    assert [path for path, page in seen if len(dutch_texts(page)) < 2] == []
