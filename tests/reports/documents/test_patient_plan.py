"""A plan until content version 2 as a page: all that was agreed, once, escaped, in either language."""

import copy
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import plan_from_facts
from reports.documents.fingerprint import content_sha256
from reports.documents.papers.before import plan_pages
from reports.documents.patient_plan import plan_html
from tests.reports.documents.conftest import FACTS_OF, MIGRAINE, NECK, REFERRED, content_before

HOSTILE = (
    "<img src=file:///etc/passwd><script>x</script><link rel=stylesheet href=http://example.org/a.css>"
    "<style>@import url(static:../../manage.py); a { background: url('file:///etc/passwd') }</style>"
    '{% include \'base.html\' %}{{ plan }}" onload="x"</p></title>'
)


class Tags(HTMLParser):
    """Every start tag with its attributes, and the text between the tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def signed(content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The content as it would be frozen at signing."""
    return copy.deepcopy(content) | {
        "patient": {"name": "Van Dalen, M.", "birth_date": "1985-03-12", "number": "P00042"},
        "centre": "Hoofdpijncentrum Noord",
        "therapist": {"name": "Anneke Bakker", "registration": "49012345604"},
        "signed_on": "2026-11-22",
        "goals": [{"text": "Weer een film kijken.", "measure": "mijn dagboek", "due_on": "2027-02-22"}],
        "agreement": "U oefent thuis.\nU belt op maandag.",
        "evaluation_on": "2027-01-18",
        "contact": "de praktijk, 020 - 123 45 67",
        **changes,
    }


