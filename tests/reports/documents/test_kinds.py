"""Every kind of document has a page and a file name of its own."""

import pytest
from django.conf import settings

from headache_cds.accounts.models import User
from interventions.models import Plan
from reports.documents.actions import request_document
from reports.documents.kinds import PAGES, html_of
from reports.documents.problems import DocumentProblem
from reports.models import FILE_NAMES, Document, DocumentKind

pytestmark = [pytest.mark.db, pytest.mark.slow]


def test_every_kind_has_a_page_and_a_name_of_its_own() -> None:
    kinds, languages = set(DocumentKind.values), dict(settings.LANGUAGES).keys()
    assert PAGES.keys() == FILE_NAMES.keys() == kinds
    assert all(names.keys() == languages for names in FILE_NAMES.values())
    assert len(set(PAGES.values())) == len(PAGES)


def test_a_kind_without_a_page_is_not_drawn_as_another(plan: Plan) -> None:
    with pytest.raises(KeyError):
        html_of(Document(plan=plan, kind="no_such_kind", language="nl"))


def test_an_unknown_kind_is_refused(plan: Plan, alice: User) -> None:
    with pytest.raises(DocumentProblem):
        request_document(plan=plan, kind="no_such_kind", language="nl", by=alice)
    assert not Document.objects.exists()
