"""When to call whom: no printed 112 or 113 outside a text that names the facts that it speaks of."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from headache_cds.accounts.models import User
from headache_cds.vocabulary.spec import Text
from interventions.knowledge import get_knowledge
from interventions.knowledge.calling import NUMBERS, calls
from interventions.plan.from_facts import plan_from_facts
from interventions.plan.leaflet import called_for
from reports.documents.kinds import PAGES, can_be_made, html_of
from reports.documents.letters.actions import issue_urgent_note
from reports.documents.letters.kinds import LetterKind
from reports.documents.patient_plan import plan_html
from reports.models import DocumentKind
from tests.interventions.patients import board_for
from tests.reports.documents.agreed import signed
from tests.reports.documents.conftest import FACTS_OF, FLAGGED, MIGRAINE, content_before
from tests.reports.documents.test_letter import dossier, issue, typed

PRINT = Path(settings.BASE_DIR) / "templates/documents/print"
# The statements behind the plan are named there, and one of them may be number 112.
SMALL_PRINT = re.compile(r'<section class="account">.*?</section>', re.DOTALL)

TAG = re.compile("<[^>]+>")
# A page that does not tell when to call says where it stands.
SENDS_TO_THE_PLAN = {
    "Wanneer 112 bellen? Zie de achterkant.",
    "When to call 112? See the back.",
}


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
    told += [card.todo.stop for card in knowledge.cards.cards if card.todo]
    told += [exercise.stop for exercise in knowledge.doing.exercises.values()]
    told += [text for dose in knowledge.doses.values() for text in (dose.stop, dose.expect)]
    yield from (line for text in told if text for line in text.lines if line.triggers)


def bare_numbers(html: str, texts: Iterable[str]) -> list[str]:
    """The numbers to call on a paper outside these texts, each with what stands around it."""
    paper = words_of(html)
    for text in sorted(texts, key=len, reverse=True):
        paper = paper.replace(" ".join(text.split()), "")
    return [paper[max(0, found.start() - 60) : found.end() + 20] for found in NUMBERS.finditer(paper)]


def words_of(html: str) -> str:
    """What is printed of a page, without what stands behind the plan."""
    body = SMALL_PRINT.sub("", html.partition("<body")[2])
    return " ".join(unescape(TAG.sub(" ", f"<body{body}")).split())


def test_no_number_is_printed_outside_a_text_with_triggers() -> None:
    knowledge, papers = get_knowledge(), 0
    texts = {side for text in triggered() for side in (text.nl, text.en)}
    for case_id, facts in FACTS_OF.items():
        content = plan_from_facts(knowledge, case_id, facts, "nl")
        if not isinstance(content, dict):
            continue
        for language in ("nl", "en"):
            for kind, page in PAGES.items():
                if not can_be_made(content | signed(), kind):
                    continue
                html = page(content | signed(), language)
                # The exercise sheet and the calendar send to the plan for when to call.
                assert NUMBERS.search(words_of(html)) or kind != DocumentKind.PATIENT_PLAN, case_id
                assert bare_numbers(html, texts | SENDS_TO_THE_PLAN) == [], (case_id, kind, language)
            papers += 1
    assert papers > 20


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_letter_holds_no_number_and_an_urgent_note_that_of_its_urgency(alice: User, language: str) -> None:
    """Both are for professionals: no patient reads a number there that is not meant for them."""
    texts = {side for text in triggered() for side in (text.nl, text.en)}
    calm, flagged = dossier(alice, MIGRAINE), dossier(alice, FLAGGED)
    for episode, kind in ((calm, LetterKind.INTERIM), (flagged, LetterKind.DIRECT_ACCESS)):
        letter = issue(episode, alice, typed(episode, kind, language=language))
        assert bare_numbers(html_of(letter), texts) == [], kind
    note = issue_urgent_note(episode=flagged, by=alice, language=language)
    action = note.source["urgency"]["action"]
    assert "112" in action
    assert NUMBERS.search(words_of(html_of(note)))
    assert bare_numbers(html_of(note), texts | {action}) == []


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
    content = content_before(MIGRAINE)
    html = plan_html(content, "nl")
    titles = [called.title.nl for called in get_knowledge().leaflet.calls.values()]
    places = [html.index(f"<h2>{title}</h2>") for title in titles]
    assert places == sorted(places)
    assert [called["urgency"] for called in content["calls"]] == ["now", "now", "today"]
    assert html.count('class="call call-now"') == 2


# Sight, speech and strength fail in an aura too.
LIKE_AURA = re.compile(r"aura|vision_loss|speech|focal|visual|weakness|artery")


@pytest.mark.parametrize("name", ["call_now", "call_today"])
def test_what_a_known_aura_looks_like_is_marked(name: str) -> None:
    lines = get_knowledge().leaflet.calls[name].lines
    found = [line for line in lines if any(LIKE_AURA.search(fact) for fact in line.triggers)]
    bare = [line.text.nl for line in found if not line.known_aura and "aura" not in line.text.nl.lower()]
    assert len(found) > len(bare)
    # A painful red eye, a seizure, a drooping eyelid, pain unlike any before and arteritis look like no aura.
    assert all(re.search("rood oog|epileptische|50 of ouder|Ooglid|als nooit", text) for text in bare)


def called(name: str, **facts: Any) -> list[str]:
    leaflet = get_knowledge().leaflet
    return [text.nl for text in called_for(leaflet.calls[name], leaflet.known_aura, board_for(facts).scope)]


@pytest.mark.parametrize("name", ["call_now", "call_today"])
def test_what_a_known_aura_looks_like_comes_last_behind_words_that_say_so(name: str) -> None:
    leaflet = get_knowledge().leaflet
    marked = [line.text.nl for line in leaflet.calls[name].lines if line.known_aura]
    lines = called(name, migraine_aura=True, stroke_or_tia_history=False)
    at = lines.index(leaflet.known_aura.text.nl)
    assert lines[at + 1 :] == marked


TIA_LIKE = {
    "aura_symptom_types": ["speech_language"],
    "aura_gradual_spread": False,
    "aura_positive_symptom": False,
    "aura_symptom_duration_max_minutes": 3,
}


@pytest.mark.parametrize("name", ["call_now", "call_today"])
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"migraine_aura": False},
        {"headache_type": ["migraine"]},
        {"headache_type": ["migraine", "tth"]},
        {"headache_type": ["tth"]},
        {"migraine_aura": True},
        {"migraine_aura": True, "stroke_or_tia_history": True},
        {"migraine_aura": True, **TIA_LIKE, "red_flags_investigated": ["rf_aura_tia_like"]},
    ],
)
def test_a_sign_of_a_stroke_has_no_condition_unless_an_aura_is_certain(
    name: str, facts: dict[str, Any]
) -> None:
    """Unknown is not an aura, and a stroke has no usual form."""
    leaflet = get_knowledge().leaflet
    lines = called(name, **facts)
    possible = [line.text.nl for line in leaflet.calls[name].lines if line.text.nl in lines]
    assert lines == possible
    assert {line.text.nl for line in leaflet.calls[name].lines if line.known_aura} <= set(lines)


def test_no_text_with_a_number_asks_whether_it_is_the_usual_aura() -> None:
    """When to stop reads the same for everybody, so it can not ask it of those with an aura alone."""
    texts = list(triggered())
    assert len(texts) > 40
    assert [text.nl for text in texts if "gewone aura" in text.nl or "usual aura" in text.en] == []


def test_the_explanation_to_read_leaves_whom_to_call_to_the_plan() -> None:
    knowledge = get_knowledge()
    rules = knowledge.ruleset.rules_by_id
    gathered = [name for section in knowledge.leaflet.reading for name in section.rules]
    told = [rules[name].record.patient for name in gathered]
    assert [text.nl for text in told if text and calls(text)] == []


@pytest.mark.parametrize("exercise", ["nod_lying", "brisk_walking"])
def test_an_exercise_that_can_end_in_a_call_says_so_itself(exercise: str) -> None:
    stop = get_knowledge().doing.exercises[exercise].stop
    assert ("112" in stop.nl, "112" in stop.en) == (True, True)


def test_a_failure_that_passed_calls_at_once() -> None:
    lines = get_knowledge().leaflet.call_today.lines
    tia = [line.text for line in lines if set(line.triggers) == {"rf_aura_tia_like"}]
    assert [("bel meteen" in text.nl, "call immediately" in text.en) for text in tia] == [(True, True)]


def test_the_list_of_today_says_who_answers_at_night_and_at_the_weekend() -> None:
    title = get_knowledge().leaflet.call_today.title
    assert "huisartsenpost" in title.nl
    assert "out-of-hours" in title.en


@pytest.mark.parametrize(
    ("word", "name", "facts", "others"),
    [
        (
            "Zwanger",
            "call_now",
            {"sex": "male"},
            [{"sex": "female"}, {"sex": "other"}, {"sex": "unknown"}, {}],
        ),
        ("50 of ouder", "call_now", {"patient_age_years": 49}, [{"patient_age_years": 50}, {}]),
        ("50 of ouder", "call_today", {"patient_age_years": 49}, [{"patient_age_years": 50}, {}]),
        ("Aura", "call_today", {"migraine_aura": False}, [{"migraine_aura": True}, {}]),
        # Then it is one for 112, which that list says; afterwards it is one for today again.
        ("Andere hoofdpijn dan u kent", "call_today", {"pregnant": True}, [{"pregnant": False}, {}]),
        ("Andere hoofdpijn dan u kent", "call_today", {"postpartum_recent": True}, [{}]),
        ("Niet meer zwanger", "call_today", {}, [{"pregnant": True}, {"postpartum_recent": True}]),
        (
            "aura",
            "call_now",
            {"headache_type": ["tth"]},
            [{"headache_type": ["tth"], "migraine_aura": True}, {"headache_type": ["tth", "migraine"]}],
        ),
    ],
)
def test_a_sign_that_somebody_cannot_have_is_left_out(
    word: str, name: str, facts: dict[str, Any], others: list[dict[str, Any]]
) -> None:
    """Only when that is certain: what is unknown leaves nothing out."""
    assert not [line for line in called(name, **facts) if word in line]
    for other in others:
        assert [line for line in called(name, **other) if word in line], other


def test_everything_a_list_can_say_is_said_to_somebody_of_whom_nothing_is_known() -> None:
    leaflet = get_knowledge().leaflet
    for name, calls_ in leaflet.calls.items():
        said = set(called(name))
        told = {fact for line in calls_.lines if line.text.nl in said for fact in line.triggers}
        assert told == {fact for line in calls_.lines for fact in line.triggers}
        # One line stands in the place of another for who is certainly pregnant.
        assert {line.text.nl for line in calls_.lines} - said <= {
            "Niet meer zwanger of pas bevallen: andere hoofdpijn dan u kent."
        }
