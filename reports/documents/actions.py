"""What people do with documents: ask for one, print one; and the sweep that finds lost jobs."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.access import check_user_can_read_dossier
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.audit.models import Outcome
from intake.models import Episode
from interventions.models import Plan, PlanState
from reports.documents.jobs import move
from reports.documents.kinds import can_be_made
from reports.documents.problems import DocumentProblem
from reports.documents.queries import blocks_of, blocks_on, is_stale, stale_documents
from reports.documents.tasks import render_document
from reports.models import Document, DocumentKind, DocumentState


@transaction.atomic
def request_document(
    *, plan: Plan, language: str, by: User, kind: str = DocumentKind.PATIENT_PLAN
) -> Document:
    """One kind of document of a plan in a language: the one there is, or one that is being made after this.

    Asking again changes nothing, unless the last try failed or was lost: then it starts anew. Raises
    DocumentProblem for an unknown kind, a plan that is not signed and while anything blocks;
    PermissionDenied for another centre or role.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("episode__patient").get(pk=plan.pk)
    check_may_read(by, plan.episode)
    _check_can_be_made(plan, kind, language)
    document, created = (
        Document.objects.select_for_update(of=("self",))
        .defer("pdf")
        .get_or_create(
            plan=plan,
            kind=kind,
            language=language,
            defaults={"episode": plan.episode, "requested_by": by},
        )
    )
    start_making(document, by, is_new=created)
    return document


def start_making(document: Document, by: User, *, is_new: bool) -> None:
    """Queue a document that is new, or whose last try failed or was lost; inside an action.

    Any other one is left as it is.
    """
    lost = document.state == DocumentState.FAILED or is_stale(document)
    if not is_new and lost:
        _queue_again(document, attempts=0)
    if is_new or lost:
        _audit(document, by, "document.request")
        _enqueue(document)


@transaction.atomic
def make_again(*, document: Document, by: User) -> Document:
    """Another try for a document of which the last one failed or was lost; its content stays what it was.

    Raises DocumentProblem as `request_document` does.
    """
    if document.plan:
        return request_document(plan=document.plan, kind=document.kind, language=document.language, by=by)
    rows = Document.objects.select_for_update(of=("self",)).defer("pdf").select_related("episode__patient")
    document = rows.get(pk=document.pk)
    check_may_read(by, document.episode)
    start_making(document, by, is_new=False)
    return document


@transaction.atomic
def print_in_browser(*, document: Document, by: User) -> None:
    """Put in the trail that somebody opened a letter or note as a page of the browser."""
    check_may_read(by, document.episode)
    _audit(document, by, "document.open")


@transaction.atomic
def open_document(*, document: Document, by: User, download: bool) -> bytes:
    """The bytes for the screen or the printer, with the print in the audit trail.

    Raises DocumentProblem while anything blocks or while the document is not ready.
    """
    check_may_read(by, document.episode)
    if not document.is_ready:
        raise DocumentProblem(_("Het document is nog niet klaar."))
    if blocks_on(document):
        raise DocumentProblem(_("Nu niet te openen: er is een reden om te stoppen of te verwijzen."))
    _audit(document, by, "document.download" if download else "document.open")
    return bytes(Document.objects.values_list("pdf", flat=True).get(pk=document.pk) or b"")


@transaction.atomic
def refuse_document(*, document: Document, by: User) -> None:
    """Put in the audit trail that a document was asked for and not shown."""
    _audit(document, by, "document.open", outcome=Outcome.REFUSED)


@transaction.atomic
def sweep_documents() -> int:
    """Queue every lost job again: committed but never published, or its worker gone. Gives their number."""
    documents = list(stale_documents().select_for_update(of=("self",), skip_locked=True))
    for document in documents:
        _queue_again(document, attempts=document.attempts)
        _enqueue(document)
    return len(documents)


def _check_can_be_made(plan: Plan, kind: str, language: str) -> None:
    if kind not in DocumentKind.values or not DocumentKind(kind).is_of_plan:
        raise DocumentProblem(_("Dit document wordt niet gemaakt."))
    if language not in dict(settings.LANGUAGES):
        raise DocumentProblem(_("In deze taal wordt geen document gemaakt."))
    if plan.state != PlanState.SIGNED:
        raise DocumentProblem(_("Alleen van een ondertekend plan wordt een document gemaakt."))
    if not can_be_made(plan.content or {}, kind):
        raise DocumentProblem(_("Dit document is er niet van dit plan. Een nieuw plan heeft het wel."))
    if blocks_of(plan.episode):
        raise DocumentProblem(_("Nu niet te maken: er is een reden om te stoppen of te verwijzen."))


def _queue_again(document: Document, *, attempts: int) -> None:
    if document.state != DocumentState.QUEUED:
        move(document, DocumentState.QUEUED)
    document.attempts, document.queued_at = attempts, timezone.now()
    document.started_at = document.finished_at = None
    document.save(update_fields=["attempts", "queued_at", "started_at", "finished_at"])


def _enqueue(document: Document) -> None:
    """Send the id once the row is there for everybody; without a broker the row waits for the sweep."""
    document_id = str(document.pk)
    transaction.on_commit(lambda: _send(document_id), robust=True)


def _send(document_id: str) -> None:
    render_document.delay(document_id)


def check_may_read(by: User, episode: Episode) -> None:
    """Raise PermissionDenied unless the user reads dossiers of the centre of this episode."""
    check_user_can_read_dossier(by)
    if episode.patient.centre_id != by.centre_id:
        raise PermissionDenied(_("Deze patiënt hoort bij een ander centrum."))


def _audit(document: Document, by: User, action: str, outcome: str = Outcome.SUCCESS) -> None:
    about = {"plan": str(document.plan_id)} if document.plan_id else {"kind": document.kind}
    record(
        actor=by,
        action=action,
        subject=document,
        patient_id=document.episode.patient_id,
        episode_id=document.episode_id,
        details=about | {"language": document.language},
        outcome=outcome,
    )
