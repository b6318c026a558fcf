"""The diary: a month on one page, with the limits that the plan froze and no advice on a medicine."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from interventions.knowledge import get_knowledge
from reports.documents import pdf
from reports.documents.papers.diary import diary_html, has_limits
from tests.markup import read
from tests.reports.documents.accessible import faults_of, heard, words_left_out
from tests.reports.documents.agreed import agreed
from tests.reports.documents.conftest import FACTS_OF, MIGRAINE, NECK, content_of

MAN = next(case for case, facts in FACTS_OF.items() if facts.get("sex") == "male" and case[:3] == "V04")


def diary(period: bool, **limits: float) -> dict[str, Any]:
    return {"period": period, "limits": {name: {"days": days, "source": ""} for name, days in limits.items()}}


def test_the_period_has_a_column_when_it_can_be() -> None:
    assert content_of(MIGRAINE)["diary"]["period"] is True
    assert content_of(MAN)["diary"]["period"] is False
    assert "Ongesteld" in diary_html(agreed(MIGRAINE), "nl")
    assert "Ongesteld" not in diary_html(agreed(MAN), "nl")


def test_the_limits_are_those_of_the_rules_at_signing() -> None:
    parameters = get_knowledge().parameters
    frozen = content_of(NECK)["diary"]["limits"]
    assert frozen["triptan"]["days"] == parameters["moh_triptan_days"].value
    assert frozen["plain"]["days"] == parameters["moh_nonopioid_days"].value
    assert all(limit["source"].startswith("ICHD-3") for limit in frozen.values())
    text = read(diary_html(agreed(NECK, diary=diary(True, triptan=7, plain=12)), "nl")).words
    assert re.search("dagen met een triptan grens: 7 dagen", text)
    assert re.search("dagen met een gewone pijnstiller grens: 12 dagen", text)


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
def test_it_is_one_page_with_a_row_for_each_day() -> None:
    content = agreed(MIGRAINE)
    content["patient"]["name"] = f"Van {'Wolfeschlegelstein' * 6}, A.B.C."
    content["contact"] = "de praktijk, " * 15
    html = diary_html(content, "nl")
    data = pdf.render_pdf(html).data
    assert len(PdfReader(BytesIO(data)).pages) == 1
    assert faults_of(data) == []
    assert words_left_out(html, heard(data)) == ""
    heads = heard(data).all("TH")
    assert [head.text for head in heads if head.scope == "Row"] == [str(day) for day in range(1, 32)]
    columns = [head.text for head in heads if head.scope == "Column"]
    assert columns[:2] == ["Dag", "Ergste pijn"]
    assert len(columns) == 12
