"""The steps of the work, taken through the screens: anamnese, examination, decisions, plan, measurement."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from examination.battery import load_battery
from intake.sections import load_sections
from interventions.advice.board import CardView
from interventions.case.current import current_board
from interventions.plan.queries import asked_plan_facts
from tests.browser.filling import as_text, fill_in, press, unfold
from tests.browser.visit import Visit
from tests.factories import birth_date_at

Facts = Mapping[str, Any]
NUMBER = "WP-1"
GOAL = "Weer met de kinderen naar het zwembad."
CONTACT = "de praktijk, 020 123 45 67"


def register(visit: Visit, facts: Facts, family_name: str, *, weeks_ago: int = 0) -> None:
    """Write the patient in, who began so many weeks ago; without a sex in the story it is 'unknown'."""
    page = visit.page
    visit.open("/patienten/nieuw/")
    page.get_by_label("Achternaam").fill(family_name)
    page.get_by_label("Voorletters").fill("W.")
    page.get_by_label("Geboortedatum").fill(birth_date_at(facts["patient_age_years"]).isoformat())
    page.get_by_label("Patiëntnummer").fill(NUMBER)
    page.get_by_label("Begonnen op").fill((timezone.localdate() - dt.timedelta(weeks=weeks_ago)).isoformat())
    press(page.locator("form[data-guard]"), "sex", facts.get("sex", "unknown"))
    expect(page.locator(f'[name=care_setting][value="{facts["care_setting"]}"]')).to_be_checked()
    visit.press("Inschrijven")
    visit.remember_episode()


def take_history(visit: Visit, answers: Facts) -> None:
    """Fill in every page of the anamnese that the story says something about, look it over, complete it."""
    pages = ((section.id, section.facts) for section in load_sections())
    _fill_pages(visit, "anamnese/", pages, answers)
    visit.open(visit.address("anamnese/overzicht/"))
    visit.press("Anamnese afronden")


def examine(visit: Visit, findings: Facts) -> None:
    """Fill in the parts of the battery in which something was found; without findings nothing is begun."""
    if not findings:
        return
    visit.open(visit.address("onderzoek/"))
    visit.press("Onderzoek beginnen", and_look=False)
    _fill_pages(visit, "onderzoek/", ((part.id, part.facts) for part in load_battery().parts), findings)
    visit.open(visit.address("onderzoek/"))
    visit.press("Onderzoek afronden")


def _fill_pages(visit: Visit, step: str, pages: Iterable[tuple[str, tuple[str, ...]]], facts: Facts) -> None:
    """Page after page by 'Opslaan en verder', as far as that leads to a page with something to fill in."""
    for name, asked in pages:
        answers = {fact: facts[fact] for fact in asked if fact in facts}
        if answers:
            address = visit.address(f"{step}{name}/")
            if not visit.page.url.endswith(address):
                visit.page.goto(address)
            fill_in(visit.page, answers)
            visit.look()
            visit.press("Opslaan en verder", and_look=False)


def decide(visit: Visit, facts: Facts) -> list[str]:
    """Take over the cards that hold what the story plans, else the first two; gives their names.

    A card is adapted when the story has other parts or another dose than the card itself.
    """
    planned = set(facts.get("planned_interventions", ()))
    offered = current_board(visit.episode).options
    chosen = [view for view in offered if planned & {part.value for part in view.card.components}]
    if not visit.page.url.endswith(visit.address("advies/")):
        visit.page.goto(visit.address("advies/"))
    for view in chosen or offered[:2]:
        _take_over(visit, view, planned, facts)
    return [view.card.id for view in chosen or offered[:2]]


def _take_over(visit: Visit, view: CardView, planned: set[str], facts: Facts) -> None:
    card = f'[data-card="{view.card.id}"]'
    usual = {part.value for part in view.card.components if part.default}
    wanted = {part.value for part in view.card.components if part.value in planned} if planned else usual
    numbers = {
        f"{dose.id}-{part.id}": facts[part.fact]
        for dose in view.doses
        for part in dose.parts
        if part.fact and facts.get(part.fact, part.default) != part.default
    }
    if wanted == usual and not numbers:
        visit.press("Overnemen", within=card)
        return
    # The words are the head of the fold that holds the form.
    unfold(visit.page.locator(card).get_by_text("Aanpassen", exact=True))
    form = visit.page.locator(card).locator("form.act-form").filter(has_text="Aangepast overnemen")
    for part in view.card.components:
        form.locator(f'[name=components][value="{part.value}"]').set_checked(part.value in wanted)
    for name, value in numbers.items():
        form.locator(f'[name="{name}"]').fill(as_text(value))
    visit.press("Aangepast overnemen", within=card)


def answer_plan_questions(visit: Visit, facts: Facts) -> None:
    """The plan facts that are asked and not decided, on the plan page."""
    asked = asked_plan_facts()
    answers = {fact: value for fact, value in facts.items() if fact in asked}
    if answers:
        visit.open(visit.address("plan/"))
        fill_in(visit.page, answers)
        visit.press("Antwoorden opslaan")


def agree_and_sign(visit: Visit) -> None:
    """A goal in the patient's words, who to call, the evaluation that is proposed, consent; then sign."""
    page = visit.page
    visit.open(visit.address("plan/"))
    page.get_by_role("group", name="Doel 1").get_by_label("Doel").fill(GOAL)
    page.get_by_label("Wie de patiënt belt bij vragen").fill(CONTACT)
    page.get_by_label("Opties, voorkeur en instemming").check()
    expect(page.get_by_role("button", name="Plan ondertekenen")).to_be_disabled()
    visit.press("Afspraken opslaan")
    visit.press("Plan ondertekenen")


def measure_again(visit: Visit, measured: Facts) -> None:
    """A repeat measurement of today."""
    visit.open(visit.address("beloop/"))
    fill_in(visit.page, measured)
    visit.press("Meting vastleggen")
