"""For any series of follow-ups, corrections and voids, every reader has one start and one value now.

The expected values are worked out here from the list of what happened, without intake/measured.py.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headache_cds.accounts.models import User
from intake.actions import void_follow_up
from intake.models import Episode
from intake.queries import facts_of_intake
from interventions.models import EpisodeStatus
from reports.dashboards.filters import CaseloadFilters
from reports.dashboards.queries import caseload_page, patient_overview
from reports.dashboards.queries.caseload import CaseloadRow
from reports.dashboards.queries.patient import PatientOverview
from tests.factories import make_episode_with, make_follow_up

from .scenes import settled

pytestmark = [pytest.mark.db, pytest.mark.slow]

DAYS = st.integers(0, 31)
STARTS = st.fixed_dictionaries(
    {"acute_medication_classes": st.sampled_from([["triptan"], ["paracetamol"]])},
    optional={
        "headache_days_per_month": DAYS,
        "headache_days_source": st.sampled_from(["recall", "diary"]),
        "hit6_score": st.integers(36, 78),
        "acute_days_triptan": DAYS,
    },
)
MEASURED = st.fixed_dictionaries(
    {"gpe_score": st.integers(1, 7)},
    optional={
        "baseline_headache_days": DAYS,
        "followup_headache_days": DAYS,
        "migraine_days_per_month": DAYS,
        "headache_days_source": st.sampled_from(["recall", "diary"]),
        "hit6_followup": st.integers(36, 78),
        "acute_days_triptan": DAYS,
    },
)


@dataclass(frozen=True)
class Event:
    """A follow-up of so many days ago; a mistaken one is voided afterwards."""

    days_ago: int
    values: dict[str, Any]
    is_mistaken: bool


EVENTS = st.lists(st.builds(Event, st.integers(0, 4), MEASURED, st.booleans()), max_size=5)


@dataclass(frozen=True)
class Story:
    """What was answered, and what was measured and still counts, oldest first."""

    answers: dict[str, Any]
    counting: list[dict[str, Any]] = field(default_factory=list)

    def last(self, name: str) -> tuple[int, Any]:
        """When a name was last measured (0 when never), and the value."""
        found = [(at, row[name]) for at, row in enumerate(self.counting, start=1) if name in row]
        return found[-1] if found else (0, None)

    @property
    def start(self) -> Any:
        """The headache days at the start, as they were last corrected."""
        at, corrected = self.last("baseline_headache_days")
        return corrected if at else self.answers.get("headache_days_per_month")

    @property
    def days(self) -> Any:
        """The last count of headache days, believed or not."""
        at, counted = self.last("followup_headache_days")
        return counted if at else self.start

    @property
    def now(self) -> Any:
        """The headache days now; unknown beside more migraine days that were counted later."""
        at, _counted = self.last("followup_headache_days")
        part_at, part = self.last("migraine_days_per_month")
        is_over = self.days is not None and part is not None and part_at > at and part > self.days
        return None if is_over else self.days

    @property
    def triptan_days(self) -> Any:
        """The days with a triptan now; the answer counts while the question is asked."""
        at, counted = self.last("acute_days_triptan")
        asked = "triptan" in self.answers["acute_medication_classes"]
        return counted if at else self.answers.get("acute_days_triptan") if asked else None


@contextmanager
def undone() -> Iterator[None]:
    """Takes back everything that was written in the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def live_through(alice: User, answers: dict[str, Any], events: list[Event]) -> tuple[Episode, Story]:
    """Write it through the actions; of two of one day the later of the list was recorded later."""
    episode, _later = make_episode_with(alice, settled(**answers))
    made = [
        (event, make_follow_up(episode, alice, days_ago=event.days_ago, **event.values)) for event in events
    ]
    for event, follow_up in made:
        if event.is_mistaken:
            void_follow_up(follow_up=follow_up, by=alice, reason="Andere patiënt.")
    counting = sorted((event for event in events if not event.is_mistaken), key=lambda event: -event.days_ago)
    return episode, Story(answers, [event.values for event in counting])


