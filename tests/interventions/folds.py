"""Opens the folds of the advice page that fetch what they hold, as static/js/folds.js does."""

import re
from html import unescape
from urllib.parse import urldefrag

from django.test import Client

FOLD = re.compile(r'<a [^>]*data-fold="[^"]*"\s+href="(?P<address>[^"]+)"[^>]*>(?P<head>.*?)</a>', re.DOTALL)


def addresses(html: str) -> dict[str, str]:
    """The addresses behind the folds of a page, each with the words of its head."""
    return {
        fold["address"]: " ".join(unescape(re.sub(r"<[^>]+>", " ", fold["head"])).split())
        for fold in FOLD.finditer(html)
    }


def opened(client: Client, address: str) -> str:
    """What a fold fetches."""
    path, part = urldefrag(address)
    response = client.get(path, {"fragment": part})
    assert response.status_code == 200, address
    html = response.content.decode()
    assert "<html" not in html, "a whole page in a fold"
    return html


def behind(client: Client, html: str, head: str) -> str:
    """What the first fold whose head begins so fetches."""
    address = next(address for address, words in addresses(html).items() if words.startswith(head))
    return opened(client, address)


def whole(client: Client, html: str) -> str:
    """The page with everything that its folds fetch."""
    return "\n".join([html, *(opened(client, address) for address in addresses(html))])
