"""One start and one value now for everything that is asked again, from any row of follow-ups."""

import datetime as dt
from typing import Any

import pytest

from intake.measured import AGED, Quantities
from intake.models import FollowUp

START = dt.date(2026, 3, 2)
TODAY = START + dt.timedelta(days=40)


def measured(answers: dict[str, Any], *follow_ups: dict[str, Any]) -> Quantities:
    """These answers, and follow-ups with these values ten days apart."""
    rows = [
        FollowUp(measured_on=START + dt.timedelta(days=10 * number), values=values)
        for number, values in enumerate(follow_ups, start=1)
    ]
    return Quantities(answers, START, rows)


def test_without_a_follow_up_the_answers_stand() -> None:
    then = {"headache_days_per_month": 5, "migraine_days_per_month": 6, "headache_days_source": "recall"}
    assert measured(then).facts() == then


@pytest.mark.parametrize(
    ("before", "days", "after"),
    [
        (["nsaid"], 18, ["nsaid", "triptan"]),
        (["none"], 18, ["triptan"]),
        (["nsaid", "triptan"], 18, ["nsaid", "triptan"]),
        (["nsaid"], 0, ["nsaid"]),
    ],
)
def test_a_drug_that_is_counted_later_is_a_drug_in_use(
    before: list[str], days: int, after: list[str]
) -> None:
    answers = {"acute_medication_classes": before}
    assert measured(answers, {"acute_days_triptan": days}).facts()["acute_medication_classes"] == after


def test_a_set_that_nobody_answered_stays_unknown() -> None:
    """A class that is not in it counts as no day at all, which nobody said."""
    assert "acute_medication_classes" not in measured({}, {"acute_days_triptan": 18}).facts()


def test_the_newest_value_counts_however_late_it_was_recorded() -> None:
    early = FollowUp(measured_on=START + dt.timedelta(days=3), values={"hit6_followup": 60})
    late = FollowUp(measured_on=START + dt.timedelta(days=9), values={"hit6_followup": 56})
    early.recorded_at = late.recorded_at + dt.timedelta(days=1)
    hit6 = Quantities({"hit6_score": 64}, START, [late, early]).of("hit6_score")
    assert [reading.value for reading in hit6.readings] == [64, 60, 56]
    assert hit6.now
    assert hit6.now.value == 56


def test_what_a_later_follow_up_leaves_out_stays_as_it_was() -> None:
    now = measured(
        {"hit6_score": 64, "acute_days_triptan": 4},
        {"hit6_followup": 56, "acute_days_triptan": 15, "gpe_score": 2, "pain_response_to_exercise": "more"},
        {"midas_followup": 9},
    ).facts()
    assert now == {
        "hit6_score": 64,
        "hit6_followup": 56,
        "midas_followup": 9,
        "acute_days_triptan": 15,
        "gpe_score": 2,
        "pain_response_to_exercise": "more",
    }


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("gained_since_last_visit", "Fietsen"),
        ("wanted_before_next_visit", "Een uur lezen"),
        ("follow_up_date", "2026-04-01"),
    ],
)
def test_what_belongs_to_one_visit_is_gone_at_the_next(fact: str, value: str) -> None:
    assert measured({}, {fact: value}).facts() == {fact: value}
    assert fact not in measured({}, {fact: value}, {"gpe_score": 2}).facts()


def test_the_last_correction_of_the_start_counts() -> None:
    quantities = measured(
        {"headache_days_per_month": 16, "headache_days_source": "recall"},
        {"baseline_headache_days": 14, "followup_headache_days": 9, "headache_days_source": "diary"},
        {"baseline_headache_days": 20},
        {"hit6_followup": 56},
    )
    days = quantities.headache_days
    assert [(reading.value, reading.source) for reading in days.readings] == [(20, "recall"), (9, "diary")]
    facts = quantities.facts()
    assert (facts["baseline_headache_days"], facts["headache_days_per_month"]) == (20, 9)


def test_a_count_without_a_source_has_none() -> None:
    then = {"headache_days_per_month": 16, "headache_days_source": "diary"}
    assert measured(then, {"hit6_followup": 56}).facts()["headache_days_source"] == "diary"
    assert "headache_days_source" not in measured(then, {"followup_headache_days": 9}).facts()
    later = {"migraine_days_per_month": 4, "headache_days_source": "recall"}
    assert measured(then, later).facts()["headache_days_source"] == "diary", "that of the whole"


def test_the_source_is_that_of_the_newest_part_when_the_whole_was_never_counted() -> None:
    then = {"acute_days_triptan": 4, "acute_days_nsaid": 2, "medication_days_source": "diary"}
    assert measured(then).facts()["medication_days_source"] == "diary"
    later = {"acute_days_nsaid": 3, "medication_days_source": "recall"}
    assert measured(then, later).facts()["medication_days_source"] == "recall"


def test_a_source_without_a_count_says_nothing_about_an_older_count() -> None:
    then = {"headache_days_per_month": 16, "headache_days_source": "recall"}
    facts = measured(then, {"headache_days_source": "diary"}).facts()
    assert facts["headache_days_source"] == "recall"


