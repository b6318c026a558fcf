"""An edition that judges a dossier more or less urgent marks it on the caseload until a therapist saw it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import close_episode, save_answers
from intake.models import Episode
from interventions.case import status as case_status
from interventions.case.status import refresh_stale_statuses, refresh_status, see_urgency
from interventions.engine.urgency import Level
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus
from tests.interventions.patients import MIGRAINE, episode_of
from tests.people import signed_in

pytestmark = pytest.mark.db
BEFORE = "2026.12.4"
CASELOAD = reverse("dashboards:caseload")


@pytest.fixture(autouse=True)
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """These rules say: today."""
    monkeypatch.setattr(case_status, "most_urgent", lambda _items: Level.TODAY)


@pytest.fixture
def status(episode: Episode) -> EpisodeStatus:
    refresh_status(episode=episode)
    return EpisodeStatus.objects.get(episode=episode)


def judged_before(status: EpisodeStatus, urgency: str) -> EpisodeStatus:
    """The same after the rules of before had judged it so, and these were installed."""
    EpisodeStatus.objects.update(ruleset_version=BEFORE, urgency=urgency)
    refresh_stale_statuses()
    status.refresh_from_db()
    return status


def caseload(user: User) -> str:
    return " ".join(signed_in(user).get(CASELOAD).content.decode().split())


def advice(user: User, episode: Episode) -> str:
    page = signed_in(user).get(reverse("interventions:advice", args=[episode.pk]))
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize(
    ("before", "now", "marked"),
    [
        ("none", Level.TODAY, True),
        ("now", Level.TODAY, True),
        ("today", Level.TODAY, False),
        ("today", Level.NONE, True),
        # Never recorded: what does not press is no news.
        ("", Level.TODAY, True),
        ("", Level.NOW, True),
        ("", Level.THIS_WEEK, False),
        ("", Level.NONE, False),
    ],
)
def test_a_change_with_an_edition_is_marked(
    status: EpisodeStatus, monkeypatch: pytest.MonkeyPatch, before: str, now: Level, marked: bool
) -> None:
    monkeypatch.setattr(case_status, "most_urgent", lambda _items: now)
    found = judged_before(status, before)
    assert found.urgency == now
    assert found.urgency_edition == (get_knowledge().ruleset.version if marked else "")
    assert found.urgency_before == (before if marked else "")


def test_an_answer_changes_the_urgency_without_a_mark(status: EpisodeStatus) -> None:
    EpisodeStatus.objects.update(urgency="none")
    refresh_status(episode=status.episode)
    status.refresh_from_db()
    assert (status.urgency, status.urgency_edition) == ("today", "")


def test_an_answer_that_is_saved_first_hides_no_mark(status: EpisodeStatus, alice: User) -> None:
    EpisodeStatus.objects.update(ruleset_version=BEFORE, urgency="none")
    save_answers(episode=status.episode, by=alice, values={"snoring": True})
    save_answers(episode=status.episode, by=alice, values={"snoring": False})
    status.refresh_from_db()
    assert (status.urgency_before, status.urgency_edition) == ("none", get_knowledge().ruleset.version)


def test_a_closed_episode_is_not_marked(status: EpisodeStatus, alice: User) -> None:
    close_episode(episode=status.episode, by=alice, ended_on=timezone.localdate(), reason="Klaar.")
    assert judged_before(status, "none").urgency_edition == ""


def test_the_caseload_says_it_until_the_advice_is_opened(
    status: EpisodeStatus, alice: User, bob: User
) -> None:
    judged_before(status, "none")
    version = get_knowledge().ruleset.version
    words = f"Urgentie veranderd met editie {version}: vandaag (was: geen haast)"
    assert words in caseload(alice)
    assert words not in advice(bob, status.episode), "the team reads the page and leaves the mark"
    assert words in caseload(alice)
    assert words in advice(alice, status.episode)
    assert words not in advice(alice, status.episode)
    assert "Urgentie veranderd" not in caseload(alice)
    (event,) = AuditEvent.objects.filter(action="status.see")
    assert (event.actor, event.episode_id, event.details) == (alice, status.episode_id, {"ruleset": version})


def test_what_was_never_recorded_is_said_so(status: EpisodeStatus, alice: User) -> None:
    judged_before(status, "")
    assert "vandaag (was: niet vastgelegd)" in caseload(alice)


def test_a_page_that_stands_open_is_no_older_for_it(status: EpisodeStatus, alice: User, iris: User) -> None:
    judged_before(status, "none")
    since = timezone.now() + dt.timedelta(seconds=4)
    with time_machine.travel(since + dt.timedelta(seconds=1), tick=False):
        see_urgency(episode=status.episode, by=iris)
        address = reverse("intake:changes", args=[status.episode_id])
        assert signed_in(alice).get(address, {"since": since.isoformat()}).json() == {}


def test_a_row_that_is_there_is_rewritten_in_one_statement(status: EpisodeStatus) -> None:
    with CaptureQueriesContext(connection) as queries:
        refresh_status(episode=status.episode, facts={})
    assert len([query for query in queries if "episodestatus" in query["sql"]]) == 1


@pytest.mark.parametrize(("told", "marked"), [([], True), (["oestrogen-contraception-with-aura"], False)])
def test_where_none_was_recorded_what_was_no_warning_before_is_news(
    alice: User, monkeypatch: pytest.MonkeyPatch, told: list[str], marked: bool
) -> None:
    """Also for this week: editions of before said of nothing how soon."""
    monkeypatch.undo()
    episode = episode_of(MIGRAINE, alice)
    status = EpisodeStatus.objects.get(episode=episode)
    assert status.urgency == Level.THIS_WEEK
    EpisodeStatus.objects.update(warnings=told)
    assert bool(judged_before(status, "").urgency_edition) is marked