def on_paper(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The cards that the patient takes home."""
    return [card for card in content["cards"] if card["on_paper"]]


def test_what_the_therapist_works_with_stays_off_the_paper() -> None:
    content = content_before(NECK)
    off = [card for card in content["cards"] if not card["on_paper"]]
    html = plan_html(content, "nl")
    assert {"approach", "conversation"} == {card["id"] for card in off}
    assert not [card["id"] for card in off if card["why"]["nl"] in html]


def test_a_plan_from_before_that_choice_prints_every_card() -> None:
    content = content_before(NECK)
    for card in content["cards"]:
        del card["on_paper"]
    html = plan_html(content, "nl")
    assert all(card["why"]["nl"] in html for card in content["cards"])


@pytest.mark.parametrize("case_id", [NECK, MIGRAINE])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_holds_every_card_with_its_full_dose(case_id: str, language: str) -> None:
    content = content_before(case_id)
    text = Tags(plan_html(content, language)).text
    assert any(dose["parts"] for card in content["cards"] for dose in card["doses"])
    for card in on_paper(content):
        stop = [card["stop"][language]] if card["stop"] else []
        texts = [line[language] for line in card["texts"]]
        for line in (
            card["patient_title"][language],
            card["why"][language],
            *card["how"][language],
            *stop,
            *texts,
        ):
            assert " ".join(line.split()) in text
        for dose in card["doses"]:
            for part in dose["parts"]:
                label, unit = part["label"][language], part["unit"][language]
                assert f"{label} {part['value']} {unit}" in text
            for name in ("intensity", "build_up", "maintain", "stop", "expect"):
                assert not dose[name] or " ".join(dose[name][language].split()) in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_tells_when_to_call_whom(language: str) -> None:
    content = content_before(NECK)
    text = Tags(plan_html(content, language)).text
    assert ("Bel vandaag uw huisarts of huisartsenpost bij" in text) is (language == "nl")
    lines = [line for part in content["leaflet"].values() for line in part]
    for called in content["calls"]:
        lines += [called["title"], *called["lines"]]
    for line in lines:
        assert line[language] in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_important_stands_on_the_first_page_before_anything_else(language: str) -> None:
    content = content_before(REFERRED)
    html = plan_html(content, language)
    text, first = Tags(html).text, Tags(html[: html.index('class="part"')]).text
    assert len(content["important"]) > 1
    places = [first.index(line["text"][language]) for line in content["important"]]
    assert places == sorted(places)
    assert places[-1] < first.index({"nl": "Uw plan in het kort", "en": "Your plan in short"}[language])
    assert all(text.count(line["text"][language]) == 1 for line in content["important"])


def test_what_cannot_wait_is_bold_in_the_box() -> None:
    content = content_before(REFERRED)
    content["important"] = [
        {"rule": name, "urgency": name, "text": {"nl": f"{name}!", "en": f"{name}!"}}
        for name in ("now", "today", "this_week", "none")
    ]
    html = plan_html(content, "nl")
    assert re.findall(r'<li class="pressing">(\w+)!</li>', html) == ["now", "today"]
    assert re.findall(r"<li>(\w+)!</li>", html) == ["this_week", "none"]


def test_without_anything_important_there_is_no_box() -> None:
    content = content_before(NECK) | {"important": []}
    assert 'class="important"' not in plan_html(content, "nl")


def test_no_result_of_another_headache_type_is_on_paper() -> None:
    """A text that names one type holds for somebody who has it."""
    names = {"migraine": "migraine", "tth": "spanningshoofdpijn"}
    papers = 0
    for case_id, facts in FACTS_OF.items():
        content = plan_from_facts(get_knowledge(), case_id, facts, "nl")
        if not isinstance(content, dict):
            continue
        papers += 1
        for text in Tags(plan_html(content, "nl")).words:
            named = {kind for kind, word in names.items() if word in text.lower()}
            assert len(named) != 1 or named <= {*facts["headache_type"]}, (case_id, text)
    assert papers > 10


def test_it_speaks_of_a_physiotherapist_and_of_no_agreement_with_the_physician() -> None:
    for case_id, facts in FACTS_OF.items():
        content = plan_from_facts(get_knowledge(), case_id, facts, "nl")
        if isinstance(content, dict):
            text = Tags(plan_html(signed(content), "nl")).text
            assert not re.search(r"\b(?:uw|de) therapeut\b", text, re.IGNORECASE), case_id
            assert "stemt" not in text, case_id


def test_it_holds_what_was_agreed() -> None:
    text = Tags(plan_html(signed(content_before(NECK)), "nl")).text
    for part in (
        "Van Dalen, M.",
        "12-03-1985",
        "P00042",
        "Weer een film kijken.",
        "mijn dagboek",
        "22 februari 2027",
        "maandag 18 januari 2027",
        "de praktijk, 020 - 123 45 67",
        "U belt op maandag.",
        "Ondertekend door Anneke Bakker",
        "49012345604",
        "Niet klinisch gevalideerd",
    ):
        assert part in text


def test_the_note_of_a_card_is_on_it() -> None:
    content = content_before(NECK)
    content["cards"][0]["note"] = "Op maandag in de praktijk."
    assert "Op maandag in de praktijk." in Tags(plan_html(content, "nl")).text


def test_without_signature_it_says_so() -> None:
    text = Tags(plan_html(content_before(NECK), "nl")).text
    assert "niet ondertekend" in text
    assert "Ondertekend door" not in text


def test_a_treatment_without_numbers_says_so_and_a_topic_does_not() -> None:
    cards = plan_pages(content_before(NECK), "nl").cards
    lacking = {card.title for card in cards if card.lacks_dose}
    assert lacking
    assert lacking.isdisjoint(card.title for card in cards if card.measures or not card.components)
    html = plan_html(content_before(NECK), "nl")
    assert html.count("Geen vaste dosering bekend: u spreekt dit af met uw fysiotherapeut") == len(lacking)


def test_a_sentence_stands_once() -> None:
    content = content_before(NECK)
    for card in content["cards"]:
        card["texts"] = [{"nl": "Eén zin.", "en": "One sentence."}] * 2
        for dose in card["doses"]:
            dose["stop"] = card["stop"]
    html = plan_html(content, "nl")
    assert html.count("Eén zin.") == 1
    for card in on_paper(content):
        assert html.count(card["stop"]["nl"]) == 1


def test_an_adapted_number_is_written_the_dutch_way() -> None:
    content = content_before(NECK)
    part = next(part for card in content["cards"] for dose in card["doses"] for part in dose["parts"])
    part["value"] = 2.5
    assert ">2,5<" in plan_html(content, "nl")
    assert ">2.5<" in plan_html(content, "en")


def test_it_names_its_language() -> None:
    assert '<html lang="en">' in plan_html(content_before(NECK), "en")
    assert '<html lang="nl">' in plan_html(content_before(NECK), "nl")


def test_text_of_people_stays_text() -> None:
    plain = Tags(plan_html(signed(content_before(NECK)), "nl")).tags
    hostile = signed(
        content_before(NECK),
        patient={"name": HOSTILE, "birth_date": "1985-03-12", "number": HOSTILE},
        centre=HOSTILE,
        therapist={"name": HOSTILE, "registration": HOSTILE},
        goals=[{"text": HOSTILE, "measure": HOSTILE, "due_on": None}],
        agreement=HOSTILE,
        contact=HOSTILE,
    )
    hostile["cards"][0]["note"] = HOSTILE
    html = plan_html(hostile, "nl")
    tags = Tags(html).tags
    assert {tag for tag, _attrs in tags} <= {tag for tag, _attrs in plain}
    addresses = [value for _tag, attrs in tags for name, value in attrs.items() if name in ("src", "href")]
    assert addresses == ["static:print/fonts.css", "static:print/plan.css", "#bellen"]
    assert not any(re.match(r"on|style", name) for _tag, attrs in tags for name in attrs)
    assert html.count("{{ plan }}") == 12


def test_the_fingerprint_knows_the_content_and_not_its_order() -> None:
    content = content_before(NECK)
    turned = dict(reversed(list(content.items())))
    assert content_sha256(turned) == content_sha256(content)
    assert content_sha256(signed(content)) != content_sha256(content)
