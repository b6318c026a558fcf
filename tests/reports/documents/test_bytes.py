"""The bytes of a document are those that were made: what was changed behind the product is not served."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent, Outcome
from interventions.models import Plan
from reports.documents import actions, making, queries
from reports.documents.problems import DocumentProblem
from reports.models import Document, DocumentState
from tests.people import signed_in

pytestmark = [pytest.mark.slow, pytest.mark.db]


@pytest.fixture
def made(plan: Plan, alice: User) -> Document:
    """A document that the engine made."""
    document = actions.request_document(plan=plan, language="nl", by=alice)
    making.make_document(document.pk)
    return queries.get_document(alice, document.pk)


@pytest.fixture
def client(alice: User) -> Client:
    return signed_in(alice)


def change(document: Document, data: bytes) -> None:
    """As somebody with the password of the database would."""
    identifier = document.pk.hex if connection.vendor == "sqlite" else document.pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_document SET pdf = %s WHERE id = %s", [data, identifier])
        assert cursor.rowcount == 1


def one_bit_of(data: bytes) -> bytes:
    """The file with one bit turned over, somewhere in the middle."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("forge", [one_bit_of, lambda data: data + b" ", lambda data: b"%PDF-1.7 another"])
def test_a_changed_file_is_not_served_but_said(made: Document, client: Client, forge: object) -> None:
    path = f"/documenten/{made.pk}/"
    assert client.get(path + "pdf/").status_code == 200
    change(made, forge(queries.bytes_of(made)))  # type: ignore[operator]
    for address in ("pdf/", "pdf/?download"):
        assert client.get(path + address).headers["Location"] == path
    refused = AuditEvent.objects.filter(action="document.open", outcome=Outcome.REFUSED)
    assert [event.details["why"] for event in refused] == ["altered", "altered"]
    page = client.get(path).content.decode()
    assert "Dit bestand klopt niet meer" in page
    assert "Openen en afdrukken" not in page
    assert "Opnieuw maken" in page


def test_a_file_that_was_made_a_text_is_not_served_either(made: Document, client: Client) -> None:
    if connection.vendor == "sqlite":  # another database keeps the type of a column
        with connection.cursor() as cursor:
            cursor.execute("UPDATE reports_document SET pdf = pdf || 'x'")
        assert "Dit bestand klopt niet meer" in client.get(f"/documenten/{made.pk}/").content.decode()
        assert client.get(f"/documenten/{made.pk}/pdf/").status_code == 302


def test_the_text_for_another_record_reads_no_file(made: Document, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/episodes/{made.episode_id}/dossiertekst/").status_code == 200
    assert not [query for query in asked.captured_queries if '"reports_document"."pdf"' in query["sql"]]


def test_made_again_it_is_the_same_file(made: Document, alice: User) -> None:
    before = queries.bytes_of(made)
    change(made, one_bit_of(before))
    with pytest.raises(DocumentProblem, match="veranderd"):
        actions.open_document(document=made, by=alice, download=False)
    actions.make_again(document=made, by=alice)
    assert AuditEvent.objects.filter(action="document.request").last().details["why"] == "altered"  # type: ignore[union-attr]
    making.make_document(made.pk)
    again = queries.get_document(alice, made.pk)
    assert again.state == DocumentState.READY
    assert actions.open_document(document=again, by=alice, download=False) == before


def test_asking_for_it_again_makes_a_changed_one_anew(made: Document, alice: User) -> None:
    change(made, b"%PDF-1.7 another")
    assert made.plan
    asked = actions.request_document(plan=made.plan, language="nl", by=alice)
    assert (asked.pk, asked.state) == (made.pk, DocumentState.QUEUED)


def test_a_file_that_is_as_it_was_made_is_not_made_again(made: Document, alice: User) -> None:
    actions.make_again(document=made, by=alice)
    again = queries.get_document(alice, made.pk)
    assert (again.state, again.finished_at) == (DocumentState.READY, made.finished_at)


def test_the_file_carries_the_signing_and_no_other_moment(made: Document) -> None:
    assert made.plan
    signed = made.plan.signed_at
    assert signed
    assert making.fixed_at(made) == signed
    read = PdfReader(BytesIO(queries.bytes_of(made))).metadata
    assert read
    assert read.creation_date == read.modification_date == signed.replace(microsecond=0)
