"""Doing an examination: partial findings are fine, nothing is overwritten."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from examination import actions
from examination.models import Examination, Finding
from examination.queries import finding_states, latest_examination, values_of
from headache_cds.accounts.models import User
from headache_cds.audit.append_only import AppendOnlyError
from headache_cds.states import TransitionError
from intake.models import Episode

pytestmark = pytest.mark.db


@pytest.fixture
def examination(alice: User, episode: Episode) -> Examination:
    """A draft of today."""
    return actions.start_examination(episode=episode, by=alice)


def save(examination: Examination, by: User, **values: object) -> tuple[str, ...]:
    return actions.save_findings(examination=examination, by=by, values=values).changed


def test_it_starts_today_by_default(alice: User, examination: Examination) -> None:
    assert (examination.examined_on, examination.examiner) == (timezone.localdate(), alice)
    assert (examination.state, examination.version) == ("draft", 1)


def test_starting_twice_gives_one_draft(alice: User, examination: Examination) -> None:
    assert actions.start_examination(episode=examination.episode, by=alice) == examination
    assert Examination.objects.count() == 1


def test_the_database_holds_one_draft_per_episode(alice: User, examination: Examination) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Examination.objects.create(
            episode=examination.episode, examiner=alice, examined_on=timezone.localdate()
        )


def test_an_examination_before_birth_or_in_the_future_is_refused(alice: User, episode: Episode) -> None:
    before_birth = episode.patient.birth_date - dt.timedelta(days=1)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for date, reason in ((before_birth, "vóór de geboortedatum"), (tomorrow, "in de toekomst")):
        with pytest.raises(ValidationError) as caught:
            actions.start_examination(episode=episode, by=alice, examined_on=date)
        assert reason in caught.value.message_dict["examined_on"][0]
    assert not Examination.objects.exists()


def test_the_day_of_a_draft_can_be_corrected(alice: User, examination: Examination) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    actions.correct_examination_date(examination=examination, by=alice, examined_on=yesterday)
    examination.refresh_from_db()
    assert examination.examined_on == yesterday
    with pytest.raises(ValidationError, match="toekomst"):
        actions.correct_examination_date(
            examination=examination, by=alice, examined_on=yesterday + dt.timedelta(days=2)
        )


def test_partial_findings_are_fine(alice: User, examination: Examination) -> None:
    rows = [{"level": "C1_C2", "side": "left", "mobility": "hypomobile"}]
    changed = save(examination, alice, frt_left_deg=25, frt_right_deg=None, segmental_findings=rows)
    assert set(changed) == {"frt_left_deg", "segmental_findings"}
    assert values_of(examination) == {"frt_left_deg": 25, "segmental_findings": rows}


def test_saving_the_same_form_twice_writes_nothing(alice: User, examination: Examination) -> None:
    save(examination, alice, frt_left_deg=25)
    assert save(examination, alice, frt_left_deg=25) == ()
    assert Finding.objects.count() == 1


def test_a_correction_adds_a_row(alice: User, examination: Examination) -> None:
    save(examination, alice, frt_left_deg=25)
    save(examination, alice, frt_left_deg=40)
    assert list(examination.findings.order_by("recorded_at").values_list("value", flat=True)) == [25, 40]
    assert values_of(examination) == {"frt_left_deg": 40}


def test_what_could_not_be_tested_is_recorded_and_unknown(alice: User, examination: Examination) -> None:
    actions.save_findings(examination=examination, by=alice, values={}, not_assessable=["ccft_level_mmhg"])
    assert values_of(examination) == {}
    assert finding_states(examination) == {"ccft_level_mmhg": "not_assessable"}


def test_an_impossible_value_refuses_the_whole_form(alice: User, examination: Examination) -> None:
    with pytest.raises(ValidationError) as caught:
        save(examination, alice, frt_left_deg=300, ccft_level_mmhg="hoog", harris_seconds=20)
    assert caught.value.message_dict.keys() == {"frt_left_deg", "ccft_level_mmhg"}
    assert values_of(examination) == {}


@pytest.mark.parametrize("fact", ["no_such_fact", "headache_days_per_month", "headache_type"])
def test_a_fact_of_another_step_is_no_finding(fact: str, alice: User, examination: Examination) -> None:
    with pytest.raises(ValidationError) as caught:
        save(examination, alice, **{fact: None})
    assert caught.value.message_dict.keys() == {fact}


def test_only_a_physiotherapist_of_the_centre_examines(
    bob: User, charlie: User, dora: User, examination: Examination
) -> None:
    for person in (bob, charlie, dora):
        with pytest.raises(PermissionDenied):
            actions.start_examination(episode=examination.episode, by=person)
        with pytest.raises(PermissionDenied):
            save(examination, person, harris_seconds=20)
        with pytest.raises(PermissionDenied):
            actions.complete_examination(examination=examination, by=person)


def test_complete_and_open_again_as_a_new_version(alice: User, examination: Examination) -> None:
    save(examination, alice, harris_seconds=20)
    actions.complete_examination(examination=examination, by=alice)
    with pytest.raises(ValidationError, match="afgerond"):
        save(examination, alice, harris_seconds=30)
    actions.reopen_examination(examination=examination, by=alice)
    examination.refresh_from_db()
    assert (examination.state, examination.version, examination.completed_at) == ("draft", 2, None)
    assert save(examination, alice, harris_seconds=30) == ("harris_seconds",)


def test_any_other_transition_is_refused(alice: User, examination: Examination) -> None:
    with pytest.raises(TransitionError):
        actions.reopen_examination(examination=examination, by=alice)
    actions.complete_examination(examination=examination, by=alice)
    with pytest.raises(TransitionError):
        actions.complete_examination(examination=examination, by=alice)


def test_an_older_one_waits_while_another_is_open(alice: User, examination: Examination) -> None:
    actions.complete_examination(examination=examination, by=alice)
    second = actions.start_examination(episode=examination.episode, by=alice)
    with pytest.raises(ValidationError, match="andere onderzoek"):
        actions.reopen_examination(examination=examination, by=alice)
    examination.refresh_from_db()
    assert examination.state == "complete"
    assert latest_examination(examination.episode) == second


def test_a_finding_cannot_be_changed_or_removed(alice: User, examination: Examination) -> None:
    save(examination, alice, harris_seconds=20)
    finding = examination.findings.get()
    with pytest.raises(AppendOnlyError):
        finding.save()
    with pytest.raises(AppendOnlyError):
        finding.delete()
    with pytest.raises(AppendOnlyError):
        examination.findings.update(value=3)
