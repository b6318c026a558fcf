"""The Celery tasks of the documents. They take an id or nothing; everything else stands in the database."""

from typing import Any
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_ready
from django.conf import settings
from django.db import InterfaceError, OperationalError

from headache_cds.celery import app
from reports.documents.making import make_document


# Only a database that is away for a moment is worth another try; what is left over, the sweep picks up.
@app.task(bind=True, autoretry_for=(OperationalError, InterfaceError), retry_backoff=True, max_retries=5)
def render_document(self: Any, document_id: str) -> None:
    """Make the document with this id; does nothing when it is ready or failed, or when somebody is at it.

    A message that comes again, from the broker or by a retry, means that whoever had it is gone.
    """
    again = bool((self.request.delivery_info or {}).get("redelivered")) or self.request.retries > 0
    make_document(UUID(document_id), take_over=again, too_slow=SoftTimeLimitExceeded)


@app.task
def sweep() -> None:
    """Queue again what was committed and never published, or whose worker is gone."""
    # Below, because asking for a document imports this module.
    from reports.documents.queue import sweep_documents

    sweep_documents()


@worker_ready.connect
def sweep_again_and_again(sender: Any, **_kwargs: Any) -> None:
    """Every worker calls the sweep by itself: no schedule to set up, and two at once do no harm."""
    sweep.delay()
    sender.timer.call_repeatedly(settings.SWEEP_SECONDS, sweep.delay)
