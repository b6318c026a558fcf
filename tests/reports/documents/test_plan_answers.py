"""What a patient asks of page one, each answered in its own place of the structure tree.

What do I do tomorrow, on which days, how long, when do I stop, whom do I call: with this patient's values.
A screen reader goes through the same structure; a word that stands somewhere on the page answers nothing.
"""

import datetime as dt
import re

import pytest
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from headache_cds.vocabulary.values import format_number
from tests.reports.documents.accessible import Part, heard
from tests.reports.documents.agreed import Content
from tests.reports.documents.plan_pdfs import WRITERS, contents, pdf_of

pytestmark = pytest.mark.slow
FORMS = ("plan", "large")
# So many things to do do not fit on the first page in large print.
MANY = 3
PATIENTS = ("V01", "V02", "V03", "V04", "V05", "V10", "V11", "V12", "V14", "V15", "V17", "V19", "V20")


@pytest.fixture(scope="module", params=PATIENTS)
def patient(request: pytest.FixtureRequest) -> tuple[str, Content]:
    """The full id of a worked patient, and what was agreed."""
    return next((name, content) for name, content in contents().items() if name.startswith(request.param))


def test_every_worked_patient_with_a_plan_is_asked() -> None:
    assert {name[:3] for name in contents()} == set(PATIENTS)


@pytest.fixture(params=FORMS)
def front(request: pytest.FixtureRequest, patient: tuple[str, Content]) -> Part:
    """What is heard of the plan."""
    assert request.param in WRITERS
    return heard(pdf_of(patient[0], request.param))


def now(content: Content) -> list[Content]:
    """What is agreed to do now, in its order."""
    cards = [card for card in content["cards"] if card["when"] == "now"]
    return sorted(cards, key=lambda card: card["place"])


def section(front: Part, title: str) -> Part:
    """The one section under this heading."""
    found = [part for part in front.all("Sect") if any(h.text == title for h in part.all("H2"))]
    return min(found, key=lambda part: len(part.text))


def value(part: Part, label: str) -> str:
    """What stands behind a label in a list of labels and values."""
    items = [item.text for lists in part.all("L") for item in lists.parts]
    return items[items.index(label) + 1]


def thing(front: Part, card: Content) -> Part:
    """The section of something to do."""
    return section(front, f"{card['place']}. {card['activity']['name']['nl']}")


def test_what_do_i_do_tomorrow(patient: tuple[str, Content], front: Part) -> None:
    _name, content = patient
    (first,) = [part for part in front.all("P") if part.text.startswith("U begint op")]
    day = dt.date.fromisoformat(content["starts_on"])
    planned: list[Content] = []
    while not planned:
        planned = [card for card in now(content) if day.weekday() in card["activity"]["days"]]
        day += dt.timedelta(days=not planned)
    with translation.override("nl"):
        said = re.sub(r"\s+([.,])", r"\1", first.text)
        assert said.startswith(f"U begint op {date_format(day, 'l j F')}")
    assert first.page == 1
    # Its numbers are those of the headings under which the rest is told.
    named = re.findall(r"\d+", said.partition(" met ")[2])
    # Where it is everything, no number says more.
    assert named == ([str(card["place"]) for card in planned] if len(planned) < len(now(content)) else [])
    assert all(thing(front, card).page == 1 for card in planned if len(now(content)) < MANY)


def test_on_which_days(patient: tuple[str, Content], front: Part) -> None:
    for card in now(patient[1]):
        days = card["activity"]["days"]
        with translation.override("nl"):
            names = [str(WEEKDAYS[day]) for day in days]
        *rest, last = names
        said = f"op {', '.join(rest)} en {last}" if rest else f"op {last}"
        alts = [figure.alt for figure in thing(front, card).all("Figure")]
        assert alts[-1] == ("elke dag" if len(days) == 7 else said)


def test_how_long_and_what_for(patient: tuple[str, Content], front: Part) -> None:
    for card in now(patient[1]):
        activity = card["activity"]
        paragraphs = [part.text for part in thing(front, card).all("P")]
        start, target = activity["weeks"][0]["amount"], activity["target"]
        assert paragraphs[0].partition(",")[0].rstrip("*") == f"Week 1: {amount(activity, start)}"
        assert paragraphs[1].replace("*", "").startswith(goal(activity, target))


def goal(activity: Content, target: Content) -> str:
    """What the number of week 1 grows to, or how long it stays."""
    if activity["keeping_up"]:
        return "Doel: dit volhouden."
    if target["week"] == 1:
        return "Een week lang."
    return f"Doel: {amount(activity, target['amount'])} in week {target['week']}."


def amount(activity: Content, number: float) -> str:
    """'10 minuten', '1 minuut'."""
    unit = activity["unit_one" if number == 1 else "unit"]["nl"]
    return f"{format_number(number, 'nl')} {unit}"


def test_when_do_i_stop(patient: tuple[str, Content], front: Part) -> None:
    for card in now(patient[1]):
        stop = " ".join(card["activity"]["stop"]["nl"].removeprefix("Stop ").split())
        assert value(thing(front, card), "Stop") == stop


def test_whom_do_i_call(patient: tuple[str, Content], front: Part) -> None:
    content = patient[1]
    assert value(front, "Vragen? Bel") == content["contact"]
    assert value(front, "Volgende afspraak") == "ma 14 december, 14:00 uur"


def test_whose_plan_it_is(patient: tuple[str, Content], front: Part) -> None:
    assert [part.text for part in front.all("H1")] == ["Plan van M. van Dalen"]
    assert patient
