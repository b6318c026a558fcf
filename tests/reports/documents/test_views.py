"""The pages of a document: ask, watch, open; with words for every state and without any script."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent, Outcome
from interventions.models import Plan
from interventions.plan.actions import sign_plan, start_plan
from reports.documents import jobs, pdf
from reports.models import Document, DocumentState, FailureReason
from tests.dossiers import agree
from tests.people import signed_in
from tests.reports.documents.conftest import plan_of, raise_red_flag, settle_red_flag

pytestmark = pytest.mark.slow
WHOLE = {"whole": "1"}


@pytest.fixture
def waiting(plan: Plan, alice: User) -> Document:
    """A document that waits for a worker."""
    return Document.objects.create(plan=plan, episode=plan.episode, language="nl", requested_by=alice)


@pytest.fixture
def ready(waiting: Document) -> Document:
    """A document with bytes that stand for a file."""
    claim = jobs.claim_document(document_id=waiting.pk)
    assert claim
    assert jobs.store_document(claim=claim, data=b"%PDF-1.7", pages=4)
    return waiting


def request_path(plan: Plan) -> str:
    return f"/plannen/{plan.pk}/document/"


def page_path(document: Document) -> str:
    return f"/documenten/{document.pk}/"


def pdf_path(document: Document) -> str:
    return f"/documenten/{document.pk}/pdf/"


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_it_works(plan: Plan, alice: User) -> None:
    client = signed_in(alice)
    answer = client.post(request_path(plan), {"language": "nl", **WHOLE})
    document = Document.objects.get()
    assert answer.headers["Location"] == page_path(document)
    page = client.get(page_path(document))
    assert "Klaar" in page.content.decode()
    assert pdf_path(document) in page.content.decode()
    assert "Refresh" not in page.headers
    file = client.get(pdf_path(document))
    assert file.content.startswith(b"%PDF-1.7")
    assert file.headers["Content-Type"] == "application/pdf"


def test_asking_twice_leads_to_the_same_page(waiting: Document, alice: User) -> None:
    for _press in range(2):
        answer = signed_in(alice).post(request_path(plan_of(waiting)), WHOLE)
        assert answer.headers["Location"] == page_path(waiting)
    assert Document.objects.count() == 1


def test_the_file_has_no_name_of_a_person_in_its_name(ready: Document, bob: User) -> None:
    shown = signed_in(bob).get(pdf_path(ready))
    name = f"behandelplan-{str(ready.pk)[:8]}.pdf"
    assert shown.headers["Content-Disposition"] == f'inline; filename="{name}"'
    saved = signed_in(bob).get(pdf_path(ready) + "?download")
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    actions = AuditEvent.objects.filter(actor=bob, object_id=ready.pk).values_list("action", flat=True)
    assert list(actions) == ["document.open", "document.download"]


def test_the_policy_of_the_file_leaves_the_viewer_of_the_browser_alone(ready: Document, alice: User) -> None:
    policy = signed_in(alice).get(pdf_path(ready)).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src" not in policy
    assert "default-src 'none'" in signed_in(alice).get(page_path(ready)).headers["Content-Security-Policy"]


def test_a_page_that_waits_loads_itself_again(waiting: Document, alice: User) -> None:
    page = signed_in(alice).get(page_path(waiting))
    assert page.headers["Refresh"] == "2"
    assert "In de wachtrij" in page.content.decode()
    Document.objects.filter(pk=waiting.pk).update(queued_at=timezone.now() - dt.timedelta(seconds=60))
    assert signed_in(alice).get(page_path(waiting)).headers["Refresh"] == "15"
    assert jobs.claim_document(document_id=waiting.pk)
    assert "Wordt gemaakt" in signed_in(alice).get(page_path(waiting)).content.decode()


def test_a_lost_job_offers_to_make_it_anew(waiting: Document, alice: User) -> None:
    Document.objects.filter(pk=waiting.pk).update(queued_at=timezone.now() - dt.timedelta(hours=1))
    page = signed_in(alice).get(page_path(waiting))
    assert "Refresh" not in page.headers
    assert "Opnieuw maken" in page.content.decode()


@pytest.mark.slow
@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_failed_job_says_why_and_is_made_anew(
    waiting: Document, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "render_pdf", lambda _html, **_fixed: pdf.Pdf(b"%PDF-1.7", 1))
    claim = jobs.claim_document(document_id=waiting.pk)
    assert claim
    jobs.fail_document(claim=claim, reason=FailureReason.RENDER_ERROR)
    client = signed_in(alice)
    page = client.get(page_path(waiting)).content.decode()
    assert "ging iets mis. Het plan zelf is niet veranderd" in page
    assert "Opnieuw maken" in page
    client.post(request_path(plan_of(waiting)), {"language": "nl", **WHOLE})
    assert Document.objects.get().state == DocumentState.READY


def test_while_something_blocks_there_is_no_document(ready: Document, alice: User, bob: User) -> None:
    client = signed_in(alice)
    raise_red_flag(plan_of(ready), alice)
    answer = client.get(pdf_path(ready))
    assert answer.headers["Location"] == page_path(ready)
    refused = AuditEvent.objects.get(action="document.open")
    assert refused.outcome == Outcome.REFUSED
    page = signed_in(bob).get(page_path(ready)).content.decode()
    assert "eerst te stoppen of te verwijzen" in page
    assert "alarmsignaal" in page
    assert pdf_path(ready) not in page
    asked = client.post(request_path(plan_of(ready)), {"language": "en", **WHOLE})
    assert asked.status_code == 409
    assert "alarmsignaal" in asked.content.decode()
    assert Document.objects.count() == 1
    settle_red_flag(plan_of(ready), alice)
    assert client.get(pdf_path(ready)).status_code == 200


def test_a_draft_plan_is_refused_with_the_reason(draft: Plan, alice: User) -> None:
    answer = signed_in(alice).post(request_path(draft), WHOLE)
    assert answer.status_code == 409
    assert "ondertekend plan" in answer.content.decode()
    raise_red_flag(draft, alice)
    page = signed_in(alice).post(request_path(draft), WHOLE).content.decode()
    assert "nadat het plan is ondertekend" not in page


def test_a_superseded_plan_says_so(ready: Document, alice: User) -> None:
    start_plan(episode=ready.episode, by=alice)
    sign_plan(plan=agree(ready.episode, alice), by=alice)
    page = signed_in(alice).get(page_path(ready)).content.decode()
    assert "vervangen door een nieuwer plan" in page


def test_before_it_is_ready_there_is_no_file(waiting: Document, alice: User) -> None:
    answer = signed_in(alice).get(pdf_path(waiting))
    assert answer.headers["Location"] == page_path(waiting)


def test_team_access_works(ready: Document, bob: User) -> None:
    assert signed_in(bob).get(page_path(ready)).status_code == 200
    assert signed_in(bob).get(pdf_path(ready)).status_code == 200


def test_it_checks_the_centre(ready: Document, charlie: User) -> None:
    client = signed_in(charlie)
    assert client.get(page_path(ready)).status_code == 404
    assert client.get(pdf_path(ready)).status_code == 404
    assert client.post(request_path(plan_of(ready)), WHOLE).status_code == 404


def test_an_administrator_sees_no_document(ready: Document, dora: User) -> None:
    assert signed_in(dora).get(pdf_path(ready)).status_code == 403


def test_an_unknown_id_is_not_found(alice: User) -> None:
    client = signed_in(alice)
    assert client.get(f"/documenten/{uuid.uuid4()}/").status_code == 404
    assert client.get(f"/documenten/{uuid.uuid4()}/pdf/").status_code == 404
    assert client.post(f"/plannen/{uuid.uuid4()}/document/").status_code == 404


def test_it_asks_to_sign_in(ready: Document) -> None:
    for path in (page_path(ready), pdf_path(ready)):
        assert "/inloggen/" in Client().get(path).headers["Location"]


def test_it_rejects_other_methods(ready: Document, alice: User) -> None:
    client = signed_in(alice)
    shown = client.get(request_path(plan_of(ready)), follow=True)
    assert shown.redirect_chain[-1][0] == f"/episodes/{ready.episode_id}/plan/{ready.plan_id}/"
    assert shown.status_code == 200
    assert client.post(page_path(ready)).status_code == 405
    assert client.post(pdf_path(ready)).status_code == 405
