"""What the engine gets from this step."""

import datetime as dt
from typing import Any

import pytest

from headache_cds.accounts.models import User
from headache_cds.vocabulary.registry import get_vocabulary
from intake import actions
from intake.follow_up import follow_up_facts
from intake.models import Episode
from intake.queries import answers_of, facts_of_intake, hidden_answers, patient_facts, progress
from intake.review import review_of
from tests import factories
from tests.worked import PATIENTS

pytestmark = pytest.mark.db


def save(episode: Episode, by: User, **values: object) -> None:
    actions.save_answers(episode=episode, by=by, values=values)


def test_registration_gives_setting_sex_and_age(episode: Episode) -> None:
    assert facts_of_intake(episode) == {
        "care_setting": "secondary_care",
        "sex": "female",
        "patient_age_years": 40,
    }


def test_age_is_that_of_the_day_of_signing(episode: Episode) -> None:
    earlier = episode.patient.birth_date.replace(year=episode.patient.birth_date.year + 17)
    assert facts_of_intake(episode, earlier)["patient_age_years"] == 17
    assert facts_of_intake(episode, earlier - dt.timedelta(days=1))["patient_age_years"] == 16


def test_unknown_answers_are_no_facts(alice: User, episode: Episode) -> None:
    actions.save_answers(
        episode=episode,
        by=alice,
        values={"rf_thunderclap": None, "migraine_aura": False},
        not_assessable=["rf_after_trauma"],
    )
    facts = facts_of_intake(episode)
    assert facts["migraine_aura"] is False
    assert {"rf_thunderclap", "rf_after_trauma"}.isdisjoint(facts)


def test_an_answer_that_routing_hides_is_kept_but_is_no_fact(alice: User, episode: Episode) -> None:
    save(episode, alice, acute_medication_classes=["triptan"], acute_days_triptan=12)
    assert facts_of_intake(episode)["acute_days_triptan"] == 12
    save(episode, alice, acute_medication_classes=["paracetamol"])
    assert "acute_days_triptan" not in facts_of_intake(episode)
    assert answers_of(episode)["acute_days_triptan"] == 12
    assert [question.fact for question in hidden_answers(episode)] == ["acute_days_triptan"]
    save(episode, alice, acute_medication_classes=["paracetamol", "triptan"])
    assert facts_of_intake(episode)["acute_days_triptan"] == 12


def test_routing_reads_registration(alice: User) -> None:
    woman, man = factories.make_episode(alice), factories.make_episode(alice, sex="male")
    for episode in (woman, man):
        save(episode, alice, menstrual_link="related")
    assert "menstrual_link" in facts_of_intake(woman)
    assert "menstrual_link" not in facts_of_intake(man)


def test_the_count_of_now_replaces_the_count_of_then(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12, acute_medication_days_per_month=8)
    factories.make_follow_up(episode, alice, followup_headache_days=5, acute_medication_days_per_month=2)
    facts = facts_of_intake(episode)
    assert facts["baseline_headache_days"] == 12
    assert facts["followup_headache_days"] == facts["headache_days_per_month"] == 5
    assert facts["acute_medication_days_per_month"] == 2


def test_a_baseline_of_its_own_wins(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12)
    factories.make_follow_up(episode, alice, baseline_headache_days=14, followup_headache_days=5)
    assert facts_of_intake(episode)["baseline_headache_days"] == 14


def test_without_a_measurement_there_is_no_baseline(alice: User, episode: Episode) -> None:
    save(episode, alice, headache_days_per_month=12)
    item = factories.make_follow_up(episode, alice, gpe_score=2)
    actions.void_follow_up(follow_up=item, by=alice, reason="Dubbel.")
    facts = facts_of_intake(episode)
    assert "baseline_headache_days" not in facts
    assert "gpe_score" not in facts


def test_a_measurement_does_not_close_questions_of_then(alice: User, episode: Episode) -> None:
    save(episode, alice, migraine_days_per_month=10, months_migraine_8plus=6)
    factories.make_follow_up(episode, alice, followup_headache_days=9, migraine_days_per_month=4)
    facts = facts_of_intake(episode)
    assert (facts["migraine_days_per_month"], facts["months_migraine_8plus"]) == (4, 6)


