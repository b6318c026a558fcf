"""A centre with as many patients as asked for: worked patients through the actions, the rest their copies.

Every dossier has its answers and findings and two measurements; two in three of those that nothing blocks
have a signed plan. The copies differ in name, number and dates.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from headache_cds.accounts.models import Role, User
from headache_cds.vocabulary.registry import get_vocabulary
from intake.models import Episode
from interventions.case.current import current_board
from interventions.models import Plan
from tests import factories
from tests.dossiers import sign
from tests.worked import PATIENTS

THERAPISTS = 10


@dataclass(frozen=True)
class Clinic:
    """The therapist who looks at it, the episodes of the worked patients, and the signed plans among them."""

    user: User
    worked: tuple[Episode, ...]
    plans: dict[Any, Plan]


def make_clinic(patients: int) -> Clinic:
    """The worked patients and copies of them, `patients` in all."""
    administrator = factories.make_centre("Meetcentrum", "meter")
    therapists = [
        factories.make_person(administrator, f"therapist{number}", Role.PHYSIOTHERAPIST)
        for number in range(THERAPISTS)
    ]
    user = therapists[0]
    worked = tuple(make_worked(user))
    plans = {}
    for number, episode in enumerate(worked):
        offered = current_board(episode).options
        if number % 3 < 2 and offered:
            plans[episode.pk] = sign(episode, user, offered[0].card.id)
    for position, episode in enumerate(worked):
        numbers = range(position + len(worked), patients, len(worked))
        copy_dossier(episode, numbers, therapists)
    return Clinic(user, worked, plans)


def make_worked(user: User) -> Iterable[Episode]:
    """Each worked patient as a dossier with two measurements; no dossier holds a past day that is to come."""
    for facts in PATIENTS.values():
        days = get_vocabulary().dates_by_days
        possible = {name: value for name, value in facts.items() if name not in days or value >= 0}
        episode, _later = factories.make_episode_with(user, possible)
        for days_ago in (20, 5):
            factories.make_follow_up(episode, user, days_ago=days_ago, followup_headache_days=days_ago / 2)
        yield episode


def copy_dossier(episode: Episode, numbers: Iterable[int], therapists: list[User]) -> None:
    """One copy for each number: rows of every table that hangs on the episode."""
    patients, episodes = [], []
    for number in numbers:
        patient = copy_of(
            episode.patient,
            number=f"M{number:06}",
            family_name=f"Voorbeeld{number * 7919 % 10_007:05}",
            birth_date=episode.patient.birth_date - dt.timedelta(days=number % 9_000),
        )
        patients.append(patient)
        started_on = episode.started_on - dt.timedelta(days=number % 300)
        therapist = therapists[number % len(therapists)]
        episodes.append(
            copy_of(episode, patient_id=patient.pk, started_on=started_on, therapist_id=therapist.pk)
        )
    type(episode.patient)._default_manager.bulk_create(patients)
    Episode.objects.bulk_create(episodes)
    copy_rows(episode, "episode_id", [copy.pk for copy in episodes])


def copy_rows(owner: Model, link: str, copies: list[Any]) -> None:
    """The rows that point at `owner`, once for each copy of it, and what hangs on those."""
    for relation in owner._meta.related_objects:
        model: Any = relation.related_model
        if relation.field.attname != link:
            continue
        for row in model._default_manager.filter(**{link: owner.pk}):
            rows = [copy_of(row, **{link: copy}) for copy in copies]
            model._default_manager.bulk_create(rows, batch_size=200)
            if not isinstance(row, Plan):  # a signed one is closed, and no list reads its decisions
                copy_rows(row, f"{row._meta.model_name}_id", [copy.pk for copy in rows])


def copy_of(row: Any, **changes: Any) -> Any:
    """A new row with the same values but for its key, its submission and the changes."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values[row._meta.pk.attname] = row._meta.pk.get_default()
    if "submission" in values:
        values["submission"] = uuid.uuid4()
    return type(row)(**(values | changes))
