"""What people do with documents: ask for one, print one."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.access import check_user_can_read_dossier
from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.audit.models import Outcome
from intake.models import Episode
from interventions.models import Plan, PlanState
from reports.documents.kinds import can_be_made
from reports.documents.papers.ics import calendar_ics, has_dates
from reports.documents.problems import DocumentProblem
from reports.documents.queries import blocks_of, blocks_on, bytes_of, is_as_made, needs_making
from reports.documents.queue import enqueue, queue_again
from reports.models import Document, DocumentKind

# Why a file is not shown, in the audit trail.
ALTERED = "altered"


@transaction.atomic
def request_document(
    *, plan: Plan, language: str, by: User, kind: str = DocumentKind.PATIENT_PLAN
) -> Document:
    """One kind of document of a plan in a language: the one there is, or one that is being made after this.

    Asking again changes nothing, unless needs_making says so: then it starts anew. Raises DocumentProblem
    for an unknown kind, a plan that is not signed and while anything blocks; PermissionDenied for another
    centre or role.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("episode__patient").get(pk=plan.pk)
    _check_may_read(by, plan.episode)
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
    """Queue a document that is new, or that needs_making; any other stays as it is. Within an action."""
    if is_new:
        _audit(document, by, "document.request")
        enqueue(document)
    else:
        _make_again(document, by)


@transaction.atomic
def make_again(*, document: Document, by: User) -> None:
    """Start a document anew that failed, was lost or is not as it was made; any other stays as it is.

    Raises DocumentProblem while anything blocks, PermissionDenied for another centre or role.
    """
    _check_may_read(by, document.episode)
    if blocks_on(document):
        raise DocumentProblem(_("Nu niet te maken: er is een reden om te stoppen of te verwijzen."))
    _make_again(Document.objects.select_for_update(of=("self",)).defer("pdf").get(pk=document.pk), by)


@transaction.atomic
def open_document(*, document: Document, by: User, download: bool) -> bytes:
    """The bytes for the screen or the printer, with the print in the audit trail.

    Raises DocumentProblem while anything blocks, while the document is not ready, and when the bytes are not
    those that were made.
    """
    _check_may_read(by, document.episode)
    if not document.is_ready:
        raise DocumentProblem(_("Het document is nog niet klaar."))
    if blocks_on(document):
        raise DocumentProblem(_("Nu niet te openen: er is een reden om te stoppen of te verwijzen."))
    data = bytes_of(document)
    if not is_as_made(document, data):
        raise DocumentProblem(_("Het opgeslagen bestand is veranderd nadat het was gemaakt."), code=ALTERED)
    _audit(document, by, "document.download" if download else "document.open")
    return data


@transaction.atomic
def open_calendar(*, plan: Plan, language: str, by: User) -> bytes:
    """The calendar of a signed plan for a phone or computer (.ics); nothing of it is stored.

    Raises as request_document does, and DocumentProblem for a plan without a first day.
    """
    _check_may_read(by, plan.episode)
    _check_can_be_made(plan, DocumentKind.CALENDAR, language)
    content = plan.content or {}
    if plan.signed_at is None or not has_dates(content):
        raise DocumentProblem(_("Dit plan zegt niet op welke dag het begint."))
    _audit_calendar(plan, by, language)
    return calendar_ics(content, language, plan.pk, plan.signed_at)


@transaction.atomic
def refuse_calendar(*, plan: Plan, language: str, by: User) -> None:
    """Put in the audit trail that a calendar was asked for and not given."""
    _audit_calendar(plan, by, language, outcome=Outcome.REFUSED)


@transaction.atomic
def print_in_browser(*, document: Document, by: User) -> None:
    """Put in the trail that somebody opened a letter or note as a page of the browser."""
    _check_may_read(by, document.episode)
    _audit(document, by, "document.open")


@transaction.atomic
def refuse_document(*, document: Document, by: User, why: str = "") -> None:
    """Put in the audit trail that a document was asked for and not shown."""
    _audit(document, by, "document.open", outcome=Outcome.REFUSED, why=why)


def _make_again(document: Document, by: User) -> None:
    why = needs_making(document)
    if why:
        queue_again(document, attempts=0)
        _audit(document, by, "document.request", why=why)


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


def _check_may_read(by: User, episode: Episode) -> None:
    check_user_can_read_dossier(by)
    if episode.patient.centre_id != by.centre_id:
        raise PermissionDenied(_("Deze patiënt hoort bij een ander centrum."))


def _audit(
    document: Document, by: User, action: str, *, outcome: str = Outcome.SUCCESS, why: str = ""
) -> None:
    about = {"plan": str(document.plan_id)} if document.plan_id else {"kind": document.kind}
    record(
        actor=by,
        action=action,
        subject=document,
        patient_id=document.episode.patient_id,
        episode_id=document.episode_id,
        details=about | {"language": document.language} | ({"why": why} if why else {}),
        outcome=outcome,
    )


def _audit_calendar(plan: Plan, by: User, language: str, outcome: str = Outcome.SUCCESS) -> None:
    record(
        actor=by,
        action="document.download",
        subject=plan,
        patient_id=plan.episode.patient_id,
        episode_id=plan.episode_id,
        details={"plan": str(plan.pk), "kind": "ics", "language": language},
        outcome=outcome,
    )
