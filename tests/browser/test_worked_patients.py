"""Each worked patient through the screens: from registration to the PDF, or to the block that stops there.

The browser may complain of nothing (conftest.py). axe reads every page on the way of three of them: it costs
as much as the rest together, and the pages of the others are the same ones.
"""

from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import Role, User
from headache_cds.vocabulary.values import format_number
from interventions.case.current import current_board
from interventions.case.facts import FACT_FOLDER, episode_facts
from interventions.engine import Item
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, Plan, PlanState
from reports.models import Document
from tests import factories
from tests.browser import steps
from tests.browser.conftest import sign_in
from tests.browser.filling import fill_in
from tests.browser.visit import Visit
from tests.browser.worked_patients import WorkedPatient, in_any_order, treatment_texts, worked_patients

MOST_CARDS, MOST_WARNINGS = 12, 3
PATIENTS = worked_patients()
TREATED = [patient for patient in PATIENTS if not patient.expect["blocked"]]
BLOCKED = [patient for patient in PATIENTS if patient.expect["blocked"]]
# The examination, a repeat measurement and a red flag: these stand for the others on the second database, and
# for axe on the first.
SMOKE = {"V04-mixed-bruxism", "V07-thunderclap-primary", "V12-followup-responder"}
FAMILY_NAME = "Waterdrager"
WEEKS_TO_EVALUATION = 12
OFFERS = ("advise", "dose", "refer")


def each(patients: list[WorkedPatient]) -> pytest.MarkDecorator:
    """Runs a test for each of these patients."""
    cases = [
        pytest.param(patient, id=patient.name, marks=[pytest.mark.smoke] if patient.name in SMOKE else [])
        for patient in patients
    ]
    return pytest.mark.parametrize("patient", cases)


@pytest.fixture
def alice(transactional_db: None, patient: WorkedPatient) -> User:
    """A physiotherapist of a centre with the setting of the patient."""
    dora = factories.make_centre("Hoofdpijnpraktijk De Brug", "dora", patient.facts["care_setting"])
    return factories.make_person(dora, "alice", Role.PHYSIOTHERAPIST)


@pytest.fixture
def visit(page: Page, live_server: LiveServer, alice: User, patient: WorkedPatient) -> Visit:
    """That physiotherapist, signed in."""
    sign_in(page.context, alice, live_server.url)
    return Visit(page, axe=patient.name in SMOKE and connection.vendor == "sqlite")


@each(TREATED)
def test_from_registration_to_the_pdf(visit: Visit, patient: WorkedPatient, tmp_path: Path) -> None:
    tell_the_story(visit, patient)
    check_the_advice(visit, patient)
    taken = steps.decide(visit, patient.facts)
    steps.answer_plan_questions(visit, patient.facts)
    steps.agree_and_sign(visit)
    plan = Plan.objects.get(episode=visit.episode, state=PlanState.SIGNED)
    assert sorted(plan.decisions.values_list("card", flat=True)) == sorted(taken)
    check_the_document(download_the_document(visit, tmp_path), plan)
    if patient.measured:
        steps.measure_again(visit, patient.measured)
    with_plan = bool(patient.facts.get("planned_interventions"))
    check_the_facts(visit, patient, with_plan=with_plan)
    if with_plan:
        check_the_advice_at_the_end(visit, patient)
    visit.open(f"/patienten/{visit.episode.patient_id}/")
    if patient.measured:
        check_the_evaluation(visit, patient)
    visit.open("/patienten/")
    expect(visit.page.get_by_role("link", name=FAMILY_NAME)).to_be_visible()


@each(BLOCKED)
def test_while_something_blocks_nothing_of_a_treatment_is_shown(visit: Visit, patient: WorkedPatient) -> None:
    tell_the_story(visit, patient)
    check_the_facts(visit, patient, with_plan=False)
    check_that_nothing_is_shown(visit, visit.address("plan/"), f"/patienten/{visit.episode.patient_id}/")
    check_the_block(visit)
    check_that_no_plan_can_be_made(visit)


