"""Making one document from its row: claim, draw, store, or say why not. For every process that renders."""

import logging
import sqlite3
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError

from reports.documents.fingerprint import content_sha256
from reports.documents.jobs import claim_document, fail_document, release_document, store_document
from reports.documents.kinds import html_of
from reports.models import Document, FailureReason

logger = logging.getLogger(__name__)


class TooSlowError(Exception):
    """The time for one document is over."""


class StoppedError(BaseException):
    """Somebody asked the process to end."""


def make_document(
    document_id: UUID, *, take_over: bool = True, too_slow: type[Exception] = TooSlowError
) -> None:
    """Make the document with this id; nothing when it is ready or failed.

    `take_over` as in claim_document; `too_slow` is what the process raises when the time is over. Raises
    OperationalError and InterfaceError while the database is away: what is left over, the sweep picks up.
    """
    claim = claim_document(document_id=document_id, take_over=take_over)
    if claim is None:
        return
    try:
        _draw_and_store(claim)
    except too_slow:
        fail_document(claim=claim, reason=FailureReason.TOO_SLOW)
    except (OperationalError, InterfaceError) as error:
        # Another try makes no room, so this one is told at once.
        if not is_disk_full(error):
            raise
        logger.exception("document %s found no room", document_id)
        fail_document(claim=claim, reason=FailureReason.NO_ROOM)
    except Exception:
        logger.exception("document %s was not rendered", document_id)
        fail_document(claim=claim, reason=FailureReason.RENDER_ERROR)
    except StoppedError:
        release_document(claim=claim)
        raise


def is_disk_full(error: Exception) -> bool:
    """Whether the database had no room to write."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode == sqlite3.SQLITE_FULL
    return isinstance(cause, psycopg.errors.DiskFull)


def _draw_and_store(claim: Document) -> None:
    # Here and not above: WeasyPrint costs a second and 60 MB, which web processes can do without.
    from reports.documents.pdf import render_pdf

    pdf = render_pdf(html_of(claim), identifier=file_identifier(claim), at=fixed_at(claim))
    store_document(claim=claim, data=pdf.data, pages=pdf.pages)


def file_identifier(document: Document) -> str:
    """What a file shows: a content, as a kind of document, in a language."""
    return " ".join((content_sha256(document.source), document.kind, document.language))


def fixed_at(document: Document) -> datetime | None:
    """Since when the content is fixed: the signing of the plan, or the moment a letter was issued."""
    return document.plan.signed_at if document.plan else document.requested_at
