"""Pages travel compressed to a browser that takes it; what is compressed already does not change."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from headache_cds.accounts.models import User
from headache_cds.compression import TextGZipMiddleware

ASKED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.django_db
def test_a_page_is_compressed_when_that_is_asked_for(client: Client, alice: User) -> None:
    client.force_login(alice)
    address = reverse("guideline:sources")
    plain, small = client.get(address), client.get(address, headers=ASKED)
    assert "Content-Encoding" not in plain.headers
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) * 3 < len(plain.content)
    assert "<!doctype html>" in gzip.decompress(small.content).decode().lower()
    assert int(small["Content-Length"]) == len(small.content)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_size_of_the_same_page_varies(client: Client, alice: User) -> None:
    client.force_login(alice)
    address = reverse("guideline:sources")
    assert len({len(client.get(address, headers=ASKED).content) for _ in range(20)}) > 1


@pytest.mark.parametrize("content_type", ["application/pdf", "font/woff2", "image/png", ""])
def test_what_is_no_text_stays_as_it_is(content_type: str) -> None:
    content = b"%PDF-1.7 " * 1_000
    plain = HttpResponse(content, content_type=content_type)
    middleware = TextGZipMiddleware(lambda _request: plain)
    answer = middleware.process_response(RequestFactory().get("/", headers=ASKED), plain)
    assert "Content-Encoding" not in answer.headers
    assert isinstance(answer, HttpResponse)
    assert answer.content == content


@pytest.mark.django_db  # the end of an answer looks at the connections
def test_a_static_file_is_served_as_collected(tmp_path: Path) -> None:
    text = b"body { color: black }\n" * 100
    (tmp_path / "site.css").write_bytes(text)
    (tmp_path / "site.css.gz").write_bytes(gzip.compress(text))
    gzipped = TextGZipMiddleware(lambda _request: HttpResponse("x" * 1_000))
    static = WhiteNoiseMiddleware(gzipped)
    static.add_files(str(tmp_path), prefix="/static/")
    answer = static(RequestFactory().get("/static/site.css", headers=ASKED))
    assert isinstance(answer, FileResponse)
    assert b"".join(answer) == (tmp_path / "site.css.gz").read_bytes()
    answer.close()


def test_static_files_come_before_the_compression() -> None:
    order = settings.MIDDLEWARE
    assert order.index("whitenoise.middleware.WhiteNoiseMiddleware") < order.index(
        "headache_cds.compression.TextGZipMiddleware"
    )
