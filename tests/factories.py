"""Builds what a test needs, through the actions only, so that no test rests on a state that cannot occur."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.utils import timezone

from examination import actions as examination_actions
from examination.battery import load_battery
from headache_cds.accounts.actions import add_person, create_centre, set_own_password
from headache_cds.accounts.models import CareSetting, User
from headache_cds.vocabulary.names import HEADACHE_DAYS
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.signals import facts_changed
from intake import actions
from intake.follow_up import follow_up_only, measured_again, scored_again
from intake.models import Episode, FollowUp
from intake.sections import PATIENT_FACTS, all_questions

PASSWORD = "stille-kamer-zonder-licht"
_numbers = itertools.count(1)


def make_centre(name: str, username: str, care_setting: str = CareSetting.SECONDARY) -> User:
    """A centre with its administrator, who has replaced the temporary password by PASSWORD."""
    administrator, _ = create_centre(
        name=name, username=username, display_name=username.title(), care_setting=care_setting
    )
    set_own_password(by=administrator, password=PASSWORD)
    return administrator


def make_person(administrator: User, username: str, role: str) -> User:
    """A colleague of the administrator with PASSWORD."""
    person, _ = add_person(by=administrator, username=username, display_name=username.title(), role=role)
    set_own_password(by=person, password=PASSWORD)
    return person


def birth_date_at(age: int) -> dt.date:
    """The birth date of somebody who is this old today and a month ago too."""
    born = timezone.localdate() - dt.timedelta(days=60)
    return born.replace(year=born.year - age, day=min(born.day, 28))


def make_episode(by: User, **fields: Any) -> Episode:
    """An invented patient of 40 with a first episode that began 30 days ago, unless fields say otherwise."""
    values: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "number": f"P{next(_numbers):05}",
        "family_name": "Voorbeeld",
        "initials": "V.",
        "birth_date": birth_date_at(40),
        "sex": "female",
        "started_on": timezone.localdate() - dt.timedelta(days=30),
    }
    return actions.register_patient(by=by, **(values | fields))


def make_follow_up(episode: Episode, by: User, *, days_ago: int = 0, **values: Any) -> FollowUp:
    """A repeat measurement of so many days ago."""
    return actions.record_follow_up(
        episode=episode,
        by=by,
        submission=uuid.uuid4(),
        measured_on=timezone.localdate() - dt.timedelta(days=days_ago),
        values=values,
    )


@contextmanager
def announced_once() -> Iterator[None]:
    """Announces the facts that change within once, at the end.

    What the later steps keep of a dossier follows from its facts as they stand, so the last time counts.
    """
    heard: list[dict[str, Any]] = []
    with mock.patch.object(facts_changed, "send", lambda **told: heard.append(told)):
        yield
    for told in heard[-1:]:
        facts_changed.send(**told)


def make_episode_with(by: User, facts: dict[str, Any], **fields: Any) -> tuple[Episode, dict[str, Any]]:
    """An episode in which these facts were registered, answered, found and measured.

    Returns the episode and the facts that belong to a later step (the plan). Without follow-up facts nothing
    is measured again; with them, the count of now and its source go to the follow-up and the baseline to the
    anamnese.
    """
    facts = with_dates(facts)
    registration = {"sex": facts.get("sex", "unknown"), "care_setting": facts.get("care_setting")}
    registration["birth_date"] = birth_date_at(facts.get("patient_age_years", 40))
    answers, measured = split_follow_up(facts)
    findings = {fact: value for fact, value in facts.items() if fact in load_battery().facts}
    with announced_once():
        episode = make_episode(by, **(registration | fields))
        actions.save_answers(episode=episode, by=by, values=answers)
        if findings:
            examination = examination_actions.start_examination(episode=episode, by=by)
            examination_actions.save_findings(examination=examination, by=by, values=findings)
        if measured:
            make_follow_up(episode, by, **measured)
    used = {*answers, *findings, *measured, *PATIENT_FACTS}
    return episode, {fact: value for fact, value in facts.items() if fact not in used}


def with_dates(facts: dict[str, Any]) -> dict[str, Any]:
    """The same with a date, so many days before today, for every number of days since one.

    A date to come is left out: no page takes one.
    """
    dates = get_vocabulary().dates_by_days
    days = {name: facts[name] for name in dates if name in facts}
    today = timezone.localdate()
    counted = {
        dates[name]: (today - dt.timedelta(days=number)).isoformat()
        for name, number in days.items()
        if number >= 0
    }
    return {name: value for name, value in facts.items() if name not in days} | counted


def split_follow_up(facts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers of the anamnese, and what was measured again."""
    asked = {question.fact for question in all_questions()}
    answers = {fact: value for fact, value in facts.items() if fact in asked}
    measured = {fact: value for fact, value in facts.items() if fact in follow_up_only()}
    if "followup_headache_days" not in measured:
        return answers, measured
    if "baseline_headache_days" in measured:
        answers[HEADACHE_DAYS] = measured["baseline_headache_days"]
    source = measured_again()[HEADACHE_DAYS].source
    if source in answers:
        measured[source] = answers[source]
    for fact in scored_again().keys() & answers.keys():
        measured[fact] = [_pick(row, "activity", "score_followup") for row in answers[fact]]
        answers[fact] = [_pick(row, "activity", "score_baseline") for row in answers[fact]]
    return answers, measured


def _pick(row: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {field: row[field] for field in fields if field in row}
