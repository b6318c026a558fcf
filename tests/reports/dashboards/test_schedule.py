"""When an evaluation is due: the database and the words agree, on every side of each edge."""

import datetime as dt

import pytest
from django.utils import timezone

from headache_cds.accounts.models import User
from intake.actions import void_follow_up
from intake.models import Episode
from intake.queries import follow_ups_of
from interventions.models import Plan
from reports.dashboards.schedule import Moment, due_state, moments_of, with_due_date
from reports.demo.clock import clock_at, noon
from tests.built_once import built_once
from tests.dossiers import sign
from tests.factories import make_episode_with, make_follow_up

from .scenes import settled

pytestmark = pytest.mark.db


@pytest.fixture
def planned(alice: User) -> Episode:
    """A plan that was signed 28 days ago, with an evaluation 8 days ago."""

    def build() -> Episode:
        episode, _later = make_episode_with(alice, settled())
        with clock_at(noon(ago(28))):
            sign(episode, alice, evaluation_in=20)
        return episode

    return built_once("planned", build, alice)


def due(episode: Episode) -> dt.date | None:
    found: dt.date | None = with_due_date(Episode.objects.filter(pk=episode.pk)).get().due_on
    return found


def moments(episode: Episode) -> list[Moment]:
    return moments_of(Plan.objects.filter(episode=episode), follow_ups_of(episode), timezone.localdate())


def ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def test_it_is_due_while_nobody_measured(planned: Episode) -> None:
    assert due(planned) == ago(8)
    assert moments(planned) == [Moment(ago(8), 1, "overdue")]


@pytest.mark.parametrize(
    ("measured", "done"), [(16, False), (15, True), (14, True), (8, True), (7, True), (0, True)]
)
def test_a_measurement_from_a_week_before_is_the_evaluation(
    planned: Episode, alice: User, measured: int, done: bool
) -> None:
    make_follow_up(planned, alice, days_ago=measured, followup_headache_days=3)
    assert (due(planned) is None) is done
    assert moments(planned)[0].state == ("done" if done else "overdue")


def test_a_voided_measurement_does_not_count(planned: Episode, alice: User) -> None:
    follow_up = make_follow_up(planned, alice, followup_headache_days=3)
    void_follow_up(follow_up=follow_up, by=alice, reason="Andere patiënt.")
    assert due(planned) == ago(8)


def test_the_latest_measurement_plans_the_next(planned: Episode, alice: User) -> None:
    make_follow_up(planned, alice, days_ago=9, followup_headache_days=3, follow_up_date=ago(2).isoformat())
    assert due(planned) == ago(2)
    make_follow_up(planned, alice, days_ago=1, followup_headache_days=3, follow_up_date=ago(-30).isoformat())
    assert due(planned) == ago(-30)
    assert [moment.state for moment in moments(planned)] == ["done", "done", "later"]


def test_the_earliest_open_moment_counts(planned: Episode, alice: User) -> None:
    make_follow_up(planned, alice, days_ago=20, followup_headache_days=3, follow_up_date=ago(1).isoformat())
    assert due(planned) == ago(8)
    assert [moment.state for moment in moments(planned)] == ["overdue", "overdue"]


def test_a_new_plan_replaces_the_moment_of_the_old(planned: Episode, alice: User) -> None:
    sign(planned, alice, evaluation_in=30)
    assert due(planned) == ago(-30)
    assert [(moment.plan, moment.state) for moment in moments(planned)] == [(1, "lapsed"), (2, "later")]


def test_nothing_is_due_without_a_plan(episode: Episode) -> None:
    assert due(episode) is None
    assert moments(episode) == []


@pytest.mark.parametrize(
    ("days", "state"), [(-1, "overdue"), (0, "soon"), (14, "soon"), (15, "later"), (None, "")]
)
def test_the_state_of_a_date(days: int | None, state: str) -> None:
    today = dt.date(2026, 5, 1)
    due_on = None if days is None else today + dt.timedelta(days=days)
    assert due_state(due_on, today) == state
