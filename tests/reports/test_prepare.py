"""`manage.py prepare`: everything before the server starts, and a line for what takes long."""

import threading
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from headache_cds.accounts.models import User
from reports.management.commands import prepare
from reports.management.commands.prepare import told_when_slow

pytestmark = pytest.mark.slow


@pytest.mark.django_db
@pytest.mark.usefixtures("short_clinic")
def test_it_leaves_nothing_to_do_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "SLOW", 600)
    out = StringIO()
    call_command("prepare", stdout=out)
    assert out.getvalue() == ""
    assert User.objects.exists()
    assert (settings.VAR_DIR / "demo-accounts.txt").exists()
    assert list(settings.STATIC_ROOT.rglob("*.css"))


def test_a_slow_step_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "SLOW", 0)
    said: list[str] = []
    told = threading.Event()

    def say(words: str) -> None:
        said.append(words)
        told.set()

    with told_when_slow("Loading the demo clinic", say):
        assert told.wait(30)
    assert said == ["Loading the demo clinic ..."]


def test_a_quick_step_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "SLOW", 600)
    said: list[str] = []
    with told_when_slow("Loading the demo clinic", said.append):
        (timer,) = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    timer.join(30)
    assert not timer.is_alive()
    assert said == []