def test_a_part_larger_than_its_new_whole_is_unknown() -> None:
    then = {
        "headache_days_per_month": 12,
        "migraine_days_per_month": 10,
        "tth_days_per_month": 2,
        "acute_medication_days_per_month": 14,
        "acute_days_triptan": 14,
        "acute_days_nsaid": 3,
    }
    counted = {"followup_headache_days": 5, "acute_medication_days_per_month": 4}
    for now in (measured(then, counted).facts(), measured(then, counted, {"gpe_score": 2}).facts()):
        assert "migraine_days_per_month" not in now
        assert "acute_days_triptan" not in now
        assert (now["tth_days_per_month"], now["acute_days_nsaid"]) == (2, 3)


def test_a_part_of_one_follow_up_is_unknown_beside_the_smaller_whole_of_the_next() -> None:
    quantities = measured(
        {}, {"followup_headache_days": 9, "migraine_days_per_month": 8}, {"followup_headache_days": 5}
    )
    migraine = quantities.of("migraine_days_per_month")
    assert migraine.now is None
    assert migraine.last
    assert migraine.last.value == 8
    assert "migraine_days_per_month" not in quantities.facts()


def test_a_part_larger_than_an_older_whole_is_believed_and_the_whole_is_not() -> None:
    then = {"acute_medication_days_per_month": 4, "acute_days_triptan": 4}
    now = measured(then, {"acute_days_triptan": 15}).facts()
    assert now == {"acute_days_triptan": 15}


def test_a_part_is_unknown_beside_a_start_that_was_corrected_to_less() -> None:
    then = {"headache_days_per_month": 16, "migraine_days_per_month": 15}
    now = measured(then, {"baseline_headache_days": 11}).facts()
    assert now == {"baseline_headache_days": 11, "headache_days_per_month": 11}


def test_a_part_that_was_counted_with_its_whole_stays_as_counted() -> None:
    now = measured({}, {"followup_headache_days": 5, "migraine_days_per_month": 6}).facts()
    assert (now["headache_days_per_month"], now["migraine_days_per_month"]) == (5, 6)
    then = {"headache_days_per_month": 5, "migraine_days_per_month": 6}
    assert measured(then, {"gpe_score": 2}).facts()["migraine_days_per_month"] == 6


LEZEN, HARDLOPEN = {"activity": "lezen", "score_baseline": 8}, {"activity": "hardlopen"}


@pytest.mark.parametrize(
    ("scored", "rows"),
    [
        ([[{"score_followup": 4}]], [LEZEN | {"score_followup": 4}, HARDLOPEN]),
        (
            [[{"activity": "hardlopen", "score_followup": 3}]],
            [LEZEN, HARDLOPEN | {"score_followup": 3}],
        ),
        (
            [[{"activity": "zwemmen", "score_followup": 3}]],
            [LEZEN, HARDLOPEN, {"activity": "zwemmen", "score_followup": 3}],
        ),
        ([[{"activity": "lezen", "score_baseline": 2}]], [LEZEN, HARDLOPEN]),
        (
            [[{"activity": "lezen", "score_followup": 5}], [{"activity": "hardlopen", "score_followup": 3}]],
            [LEZEN | {"score_followup": 5}, HARDLOPEN | {"score_followup": 3}],
        ),
        (
            [[{"activity": "lezen", "score_followup": 5}], [{"activity": "lezen", "score_followup": 2}]],
            [LEZEN | {"score_followup": 2}, HARDLOPEN],
        ),
    ],
)
def test_activities_keep_their_last_score(scored: list[Any], rows: list[Any]) -> None:
    then = [dict(LEZEN), dict(HARDLOPEN)]
    quantities = measured({"psk_activities": then}, *({"psk_activities": item} for item in scored))
    assert quantities.facts()["psk_activities"] == rows
    assert then == [LEZEN, HARDLOPEN]


def test_an_activity_has_its_start_and_its_scores() -> None:
    scores = [{"psk_activities": [{"activity": "lezen", "score_followup": score}]} for score in (6, 3)]
    (lezen,) = measured({"psk_activities": [dict(LEZEN)]}, *scores).activities
    assert lezen.name == "lezen"
    assert [reading.value for reading in lezen.score.readings] == [8, 6, 3]


def test_the_day_is_told_when_a_later_follow_up_left_it_out_or_when_it_is_old() -> None:
    counted = {"followup_headache_days": 9}
    days = measured({"headache_days_per_month": 16}, counted).headache_days
    assert days.day_to_tell(TODAY) is None
    assert days.day_to_tell(TODAY + AGED) == START + dt.timedelta(days=10)
    left_out = measured({"headache_days_per_month": 16}, counted, {"gpe_score": 2}).headache_days
    assert left_out.day_to_tell(TODAY) == START + dt.timedelta(days=10)
    assert measured({}).headache_days.day_to_tell(TODAY) is None
    assert measured({"headache_days_per_month": 16}).headache_days.day_to_tell(TODAY) is None


def test_a_fact_that_is_not_measured_again_is_no_quantity() -> None:
    with pytest.raises(KeyError):
        measured({}).of("migraine_aura")
    with pytest.raises(ValueError, match="no rows"):
        measured({}).rows_of("hit6_score")
