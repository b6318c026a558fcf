"""Repeat measurements: what can be measured again, and how it becomes facts beside the anamnese."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec

FOLLOW_UP_FILE = Path(__file__).parent / "facts" / "follow_up.yaml"

HEADACHE_DAYS = "headache_days_per_month"
MEDICATION_DAYS = "acute_medication_days_per_month"
PSK = "psk_activities"

# Counts that are part of another count: a day with migraine is a day with headache.
PARTS = {
    HEADACHE_DAYS: ("migraine_days_per_month", "tth_days_per_month"),
    MEDICATION_DAYS: (
        "acute_days_paracetamol",
        "acute_days_nsaid",
        "acute_days_triptan",
        "acute_days_ergotamine",
        "acute_days_opioid",
        "acute_days_combination",
        "acute_days_gepant_or_ditan",
        "acute_days_other",
    ),
}
# Facts of the anamnese that a follow-up counts again under their own name.
COUNTED_AGAIN = (
    "headache_days_source",
    *PARTS[HEADACHE_DAYS],
    MEDICATION_DAYS,
    *PARTS[MEDICATION_DAYS],
    "medication_days_source",
    PSK,
)


def follow_up_facts() -> dict[str, FactSpec]:
    """What a follow-up can record: the facts of follow_up.yaml and those that are counted again."""
    vocabulary = get_vocabulary()
    own = [fact for fact, path in vocabulary.declared_in.items() if path == FOLLOW_UP_FILE]
    return {fact: vocabulary.facts[fact] for fact in (*own, *COUNTED_AGAIN)}


def with_follow_up(intake: Mapping[str, Any], measured: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the anamnese brought up to date with one follow-up.

    The count at follow-up is the current count, the one of the anamnese is the baseline (HV-I-091, HV-I-096).
    A part that was not counted again and exceeds its new whole is of another time: it is unknown now, and is
    asked again rather than believed (N03).
    """
    counted = dict(measured)
    if "followup_headache_days" in measured:
        counted[HEADACHE_DAYS] = measured["followup_headache_days"]
    if PSK in measured:
        counted[PSK] = merge_activities(intake.get(PSK, []), measured[PSK])
    facts = {**_without_outdated_parts(intake, counted), **counted}
    if "baseline_headache_days" not in measured and HEADACHE_DAYS in intake:
        facts["baseline_headache_days"] = intake[HEADACHE_DAYS]
    return facts


def _without_outdated_parts(intake: Mapping[str, Any], counted: Mapping[str, Any]) -> dict[str, Any]:
    outdated = {
        part
        for whole, parts in PARTS.items()
        for part in parts
        if whole in counted and intake.get(part, 0) > counted[whole]
    }
    return {fact: value for fact, value in intake.items() if fact not in outdated}


def merge_activities(baseline: list[dict[str, Any]], measured: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The patient's activities with the score of now beside the score at the start.

    Rows belong together by the name of the activity, or by position when the follow-up gives no name. Name
    and score at the start stay those of the anamnese; an activity that is new at follow-up is a row more.
    """
    rows = [dict(row) for row in baseline]
    names = [row.get("activity") for row in rows]
    for position, now in enumerate(measured):
        name = now.get("activity")
        at = names.index(name) if name in names else position if name is None else len(rows)
        if at >= len(rows):
            rows.append(dict(now))
        elif "score_followup" in now:
            rows[at]["score_followup"] = now["score_followup"]
    return rows
