"""Every action leaves its row in the trail, and saves nothing when the trail cannot be written."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from examination import actions as examination
from examination.models import Examination
from headache_cds.accounts import actions as accounts
from headache_cds.accounts.models import Role, User
from headache_cds.audit.models import AuditEvent
from headache_cds.kept.actions import discard_kept
from headache_cds.kept.models import KeptPost
from intake import actions as intake
from intake.models import CareContact, Episode, FollowUp, TeamNote
from tests import factories
from tests.built_once import built_once
from tests.dossiers import make_contact

pytestmark = pytest.mark.db

OUR_APPS = ("accounts", "audit", "kept", "intake", "examination")


@dataclass(frozen=True)
class Scene:
    """What stands before an act."""

    dora: User
    alice: User
    episode: Episode
    complete: Episode
    follow_up: FollowUp
    note: TeamNote
    contact: CareContact
    examination: Examination
    examined: Examination
    kept: KeptPost
    closed: Episode
    double: Episode


@pytest.fixture
def scene(dora: User, alice: User, episode: Episode) -> Scene:
    """An episode in draft and one that is complete, each with its examination; a measurement; a note."""
    build = partial(make_scene, dora, alice, episode)
    return built_once("acts", build, dora, alice, episode, row=attrgetter("complete"))


def make_scene(dora: User, alice: User, episode: Episode) -> Scene:
    complete = factories.make_episode(alice)
    examined = examination.start_examination(episode=complete, by=alice)
    examination.complete_examination(examination=examined, by=alice)
    intake.complete_intake(episode=complete, by=alice)
    closed, double = factories.make_episode(alice), factories.make_episode(alice)
    intake.close_episode(episode=closed, by=alice, ended_on=timezone.localdate(), reason="Klaar.")
    intake.mark_double(patient=double.patient, number=closed.patient.number, by=alice)
    return Scene(
        closed=closed,
        double=double,
        dora=dora,
        alice=alice,
        episode=episode,
        complete=complete,
        follow_up=factories.make_follow_up(episode, alice, hit6_followup=60),
        contact=make_contact(episode, alice),
        note=intake.add_team_note(episode=episode, by=alice, submission=uuid.uuid4(), text="Belt terug."),
        examination=examination.start_examination(episode=episode, by=alice),
        examined=examined,
        kept=KeptPost.objects.create(reader=alice, sealed=b"-"),
    )


def yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)


ACTS: dict[str, Callable[[Scene], Any]] = {
    "centre.create": lambda _: accounts.create_centre(
        name="Praktijk Oost", username="gijs", display_name="Gijs"
    ),
    "centre.change": lambda s: accounts.change_centre(
        by=s.dora,
        seen=accounts.centre_print(s.dora.centre),
        agb="04012345",
        street="Kade 1",
        place="1234 AB Oost",
        phone="",
    ),
    "person.add": lambda s: accounts.add_person(
        by=s.dora, username="femke", display_name="Femke", role=Role.TEAM_MEMBER
    ),
    "person.deactivate": lambda s: accounts.set_person_active(by=s.dora, person=s.alice, active=False),
    "person.activate": lambda s: accounts.set_person_active(by=s.dora, person=s.alice, active=True),
    "person.renew_password": lambda s: accounts.renew_password(by=s.dora, person=s.alice),
    "person.change_password": lambda s: accounts.set_own_password(by=s.alice, password="een-ander-woord"),
    "kept_post.discard": lambda s: discard_kept(by=s.alice, kept_id=s.kept.pk),
    "patient.register": lambda s: factories.make_episode(s.alice),
    "patient.correct": lambda s: intake.correct_patient(patient=s.episode.patient, by=s.alice, initials="W."),
    "episode.open": lambda s: intake.open_episode(
        patient=s.episode.patient, by=s.alice, submission=uuid.uuid4()
    ),
    "episode.correct": lambda s: intake.correct_episode(
        episode=s.episode, by=s.alice, care_setting="primary_care"
    ),
    "episode.close": lambda s: intake.close_episode(
        episode=s.episode, by=s.alice, ended_on=timezone.localdate(), reason="Klaar."
    ),
    "episode.void": lambda s: intake.void_episode(episode=s.episode, by=s.alice, reason="Per ongeluk."),
    "episode.open_again": lambda s: intake.open_again(episode=s.closed, by=s.alice),
    "patient.mark_double": lambda s: intake.mark_double(
        patient=s.episode.patient, number=s.complete.patient.number, by=s.alice
    ),
    "patient.unmark_double": lambda s: intake.unmark_double(patient=s.double.patient, by=s.alice),
    "intake.save": lambda s: intake.save_answers(
        episode=s.episode, by=s.alice, values={"headache_days_per_month": 12}
    ),
    "intake.complete": lambda s: intake.complete_intake(episode=s.episode, by=s.alice),
    "intake.reopen": lambda s: intake.reopen_intake(episode=s.complete, by=s.alice),
    "follow_up.record": lambda s: factories.make_follow_up(s.episode, s.alice, gpe_score=2),
    "follow_up.void": lambda s: intake.void_follow_up(follow_up=s.follow_up, by=s.alice, reason="Dubbel."),
    "follow_up.correct": lambda s: intake.correct_follow_up(
        follow_up=s.follow_up,
        by=s.alice,
        submission=uuid.uuid4(),
        measured_on=s.follow_up.measured_on,
        values={"hit6_followup": 56},
    ),
    "contact.add": lambda s: intake.add_contact(
        patient=s.complete.patient, by=s.alice, submission=uuid.uuid4(), role="gp", name="G. de Vries"
    ),
    "contact.correct": lambda s: intake.correct_contact(
        contact=s.contact, by=s.alice, submission=uuid.uuid4(), role="gp", name="G. van Dijk"
    ),
    "contact.void": lambda s: intake.void_contact(contact=s.contact, by=s.alice, reason="Verhuisd."),
    "note.correct": lambda s: intake.correct_team_note(
        note=s.note, by=s.alice, submission=uuid.uuid4(), text="Belt niet terug."
    ),
    "note.add": lambda s: intake.add_team_note(
        episode=s.episode, by=s.alice, submission=uuid.uuid4(), text="Komt later."
    ),
    "note.void": lambda s: intake.void_team_note(note=s.note, by=s.alice, reason="Dubbel."),
    "examination.start": lambda s: examination.start_examination(episode=s.complete, by=s.alice),
    "examination.correct": lambda s: examination.correct_examination_date(
        examination=s.examination, by=s.alice, examined_on=yesterday()
    ),
    "examination.save": lambda s: examination.save_findings(
        examination=s.examination, by=s.alice, values={"harris_seconds": 20}
    ),
    "examination.complete": lambda s: examination.complete_examination(examination=s.examination, by=s.alice),
    "examination.reopen": lambda s: examination.reopen_examination(examination=s.examined, by=s.alice),
}


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    ours = [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in ours}


@pytest.mark.parametrize("action", ACTS)
def test_it_leaves_its_row(action: str, scene: Scene) -> None:
    before = AuditEvent.objects.filter(action=action).count()
    ACTS[action](scene)
    assert AuditEvent.objects.filter(action=action).count() == before + 1


@pytest.mark.parametrize("action", ACTS)
def test_it_saves_nothing_when_the_trail_is_broken(
    action: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(AuditEvent, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        ACTS[action](scene)
    assert everything() == before
