"""The language of a page: Dutch, unless the person chose English with the switch."""

import pytest
from django.test import Client
from django.utils import translation

from intake.models import Episode
from tests.people import signed_in

ENGLISH_BROWSER = {"Accept-Language": "en-US,en;q=0.9"}
DUTCH_HEAD, ENGLISH_HEAD = '<html lang="nl"', '<html lang="en"'


def test_a_browser_that_asks_for_english_gets_dutch(client: Client, db: None) -> None:
    response = client.get("/inloggen/", headers=ENGLISH_BROWSER)
    assert DUTCH_HEAD in response.content.decode()
    assert response.headers["Content-Language"] == "nl"


def test_the_switch_gives_english_and_dutch_again(client: Client, db: None) -> None:
    client.post("/taal/", {"language": "en", "next": "/inloggen/"})
    response = client.get("/inloggen/", headers={"Accept-Language": "nl"})
    assert ENGLISH_HEAD in response.content.decode()
    assert response.headers["Content-Language"] == "en"
    client.post("/taal/", {"language": "nl", "next": "/inloggen/"})
    assert DUTCH_HEAD in client.get("/inloggen/").content.decode()


@pytest.mark.parametrize("cookie", ["", "fr", "xx-yy", "../../etc/passwd", "e" * 600])
def test_a_language_that_is_not_spoken_here_is_dutch(cookie: str, client: Client, db: None) -> None:
    client.cookies["django_language"] = cookie
    response = client.get("/inloggen/", headers=ENGLISH_BROWSER)
    assert DUTCH_HEAD in response.content.decode()


def test_an_address_that_does_not_exist_answers_in_the_language_too(client: Client, db: None) -> None:
    client.cookies["django_language"] = "en"
    response = client.get("/bestaat-niet/", follow=True)
    assert response.status_code == 404
    assert ENGLISH_HEAD in response.content.decode()


def test_the_language_of_a_page_ends_with_it(client: Client, db: None) -> None:
    client.cookies["django_language"] = "en"
    response = client.get("/inloggen/")
    assert "Cookie" in response.headers["Vary"]
    assert "Accept-Language" not in response.headers["Vary"]
    assert translation.get_language() == "nl"


@pytest.mark.parametrize(("language", "letter"), [("nl", "v"), ("en", "f")])
def test_the_letter_of_the_sex_is_of_the_language(language: str, letter: str, episode: Episode) -> None:
    client = signed_in(episode.therapist)
    client.cookies["django_language"] = language
    page = client.get(f"/episodes/{episode.pk}/anamnese/").content.decode()
    assert f"</strong> ({letter})" in page
