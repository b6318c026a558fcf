"""The queue of documents: rows in the database. A broker only wakes a worker; without one a process looks."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reports.documents.jobs import move
from reports.documents.queries import stale_documents
from reports.documents.tasks import render_document
from reports.models import Document, DocumentState


def enqueue(document: Document) -> None:
    """Send the id once the row is there for everybody; when that fails the row waits for the sweep."""
    document_id = str(document.pk)
    transaction.on_commit(lambda: _send(document_id), robust=True)


def queue_again(document: Document, *, attempts: int) -> None:
    """Put a locked row back into the queue, without the file that it may have."""
    if document.state != DocumentState.QUEUED:
        move(document, DocumentState.QUEUED, pdf=None, pdf_sha256="", pages=None)
    document.attempts, document.queued_at = attempts, timezone.now()
    document.started_at = document.finished_at = None
    document.save(update_fields=["attempts", "queued_at", "started_at", "finished_at"])
    enqueue(document)


@transaction.atomic
def sweep_documents() -> int:
    """Queue every lost job again: committed but never published, or its worker gone. Gives their number."""
    documents = list(stale_documents().select_for_update(of=("self",), skip_locked=True))
    for document in documents:
        queue_again(document, attempts=document.attempts)
    return len(documents)


def _send(document_id: str) -> None:
    if settings.TASKS_ARE_SENT:
        render_document.delay(document_id)
