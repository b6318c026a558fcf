"""Writes the dossier of one demo patient through the actions, day by day."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from examination import actions as examination
from examination.battery import load_battery
from headache_cds.accounts.models import User
from headache_cds.vocabulary import names
from headache_cds.vocabulary.registry import get_vocabulary
from intake import actions as intake
from intake.models import Episode
from intake.sections import all_questions
from interventions.case.status import refresh_status
from interventions.plan import actions as interventions
from interventions.plan.queries import asked_plan_facts
from interventions.plan.seen import Agreed

from .clock import clock_at, noon
from .script import Agreement, DemoPatient, DemoPlan

# Birthdays lie apart, and far enough back that nobody in the list has one during the demo's past.
FIRST_BIRTHDAY, BETWEEN_BIRTHDAYS = 15, 9


@dataclass(frozen=True)
class DemoDossier:
    """One patient while the dossier is written; `now` is the real moment."""

    patient: DemoPatient
    facts: Mapping[str, Any]
    people: Mapping[str, User]
    now: dt.datetime
    position: int

    @property
    def therapist(self) -> User:
        return self.people[self.patient.therapist]

    def date(self, day: int) -> dt.date:
        """The date of a day of the episode."""
        return timezone.localdate(self.now) - dt.timedelta(days=self.patient.started - day)

    @contextmanager
    def on(self, day: int) -> Iterator[None]:
        """Write as if it were noon of that day of the episode, or now when that is still to come."""
        with clock_at(min(noon(self.date(day)), self.now)):
            yield

    @property
    def birth_date(self) -> dt.date:
        """A birth date with the age of the story, at the start and today."""
        birthday = self.date(0) - dt.timedelta(days=FIRST_BIRTHDAY + BETWEEN_BIRTHDAYS * self.position)
        return birthday.replace(year=birthday.year - self.facts[names.AGE], day=min(birthday.day, 28))


def write_dossier(dossier: DemoDossier) -> Episode:
    """Registration, anamnese, examination, plan, measurements and notes; status as of today at the end."""
    with dossier.on(0):
        episode = _begin(dossier)
    if dossier.patient.plan:
        with dossier.on(dossier.patient.plan.day):
            _plan(dossier, episode, dossier.patient.plan)
    for measurement in dossier.patient.measurements:
        with dossier.on(measurement.day):
            values = dict(measurement.values)
            if measurement.next is not None:
                values[names.FOLLOW_UP_DATE] = dossier.date(measurement.next).isoformat()
            intake.record_follow_up(
                episode=episode,
                by=dossier.therapist,
                submission=uuid.uuid4(),
                measured_on=dossier.date(measurement.day),
                values=values,
            )
    for note in dossier.patient.notes:
        with dossier.on(note.day):
            intake.add_team_note(
                episode=episode, by=dossier.people[note.by], submission=uuid.uuid4(), text=note.text
            )
    refresh_status(episode=episode)
    return episode


def _begin(dossier: DemoDossier) -> Episode:
    """Register the patient and write what the first day brought."""
    by, facts = dossier.therapist, _with_dates(dossier)
    episode = intake.register_patient(
        by=by,
        submission=uuid.uuid4(),
        number=dossier.patient.number,
        family_name=dossier.patient.family_name,
        initials=dossier.patient.initials,
        birth_date=dossier.birth_date,
        sex=facts.get(names.SEX, "unknown"),
        care_setting=facts[names.CARE_SETTING],
        started_on=dossier.date(0),
    )
    asked = {question.fact for question in all_questions()}
    answers = {fact: value for fact, value in facts.items() if fact in asked}
    intake.save_answers(episode=episode, by=by, values=answers)
    if dossier.patient.complete:
        intake.complete_intake(episode=episode, by=by)
    findings = {fact: value for fact, value in facts.items() if fact in load_battery().facts}
    if findings:
        started = examination.start_examination(episode=episode, by=by)
        examination.save_findings(examination=started, by=by, values=findings)
        examination.complete_examination(examination=started, by=by)
    return episode


def _with_dates(dossier: DemoDossier) -> dict[str, Any]:
    """What is known on the first day; a number of days since a date becomes that date, so long before it."""
    facts = {name: value for name, value in dossier.facts.items() if value is not None}
    for name, date in get_vocabulary().dates_by_days.items():
        if name in facts:
            facts[date] = (dossier.date(0) - dt.timedelta(days=facts.pop(name))).isoformat()
    return facts


def _plan(dossier: DemoDossier, episode: Episode, plan: DemoPlan) -> None:
    """Decide on the cards; agree and sign when there is an agreement."""
    by = dossier.therapist
    if plan.hypothesis:
        interventions.write_hypothesis(
            episode=episode, text=plan.hypothesis.text, approach=plan.hypothesis.approach, based_on=0, by=by
        )
    for choice in plan.accept:
        interventions.accept_advice(
            episode=episode,
            card=choice.card,
            components=choice.components,
            dose=choice.dose,
            note=choice.note,
            by=by,
        )
    for refusal in plan.decline:
        interventions.decline_advice(
            episode=episode, card=refusal.card, reason_code=refusal.reason_code, reason=refusal.reason, by=by
        )
    if plan.agreement:
        _sign(dossier, episode, plan.agreement)
    asked = asked_plan_facts()
    answers = {fact: value for fact, value in dossier.facts.items() if fact in asked}
    interventions.save_plan_answers(episode=episode, values=answers, by=by)


def _sign(dossier: DemoDossier, episode: Episode, agreement: Agreement) -> None:
    goals = [
        {
            "text": goal.text,
            "measure": goal.measure,
            "due_on": dossier.date(goal.due) if goal.due is not None else None,
        }
        for goal in agreement.goals
    ]
    draft = interventions.agree(
        episode=episode,
        agreed=Agreed(
            agreement=agreement.text,
            evaluation_on=dossier.date(agreement.evaluation),
            contact=agreement.contact,
            consent=True,
        ),
        goals=goals,
        by=dossier.therapist,
    )
    interventions.sign_plan(plan=draft, by=dossier.therapist)
