"""The steps of the work, taken through the screens: anamnese, examination, decisions, plan, measurement.

Chromium takes them (tests/browser/visit.py) and a browser without scripts (tests/plain_browser.py).
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from examination.battery import load_battery
from intake.models import Episode
from intake.sections import load_sections
from interventions.advice.board import CardView
from interventions.case.current import current_board
from interventions.plan.queries import asked_plan_facts
from tests.factories import birth_date_at
from tests.markup import Element

Facts = Mapping[str, Any]
NUMBER = "WP-1"
GOAL = "Weer met de kinderen naar het zwembad."
CALLED = "De huisarts gebeld om 10:40; zij belt vandaag terug."
RECORD = "Vastleggen met mijn naam en tijd"
CONTACT = "de praktijk, 020 123 45 67"
EPISODE_IN_ADDRESS = re.compile(r"/episodes/([0-9a-f-]{36})/")


class OnEpisode:
    """Somebody on the pages of one episode, once a patient was registered."""

    def __init__(self, episode: Episode | None) -> None:
        self.episode_id: UUID | None = episode.pk if episode else None

    @property
    def episode(self) -> Episode:
        """The episode of this visit, as it is stored now."""
        assert self.episode_id, "nobody was registered yet"
        return Episode.objects.select_related("patient__centre").get(pk=self.episode_id)

    def address(self, place: str) -> str:
        """The address of a page of this episode."""
        return f"/episodes/{self.episode_id}/{place}"

    def remember_episode(self) -> None:
        """Take the episode from the address on screen."""
        at = self.at  # type: ignore[attr-defined]  # each browser has its own
        found = EPISODE_IN_ADDRESS.search(at)
        assert found, f"no episode at {at}"
        self.episode_id = UUID(found[1])


class Visit(Protocol):
    """Somebody with a browser, on one page at a time."""

    @property
    def at(self) -> str:
        """The address of the page."""

    @property
    def episode(self) -> Episode: ...
    def address(self, place: str) -> str: ...
    def open(self, address: str) -> None: ...
    def look(self) -> None: ...
    def press(self, button: str, *, card: str = "", and_look: bool = True) -> None: ...
    def can_press(self, button: str) -> bool: ...
    def fill_in(self, facts: Facts) -> None: ...
    def write(self, label: str, text: str, *, group: str = "") -> None: ...
    def tick(self, label: str) -> None: ...
    def choose(self, name: str, value: Any) -> None: ...
    def chosen(self, name: str) -> str | None: ...
    def begin_to_adapt(self, card: str) -> None: ...
    def set_components(self, wanted: Mapping[str, bool]) -> None: ...
    def set_number(self, name: str, text: str) -> None: ...
    def remember_episode(self) -> None: ...
    def html(self) -> Element: ...


def register(visit: Visit, facts: Facts, family_name: str, *, weeks_ago: int = 0) -> None:
    """Write the patient in, who began so many weeks ago; without a sex in the story it is 'unknown'."""
    visit.open("/patienten/nieuw/")
    visit.write("Achternaam", family_name)
    visit.write("Voorletters", "W.")
    visit.write("Geboortedatum", f"{birth_date_at(facts['patient_age_years']):%d-%m-%Y}")
    visit.write("Patiëntnummer", NUMBER)
    visit.write("Begonnen op", f"{timezone.localdate() - dt.timedelta(weeks=weeks_ago):%d-%m-%Y}")
    visit.choose("sex", facts.get("sex", "unknown"))
    assert visit.chosen("care_setting") == facts["care_setting"], "the centre has the setting"
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
            if not visit.at.endswith(address):
                visit.open(address)
            visit.fill_in(answers)
            visit.look()
            visit.press("Opslaan en verder", and_look=False)
            act_first(visit)


def act_first(visit: Visit) -> None:
    """Write down what was done, when an answer called for that before going on."""
    if not visit.can_press(RECORD):
        return
    if any(part.tag == "label" and part.words == "112 gebeld" for part in visit.html().walk()):
        visit.tick("112 gebeld")
    else:
        visit.write("Wat hebt u gedaan, met wie, hoe laat?", CALLED)
    visit.press(RECORD)


def decide(visit: Visit, facts: Facts) -> list[str]:
    """Take over the cards that hold what the story plans, else the first two; gives their names.

    A card is adapted when the story has other parts or another dose than the card itself.
    """
    planned = set(facts.get("planned_interventions", ()))
    offered = current_board(visit.episode).options
    chosen = [view for view in offered if planned & {part.value for part in view.card.components}]
    if not visit.at.endswith(visit.address("advies/")):
        visit.open(visit.address("advies/"))
    for view in chosen or offered[:2]:
        _take_over(visit, view, planned, facts)
    return [view.card.id for view in chosen or offered[:2]]


def _take_over(visit: Visit, view: CardView, planned: set[str], facts: Facts) -> None:
    usual = {part.value for part in view.card.components if part.default}
    wanted = {part.value for part in view.card.components if part.value in planned} if planned else usual
    numbers = {
        f"{dose.id}-{part.id}": facts[part.fact]
        for dose in view.doses
        for part in dose.parts
        if part.fact and facts.get(part.fact, part.default) != part.default
    }
    if wanted == usual and not numbers:
        visit.press("Overnemen", card=view.card.id)
        return
    visit.begin_to_adapt(view.card.id)
    visit.set_components({part.value: part.value in wanted for part in view.card.components})
    for name, value in numbers.items():
        visit.set_number(name, as_text(value))
    visit.press("Aangepast overnemen", card=view.card.id)


def answer_plan_questions(visit: Visit, facts: Facts) -> None:
    """The plan facts that are asked and not decided, on the plan page."""
    asked = asked_plan_facts()
    answers = {fact: value for fact, value in facts.items() if fact in asked}
    if answers:
        visit.open(visit.address("plan/"))
        visit.fill_in(answers)
        visit.press("Antwoorden opslaan")


def agree_and_sign(visit: Visit) -> None:
    """A goal in the patient's words, who to call, the evaluation that is proposed, consent; then sign."""
    visit.open(visit.address("plan/"))
    visit.write("Doel", GOAL, group="Doel 1")
    visit.write("Wie de patiënt belt bij vragen", CONTACT)
    visit.tick("Opties, voorkeur en instemming")
    assert not visit.can_press("Plan ondertekenen"), "the paper is read first"
    visit.press("Bekijken en ondertekenen")
    visit.press("Plan ondertekenen")


def measure_again(visit: Visit, measured: Facts) -> None:
    """A repeat measurement of today."""
    visit.open(visit.address("beloop/"))
    visit.fill_in(measured)
    visit.press("Meting vastleggen")


def as_text(value: Any) -> str:
    """A value as a form sends it; a number with the decimal comma of a Dutch keyboard."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
