"""What must hold on the screens of a worked patient, from registration to the paper, or to the block.

The checks read the page as HTML, so that they hold in Chromium and in a browser without scripts alike.
"""

import re
from io import BytesIO

from pypdf import PdfReader

from headache_cds.vocabulary.values import format_number
from interventions.advice.tiers import MAX_CARDS
from interventions.case.current import current_board
from interventions.case.facts import FACT_FOLDER, episode_facts
from interventions.engine import Item
from interventions.knowledge import get_knowledge
from interventions.models import Phase, Plan, PlanState
from tests import steps
from tests.markup import Element
from tests.steps import Visit
from tests.worked_patients import WorkedPatient, in_any_order, treatment_texts

FAMILY_NAME = "Waterdrager"
WEEKS_TO_EVALUATION = 12
OFFERS = ("advise", "dose", "refer")


def tell_the_story(visit: Visit, patient: WorkedPatient) -> None:
    """Registration, anamnese and examination."""
    weeks_ago = WEEKS_TO_EVALUATION if patient.measured else 0
    steps.register(visit, patient.facts, FAMILY_NAME, weeks_ago=weeks_ago)
    steps.take_history(visit, patient.answers)
    steps.examine(visit, patient.findings)


def plan_and_sign(visit: Visit, patient: WorkedPatient) -> Plan:
    """The advice, decisions on it, the agreements and the signature."""
    check_the_advice(visit, patient)
    taken = steps.decide(visit, patient.facts)
    steps.answer_plan_questions(visit, patient.facts)
    steps.agree_and_sign(visit)
    plan = Plan.objects.get(episode=visit.episode, state=PlanState.SIGNED)
    assert sorted(plan.decisions.values_list("card", flat=True)) == sorted(taken)
    return plan


def follow(visit: Visit, patient: WorkedPatient) -> None:
    """The measurement after the programme where there is one; then the facts, the dashboard and the list."""
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
    assert any(FAMILY_NAME in part.words for part in visit.html().main().walk() if part.tag == "a")


def check_the_facts(visit: Visit, patient: WorkedPatient, *, with_plan: bool) -> None:
    """The forms lost nothing and added nothing: what is stored is what the story tells."""
    knowledge = get_knowledge()
    stored = in_any_order(episode_facts(visit.episode))
    told = patient.told(knowledge, with_plan=with_plan)
    lost = {fact: value for fact, value in told.items() if stored.get(fact) != value}
    assert lost == {}, {fact: stored.get(fact) for fact in lost}
    planned = knowledge.vocabulary.of_folder(FACT_FOLDER)
    computed = knowledge.vocabulary.dates_by_days.keys()
    assert stored.keys() - told.keys() - planned.keys() - computed == set()


def check_the_advice(visit: Visit, patient: WorkedPatient) -> None:
    """What the case expects, at the level of the page: every offer named, nothing that is withheld told."""
    visit.open(visit.address("advies/"))
    board = current_board(visit.episode)
    main = visit.html().main()
    cards = [part.attributes["data-card"] for part in main.walk() if "data-card" in part.attributes]
    assert cards == [view.card.id for view in board.options]
    assert cards
    assert len(board.tiers.cards) <= MAX_CARDS
    assert not of_class(main, "stop")
    text = main.words
    for view in board.options:
        assert view.main.rule.record.headline.nl in text
    for item in board.withheld:
        assert item.rule.record.summary.nl not in text, item.rule.id
    named = {statement.id for view in board.options for statement in view.statements}
    for name in patient.expect["applies"]:
        carriers = [item for item in board.advice.items if name in item.rule.record.implements]
        applying = [item.rule.record for item in carriers if item.status == "applies"]
        assert applying or all(comes_later(item, patient) for item in carriers), name
        offered = [record.summary.nl for record in applying if record.use in OFFERS]
        # A card names its statements in a fold; a warning that refers says the sentence of its rule.
        assert not offered or name in named or any(summary in text for summary in offered), name


