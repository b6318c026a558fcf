"""The worker's side: one row, one file, whatever is killed or comes twice."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from headache_cds.accounts.models import User
from headache_cds.states import TransitionError
from interventions.models import Plan
from interventions.plan import actions
from reports.documents import jobs, making, pdf
from reports.documents.actions import make_again
from reports.documents.fingerprint import content_sha256
from reports.documents.tasks import render_document
from reports.models import DOCUMENT_STATES, Document, DocumentState, FailureReason
from tests.dossiers import CONTACT, GOAL
from tests.reports.documents.conftest import plan_of, raise_red_flag, text_of

pytestmark = [pytest.mark.db, pytest.mark.slow]

FILE = pdf.Pdf(b"%PDF-1.7 invented", 3)


@pytest.fixture
def document(plan: Plan, alice: User) -> Document:
    """A document that waits for a worker."""
    return Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were given to the engine, which gives FILE at once."""
    pages: list[str] = []

    def render(html: str, **_fixed: Any) -> pdf.Pdf:
        pages.append(html)
        return FILE

    monkeypatch.setattr(pdf, "render_pdf", render)
    return pages


def break_engine(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def render(_html: str, **_fixed: Any) -> pdf.Pdf:
        raise error

    monkeypatch.setattr(pdf, "render_pdf", render)


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def test_it_works_and_what_was_adapted_and_agreed_is_on_paper(draft: Plan, alice: User) -> None:
    numbers = {"neck_programme": {"home_exercise_sessions_per_week": 2, "supervised_weeks": 5}}
    actions.accept_advice(
        episode=draft.episode,
        card="neck_programme",
        components=None,
        dose=numbers,
        note="Op maandag in de praktijk.",
        by=alice,
    )
    plan = actions.sign_plan(plan=draft, by=alice)
    document = Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)
    render_document(str(document.pk))
    made = fresh(document)
    assert made.state == DocumentState.READY
    assert bytes(made.pdf or b"").startswith(b"%PDF-1.7")
    assert made.pages
    assert made.pages > 1
    assert made.content_sha256 == content_sha256(document.source)
    assert made.attempts == 1
    assert made.finished_at
    text = text_of(bytes(made.pdf or b""))
    for part in (
        "Nek en schouders oefenen",
        "Op maandag in de praktijk.",
        GOAL,
        "V. van Dalen",
        CONTACT,
    ):
        assert part in text


def test_a_second_message_does_nothing(document: Document, renders: list[str]) -> None:
    render_document(str(document.pk))
    first = fresh(document)
    render_document(str(document.pk))
    assert len(renders) == 1
    assert fresh(document).finished_at == first.finished_at
    assert Document.objects.count() == 1


def test_an_unknown_id_does_nothing(db: None, renders: list[str]) -> None:
    render_document(str(uuid.uuid4()))
    assert renders == []


def test_a_killed_worker_leaves_a_job_that_the_next_finishes(document: Document, renders: list[str]) -> None:
    assert jobs.claim_document(document_id=document.pk)
    assert fresh(document).state == DocumentState.RUNNING
    making.make_document(document.pk)
    made = fresh(document)
    assert (made.state, made.attempts) == (DocumentState.READY, 2)


def test_a_second_message_leaves_a_living_worker_alone(document: Document, renders: list[str]) -> None:
    claim = jobs.claim_document(document_id=document.pk)
    assert claim
    render_document(str(document.pk))
    assert renders == []
    assert jobs.store_document(claim=claim, data=FILE.data, pages=FILE.pages)
    assert fresh(document).attempts == 1


def test_a_worker_that_was_thought_lost_stores_nothing(document: Document) -> None:
    lost = jobs.claim_document(document_id=document.pk)
    latest = jobs.claim_document(document_id=document.pk)
    assert lost
    assert latest
    assert not jobs.store_document(claim=lost, data=b"old", pages=1)
    jobs.fail_document(claim=lost, reason=FailureReason.RENDER_ERROR)
    assert fresh(document).state == DocumentState.RUNNING
    assert jobs.store_document(claim=latest, data=b"new", pages=1)
    assert not jobs.store_document(claim=lost, data=b"old", pages=1)
    assert bytes(fresh(document).pdf or b"") == b"new"


def test_a_job_that_kills_every_worker_ends(document: Document, renders: list[str]) -> None:
    for _start in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim_document(document_id=document.pk)
    making.make_document(document.pk)
    made = fresh(document)
    assert (made.state, made.reason) == (DocumentState.FAILED, FailureReason.LOST)
    assert renders == []