@each(TREATED[1:2])
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
    fill_in(visit.page, {"rf_thunderclap": True})
    visit.press("Opslaan en verder")
    plan = Plan.objects.get(episode=episode)
    pages = [visit.address("plan/"), visit.address(f"plan/{plan.pk}/"), document]
    check_that_nothing_is_shown(visit, *pages, f"/patienten/{episode.patient_id}/")
    check_the_block(visit)
    visit.page.goto(f"{document}pdf/")
    assert visit.page.url == document, "the file itself is not opened either"


def tell_the_story(visit: Visit, patient: WorkedPatient) -> None:
    weeks_ago = WEEKS_TO_EVALUATION if patient.measured else 0
    steps.register(visit, patient.facts, FAMILY_NAME, weeks_ago=weeks_ago)
    steps.take_history(visit, patient.answers)
    steps.examine(visit, patient.findings)


def check_the_facts(visit: Visit, patient: WorkedPatient, *, with_plan: bool) -> None:
    """The forms lost nothing and added nothing: what is stored is what the story tells."""
    knowledge = get_knowledge()
    stored = in_any_order(episode_facts(visit.episode))
    told = patient.told(knowledge, with_plan=with_plan)
    assert {fact: value for fact, value in told.items() if stored.get(fact) != value} == {}
    planned = knowledge.vocabulary.of_folder(FACT_FOLDER)
    assert stored.keys() - told.keys() - planned.keys() == set()


def check_the_advice(visit: Visit, patient: WorkedPatient) -> None:
    """What the case expects, at the level of the page: every offer named, nothing that is withheld told."""
    visit.open(visit.address("advies/"))
    board = current_board(visit.episode)
    cards = visit.page.locator("main [data-card]")
    assert [card.get_attribute("data-card") for card in cards.all()] == [
        view.card.id for view in board.options
    ]
    assert 0 < cards.count() <= MOST_CARDS
    assert visit.page.locator(".stop").count() == 0
    assert visit.page.locator(".warnings > .note").count() <= MOST_WARNINGS
    text = visit.text("main")
    for view in board.options:
        for item in view.leads:
            assert item.rule.record.summary.nl in text
    for item in board.withheld:
        assert item.rule.record.summary.nl not in text, item.rule.id
    for name in patient.expect["applies"]:
        carriers = [item for item in board.advice.items if name in item.rule.record.implements]
        applying = [item.rule.record for item in carriers if item.status == "applies"]
        assert applying or all(comes_later(item, patient) for item in carriers), name
        offered = [record.summary.nl for record in applying if record.use in OFFERS]
        # A card names its statements; a warning that refers says the sentence of its rule.
        assert not offered or name in text or any(summary in text for summary in offered), name


def comes_later(item: Item, patient: WorkedPatient) -> bool:
    """Whether nothing but what is planned or measured later keeps an item open."""
    later = get_knowledge().vocabulary.of_folder(FACT_FOLDER).keys() | patient.measured.keys()
    return item.status == "insufficient_data" and set(item.missing) <= later


def check_the_advice_at_the_end(visit: Visit, patient: WorkedPatient) -> None:
    """Once the plan is agreed and the follow-up measured, everything that the case expects applies."""
    items = current_board(visit.episode).advice.items
    applying = {name for item in items if item.status == "applies" for name in item.rule.record.implements}
    assert set(patient.expect["applies"]) <= applying


