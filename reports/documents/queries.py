"""Reads on documents: who may open which, and what stands in the way."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import BinaryField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.vocabulary.language import language
from intake.access import get_episode
from intake.models import Episode
from interventions.advice.board import Board
from interventions.case.current import current
from interventions.case.facts import episode_facts
from interventions.engine import brief
from interventions.knowledge import get_knowledge
from interventions.models import Plan
from reports.models import Document, DocumentState

# No living worker needs this long, so a job that is older was lost between commit, broker and worker.
STALE_AFTER = dt.timedelta(seconds=2 * settings.CELERY_TASK_TIME_LIMIT)


@dataclass(frozen=True)
class BlockReason:
    """One reason to stop or refer, and what to do about it."""

    summary: str
    advice: str


def get_plan(user: User, plan_id: UUID) -> Plan:
    """The plan, for a user who may read the dossier. Raises as intake.access.get_episode does."""
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    plan.episode = get_episode(user, plan.episode_id, write=False)
    return plan


def get_document(user: User, document_id: UUID) -> Document:
    """The document without its bytes, with its episode and plan, for a user who may read the dossier.

    Raises as get_plan does.
    """
    document = Document.objects.defer("pdf").select_related("plan").filter(pk=document_id).first()
    if document is None:
        raise Http404
    document.episode = get_episode(user, document.episode_id, write=False)
    if document.plan:
        document.plan.episode = document.episode
    return document


def draft_of(episode: Episode) -> tuple[Plan | None, Board]:
    """The draft of an episode, None when there is none, and the board of this moment."""
    now = current(episode)
    return (now.plan if now.plan and now.plan.is_draft else None), now.board


def blocks_of(episode: Episode) -> tuple[BlockReason, ...]:
    """Why nothing may be shown or made for this episode now; empty when it may.

    Asks the engine and not the caseload's projection: what was answered after signing counts at once, and so
    does a newer ruleset.
    """
    reader = language()
    ruleset = get_knowledge().ruleset
    blocking = brief(ruleset, episode_facts(episode)).blocked_by
    records = [ruleset.rules_by_id[rule].record for rule in blocking]
    return tuple(
        BlockReason(
            summary=record.summary.in_language(reader),
            advice=record.advice.in_language(reader) if record.advice else "",
        )
        for record in records
    )


def blocks_on(document: Document) -> tuple[BlockReason, ...]:
    """Why this document may not be shown or made now: letters and notes of the dossier always may."""
    return blocks_of(document.episode) if document.plan_id else ()


def is_stale(document: Document) -> bool:
    """Whether a job in progress must have been lost."""
    since = document.started_at if document.state == DocumentState.RUNNING else document.queued_at
    return document.is_busy and since is not None and since <= timezone.now() - STALE_AFTER


def bytes_of(document: Document) -> bytes:
    """The file as it is stored now; empty when there is none."""
    # Cast: whoever changes a file by hand in SQLite may leave a text behind, which no reader can decode.
    stored = Document.objects.filter(pk=document.pk).values_list(Cast("pdf", BinaryField()), flat=True)
    return bytes(stored.get() or b"")


def is_as_made(document: Document, data: bytes) -> bool:
    """Whether these are the bytes that were made, by the fingerprint that was stored with them."""
    return hashlib.sha256(data).hexdigest() == document.pdf_sha256


def needs_making(document: Document) -> str:
    """Why a document has to be made anew: 'failed', 'lost' or 'altered'; empty when it has not."""
    if document.state == DocumentState.FAILED:
        return "failed"
    if is_stale(document):
        return "lost"
    return "altered" if document.is_ready and not is_as_made(document, bytes_of(document)) else ""


def next_in_queue() -> UUID | None:
    """The document that waits longest."""
    waiting = Document.objects.filter(state=DocumentState.QUEUED).order_by("queued_at")
    return waiting.values_list("pk", flat=True).first()


def stale_documents() -> QuerySet[Document]:
    """The jobs that must have been lost."""
    limit = timezone.now() - STALE_AFTER
    return Document.objects.defer("pdf").filter(
        Q(state=DocumentState.QUEUED, queued_at__lte=limit)
        | Q(state=DocumentState.RUNNING, started_at__lte=limit)
    )
