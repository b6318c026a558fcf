"""The Celery task that makes a document. It takes an id; everything else stands in the database."""

import logging
from typing import Any
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from headache_cds.celery import app
from reports.documents.jobs import claim_document, fail_document, store_document
from reports.documents.kinds import html_of
from reports.models import FailureReason

logger = logging.getLogger(__name__)


# Only a database that is away for a moment is worth another try; what is left over, the sweep picks up.
@app.task(bind=True, autoretry_for=(OperationalError, InterfaceError), retry_backoff=True, max_retries=5)
def render_document(_self: Any, document_id: str) -> None:
    """Make the document with this id; does nothing when it is ready or failed."""
    claim = claim_document(document_id=UUID(document_id))
    if claim is None:
        return
    # Here and not above: WeasyPrint costs a second and 60 MB, which web processes can do without.
    from reports.documents.pdf import render_pdf

    try:
        pdf = render_pdf(html_of(claim))
    except SoftTimeLimitExceeded:
        fail_document(claim=claim, reason=FailureReason.TOO_SLOW)
    except Exception:
        logger.exception("document %s was not rendered", document_id)
        fail_document(claim=claim, reason=FailureReason.RENDER_ERROR)
    else:
        store_document(claim=claim, data=pdf.data, pages=pdf.pages)
