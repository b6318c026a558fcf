"""When to call whom: no printed 112 or 113 outside a text that names the facts that it speaks of."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from headache_cds.vocabulary.spec import Text
from interventions.knowledge import get_knowledge
from interventions.knowledge.calling import NUMBERS, calls
from interventions.plan.from_facts import plan_from_facts
from reports.documents.patient_plan import plan_html
from tests.reports.documents.conftest import FACTS_OF, MIGRAINE

PRINT = Path(settings.BASE_DIR) / "templates/documents/print"
# The statements behind the plan are named there, and one of them may be number 112.
SMALL_PRINT = re.compile(r'<section class="account">.*?</section>', re.DOTALL)


def triggered() -> Iterator[Text]:
    """Every text with triggers that can come on paper."""
    knowledge = get_knowledge()
    for called in knowledge.leaflet.calls.values():
        yield called.title
        yield from (line.text for line in called.lines if line.triggers)
    yield from (
        rule.record.patient
        for rule in knowledge.ruleset.rules
        if rule.record.patient and rule.record.triggers
    )
    told = [text for card in knowledge.cards.cards for text in (card.why, card.stop)]
    told += [text for dose in knowledge.doses.values() for text in (dose.stop, dose.expect)]
    yield from (line for text in told if text for line in text.lines if line.triggers)


def test_no_number_is_printed_outside_a_text_with_triggers() -> None:
    knowledge, papers = get_knowledge(), 0
    texts = sorted({side for text in triggered() for side in (text.nl, text.en)}, key=len, reverse=True)
    for case_id, facts in FACTS_OF.items():
        content = plan_from_facts(knowledge, case_id, facts, "nl")
        if not isinstance(content, dict):
            continue
        for language in ("nl", "en"):
            paper = " ".join(SMALL_PRINT.sub("", plan_html(content, language)).split())
            assert NUMBERS.search(paper), case_id
            for text in texts:
                paper = paper.replace(" ".join(text.split()), "")
            left = [paper[max(0, found.start() - 60) : found.end() + 20] for found in NUMBERS.finditer(paper)]
            assert left == [], (case_id, language)
            papers += 1
    assert papers > 20


def test_no_template_of_the_paper_holds_a_number() -> None:
    """Those of `first/` print plans of before, which keep their words."""
    files = [path for path in sorted(PRINT.glob("*.html")) if NUMBERS.search(path.read_text())]
    assert files == []


@pytest.mark.parametrize(
    ("nl", "en", "expected"),
    [
        ("Bel 112.", "Act.", True),
        ("Doe dat.", "Call 113 now.", True),
        ("Bel vandaag uw huisarts.", "Act.", True),
        ("Gaat het slecht? Bel dan uw arts.", "Act.", True),
        ("Doe dat.", "Then call your GP at once.", True),
        ("Bespreek het met uw huisarts.", "Discuss it with your GP.", False),
        ("Bel uw fysiotherapeut. Neem uw arts mee.", "Call your physiotherapist.", False),
        ("Bel dan uw fysiotherapeut of tandarts.", "Then call your physiotherapist or dentist.", False),
        ("Uw arts kent de belasting.", "Your doctor calls it a strain.", False),
    ],
)
def test_what_counts_as_a_call(nl: str, en: str, expected: bool) -> None:
    assert calls(Text(nl=nl, en=en)) is expected


def test_the_lists_stand_on_paper_the_most_urgent_first() -> None:
    content = plan_from_facts(get_knowledge(), MIGRAINE, FACTS_OF[MIGRAINE], "nl")
    assert isinstance(content, dict)
    html = plan_html(content, "nl")
    titles = [called.title.nl for called in get_knowledge().leaflet.calls.values()]
    places = [html.index(f"<h2>{title}</h2>") for title in titles]
    assert places == sorted(places)
    assert [called["urgency"] for called in content["calls"]] == ["now", "now", "today"]
    assert html.count('class="call call-now"') == 2


@pytest.mark.parametrize("name", ["call_now", "call_today"])
def test_what_a_known_aura_looks_like_is_excepted_in_words(name: str) -> None:
    """Sight, speech and strength fail in an aura too."""
    lines = get_knowledge().leaflet.calls[name].lines
    like_aura = re.compile(r"aura|vision_loss|speech|focal|visual|weakness")
    found = [line for line in lines if any(like_aura.search(fact) for fact in line.triggers)]
    bare = [line.text.nl for line in found if "aura" not in line.text.nl]
    assert len(found) > len(bare)
    # A painful red eye, a seizure and arteritis look like no aura.
    assert all(re.search("rood oog|epileptische|50 of ouder", text) for text in bare)
