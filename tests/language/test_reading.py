"""What patients read is easy: the texts of the knowledge, and every document that is printed of them."""

import pytest
from wordfreq import zipf_frequency

from interventions.knowledge import get_knowledge
from interventions.plan.from_facts import plan_from_facts
from reports.documents.kinds import PAGES, can_be_made
from reports.models import DocumentKind
from tests.language.reading import (
    RARE,
    Reading,
    glossary,
    is_rare,
    reading_of,
    reading_of_html,
    syllables_of,
)
from tests.language.told import asked_aloud, texts_of
from tests.worked import CASES

# English is measured by its sentences alone: the formula and the list of words are for Dutch.
MOST_WORDS_IN_ENGLISH, LONGEST_IN_ENGLISH = 10, 20


def figures(name: str, readings: list[Reading]) -> str:
    """One line: the worst of these readings in everything that is measured."""
    longest = max(len(reading.longest) for reading in readings)
    mean = max(reading.mean_sentence for reading in readings)
    line = f"language, {name}: "
    if readings[0].language == "nl":
        line += f"Flesch-Douma {min(reading.flesch_douma for reading in readings):.0f}, "
        line += f"rare words {max(reading.share_rare for reading in readings):.1%}, "
    line += f"{mean:.1f} words a sentence, longest {longest}"
    return line + (f" (the worst of {len(readings)})" if len(readings) > 1 else "")


def problems_in_english(reading: Reading) -> list[str]:
    found = [" ".join(words) for words in reading.sentences if len(words) > LONGEST_IN_ENGLISH]
    mean = reading.mean_sentence
    return found + ([f"{mean:.1f} words a sentence"] if mean > MOST_WORDS_IN_ENGLISH else [])


@pytest.mark.parametrize("kind", texts_of(get_knowledge()))
def test_what_the_knowledge_tells_patients_is_easy(kind: str, request: pytest.FixtureRequest) -> None:
    texts = texts_of(get_knowledge())[kind]
    dutch = reading_of(text.nl for text in texts)
    english = reading_of((text.en for text in texts), "en")
    for reading in (dutch, english):
        line = figures(f"texts of {kind} ({reading.language})", [reading])
        request.node.user_properties.append(("figure", line))
    assert dutch.problems == ()
    assert problems_in_english(english) == []


@pytest.fixture(scope="module")
def papers() -> dict[tuple[str, str], list[tuple[str, Reading]]]:
    """Of every kind that is made of a plan, in each language, the reading for each worked patient."""
    knowledge = get_knowledge()
    found: dict[tuple[str, str], list[tuple[str, Reading]]] = {}
    for case in CASES:
        content = plan_from_facts(knowledge, case["id"], case["facts"], "nl")
        if not isinstance(content, dict):
            continue
        for kind, page in PAGES.items():
            if not can_be_made(content, kind):
                continue
            for language in ("nl", "en"):
                reading = reading_of_html(page(content, language), language)
                found.setdefault((kind, language), []).append((case["id"], reading))
    return found


@pytest.mark.parametrize("kind", [kind for kind in PAGES if DocumentKind(kind).is_of_plan])
def test_every_document_for_patients_is_easy(
    kind: str, papers: dict[tuple[str, str], list[tuple[str, Reading]]], request: pytest.FixtureRequest
) -> None:
    for language in ("nl", "en"):
        line = figures(f"paper {kind} ({language})", [reading for _case, reading in papers[kind, language]])
        request.node.user_properties.append(("figure", line))
    hard = {case: reading.problems for case, reading in papers[kind, "nl"] if reading.problems}
    assert hard == {}
    english = {case: found for case, reading in papers[kind, "en"] if (found := problems_in_english(reading))}
    assert english == {}


def test_what_is_asked_aloud_is_reported(request: pytest.FixtureRequest) -> None:
    """Only reported: the words of the questions are work of their own."""
    asked = reading_of(text.nl for text in asked_aloud(get_knowledge()))
    request.node.user_properties.append(("figure", figures("asked aloud (nl)", [asked])))
    assert len(asked.sentences) > 200


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("ja", 1),
        ("pijn", 1),
        ("hoofdpijn", 2),
        ("migraine", 3),
        ("ideeën", 3),
        ("nieuw", 1),
        ("draaien", 2),
        ("fysiotherapeut", 6),
        ("duizelig", 3),
        ("yoga", 2),
        ("station", 3),
        ("10", 1),
    ],
)
def test_a_syllable_is_a_vowel_that_sounds(word: str, count: int) -> None:
    assert syllables_of(word) == count


def test_the_formula_is_that_of_douma() -> None:
    reading = reading_of(["De man loopt hier. Hij heeft pijn."])
    assert (reading.mean_sentence, len(reading.words)) == (3.5, 7)
    assert reading.flesch_douma == pytest.approx(206.84 - 0.93 * 3.5 - 77)


def test_what_is_too_hard_is_said_with_its_words() -> None:
    long = " ".join(["heel"] * 15)
    (problem, mean) = reading_of([f"{long} lang."]).problems
    assert (problem, mean) == (f"16 words: {long} lang", "16.0 words a sentence")
    (easy,) = reading_of(["Multidisciplinaire farmacotherapeutische consultatie."]).problems[:1]
    assert easy.startswith("Flesch-Douma -")
    assert reading_of(["Doe dit."] * 15 + ["Graded exposure."]).problems == (
        "6.2% rare words: exposure, graded",
    )


def test_a_page_is_read_block_by_block() -> None:
    page = (
        "<html><head><title>Niet dit hier</title><style>p {}</style></head><body><h1>Uw plan</h1>"
        "<p>Wandel elke <b>dag</b> buiten. Bel&nbsp;ons gerust.</p>"
        "<ul><li>Eet elke dag goed</li><li>Ja</li></ul>"
        '<img src="x" alt="Niet gelezen hier"><svg><title>Ook niet dit</title></svg></body></html>'
    )
    sentences = [" ".join(words) for words in reading_of_html(page).sentences]
    assert sentences == ["Wandel elke dag buiten", "Bel ons gerust", "Eet elke dag goed"]


def test_the_glossary_lists_only_rare_words_that_a_text_uses() -> None:
    texts = [text for told in texts_of(get_knowledge()).values() for text in told]
    used = {word.lower() for word in reading_of(text.nl for text in texts).words}
    assert not sorted(word for word in glossary() if word not in used)
    assert not sorted(word for word in glossary() if zipf_frequency(word, "nl") >= RARE)
    assert not [word for word in glossary() if is_rare(word)]
    assert all(len(why.split()) > 5 for why in glossary().values())
