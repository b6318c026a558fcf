"""Saving answers: checked, only what changed, nothing overwritten."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from headache_cds.accounts.models import User
from headache_cds.audit.append_only import AppendOnlyError
from headache_cds.audit.models import AuditEvent
from headache_cds.states import TransitionError
from intake import actions
from intake.models import Answer, Episode
from intake.queries import answer_states, answers_of, history_of

pytestmark = pytest.mark.db


def save(episode: Episode, by: User, **values: object) -> tuple[str, ...]:
    return actions.save_answers(episode=episode, by=by, values=values).changed


def test_it_saves_what_was_answered(alice: User, episode: Episode) -> None:
    changed = save(episode, alice, headache_days_per_month=12, migraine_aura=False, tth_days_per_month=None)
    assert set(changed) == {"headache_days_per_month", "migraine_aura"}
    assert answers_of(episode) == {"headache_days_per_month": 12, "migraine_aura": False}


def test_saving_the_same_form_twice_writes_nothing(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12, headache_type=["migraine", "tth"])
    written, told = Answer.objects.count(), AuditEvent.objects.count()
    assert save(episode, alice, headache_days_per_month=12, headache_type=["migraine", "tth"]) == ()
    assert (Answer.objects.count(), AuditEvent.objects.count()) == (written, told)


def test_a_correction_adds_a_row_and_keeps_the_old_one(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12)
    save(episode, alice, headache_days_per_month=15)
    rows = history_of(episode, "headache_days_per_month")
    assert [(row.value, row.is_current) for row in rows] == [(15, True), (12, False)]
    assert {row.recorded_by for row in rows} == {alice}
    assert answers_of(episode) == {"headache_days_per_month": 15}


def test_no_is_an_answer_and_not_asked_is_none(alice: User, episode: Episode) -> None:
    save(episode, alice, rf_thunderclap=False, rf_after_trauma=None)
    assert answers_of(episode) == {"rf_thunderclap": False}
    save(episode, alice, rf_thunderclap=None)
    assert answers_of(episode) == {}
    assert answer_states(episode) == {"rf_thunderclap": "not_asked"}


def test_what_could_not_be_assessed_is_recorded_and_unknown(alice: User, episode: Episode) -> None:
    actions.save_answers(
        episode=episode, by=alice, values={"rf_thunderclap": True}, not_assessable={"rf_thunderclap"}
    )
    assert answers_of(episode) == {}
    assert answer_states(episode) == {"rf_thunderclap": "not_assessable"}


def test_records_are_one_answer(alice: User, episode: Episode) -> None:
    rows = [{"name": "naproxen", "class": "nsaid", "days_per_month": 4}]
    save(episode, alice, medications=rows)
    assert answers_of(episode) == {"medications": rows}


def test_an_impossible_value_refuses_the_whole_form(alice: User, episode: Episode) -> None:
    with pytest.raises(ValidationError) as caught:
        save(
            episode,
            alice,
            headache_days_per_month=45,
            bmi=400,
            migraine_aura="misschien",
            headache_type=["migraine"],
        )
    assert caught.value.message_dict.keys() == {"headache_days_per_month", "bmi", "migraine_aura"}
    assert "31" in caught.value.message_dict["headache_days_per_month"][0]
    assert answers_of(episode) == {}


@pytest.mark.parametrize("fact", ["no_such_fact", "sex", "frt_left_deg", "followup_headache_days"])
def test_a_fact_of_another_place_is_refused(fact: str, alice: User, episode: Episode) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.save_answers(episode=episode, by=alice, values={fact: None}, not_assessable=())
    assert caught.value.message_dict.keys() == {fact}


def test_an_unusual_value_is_kept(alice: User, episode: Episode) -> None:
    assert save(episode, alice, untreated_duration_max_hours=1000) == ("untreated_duration_max_hours",)


def test_only_a_physiotherapist_of_the_centre_writes(
    bob: User, dora: User, charlie: User, episode: Episode
) -> None:
    for person, reason in ((bob, "fysiotherapeut"), (dora, "fysiotherapeut"), (charlie, "ander centrum")):
        with pytest.raises(PermissionDenied, match=reason):
            save(episode, person, headache_days_per_month=12)


def test_a_complete_intake_is_not_written(alice: User, episode: Episode) -> None:
    actions.complete_intake(episode=episode, by=alice)
    with pytest.raises(ValidationError, match="afgerond"):
        save(episode, alice, headache_days_per_month=12)


def test_a_stale_copy_of_the_episode_does_not_write_past_completion(alice: User, episode: Episode) -> None:
    stale = Episode.objects.get(pk=episode.pk)
    actions.complete_intake(episode=episode, by=alice)
    with pytest.raises(ValidationError, match="afgerond"):
        save(stale, alice, headache_days_per_month=12)


def test_complete_and_open_again_as_a_new_version(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12)
    actions.complete_intake(episode=episode, by=alice)
    complete = Episode.objects.get(pk=episode.pk)
    assert (complete.intake_state, complete.intake_version) == ("complete", 1)
    assert complete.intake_completed_at is not None
    actions.reopen_intake(episode=episode, by=alice)
    opened = Episode.objects.get(pk=episode.pk)
    assert (opened.intake_state, opened.intake_version, opened.intake_completed_at) == ("draft", 2, None)
    assert answers_of(episode) == {"headache_days_per_month": 12}


def test_any_other_transition_is_refused(alice: User, episode: Episode) -> None:
    with pytest.raises(TransitionError):
        actions.reopen_intake(episode=episode, by=alice)
    actions.complete_intake(episode=episode, by=alice)
    with pytest.raises(TransitionError):
        actions.complete_intake(episode=episode, by=alice)


def test_an_answer_cannot_be_changed_or_removed(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12)
    answer = episode.answers.get()
    answer.value = 3
    with pytest.raises(AppendOnlyError):
        answer.save()
    with pytest.raises(AppendOnlyError):
        answer.delete()
    with pytest.raises(AppendOnlyError):
        episode.answers.update(value=3)
    with pytest.raises(AppendOnlyError):
        Answer.objects.all().delete()


def test_the_database_holds_one_current_answer_per_fact(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(episode=episode, fact="headache_days_per_month", value=3, recorded_by=alice)


def test_the_database_ties_the_value_to_the_state(alice: User, episode: Episode) -> None:
    for state, value in (("known", None), ("not_asked", 3), ("perhaps", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(
                episode=episode, fact="headache_days_per_month", state=state, value=value, recorded_by=alice
            )
