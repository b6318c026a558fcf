"""What a server process has ready before its first request, and that a mistake in the knowledge stops it."""

import gc
from http import HTTPStatus
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from celery.signals import worker_init
from django.apps import apps
from django.core.management.base import BaseCommand, SystemCheckError
from django.db import connections
from django.template import engines
from django.test import Client
from django.urls import reverse

from headache_cds import server, warm_up
from headache_cds.celery import app
from headache_cds.warm_up import compile_addresses, compile_templates, open_sign_in_page
from interventions.engine.compiled import compiled
from interventions.guideline import history
from interventions.guideline.history import editions, steps
from interventions.guideline.pages import cases_by_rule
from interventions.knowledge import get_knowledge, get_release, versions

pytestmark = pytest.mark.slow


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What a start does last, in order, without doing it to this process."""
    calls = Mock()
    for name in ("disable", "collect", "freeze", "enable"):
        monkeypatch.setattr(gc, name, getattr(calls, name))
    monkeypatch.setattr(connections, "close_all", calls.close)
    return calls


@pytest.mark.usefixtures("order")
def test_a_mistake_ends_the_process_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: BaseCommand) -> None:
        raise SystemCheckError("sections.yaml:8: 'naps' is not a fact")

    monkeypatch.setattr(BaseCommand, "check", refuse)
    with pytest.raises(SystemExit, match=r"sections\.yaml:8"):
        warm_up.warm_up()


def test_it_reads_the_knowledge_and_freezes_it(order: Mock) -> None:
    warm_up.warm_up()
    assert compiled.cache_info().currsize
    assert [name for name, *_more in order.mock_calls] == ["disable", "close", "collect", "freeze", "enable"]


def test_a_server_has_the_guideline_ready_and_a_worker_does_without(
    order: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(warm_up, "ask_every_app", asked.append)
    warm_up.warm_up()
    assert asked == ["warm_up", "warm_up_rendering"]
    warm_up.warm_up(MagicMock())
    assert asked[2:] == ["warm_up", "warm_up_pages"]


def test_the_guideline_is_read_for_pages() -> None:
    warm_up.ask_every_app("warm_up_pages")
    assert steps.cache_info().currsize
    assert cases_by_rule.cache_info().currsize


def test_a_worker_of_the_documents_is_warm_before_it_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    called = Mock()
    monkeypatch.setattr(warm_up, "warm_up", called)
    worker_init.send(sender=None)
    called.assert_called_once_with()
    assert app


def test_every_address_and_every_template_compiles() -> None:
    compile_addresses()
    compile_templates()
    loader = engines["django"].engine.template_loaders[0]  # type: ignore[attr-defined]
    assert len(loader.get_template_cache) > 200


def test_a_worker_copies_its_memory_and_asks_for_a_page_in_every_language_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freeze = Mock()
    monkeypatch.setattr(gc, "freeze", freeze)
    asked = []

    def application(environ: dict[str, str], start: object) -> Mock:
        asked.append((environ["PATH_INFO"], environ["HTTP_COOKIE"].split(";")[0]))
        return MagicMock()

    server.post_worker_init(Mock(wsgi=application))
    address = reverse("accounts:sign_in")
    assert asked == [(address, "django_language=nl"), (address, "django_language=en")]
    assert server.preload_app
    freeze.assert_called_once_with()


def test_a_centre_that_does_not_exist_asks_the_database_nothing() -> None:
    """This test has no database: a server may warm up before its tables are there."""
    apps.get_app_config("reports").warm_up_pages()  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_that_page_is_answered(client: Client) -> None:
    client.cookies["sessionid"] = "0" * 32
    assert client.get(reverse("accounts:sign_in")).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("allowed", "host"), [(["*"], "localhost"), ([".praktijk.nl"], "praktijk.nl"), (["10.0.0.1"], "10.0.0.1")]
)
def test_it_asks_under_a_name_that_is_allowed(settings: Any, allowed: list[str], host: str) -> None:
    settings.ALLOWED_HOSTS = allowed
    asked = []

    def application(environ: dict[str, str], start: object) -> Mock:
        asked.append(environ["HTTP_HOST"])
        return MagicMock()

    open_sign_in_page(application)
    assert set(asked) == {host}


def test_the_guideline_reads_no_release_for_a_rule_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Mock(wraps=get_release)
    monkeypatch.setattr(history, "get_release", read)
    current = get_knowledge().ruleset
    editions(current.rules[0])
    asked = [call.args[0] for call in read.mock_calls]
    assert asked == [version for version in reversed(versions()) if version != current.version]
