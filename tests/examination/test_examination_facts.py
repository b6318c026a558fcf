"""Findings as facts: of the latest examination, and of tests that are offered only."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from examination import actions
from examination.queries import findings_of, known_facts
from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode
from intake.queries import facts_of_intake
from tests import factories

pytestmark = pytest.mark.db

JAW = {"tmdh_temple_headache": True, "tmdh_modified_by_jaw": True}


def examine(episode: Episode, by: User, days_ago: int = 0, **values: object) -> None:
    examined_on = timezone.localdate() - dt.timedelta(days=days_ago)
    examination = actions.start_examination(episode=episode, by=by, examined_on=examined_on)
    actions.save_findings(examination=examination, by=by, values=values)
    actions.complete_examination(examination=examination, by=by)


def test_without_an_examination_nothing_was_found(episode: Episode) -> None:
    assert findings_of(episode) == {}
    assert known_facts(episode) == facts_of_intake(episode)


def test_the_latest_examination_counts(alice: User, episode: Episode) -> None:
    examine(episode, alice, frt_left_deg=25)
    examine(episode, alice, days_ago=10, frt_left_deg=40, harris_seconds=20)
    assert findings_of(episode) == {"frt_left_deg": 25}


def test_findings_of_a_draft_count(alice: User, episode: Episode) -> None:
    examination = actions.start_examination(episode=episode, by=alice)
    actions.save_findings(examination=examination, by=alice, values={"harris_seconds": 20})
    assert findings_of(episode) == {"harris_seconds": 20}


def test_8c_counts_only_after_both_jaw_questions(alice: User, episode: Episode) -> None:
    examine(episode, alice, tmdh_location_confirmed=True, harris_seconds=20)
    assert findings_of(episode) == {"harris_seconds": 20}
    save_answers(episode=episode, by=alice, values={**JAW, "tmdh_modified_by_jaw": False})
    assert "tmdh_location_confirmed" not in findings_of(episode)
    save_answers(episode=episode, by=alice, values=JAW)
    assert findings_of(episode) == {"harris_seconds": 20, "tmdh_location_confirmed": True}


def test_both_steps_together(alice: User, episode: Episode) -> None:
    save_answers(episode=episode, by=alice, values={"headache_days_per_month": 12})
    examine(episode, alice, harris_seconds=20)
    facts = known_facts(episode)
    assert (facts["headache_days_per_month"], facts["harris_seconds"]) == (12, 20)
    assert facts["patient_age_years"] == 40


def test_age_is_that_of_the_day_of_signing(episode: Episode) -> None:
    earlier = episode.patient.birth_date.replace(year=episode.patient.birth_date.year + 17)
    assert known_facts(episode, earlier)["patient_age_years"] == 17


def test_facts_cost_a_fixed_number_of_queries(alice: User, django_assert_num_queries: Any) -> None:
    episode = factories.make_episode(alice)
    for days_ago in (2, 1, 0):
        examine(episode, alice, days_ago=days_ago, harris_seconds=20)
    with django_assert_num_queries(3):  # answers, measurement, findings
        known_facts(episode)