def test_every_fact_of_a_follow_up_is_in_the_vocabulary() -> None:
    assert follow_up_facts().keys() <= get_vocabulary().facts.keys()


def test_worked_patient_12_comes_back_as_he_was_told(alice: User) -> None:
    """Anamnese at the start, repeat measurement after three months: the same facts come out (V12)."""
    told = factories.with_dates(PATIENTS["V12"])
    episode, of_the_plan = factories.make_episode_with(alice, told)
    assert set(of_the_plan) == {
        "planned_interventions",
        "aerobic_sessions_per_week",
        "aerobic_minutes_per_session",
        "aerobic_weeks",
        "aerobic_intensity",
        "aerobic_programme_week",
        "pain_education_given",
    } & set(told)
    assert facts_of_intake(episode) == {
        fact: value for fact, value in told.items() if fact not in of_the_plan
    }


def test_progress_counts_core_questions_that_are_asked(alice: User, episode: Episode) -> None:
    before = {item.section.id: item for item in progress(episode)}
    save(episode, alice, acute_medication_classes=["triptan"])
    after = {item.section.id: item for item in progress(episode)}
    assert (before["medication"].state, after["medication"].state) == ("empty", "partial")
    # the triptan days, the days with any drug, the months of use, the source of the counts
    assert after["medication"].asked == before["medication"].asked + 4
    assert after["medication"].answered == 1


def test_looking_without_result_counts_as_progress(alice: User, episode: Episode) -> None:
    actions.save_answers(episode=episode, by=alice, values={}, not_assessable=["rf_thunderclap"])
    flags = next(item for item in progress(episode) if item.section.id == "red_flags")
    assert flags.answered == 1


def test_a_full_page_is_complete(alice: User) -> None:
    episode = factories.make_episode(alice, care_setting="primary_care")
    flags = next(item for item in progress(episode) if item.section.id == "red_flags")
    nothing_known = [question.fact for question in flags.section.core_questions(patient_facts(episode))]
    actions.save_answers(episode=episode, by=alice, values={}, not_assessable=nothing_known)
    flags = next(item for item in progress(episode) if item.section.id == "red_flags")
    assert (flags.state, flags.answered) == ("complete", flags.asked)


def test_after_a_neurologist_only_what_can_still_decide_counts_on_the_red_flag_page(
    alice: User, episode: Episode
) -> None:
    primary = factories.make_episode(alice, care_setting="primary_care")
    pages = {
        place.care_setting: next(item for item in progress(place) if item.section.id == "red_flags")
        for place in (episode, primary)
    }
    assert all(page.required for page in pages.values())
    core = {
        setting: {one.fact for one in page.section.core_questions({"care_setting": setting})}
        for setting, page in pages.items()
    }
    assert core["secondary_care"] < core["primary_care"]
    assert {"rf_thunderclap", "rf_unlike_usual_headache", "rf_pattern_change"} <= core["secondary_care"]
    assert "rf_fever_or_chills" in core["primary_care"] - core["secondary_care"]
    assert pages["secondary_care"].asked < pages["primary_care"].asked


def test_a_man_is_not_asked_about_pregnancy_unless_somebody_answered_it(alice: User) -> None:
    episode = factories.make_episode(alice, sex="male", care_setting="primary_care")

    def asked() -> set[str]:
        lines = [line for item in review_of(episode).sections for line in (*item.open_core, *item.answered)]
        return {line.spec.id for line in lines}

    assert {"pregnant", "estrogen_contraceptive_use"}.isdisjoint(asked())
    save(episode, alice, pregnant=True)
    assert "pregnant" in asked()
    assert facts_of_intake(episode)["pregnant"] is True
    assert "postpartum_recent" not in asked()


def test_progress_and_facts_cost_a_fixed_number_of_queries(
    alice: User, django_assert_num_queries: Any
) -> None:
    episode, _ = factories.make_episode_with(alice, PATIENTS["V12"])
    with django_assert_num_queries(1):
        progress(episode)
    with django_assert_num_queries(2):
        facts_of_intake(episode)
