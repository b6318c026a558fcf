"""The plan of every worked patient: its pages, words and letters, and that it holds all and nothing twice."""

import copy
from collections import Counter
from typing import Any

import pytest

from interventions.knowledge import get_knowledge
from reports.documents.papers.plan import bad_day_of, plan_html
from reports.documents.pdf import render_pdf
from tests.reports.documents.accessible import faults_of, heard
from tests.reports.documents.plan_pdfs import contents, fills_of, pdf_of, sizes_on, words_on
from tests.reports.documents.test_plan_answers import PATIENTS

pytestmark = pytest.mark.slow
MOST_PAGES = {"plan": 2, "large": 4, "easy": 2}
SMALLEST = {"plan": 11.5, "large": 18, "easy": 13}
MOST_WORDS, LEAST_FILL, WORDS_IN_A_LINE = 500, 0.6, 8
LANGUAGES = ("nl", "en")


@pytest.fixture(scope="module", params=PATIENTS)
def patient(request: pytest.FixtureRequest) -> str:
    """The full id of a worked patient."""
    return next(name for name in contents() if name.startswith(request.param))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_has_two_pages_of_at_most_500_words(patient: str, language: str) -> None:
    data = pdf_of(patient, "plan", language)
    assert len(fills_of(data)) == MOST_PAGES["plan"]
    assert min(fills_of(data)) >= LEAST_FILL
    assert min(sizes_on(data)) >= SMALLEST["plan"]
    assert len(words_on(data)) <= MOST_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_agreed_and_comes_later_keeps_the_fullest_plan_at_two_pages(language: str) -> None:
    content = copy.deepcopy(next(content for name, content in contents().items() if name.startswith("V04")))
    content["agreement"] = "U begint rustig en bouwt per week op. We kijken na zes weken samen terug. " * 2
    for card in [card for card in content["cards"] if card["on_paper"] and card["when"] == "reading"][:2]:
        card |= {"when": "later", "later_from": "2027-01-12"}
    data = render_pdf(plan_html(content, language)).data
    assert len(fills_of(data)) == MOST_PAGES["plan"]
    assert min(sizes_on(data)) >= SMALLEST["plan"]


@pytest.mark.parametrize("form", ["large", "easy"])
def test_the_other_forms_keep_to_their_pages_and_letters(patient: str, form: str) -> None:
    data = pdf_of(patient, form)
    assert len(fills_of(data)) <= MOST_PAGES[form]
    assert min(sizes_on(data)) >= SMALLEST[form]


@pytest.mark.parametrize("form", MOST_PAGES)
def test_nothing_is_wrong_for_who_cannot_see_it(patient: str, form: str) -> None:
    assert faults_of(pdf_of(patient, form)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["plan", "large"])
def test_it_holds_every_sentence_of_importance_and_every_line_of_the_calls(
    patient: str, form: str, language: str
) -> None:
    content = contents()[patient]
    told = Counter(part.text for part in heard(pdf_of(patient, form, language)).all("LBody", "H2", "P"))
    lines = [line["text"] for line in content["important"]]
    lines += [line for calls in content["calls"] for line in calls["lines"]]
    # Two lists of calls may have the same heading over their last lines.
    times = Counter(line[language] for line in lines)
    assert {text: told[text] for text in times} == times
    lines = [line[language] for line in content["understanding"]["lines"]]
    assert all(told[text] == 1 for text in (*bad_day_of(content["bad_day"][language]), *lines))


def test_nothing_stands_there_twice(patient: str) -> None:
    """No sentence of five words or more; when to stop and whose a dose is belong to each thing to do."""
    content = contents()[patient]
    root = heard(pdf_of(patient))
    stops = {card["activity"]["stop"]["nl"] for card in content["cards"] if card["activity"]}
    headings = {
        line["nl"] for calls in content["calls"] for line in calls["lines"] if line["nl"].endswith(":")
    }
    told = Counter(part.text for part in root.all("LBody", "P") if part.text not in stops | headings)
    twice = [text for text, times in told.items() if times > 1 and len(text.split()) >= 5]
    assert not twice


def test_what_was_not_taken_is_not_on_it(patient: str) -> None:
    content = contents()[patient]
    taken = {card["id"] for card in content["cards"]}
    text = heard(pdf_of(patient)).text
    others = [card for card in get_knowledge().cards.cards if card.id not in taken]
    assert [card.id for card in others if card.patient_title.nl in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_the_plan_in_pictures_has_at_most_eight_words(patient: str, language: str) -> None:
    for part in heard(pdf_of(patient, "easy", language)).all("LBody", "P"):
        for line in part.all("Span"):
            assert len(line.text.split()) <= WORDS_IN_A_LINE, line.text


def test_the_plan_in_pictures_keeps_what_cannot_wait(patient: str) -> None:
    content: dict[str, Any] = contents()[patient]
    told = "".join(heard(pdf_of(patient, "easy")).text.split())
    lines = [line["text"] for line in content["important"]]
    lines += [line for calls in content["calls"] for line in calls["lines"]]
    lines += [card["activity"]["stop"] for card in content["cards"] if card["when"] == "now"]
    assert [line["nl"] for line in lines if "".join(line["nl"].split()) not in told] == []
