"""The whole work without any script: saving, rows, decisions, and watching a document being made."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.models import Episode
from interventions.case.current import current_board
from interventions.case.facts import episode_facts
from interventions.models import Decision
from reports.documents.tasks import render_document
from reports.models import Document, DocumentState
from tests import factories, steps
from tests.browser.conftest import sign_in
from tests.browser.filling import fill_in
from tests.browser.visit import Visit
from tests.dossiers import take_over
from tests.worked_patients import worked_patients

pytestmark = pytest.mark.browser_context_args(java_script_enabled=False)

MEDICATION = {
    "acute_medication_classes": ["triptan"],
    "medications": [{"name": "sumatriptan", "days_per_month": 4}],
}


@pytest.fixture
def empty(page: Page, live_server: LiveServer, alice: User, episode: Episode) -> Visit:
    """Alice, with a patient who was asked nothing yet."""
    sign_in(page.context, alice, live_server.url)
    return Visit(page, episode, axe=False)


@pytest.fixture
def visit(page: Page, live_server: LiveServer, alice: User) -> Visit:
    """Alice, with a worked patient whose anamnese and examination are filled in."""
    patient = worked_patients()[0]
    episode, _later = factories.make_episode_with(alice, patient.facts)
    sign_in(page.context, alice, live_server.url)
    return Visit(page, episode, axe=False)


def test_a_section_is_saved_and_tells_which_questions_it_opened(empty: Visit) -> None:
    visit = empty
    visit.open(visit.address("anamnese/medication/"))
    question = visit.page.locator('[data-fact="acute_days_triptan"]')
    expect(question).to_be_hidden()
    fill_in(visit.page, MEDICATION)
    visit.press("Opslaan en verder")
    expect(visit.page.get_by_text("zijn er vragen bijgekomen")).to_be_visible()
    expect(question).to_be_visible()
    stored = episode_facts(visit.episode)
    assert "triptan" in stored["acute_medication_classes"]
    assert stored["medications"] == MEDICATION["medications"]


def test_rows_of_a_list_can_be_filled_in_emptied_and_added(empty: Visit) -> None:
    visit = empty
    rows = visit.page.locator('[data-fact="medications"] [data-row]')
    visit.open(visit.address("anamnese/medication/"))
    expect(rows).to_have_count(3)
    fill_in(visit.page, {"medications": [{"name": "sumatriptan"}, {"name": "paracetamol"}]})
    visit.press("Opslaan en verder")
    visit.open(visit.address("anamnese/medication/"))
    expect(rows).to_have_count(5)
    rows.first.get_by_label("naam").fill("")
    visit.press("Opslaan en verder")
    assert episode_facts(visit.episode)["medications"] == [{"name": "paracetamol"}]


def test_an_advice_is_taken_over_adapted_and_put_back(visit: Visit) -> None:
    first, second = current_board(visit.episode).options[:2]
    visit.open(visit.address("advies/"))
    visit.press("Overnemen", card=first.card.id)
    card = f'[data-card="{second.card.id}"]'
    visit.page.locator(card).get_by_text("Aanpassen", exact=True).click()
    visit.page.get_by_label("Afspraak hierover").fill("Alleen op dinsdag.")
    visit.press("Aangepast overnemen")
    notes = dict(Decision.objects.values_list("card", "note"))
    assert notes == {first.card.id: "", second.card.id: "Alleen op dinsdag."}
    visit.press("In het plan", card=second.card.id)
    assert Decision.objects.get().card == first.card.id


def test_the_page_of_a_document_follows_its_making(
    visit: Visit, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page loads itself again while the document is made, and shows it when it is there."""
    asked: list[Any] = []
    monkeypatch.setattr(render_document, "delay", asked.append)
    take_over(visit.episode, alice, *(view.card.id for view in current_board(visit.episode).options[:2]))
    steps.agree_and_sign(visit)
    visit.press("Plan voor de patiënt maken")
    expect(visit.page.get_by_text(str(DocumentState.QUEUED.label))).to_be_visible()
    assert asked == [str(Document.objects.get().pk)]
    render_document.run(*asked)
    expect(visit.page.get_by_role("link", name="Opslaan als PDF")).to_be_visible(timeout=20_000)
