"""Each worked patient through the screens without scripts: from registration to the PDF, or to the block.

Chromium takes three of them along the same way (tests/browser/test_worked_patients.py).
"""

import pytest
from django.test import Client

from headache_cds.accounts.models import Role, User
from interventions.knowledge import get_knowledge
from interventions.models import Decision, Plan, PlanState
from reports.models import Document
from tests import factories, stories
from tests.dossiers import seen
from tests.people import signed_in
from tests.plain_browser import PlainBrowser
from tests.worked_patients import WorkedPatient, worked_patients

pytestmark = pytest.mark.slow

PATIENTS = worked_patients()
# The examination, a red flag and a repeat measurement: these stand for the others on the second database.
REPEATED = {"V04-mixed-bruxism", "V07-thunderclap-primary", "V12-followup-responder"}


def each(*, blocked: bool) -> pytest.MarkDecorator:
    """Runs a test for each of the patients for whom something blocks, or nothing."""
    cases = [
        pytest.param(patient, id=patient.name, marks=[pytest.mark.db] if patient.name in REPEATED else [])
        for patient in PATIENTS
        if patient.expect["blocked"] == blocked
    ]
    return pytest.mark.parametrize("patient", cases)


@pytest.fixture
def alice(transactional_db: None, patient: WorkedPatient) -> User:
    """A physiotherapist of a centre with the setting of the patient."""
    dora = factories.make_centre("Hoofdpijnpraktijk De Brug", "dora", patient.facts["care_setting"])
    return factories.make_person(dora, "alice", Role.PHYSIOTHERAPIST)


@pytest.fixture
def visit(alice: User) -> PlainBrowser:
    """That physiotherapist, signed in."""
    return PlainBrowser(signed_in(alice))


@each(blocked=False)
def test_from_registration_to_the_pdf(visit: PlainBrowser, patient: WorkedPatient) -> None:
    stories.tell_the_story(visit, patient)
    plan = stories.plan_and_sign(visit, patient)
    visit.press("Plan voor de patiënt maken")
    stories.check_the_document(file_of(visit.client, visit.at), plan)
    stories.follow(visit, patient)


@each(blocked=True)
def test_while_something_blocks_nothing_of_a_treatment_is_shown(
    visit: PlainBrowser, patient: WorkedPatient
) -> None:
    stories.tell_the_story(visit, patient)
    stories.check_the_facts(visit, patient, with_plan=False)
    stories.check_that_nothing_is_shown(
        visit, visit.address("plan/"), f"/patienten/{visit.episode.patient_id}/"
    )
    stories.check_the_block(visit)
    check_that_no_card_can_be_taken(visit)


def file_of(client: Client, document: str) -> bytes:
    """The PDF behind the page of a document; no name of a patient stands in its own name."""
    response = client.get(f"{document}pdf/")
    assert stories.FAMILY_NAME not in response["Content-Disposition"]
    return response.getvalue()


def check_that_no_card_can_be_taken(visit: PlainBrowser) -> None:
    """A post from elsewhere is refused for every card."""
    for card in get_knowledge().cards.cards:
        visit.client.post(visit.address(f"advies/{card.id}/overnemen/"), seen(visit.episode, card.id))
    assert not Decision.objects.exists()
    assert not Plan.objects.filter(state=PlanState.SIGNED).exists()
    assert not Document.objects.exists()
