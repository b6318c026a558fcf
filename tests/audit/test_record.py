"""The audit trail: in the transaction of the act, and never changed."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from headache_cds.accounts.models import User
from headache_cds.audit.actions import NotInTransactionError, record, record_reading
from headache_cds.audit.append_only import AppendOnlyError
from headache_cds.audit.models import SYSTEM, AuditEvent
from intake import actions
from intake.models import Episode

pytestmark = pytest.mark.db


def test_it_keeps_who_what_whom_and_where(alice: User, episode: Episode) -> None:
    event = record(
        actor=alice,
        action="test.act",
        subject=episode,
        patient_id=episode.patient_id,
        episode_id=episode.pk,
        details={"facts": ["headache_days_per_month"]},
    )
    event.refresh_from_db()
    assert (event.actor, event.actor_role, event.centre) == (alice, "physiotherapist", alice.centre)
    assert (event.object_type, event.object_id) == ("intake.episode", episode.pk)
    assert (event.patient_id, event.episode_id) == (episode.patient_id, episode.pk)
    assert (event.action, event.outcome) == ("test.act", "success")
    assert event.details == {"facts": ["headache_days_per_month"]}
    assert event.at is not None


@pytest.mark.django_db(transaction=True)
def test_it_is_refused_outside_a_transaction(alice: User) -> None:
    with pytest.raises(NotInTransactionError, match=r"test\.act"):
        record(actor=alice, action="test.act", subject=alice)


@pytest.mark.django_db(transaction=True)
def test_it_disappears_with_an_act_that_fails(alice: User) -> None:
    @transaction.atomic
    def act() -> None:
        record(actor=alice, action="test.act", subject=alice)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        act()
    assert not AuditEvent.objects.filter(action="test.act").exists()


def test_a_row_cannot_be_changed_or_removed(alice: User) -> None:
    event = record(actor=alice, action="test.act", subject=alice)
    event.action = "test.other"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        AuditEvent.objects.filter(pk=event.pk).update(action="test.other")
    with pytest.raises(AppendOnlyError):
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.get(pk=event.pk).action == "test.act"


def test_a_reading_names_the_patient(alice: User, episode: Episode) -> None:
    event = record_reading(alice, episode.patient, episode_id=episode.pk)
    assert (event.action, event.patient_id, event.episode_id) == (
        "dossier.read",
        episode.patient_id,
        episode.pk,
    )


def test_the_trail_holds_no_name_and_no_clinical_value(alice: User, episode: Episode) -> None:
    actions.save_answers(episode=episode, by=alice, values={"headache_days_per_month": 17})
    actions.correct_patient(patient=episode.patient, by=alice, family_name="Anders")
    written = " ".join(str(event.details) for event in AuditEvent.objects.all())
    assert "headache_days_per_month" in written
    assert ": 17" not in written
    assert "Anders" not in written
    assert "Voorbeeld" not in written


def test_only_the_product_itself_acts_without_a_person(alice: User) -> None:
    act: dict[str, Any] = {
        "centre": alice.centre,
        "action": "test.act",
        "object_type": "accounts.user",
        "object_id": alice.pk,
    }
    event = AuditEvent.objects.create(actor=None, actor_role=SYSTEM, **act)
    assert AuditEvent.objects.get(pk=event.pk).actor is None
    for actor, role in ((None, "physiotherapist"), (alice, SYSTEM)):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEvent.objects.create(actor=actor, actor_role=role, **act)
