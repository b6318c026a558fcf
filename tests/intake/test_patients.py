"""Registering and correcting patients and episodes."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from headache_cds.accounts.actions import set_person_active
from headache_cds.accounts.models import User
from headache_cds.vocabulary.signals import facts_changed
from intake import actions
from intake.models import Correction, Episode, Patient
from intake.submission import create_once
from tests import factories

pytestmark = pytest.mark.db


def problems(**fields: Any) -> dict[str, list[str]]:
    """The messages by field of a registration that must be refused."""
    with pytest.raises(ValidationError) as caught:
        factories.make_episode(**fields)
    assert not Patient.objects.exists()
    return caught.value.message_dict


def test_it_registers_a_patient_with_a_first_episode(alice: User) -> None:
    episode = factories.make_episode(alice, number=" N-1 ", family_name="Voorbeeld ")
    assert episode.patient.centre == alice.centre
    assert (episode.patient.number, episode.patient.name) == ("N-1", "Voorbeeld, V.")
    assert (episode.care_setting, episode.therapist) == (alice.centre.care_setting, alice)
    assert (episode.intake_state, episode.intake_version) == ("draft", 1)


def test_a_form_posted_twice_gives_one_patient(alice: User) -> None:
    token = uuid.uuid4()
    first = factories.make_episode(alice, submission=token, number="N-1")
    second = factories.make_episode(alice, submission=token, number="N-1")
    assert first == second
    assert Patient.objects.count() == Episode.objects.count() == 1


def test_two_posts_at_the_same_moment_give_one_patient(alice: User, episode: Episode) -> None:
    answers = iter([None, episode])

    def create() -> Episode:
        raise IntegrityError("unique")

    assert create_once(lambda: next(answers), create)[0] == episode


def test_another_broken_constraint_surfaces(db: None) -> None:
    def create() -> Episode:
        raise IntegrityError("something else")

    with pytest.raises(IntegrityError, match="something else"):
        create_once(lambda: None, create)


def test_the_number_is_unique_within_the_centre(alice: User, charlie: User) -> None:
    factories.make_episode(charlie, number="N-1")
    factories.make_episode(alice, number="N-1")
    with pytest.raises(ValidationError) as caught:
        factories.make_episode(alice, number="N-1")
    assert caught.value.message_dict == {"number": ["Dit patiëntnummer bestaat al in uw centrum."]}


def test_the_database_holds_the_number_unique(alice: User, episode: Episode) -> None:
    patient = episode.patient
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.create(
            centre=patient.centre,
            number=patient.number,
            family_name="Dubbel",
            initials="D.",
            birth_date=patient.birth_date,
            sex="male",
        )


def test_a_birth_date_in_the_future_is_refused(alice: User) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert problems(by=alice, birth_date=tomorrow)["birth_date"] == [
        "De geboortedatum ligt in de toekomst. Kijk het jaar na."
    ]


def test_a_birth_date_of_too_long_ago_is_refused(alice: User) -> None:
    assert "120 jaar" in problems(by=alice, birth_date=dt.date(1850, 1, 1))["birth_date"][0]


def test_a_newborn_and_a_person_of_120_are_possible(alice: User) -> None:
    today = timezone.localdate()
    newborn = factories.make_episode(alice, birth_date=today, started_on=today)
    oldest = factories.make_episode(alice, birth_date=factories.birth_date_at(120))
    assert [item.patient.age_on(today) for item in (newborn, oldest)] == [0, 120]


def test_an_unknown_sex_and_an_empty_name_are_refused(alice: User) -> None:
    assert problems(by=alice, sex="robot", family_name="  ").keys() == {"sex", "family_name"}


def test_an_episode_does_not_begin_before_birth_or_in_the_future(alice: User) -> None:
    born = dt.date(1990, 5, 1)
    early = problems(by=alice, birth_date=born, started_on=dt.date(1990, 4, 30))
    assert "geboortedatum" in early["started_on"][0]
    late = problems(by=alice, started_on=timezone.localdate() + dt.timedelta(days=1))
    assert "toekomst" in late["started_on"][0]


def test_only_a_physiotherapist_registers(bob: User, dora: User) -> None:
    for person in (bob, dora):
        with pytest.raises(PermissionDenied, match="fysiotherapeut"):
            factories.make_episode(person)


def test_somebody_who_was_deactivated_does_not_register(alice: User, dora: User) -> None:
    set_person_active(by=dora, person=alice, active=False)
    with pytest.raises(PermissionDenied):
        factories.make_episode(alice)


def test_the_therapist_is_a_physiotherapist_of_the_centre(alice: User, bob: User, charlie: User) -> None:
    assert "fysiotherapeut" in problems(by=alice, therapist=bob)["therapist"][0]
    with pytest.raises(PermissionDenied, match="ander centrum"):
        factories.make_episode(alice, therapist=charlie)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (dt.date(1980, 3, 10), dt.date(2020, 3, 9), 39),
        (dt.date(1980, 3, 10), dt.date(2020, 3, 10), 40),
        (dt.date(2000, 2, 29), dt.date(2018, 2, 28), 17),
        (dt.date(2000, 2, 29), dt.date(2018, 3, 1), 18),
    ],
)
def test_age_is_in_completed_years(born: dt.date, on: dt.date, age: int) -> None:
    assert Patient(birth_date=born).age_on(on) == age


def test_text_of_a_patient_gives_no_name(episode: Episode) -> None:
    assert "Voorbeeld" not in f"{episode.patient} {episode} {episode.patient!r} {episode!r}"


def test_a_patient_is_not_deleted(episode: Episode) -> None:
    with pytest.raises(ProtectedError):
        episode.patient.delete()


def test_a_correction_keeps_what_stood_there(alice: User, episode: Episode) -> None:
    patient = episode.patient
    changed = actions.correct_patient(
        patient=patient, by=alice, family_name="Anders", initials=patient.initials, sex="male"
    )
    assert set(changed) == {"family_name", "sex"}
    patient.refresh_from_db()
    assert (patient.family_name, patient.sex) == ("Anders", "male")
    kept = {row.field: row.before for row in Correction.objects.filter(patient=patient)}
    assert kept == {"family_name": "Voorbeeld", "sex": "female"}


def test_a_correction_without_a_difference_writes_nothing(alice: User, episode: Episode) -> None:
    assert actions.correct_patient(patient=episode.patient, by=alice, sex="female") == ()
    assert not Correction.objects.exists()


def test_a_correction_that_cannot_be_changes_nothing(alice: User, episode: Episode) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.correct_patient(patient=episode.patient, by=alice, birth_date=timezone.localdate())
    assert "begin van de behandeling" in caught.value.message_dict["birth_date"][0]
    assert not Correction.objects.exists()


def test_a_correction_to_a_taken_number_is_refused(alice: User, episode: Episode) -> None:
    other = factories.make_episode(alice)
    with pytest.raises(ValidationError, match="bestaat al"):
        actions.correct_patient(patient=episode.patient, by=alice, number=other.patient.number)


def test_a_correction_announces_new_facts(alice: User, episode: Episode) -> None:
    told: list[Episode] = []

    def listen(sender: type, episode: Episode, **_kwargs: Any) -> None:
        told.append(episode)

    facts_changed.connect(listen)
    try:
        actions.correct_patient(patient=episode.patient, by=alice, sex="male")
    finally:
        facts_changed.disconnect(listen)
    assert told == [episode]


def test_the_setting_of_an_episode_can_be_corrected(alice: User, episode: Episode) -> None:
    assert actions.correct_episode(episode=episode, by=alice, care_setting="primary_care") == (
        "care_setting",
    )
    episode.refresh_from_db()
    assert episode.care_setting == "primary_care"
    assert Correction.objects.get(episode=episode).before == "secondary_care"


def test_only_known_fields_are_corrected(alice: User, episode: Episode) -> None:
    with pytest.raises(TypeError, match="centre"):
        actions.correct_patient(patient=episode.patient, by=alice, centre=None)


def test_another_centre_corrects_nothing(charlie: User, episode: Episode) -> None:
    with pytest.raises(PermissionDenied, match="ander centrum"):
        actions.correct_patient(patient=episode.patient, by=charlie, initials="X.")


def test_a_second_episode_is_opened_once(alice: User, episode: Episode) -> None:
    token = uuid.uuid4()
    second = actions.open_episode(patient=episode.patient, by=alice, submission=token)
    assert actions.open_episode(patient=episode.patient, by=alice, submission=token) == second
    assert second != episode
    assert episode.patient.episodes.count() == 2


def test_today_is_today_in_the_netherlands(alice: User) -> None:
    with time_machine.travel("2026-03-01T23:30:00+00:00", tick=False):
        episode = factories.make_episode(alice, started_on=dt.date(2026, 3, 2))
    assert episode.started_on == dt.date(2026, 3, 2)
