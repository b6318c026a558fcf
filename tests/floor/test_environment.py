"""What tests/conftest.py promises to every test."""

import json
import socket

import pytest
import redis
from axe_playwright_python.sync_playwright import Axe
from celery import Celery
from django.conf import settings
from playwright.sync_api import Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.conftest import is_loopback


def test_another_machine_cannot_be_reached() -> None:
    with socket.socket() as attempt, pytest.raises(AssertionError, match=r"tried to reach 192\.0\.2\.1"):
        attempt.connect(("192.0.2.1", 80))


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("example.org", False)],
)
def test_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_tasks_run_at_once_and_data_goes_to_a_folder_of_this_run() -> None:
    assert settings.CELERY_TASK_ALWAYS_EAGER
    assert "headache-cds-test-" in str(settings.VAR_DIR)


@pytest.mark.redis
def test_broker_sends_a_task_to_a_real_redis(broker: Celery, redis_url: str) -> None:
    broker.send_task("a.task", args=["a-document-id"])
    message = json.loads(redis.Redis.from_url(redis_url).lindex("celery", 0) or "")
    assert message["headers"]["task"] == "a.task"


@pytest.mark.redis
def test_worker_shares_database_and_redis(worker_environment: dict[str, str], redis_url: str) -> None:
    assert worker_environment["REDIS_URL"] == redis_url
    assert "test" in worker_environment["DATABASE_URL"]
    assert worker_environment["DJANGO_SETTINGS_MODULE"] == "headache_cds.settings"


@pytest.mark.browser
def test_chromium_opens_our_pages_and_reaches_nothing_else(live_server: LiveServer, page: Page) -> None:
    page.goto(live_server.url)
    assert page.locator("input[type=password]").is_visible()
    assert Axe().run(page).violations_count == 0
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("https://example.org")
