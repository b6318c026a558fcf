"""Asking for a document and opening it: signed plans only, once, on commit, never while something blocks."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from interventions.models import Plan
from interventions.plan.actions import sign_plan, start_plan
from reports.documents import actions, jobs, queries, queue, tasks
from reports.documents.problems import DocumentProblem
from reports.models import Document, DocumentState, FailureReason
from tests.dossiers import agree
from tests.reports.documents.conftest import plan_of, raise_red_flag, settle_red_flag

pytestmark = [pytest.mark.db, pytest.mark.slow]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that were sent to the worker, which does nothing."""
    ids: list[str] = []
    monkeypatch.setattr(tasks.render_document, "delay", ids.append)
    return ids


@pytest.fixture
def ready(plan: Plan, alice: User) -> Document:
    """A document that is ready, with bytes that stand for a file."""
    document = Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)
    claim = jobs.claim_document(document_id=document.pk)
    assert claim
    assert jobs.store_document(claim=claim, data=b"%PDF-1.7", pages=1)
    return queries.get_document(alice, document.pk)


def events(action: str) -> Any:
    return AuditEvent.objects.filter(action=action)


def make_old(document: Document, **fields: Any) -> None:
    Document.objects.filter(pk=document.pk).update(**fields)


LONG_AGO = dt.timedelta(hours=1)


def test_it_works(
    plan: Plan, alice: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        document = actions.request_document(plan=plan, language="nl", by=alice)
    made = Document.objects.get(pk=document.pk)
    assert made.state == DocumentState.READY
    event = events("document.request").get()
    assert (event.actor, event.patient_id) == (alice, plan.episode.patient_id)


def test_the_task_is_sent_on_commit_with_the_id_only(
    plan: Plan,
    alice: User,
    sent: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        document = actions.request_document(plan=plan, language="nl", by=alice)
        assert sent == []
        assert document.state == DocumentState.QUEUED
    assert sent == [str(document.pk)]


def test_asking_twice_makes_one(
    plan: Plan,
    alice: User,
    sent: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = actions.request_document(plan=plan, language="nl", by=alice)
        second = actions.request_document(plan=plan, language="nl", by=alice)
        other = actions.request_document(plan=plan, language="en", by=alice)
    assert first == second
    assert sent == [str(first.pk), str(other.pk)]
    assert events("document.request").count() == 2


def test_a_broker_that_is_away_loses_nothing(
    plan: Plan,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(_document_id: str) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.render_document, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        document = actions.request_document(plan=plan, language="nl", by=alice)
    assert Document.objects.get(pk=document.pk).state == DocumentState.QUEUED


def test_a_draft_plan_has_no_document(draft: Plan, alice: User) -> None:
    with pytest.raises(DocumentProblem, match="ondertekend"):
        actions.request_document(plan=draft, language="nl", by=alice)
    assert not Document.objects.exists()


def test_a_superseded_plan_gets_no_new_document(plan: Plan, alice: User) -> None:
    start_plan(episode=plan.episode, by=alice)
    sign_plan(plan=agree(plan.episode, alice), by=alice)
    with pytest.raises(DocumentProblem, match="ondertekend"):
        actions.request_document(plan=plan, language="nl", by=alice)


def test_an_unknown_language_is_refused(plan: Plan, alice: User) -> None:
    with pytest.raises(DocumentProblem, match="taal"):
        actions.request_document(plan=plan, language="fr", by=alice)


def test_nothing_is_made_while_something_blocks(plan: Plan, alice: User) -> None:
    raise_red_flag(plan, alice)
    with pytest.raises(DocumentProblem, match="stoppen of te verwijzen"):
        actions.request_document(plan=plan, language="nl", by=alice)
    assert not Document.objects.exists()


def test_it_checks_centre_and_role(plan: Plan, charlie: User, dora: User, ready: Document) -> None:
    for person in (charlie, dora):
        with pytest.raises(PermissionDenied):
            actions.request_document(plan=plan, language="nl", by=person)
        with pytest.raises(PermissionDenied):
            actions.open_document(document=ready, by=person, download=False)


def test_a_failed_document_is_made_anew(
    plan: Plan,
    alice: User,
    sent: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    document = Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)
    claim = jobs.claim_document(document_id=document.pk)
    assert claim
    jobs.fail_document(claim=claim, reason=FailureReason.RENDER_ERROR)
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.request_document(plan=plan, language="nl", by=alice)
    assert again == document
    assert (again.state, again.reason, again.attempts) == (DocumentState.QUEUED, "", 0)
    assert sent == [str(document.pk)]
    assert not jobs.store_document(claim=claim, data=b"old", pages=1)


def test_a_lost_document_is_made_anew(
    plan: Plan,
    alice: User,
    sent: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    document = Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)
    make_old(document, queued_at=timezone.now() - LONG_AGO)
    with django_capture_on_commit_callbacks(execute=True):
        actions.request_document(plan=plan, language="nl", by=alice)
    assert sent == [str(document.pk)]


def test_opening_is_in_the_trail(ready: Document, alice: User, bob: User) -> None:
    assert actions.open_document(document=ready, by=alice, download=False) == b"%PDF-1.7"
    assert actions.open_document(document=ready, by=bob, download=True) == b"%PDF-1.7"
    assert events("document.open").get().actor == alice
    event = events("document.download").get()
    assert (event.actor, event.object_id) == (bob, ready.pk)


def test_without_the_trail_nothing_is_opened_or_asked(
    ready: Document, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_fields: Any) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        actions.open_document(document=ready, by=alice, download=False)
    with pytest.raises(RuntimeError):
        actions.request_document(plan=plan_of(ready), language="en", by=alice)
    assert Document.objects.get() == ready


def test_nothing_is_opened_while_something_blocks(ready: Document, alice: User) -> None:
    raise_red_flag(plan_of(ready), alice)
    with pytest.raises(DocumentProblem, match="stoppen of te verwijzen"):
        actions.open_document(document=ready, by=alice, download=False)
    settle_red_flag(plan_of(ready), alice)
    assert actions.open_document(document=ready, by=alice, download=False)


def test_nothing_is_opened_before_it_is_ready(plan: Plan, alice: User) -> None:
    document = Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)
    with pytest.raises(DocumentProblem, match="nog niet klaar"):
        actions.open_document(document=document, by=alice, download=False)


def test_the_sweep_queues_lost_jobs_again(
    plan: Plan,
    alice: User,
    sent: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    waiting = Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)
    running = Document.objects.create(plan=plan, episode=plan.episode, language="en", requested_by=alice)
    assert jobs.claim_document(document_id=running.pk)
    assert queue.sweep_documents() == 0
    make_old(waiting, queued_at=timezone.now() - LONG_AGO)
    make_old(running, started_at=timezone.now() - LONG_AGO)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("sweep_documents")
    assert sorted(sent) == sorted([str(waiting.pk), str(running.pk)])
    assert set(Document.objects.values_list("state", "attempts")) == {("queued", 0), ("queued", 1)}
    assert queue.sweep_documents() == 0
