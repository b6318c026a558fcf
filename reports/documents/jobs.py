"""The worker's side of a document: claim the row, store the file, or say why there is none.

A message can come twice and a worker can die at any moment. So a start can take the row over, and only the
holder of the latest start, known by its moment, stores: there is exactly one document.
"""

import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from reports.documents.fingerprint import content_sha256
from reports.documents.queries import blocks_on
from reports.models import DOCUMENT_STATES, Document, DocumentState, FailureReason

MAX_ATTEMPTS = 5


@transaction.atomic
def claim_document(*, document_id: UUID, take_over: bool = True) -> Document | None:
    """The document to make now, in state running; None when there is nothing to make.

    A row that is running already is continued with `take_over`, which says that its worker was killed;
    without, somebody is at work on it. Fails the document while anything blocks, and after MAX_ATTEMPTS
    starts that were never finished.
    """
    document = _locked(document_id)
    if document is None or not document.is_busy:
        return None
    if document.state == DocumentState.RUNNING and not take_over:
        return None
    if document.state == DocumentState.RUNNING:
        move(document, DocumentState.QUEUED)
    move(document, DocumentState.RUNNING, attempts=document.attempts + 1, started_at=timezone.now())
    reason = _reason_not_to(document)
    if reason:
        _fail(document, reason)
    return None if reason else document


@transaction.atomic
def store_document(*, claim: Document, data: bytes, pages: int) -> bool:
    """Store the file of a claim; False when another worker has taken the document over meanwhile."""
    document = _held(claim)
    if document is None:
        return False
    move(
        document,
        DocumentState.READY,
        pdf=data,
        pdf_sha256=hashlib.sha256(data).hexdigest(),
        pages=pages,
        content_sha256=content_sha256(document.source),
        finished_at=timezone.now(),
    )
    return True


@transaction.atomic
def release_document(*, claim: Document) -> None:
    """Give a claim back that was not finished, so that the next process begins with it at once."""
    document = _held(claim)
    if document is not None:
        move(document, DocumentState.QUEUED, started_at=None, attempts=document.attempts - 1)


@transaction.atomic
def fail_document(*, claim: Document, reason: FailureReason) -> None:
    """Say why a claim gave no file; nothing when another worker has taken the document over."""
    document = _held(claim)
    if document is not None:
        _fail(document, reason)


def _reason_not_to(document: Document) -> FailureReason | None:
    if document.attempts > MAX_ATTEMPTS:
        return FailureReason.LOST
    return FailureReason.BLOCKED if blocks_on(document) else None


def move(document: Document, to: DocumentState, **fields: Any) -> None:
    """Bring a locked row into another state. Raises TransitionError outside the table."""
    DOCUMENT_STATES.check(document.state, to)
    values = {"reason": "", **fields, "state": to}
    for name, value in values.items():
        setattr(document, name, value)
    document.save(update_fields=list(values))


def _fail(document: Document, reason: FailureReason) -> None:
    move(document, DocumentState.FAILED, reason=reason, finished_at=timezone.now())


def _held(claim: Document) -> Document | None:
    """The locked row, when the claim still holds it."""
    document = _locked(claim.pk)
    if document is None or document.state != DocumentState.RUNNING:
        return None
    return document if document.started_at == claim.started_at else None


def _locked(document_id: UUID) -> Document | None:
    rows = Document.objects.select_for_update(of=("self",)).defer("pdf")
    return rows.select_related("plan", "episode__patient").filter(pk=document_id).first()