def download_the_document(visit: Visit, folder: Path) -> bytes:
    """Ask for the plan on paper, wait until it is there, save it."""
    page = visit.page
    visit.press("Plan voor de patiënt maken")
    expect(page.get_by_role("link", name="Opslaan als PDF")).to_be_visible(timeout=20_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Opslaan als PDF").click()
    assert FAMILY_NAME not in download.value.suggested_filename
    path = folder / "plan.pdf"
    download.value.save_as(path)
    return path.read_bytes()


def check_the_evaluation(visit: Visit, patient: WorkedPatient) -> None:
    """The top line, and the change since the start against the limits that count."""
    facts, derived = patient.facts, patient.expect["derived"]
    days = f"Van {facts['baseline_headache_days']} naar {facts['followup_headache_days']} hoofdpijndagen"
    score = f"HIT-6 {derived['hit6_change']} punten lager"
    heading = visit.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"{days} in {WEEKS_TO_EVALUATION} weken; {score}.")
    table = visit.page.locator("table.verdicts")
    for name, change in {
        "Hoofdpijndagen": f"{round(derived['headache_days_change_percent'])}% lager",
        "HIT-6, bij migraine": f"{derived['hit6_change']} punten lager",
        "Activiteiten (PSK), gemiddeld": f"{derived['psk_mean_change']} punten lager",
    }.items():
        line = table.get_by_role("row").filter(has=visit.page.get_by_role("rowheader", name=name, exact=True))
        expect(line).to_contain_text(change)
        expect(line).to_contain_text("grens gehaald")


def check_the_document(data: bytes, plan: Plan) -> None:
    """On every page the patient and the page number; every accepted card with all numbers of its dose."""
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]
    for number, text in enumerate(pages, start=1):
        assert plan.episode.patient.name in text
        assert steps.NUMBER in text
        assert f"pagina {number} van {len(pages)}" in text
    text = " ".join(pages)
    assert steps.GOAL in text
    assert steps.CONTACT in text
    accepted = plan.decisions.exclude(choice=DecisionKind.DECLINED)
    assert accepted
    for decision in accepted:
        for words in words_of(decision):
            assert words in text, f"{decision.card}: {words}"


def words_of(decision: Decision) -> list[str]:
    """The title of a card for the patient, its chosen parts, and its full dose: every value with its unit.

    A card that stays off the paper has no dose.
    """
    knowledge = get_knowledge()
    card = next(card for card in knowledge.cards.cards if card.id == decision.card)
    if not card.on_paper:
        assert not decision.dose
        return []
    parts = [part.label.nl for part in card.components if part.value in decision.components]
    numbers = [
        f"{format_number(decision.dose[dose_id][part.id], 'nl')} {part.unit.nl}"
        for dose_id in decision.dose
        for part in knowledge.doses[dose_id].parts
    ]
    return [card.patient_title.nl, *parts, *numbers]


def check_that_nothing_is_shown(visit: Visit, *addresses: str) -> None:
    """No text of an exercise, self-care, hands-on care or reassurance, folded or not."""
    forbidden = treatment_texts(get_knowledge())
    for address in addresses:
        visit.open(address)
        text = visit.text()
        assert sorted(words for words in forbidden if words in text) == [], address


def check_the_block(visit: Visit) -> None:
    """The advice page says why it stops and what to do, and nothing else."""
    check_that_nothing_is_shown(visit, visit.address("advies/"))
    expect(visit.page.locator(".stop")).to_be_visible()
    assert visit.page.locator("[data-card]").count() == 0
    for item in current_board(visit.episode).blocks:
        assert item.rule.record.summary.nl in visit.text(".stop")


def check_that_no_plan_can_be_made(visit: Visit) -> None:
    """The plan page offers nothing, and a post from elsewhere is refused."""
    visit.open(visit.address("plan/"))
    for button in ("Plan ondertekenen", "Plan voor de patiënt maken"):
        assert visit.page.get_by_role("button", name=button).count() == 0
    token = next(c["value"] for c in visit.page.context.cookies() if c["name"] == "csrftoken")
    for card in get_knowledge().cards.cards:
        visit.page.request.post(visit.address(f"advies/{card.id}/overnemen/"), headers={"X-CSRFToken": token})
    assert not Decision.objects.exists()
    assert not Plan.objects.filter(state=PlanState.SIGNED).exists()
    assert not Document.objects.exists()
