"""Every document of every worked patient, read aloud: two checkers find nothing, and all of it is told."""

from typing import Any

import pytest

from headache_cds.accounts.models import User
from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import NoPlan, plan_from_facts
from reports.documents import pdf
from reports.documents.kinds import PAGES, can_be_made, html_of
from reports.documents.letters.actions import issue_urgent_note
from reports.documents.letters.kinds import LetterKind
from reports.models import DocumentKind
from tests.reports.documents.accessible import faults_of, heard, words_left_out
from tests.reports.documents.agreed import activity, agreed, signed
from tests.reports.documents.conftest import FACTS_OF, FLAGGED, MIGRAINE, NECK, REFERRED
from tests.reports.documents.test_letter import dossier, issue, typed

# A paper is of somebody, and so is heard to be; these are the same for everybody.
OF_NOBODY = {DocumentKind.DIARY}


def content_of(case_id: str) -> dict[str, Any] | None:
    """What was agreed with a worked patient, as if signed; None for one who gets no plan."""
    content = plan_from_facts(get_knowledge(), case_id, FACTS_OF[case_id], "nl")
    if isinstance(content, NoPlan):
        return None
    return content | signed() if content["version"] == 3 else agreed(case_id, activity())


def faults_in(content: dict[str, Any], kind: str, language: str) -> list[str]:
    """What the checkers say of one document, and what of it is not told."""
    html = PAGES[kind](content, language)
    data = pdf.render_pdf(html).data
    faults, told = faults_of(data), heard(data)
    if left_out := words_left_out(html, told):
        faults.append(f"not told: {left_out}")
    if kind not in OF_NOBODY and "Dalen" not in told.all("H1")[0].text:
        faults.append("the title does not say whose paper it is")
    return [f"{kind} {language}: {fault}" for fault in faults]


def test_the_plan_of_a_worked_patient() -> None:
    content = content_of(NECK)
    assert content
    assert faults_in(content, DocumentKind.PATIENT_PLAN, "nl") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case_id", "language"),
    [*((case_id, "nl") for case_id in FACTS_OF), (NECK, "en"), (MIGRAINE, "en"), (REFERRED, "en")],
)
def test_every_document_of_every_worked_patient(case_id: str, language: str) -> None:
    content = content_of(case_id) or {}
    kinds = [kind for kind in PAGES if content and can_be_made(content, kind)]
    assert kinds or not content
    assert [fault for kind in kinds for fault in faults_in(content, kind, language)] == []


@pytest.mark.db
@pytest.mark.slow
def test_letters_and_notes(alice: User) -> None:
    calm, flagged = dossier(alice, MIGRAINE), dossier(alice, FLAGGED)
    letter = issue(calm, alice, typed(calm, LetterKind.INTERIM))
    note = issue_urgent_note(episode=flagged, by=alice, language="nl")
    for document in (letter, note):
        assert faults_of(pdf.render_pdf(html_of(document)).data) == [], document.kind