def comes_later(item: Item, patient: WorkedPatient) -> bool:
    """Whether nothing but what is planned or measured later keeps an item open."""
    later = get_knowledge().vocabulary.of_folder(FACT_FOLDER).keys() | patient.measured.keys()
    return item.status == "insufficient_data" and set(item.missing) <= later


def check_the_advice_at_the_end(visit: Visit, patient: WorkedPatient) -> None:
    """Once the plan is agreed and the follow-up measured, everything that the case expects applies."""
    items = current_board(visit.episode).advice.items
    applying = {name for item in items if item.status == "applies" for name in item.rule.record.implements}
    assert set(patient.expect["applies"]) <= applying


def check_the_evaluation(visit: Visit, patient: WorkedPatient) -> None:
    """The top line, and the change since the start against the limits that count."""
    facts, derived = patient.facts, patient.expect["derived"]
    days = f"Van {facts['baseline_headache_days']} naar {facts['followup_headache_days']} hoofdpijndagen"
    score = f"HIT-6 {derived['hit6_change']} punten lager"
    page = visit.html()
    headings = [part.words for part in page.walk() if part.tag == "h1"]
    assert headings == [f"{days} in {WEEKS_TO_EVALUATION} weken; {score}."]
    (table,) = of_class(page, "verdicts")
    lines = [part for part in table.walk() if part.tag == "tr"]
    for name, change in {
        "Hoofdpijndagen": f"{round(derived['headache_days_change_percent'])}% lager",
        "HIT-6, bij migraine": f"{derived['hit6_change']} punten lager",
        "Activiteiten (PSK), gemiddeld": f"{derived['psk_mean_change']} punten lager",
    }.items():
        (line,) = [line.words for line in lines if name in (part.words for part in line.walk())]
        assert change in line
        assert "grens gehaald" in line


def check_the_document(data: bytes, plan: Plan) -> None:
    """On every page the patient and the page number; on the first what begins now, from start to target."""
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]
    patient = plan.episode.patient
    for number, text in enumerate(pages, start=1):
        assert (patient.family_name if number == 1 else patient.name) in text
        assert number == 1 or steps.NUMBER in text
        assert f"pagina {number} van {len(pages)}" in text
    text = " ".join(pages)
    assert steps.GOAL in text
    assert steps.CONTACT in text
    assert plan.content
    now = [card["activity"] for card in plan.content["cards"] if card["when"] == Phase.NOW]
    for activity in filter(None, now):
        assert activity["name"]["nl"] in pages[0]
        for amount in (activity["weeks"][0]["amount"], activity["target"]["amount"]):
            unit = activity["unit_one" if amount == 1 else "unit"]["nl"]
            assert f"{format_number(amount, 'nl')} {unit}" in pages[0]


def check_that_nothing_is_shown(visit: Visit, *addresses: str) -> None:
    """No text of an exercise, self-care, hands-on care or reassurance, folded or not."""
    forbidden = treatment_texts(get_knowledge())
    for address in addresses:
        visit.open(address)
        text = visit.html().words
        assert sorted(words for words in forbidden if words in text) == [], address


def check_the_block(visit: Visit) -> None:
    """The advice page says why it stops and what to do, and nothing else; no plan can be made."""
    check_that_nothing_is_shown(visit, visit.address("advies/"))
    page = visit.html()
    (stop,) = of_class(page, "stop")
    assert not [part for part in page.walk() if "data-card" in part.attributes]
    for item in current_board(visit.episode).blocks:
        assert item.rule.record.summary.nl in stop.words
    visit.open(visit.address("plan/"))
    for button in ("Plan ondertekenen", "Plan voor de patiënt maken"):
        assert button not in visit.html().buttons()


def of_class(page: Element, name: str) -> list[Element]:
    """The elements of a class."""
    return [part for part in page.walk() if is_of(part, name)]


def is_of(part: Element, name: str) -> bool:
    return name in re.split(r"\s+", part.attributes.get("class", ""))
