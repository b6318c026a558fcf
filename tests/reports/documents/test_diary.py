"""The diary: a month on one page, with the limits that the plan froze and no advice on a medicine."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import plan_from_facts
from reports.documents import pdf
from reports.documents.papers.diary import diary_html, has_limits
from tests.markup import read
from tests.reports.documents.accessible import faults_of, heard, words_left_out
from tests.reports.documents.agreed import agreed
from tests.reports.documents.conftest import FACTS_OF, MIGRAINE, NECK, REFERRED, content_of

MAN = next(case for case, facts in FACTS_OF.items() if facts.get("sex") == "male" and case[:3] == "V04")
PREGNANT = "V11-pregnant"


def diary(period: bool, **limits: float) -> dict[str, Any]:
    return {"period": period, "limits": {name: {"days": days, "source": ""} for name, days in limits.items()}}


def test_the_period_has_a_column_when_it_can_be() -> None:
    assert content_of(MIGRAINE)["diary"]["period"] is True
    assert content_of(MAN)["diary"]["period"] is False
    assert "Ongesteld" in diary_html(agreed(MIGRAINE), "nl")
    assert "Ongesteld" not in diary_html(agreed(MAN), "nl")


def test_the_limits_are_those_of_the_rules_at_signing() -> None:
    parameters = get_knowledge().parameters
    frozen = content_of(MAN)["diary"]["limits"]
    assert frozen["triptan"]["days"] == parameters["moh_triptan_days"].value
    assert frozen["plain"]["days"] == parameters["moh_nonopioid_days"].value
    assert all(limit["source"].startswith("ICHD-3") for limit in frozen.values())
    text = read(diary_html(agreed(NECK, diary=diary(True, triptan=7, plain=12)), "nl")).words
    assert re.search("dagen met een triptan vanaf 7 dagen: vertel het", text)
    assert re.search("dagen met een gewone pijnstiller vanaf 12 dagen: vertel het", text)


def frozen_for(case: str, **facts: Any) -> dict[str, Any]:
    """What is kept for the diary of a worked patient of whom these facts are other; None takes one away."""
    known = {name: value for name, value in (FACTS_OF[case] | facts).items() if value is not None}
    content = plan_from_facts(get_knowledge(), case, known, "nl")
    assert isinstance(content, dict)
    found: dict[str, Any] = content["diary"]
    return found


def printed(frozen: dict[str, Any], language: str = "nl") -> str:
    return read(diary_html(agreed(NECK, diary=frozen), language)).words


@pytest.mark.parametrize(
    ("facts", "pregnancy"),
    [
        ({"pregnant": True}, "yes"),
        ({"pregnant": False, "wish_to_become_pregnant": True}, "yes"),
        ({"pregnant": False}, "unknown"),
        ({"pregnant": False, "wish_to_become_pregnant": False}, "no"),
        ({"pregnant": None, "sex": "male"}, "no"),
        ({"pregnant": None, "sex": "female", "patient_age_years": 60}, "no"),
    ],
)
def test_an_nsaid_is_named_only_where_a_pregnancy_is_known_not_to_be(
    facts: dict[str, Any], pregnancy: str
) -> None:
    frozen = frozen_for(MIGRAINE, **facts)
    assert frozen["pregnancy"] == pregnancy
    text = printed(frozen)
    assert "paracetamol" in text
    assert ("ibuprofen" in text, "naproxen" in text) == (pregnancy == "no", pregnancy == "no")
    assert ("Vraag eerst uw huisarts welk middel mag" in text) is (pregnancy != "no")
    assert bool(frozen["limits"]) is ("IHS" in text) is (pregnancy != "yes")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_in_a_pregnancy_no_number_of_days_reads_as_allowed(language: str) -> None:
    assert not re.search(r"\d+ (dagen|days)", printed(frozen_for(PREGNANT), language))
    assert not re.search("ibuprofen|naproxen", printed(frozen_for(PREGNANT), language))


def test_a_pregnancy_that_nobody_asked_about_can_be() -> None:
    frozen = frozen_for(NECK)
    assert frozen["pregnancy"] == "unknown"
    text = printed(frozen)
    assert "ibuprofen" not in text
    assert "(Misschien) zwanger?" in text
    assert "vanaf 15 dagen: vertel het" in text


def test_a_triptan_to_discuss_has_no_limit() -> None:
    frozen = frozen_for(REFERRED, wish_to_become_pregnant=False)
    assert (frozen["triptan"], list(frozen["limits"])) == ("to_discuss", ["plain"])
    assert "dagen met een triptan bespreek met uw arts" in printed(frozen)
    aura = frozen_for(MAN, aura_symptom_types=["motor"], aura_judged_by_neurologist=True)
    assert aura["triptan"] == "to_discuss"


@pytest.mark.parametrize(
    ("classes", "counted"), [(["triptan"], True), (None, True), (["paracetamol"], False), (["none"], False)]
)
def test_a_triptan_is_counted_by_who_takes_one_or_may(classes: list[str] | None, counted: bool) -> None:
    frozen = frozen_for(MIGRAINE, acute_medication_classes=classes)
    assert ("triptan" in printed(frozen)) is counted
    assert ("triptan" in frozen["limits"]) is counted


def test_a_diary_of_before_keeps_its_limits_and_names_no_nsaid() -> None:
    text = printed(diary(True, triptan=10, plain=15))
    assert "vanaf 10 dagen" in text
    assert "vanaf 15 dagen" in text
    assert "ibuprofen" not in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_never_advises_to_change_a_medicine(language: str) -> None:
    text = read(diary_html(agreed(NECK), language)).words
    told = {
        "nl": "Verander zelf niets aan uw medicijnen.",
        "en": "Do not change your medicines on your own.",
    }
    assert told[language] in text
    assert not re.search(r"\b(stop|minder|afbouwen|taper|fewer|reduce)", text, re.IGNORECASE)


def test_a_plan_without_limits_has_no_diary() -> None:
    content = agreed(NECK)
    assert has_limits(content)
    del content["diary"]
    assert not has_limits(content)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "contact"),
    [
        (f"Van {'Wolfeschlegelstein' * 6}, A.B.C.", "de praktijk, " * 15),
        ("Van der Wolfeschlegelsteinen, A.B.C.", "Anneke Bakker, 020 123 45 67"),
    ],
)
@pytest.mark.parametrize("pregnancy", ["unknown", "no"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_with_all_it_can_say_it_is_one_page_with_a_row_for_each_day(
    name: str, contact: str, language: str, pregnancy: str
) -> None:
    content = agreed(MIGRAINE, contact=contact, signed_on="2026-11-21")
    content["diary"] |= {"period": True, "pregnancy": pregnancy, "triptan": "counted"}
    content["diary"]["limits"] = diary(True, triptan=10, plain=15)["limits"]
    content["patient"]["name"] = name
    html = diary_html(content, language)
    data = pdf.render_pdf(html).data
    assert len(PdfReader(BytesIO(data)).pages) == 1
    assert faults_of(data) == []
    assert words_left_out(html, heard(data)) == ""
    heads = heard(data).all("TH")
    assert [head.text for head in heads if head.scope == "Row"] == [str(day) for day in range(1, 32)]
    columns = [head.text for head in heads if head.scope == "Column"]
    assert columns[:2] == {"nl": ["Dag", "Ergste pijn"], "en": ["Day", "Worst pain"]}[language]
    assert len(columns) == 12
