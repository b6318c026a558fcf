"""Three worked patients through the screens in Chromium: from registration to the PDF, or to the block.

The examination, a repeat measurement and a red flag. The browser may complain of nothing (conftest.py), and
axe reads every page on the way of two. All twelve go the same way without scripts in tests/walk.
"""

from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import Role, User
from interventions.knowledge import get_knowledge
from interventions.models import Plan
from tests import factories, steps, stories
from tests.browser.conftest import sign_in
from tests.browser.visit import Visit
from tests.worked_patients import WorkedPatient, treatment_texts, worked_patients

BY_NAME = {patient.name: patient for patient in worked_patients()}
EXAMINED, BLOCKED, MEASURED = (
    BY_NAME[name] for name in ("V04-mixed-bruxism", "V07-thunderclap-primary", "V12-followup-responder")
)
SIGNED = BY_NAME["V02-migraine-aura-inactive"]


# The pages of an examination are read in test_question_pages.py.
READ_BY_AXE = (BLOCKED, MEASURED)


def each(*patients: WorkedPatient) -> pytest.MarkDecorator:
    """Runs a test for each of these patients."""
    return pytest.mark.parametrize("patient", patients, ids=lambda patient: patient.name)


@pytest.fixture
def alice(transactional_db: None, patient: WorkedPatient) -> User:
    """A physiotherapist of a centre with the setting of the patient."""
    dora = factories.make_centre("Hoofdpijnpraktijk De Brug", "dora", patient.facts["care_setting"])
    return factories.make_person(dora, "alice", Role.PHYSIOTHERAPIST)


@pytest.fixture
def visit(page: Page, live_server: LiveServer, alice: User, patient: WorkedPatient) -> Visit:
    """That physiotherapist, signed in; axe sees the same on both databases, and reads on the first."""
    sign_in(page.context, alice, live_server.url)
    return Visit(page, axe=patient in READ_BY_AXE and connection.vendor == "sqlite")


@pytest.mark.smoke
@each(MEASURED)
def test_from_registration_to_the_evaluation(visit: Visit, patient: WorkedPatient, tmp_path: Path) -> None:
    stories.tell_the_story(visit, patient)
    plan = stories.plan_and_sign(visit, patient)
    stories.check_the_document(download_the_document(visit, tmp_path), plan)
    stories.follow(visit, patient)


@each(EXAMINED)
def test_the_examination_is_filled_in_and_advised_on(visit: Visit, patient: WorkedPatient) -> None:
    stories.tell_the_story(visit, patient)
    stories.check_the_facts(visit, patient, with_plan=False)
    stories.check_the_advice(visit, patient)


@each(BLOCKED)
def test_while_something_blocks_nothing_of_a_treatment_is_shown(visit: Visit, patient: WorkedPatient) -> None:
    stories.tell_the_story(visit, patient)
    stories.check_the_facts(visit, patient, with_plan=False)
    stories.check_that_nothing_is_shown(
        visit, visit.address("plan/"), f"/patienten/{visit.episode.patient_id}/"
    )
    stories.check_the_block(visit)


@each(SIGNED)
def test_a_red_flag_after_signing_takes_the_plan_off_the_screen(
    visit: Visit, patient: WorkedPatient, alice: User
) -> None:
    episode, _later = factories.make_episode_with(alice, patient.facts)
    visit.episode_id = episode.pk
    steps.decide(visit, patient.facts)
    steps.agree_and_sign(visit)
    visit.press("Plan voor de patiënt maken")
    document = visit.page.url
    visit.open(visit.address("plan/"))
    plan_text = visit.text()
    assert any(words in plan_text for words in treatment_texts(get_knowledge()))
    visit.open(visit.address("anamnese/red_flags/"))
    visit.fill_in({"rf_thunderclap": True})
    visit.press("Opslaan en verder")
    plan = Plan.objects.get(episode=episode)
    pages = [visit.address("plan/"), visit.address(f"plan/{plan.pk}/"), document]
    stories.check_that_nothing_is_shown(visit, *pages, f"/patienten/{episode.patient_id}/")
    stories.check_the_block(visit)
    visit.page.goto(f"{document}pdf/")
    assert visit.page.url.endswith(visit.address("advies/")), "the file itself is not opened either"


def download_the_document(visit: Visit, folder: Path) -> bytes:
    """Ask for the plan on paper, wait until it is there, save it."""
    page = visit.page
    visit.press("Plan voor de patiënt maken")
    expect(page.get_by_role("link", name="Opslaan als PDF")).to_be_visible(timeout=20_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Opslaan als PDF").click()
    assert stories.FAMILY_NAME not in download.value.suggested_filename
    path = folder / "plan.pdf"
    download.value.save_as(path)
    return path.read_bytes()