def row_of(alice: User) -> CaseloadRow:
    today = timezone.localdate()
    filters = CaseloadFilters({}, user=alice, therapists=[alice], today=today)
    (row,) = caseload_page(alice, filters, "", 1).object_list
    return row


def drawn(overview: PatientOverview, chart: str) -> list[tuple[dt.date, float]]:
    """What the first line of a chart draws; empty when there is no such chart."""
    found = [item.series[0].points for item in overview.charts if item.id == chart]
    return [(point.on, point.value) for points in found for point in points]


def change_of(overview: PatientOverview, name: str) -> str | None:
    return next((line.change for line in overview.verdicts if line.name == name), None)


def check_days(story: Story, facts: dict[str, Any], row: CaseloadRow, overview: PatientOverview) -> None:
    started_on = row.episode.started_on
    assert facts.get("headache_days_per_month") == story.now
    assert facts.get("baseline_headache_days") == (story.start if story.counting else None)
    status = EpisodeStatus.objects.get(episode=row.episode)
    assert status.headache_days == story.now
    assert (row.now.value if row.now else None) == story.now
    points = drawn(overview, "chart-days")
    assert [(reading.on, reading.value) for reading in row.readings] == points
    assert (points[-1][1] if points else None) == story.days
    if story.start is not None:
        assert points[0] == (started_on, story.start)


def contradicts(facts: dict[str, Any]) -> bool:
    """Whether both counts of now cannot be true: then neither counts, unless an alarm rests on it (D127)."""
    part, whole = facts.get("migraine_days_per_month"), facts.get("headache_days_per_month")
    return part is not None and whole is not None and part > whole


def check_evaluation(story: Story, facts: dict[str, Any], overview: PatientOverview) -> None:
    counted, _value = story.last("followup_headache_days")
    if counted and story.start and story.now is not None:
        percent = (story.start - story.now) / story.start * 100
        words = "gelijk" if not percent else f"{round(abs(percent))}% {'lager' if percent > 0 else 'hoger'}"
        assert change_of(overview, "Hoofdpijndagen") == words
    else:
        assert change_of(overview, "Hoofdpijndagen") is None
    _at, hit6 = story.last("hit6_followup")
    assert (facts.get("hit6_score"), facts.get("hit6_followup")) == (story.answers.get("hit6_score"), hit6)
    values = [value for value in (story.answers.get("hit6_score"), hit6) if value is not None]
    points = drawn(overview, "chart-hit6")
    assert [points[0][1], points[-1][1]] == [values[0], values[-1]] if len(values) == 2 else True
    _at, score = story.last("gpe_score")
    assert facts.get("gpe_score") == score
    assert change_of(overview, "Ervaren effect (GPE)") == (f"score {score} van 7" if story.counting else None)


def check_medication(story: Story, facts: dict[str, Any], overview: PatientOverview) -> None:
    assert facts.get("acute_days_triptan") == story.triptan_days
    points = drawn(overview, "chart-medication")
    if story.answers["acute_medication_classes"] == ["triptan"]:
        assert (points[-1][1] if points else None) == story.triptan_days
    else:
        assert not points


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=STARTS, events=EVENTS)
def test_all_readers_have_the_same_start_and_the_same_value_now(
    alice: User, answers: dict[str, Any], events: list[Event]
) -> None:
    with undone():
        episode, story = live_through(alice, answers, events)
        facts = facts_of_intake(episode)
        overview = patient_overview(episode.patient)
        assert not overview.board.is_blocked
        for fact in ("headache_days_per_month", "baseline_headache_days", "hit6_followup"):
            assert overview.board.facts.get(fact) == facts.get(fact)
            believed = [facts.get(fact), *([None] if contradicts(facts) else [])]
            assert overview.board.scope.value(fact) in believed
        check_days(story, facts, row_of(alice), overview)
        check_evaluation(story, facts, overview)
        check_medication(story, facts, overview)