def test_nothing_is_made_while_something_blocks(document: Document, alice: User, renders: list[str]) -> None:
    raise_red_flag(plan_of(document), alice)
    render_document(str(document.pk))
    made = fresh(document)
    assert (made.state, made.reason, made.pdf) == (DocumentState.FAILED, FailureReason.BLOCKED, None)
    assert renders == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TypeError("NoneType * int"), FailureReason.RENDER_ERROR),
        (pdf.EmptyPdfError("no page"), FailureReason.RENDER_ERROR),
        (MemoryError(), FailureReason.RENDER_ERROR),
        (SoftTimeLimitExceeded(), FailureReason.TOO_SLOW),
    ],
)
def test_a_render_that_fails_says_why(
    document: Document, monkeypatch: pytest.MonkeyPatch, error: BaseException, reason: FailureReason
) -> None:
    break_engine(monkeypatch, error)
    render_document(str(document.pk))
    made = fresh(document)
    assert (made.state, made.reason, made.pdf) == (DocumentState.FAILED, reason, None)
    assert "plan zelf is niet veranderd" in made.get_reason_display()


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_said_and_made_anew_once_there_is_room(
    document: Document, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite by its own limit, on PostgreSQL by its own error: neither is invented here."""
    monkeypatch.setattr(pdf, "render_pdf", lambda _html, **_fixed: pdf.Pdf(FILE.data * 50_000, 3))
    with disk_full():
        render_document(str(document.pk))
    made = fresh(document)
    assert (made.state, made.reason, made.pdf) == (DocumentState.FAILED, FailureReason.NO_ROOM, None)
    assert "geen ruimte" in made.get_reason_display()
    make_again(document=made, by=alice)
    render_document(str(document.pk))
    assert fresh(document).state == DocumentState.READY


@contextmanager
def disk_full() -> Iterator[None]:
    """The database has no room for a file, and still a little for its own notes."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count" if on_sqlite else FULL_ON_POSTGRES)
        if on_sqlite:
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 4}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {2**30}" if on_sqlite else ROOM_ON_POSTGRES)


ROOM_ON_POSTGRES = 'DROP TRIGGER "full" ON reports_document'
FULL_ON_POSTGRES = """
CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER "full" BEFORE UPDATE ON reports_document FOR EACH ROW WHEN (NEW.pdf IS NOT NULL)
EXECUTE FUNCTION full_disk();
"""


def test_a_process_that_is_asked_to_end_gives_its_document_back(
    document: Document, monkeypatch: pytest.MonkeyPatch, renders: list[str]
) -> None:
    with monkeypatch.context() as broken:
        break_engine(broken, making.StoppedError())
        with pytest.raises(making.StoppedError):
            making.make_document(document.pk)
    assert (fresh(document).state, fresh(document).attempts) == (DocumentState.QUEUED, 0)
    making.make_document(document.pk)
    assert fresh(document).state == DocumentState.READY


def test_a_failed_job_waits_for_a_person(
    document: Document, monkeypatch: pytest.MonkeyPatch, renders: list[str]
) -> None:
    claim = jobs.claim_document(document_id=document.pk)
    assert claim
    jobs.fail_document(claim=claim, reason=FailureReason.RENDER_ERROR)
    render_document(str(document.pk))
    assert renders == []


def test_the_patient_stays_out_of_the_log(
    document: Document, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_engine(monkeypatch, TypeError("NoneType * int"))
    render_document(str(document.pk))
    assert str(document.pk) in caplog.text
    assert "Dalen" not in caplog.text


def test_only_a_database_that_is_away_is_tried_again(
    document: Document, monkeypatch: pytest.MonkeyPatch, renders: list[str]
) -> None:
    claim = jobs.claim_document
    answers = [OperationalError("gone")]

    def claim_late(*, document_id: uuid.UUID, take_over: bool) -> Document | None:
        if answers:
            raise answers.pop()
        return claim(document_id=document_id, take_over=take_over)

    monkeypatch.setattr(making, "claim_document", claim_late)
    render_document.apply(args=[str(document.pk)], throw=False)
    assert fresh(document).state == DocumentState.READY
    assert set(render_document.autoretry_for) == {OperationalError, InterfaceError}


def test_the_states_are_one_table(document: Document) -> None:
    assert set(DOCUMENT_STATES.table) == set(DocumentState.values)
    for state in (DocumentState.READY, DocumentState.FAILED):
        with pytest.raises(TransitionError):
            jobs.move(document, state)
    jobs.move(document, DocumentState.RUNNING)
    with pytest.raises(TransitionError):
        jobs.move(document, DocumentState.RUNNING)


READY = {
    "state": DocumentState.READY,
    "pdf": b"%PDF",
    "pages": 1,
    "content_sha256": "0" * 64,
    "finished_at": dt.datetime(2026, 11, 21, tzinfo=dt.UTC),
}
WAITING = {"state": DocumentState.QUEUED, "pdf": None, "pages": None}


@pytest.mark.parametrize(
    "values",
    [
        READY | {"pdf": b""},
        READY | {"pdf": None},
        READY | {"pages": 0},
        READY | {"pages": None},
        READY | {"content_sha256": ""},
        READY | {"finished_at": None},
        READY | {"reason": FailureReason.LOST},
        READY | {"state": DocumentState.QUEUED},
        {"state": DocumentState.FAILED, "reason": ""},
        {"state": DocumentState.QUEUED, "reason": FailureReason.LOST},
        {"state": "printed"},
        {"kind": "letter"},
    ],
)
def test_the_database_refuses(document: Document, values: dict[str, Any]) -> None:
    rows = Document.objects.filter(pk=document.pk)
    assert rows.update(**READY) == rows.update(**WAITING) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


def test_the_database_holds_one_document_of_a_plan_in_a_language(document: Document, alice: User) -> None:
    Document.objects.create(plan=document.plan, episode=document.episode, language="en", requested_by=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(
            plan=document.plan, episode=document.episode, language="nl", requested_by=alice
        )


def test_a_document_does_not_give_its_patient_away(document: Document) -> None:
    shown: Callable[[object], str] = str
    assert "Dalen" not in f"{shown(document)} {document!r} {document.file_name}"
    assert document.file_name == f"behandelplan-{str(document.pk)[:8]}.pdf"
