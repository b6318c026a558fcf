"""What there is to read: every sentence once, each tip in one block, one reservation on top of them."""

import pytest

from reports.documents import pdf
from reports.documents.papers.reading import RESERVATION, blocks_of, has_reading, reading_html
from tests.markup import read
from tests.reports.documents.accessible import faults_of, heard, words_left_out
from tests.reports.documents.agreed import Content, activity, agreed, both, exercise
from tests.reports.documents.conftest import FACTS_OF, MIGRAINE, NECK


def with_tips(case_id: str) -> Content:
    """A plan with the card of tips among what is for reading."""
    content = agreed(case_id, activity())
    assert tips_of(content)
    return content


def tips_of(content: Content) -> list[Content]:
    """The doses that are tips, of the card that has more of them."""
    (card,) = [card for card in content["cards"] if card["id"] == "self_care"]
    return [dose for dose in card["doses"] if not dose["parts"]]


def texts_of(content: Content) -> list[Content]:
    """The sentences about them."""
    (card,) = [card for card in content["cards"] if card["id"] == "self_care"]
    texts: list[Content] = card["texts"]
    return texts


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_tip_is_one_block_under_one_reservation(language: str) -> None:
    content = with_tips(NECK)
    (block,) = [block for block in blocks_of(content, language) if block.tips]
    assert [tip.title for tip in block.tips] == [tip["title"][language] for tip in tips_of(content)]
    for tip, dose in zip(block.tips, tips_of(content), strict=True):
        assert dose["intensity"][language] in tip.lines
        # What it is for, and who must ask a physician first, goes before how it is done.
        assert tip.lines.index(dose["intensity"][language]) == len(tip.lines) - 1
    assert block.why
    assert RESERVATION[language].search(" ".join(line[language] for line in texts_of(content)))
    assert not RESERVATION[language].search(read(reading_html(content, language)).words)


def test_what_is_said_of_one_tip_stands_with_it_and_nothing_of_it_is_lost() -> None:
    content = with_tips(NECK)
    text = read(reading_html(content, "nl")).words.lower()
    told = [RESERVATION["nl"].sub("", line["nl"]) for line in texts_of(content)]
    assert told
    assert not [line for line in told if " ".join(line.lower().split()) not in text]


def test_every_sentence_stands_once() -> None:
    for case_id in (NECK, MIGRAINE):
        blocks = blocks_of(agreed(case_id, activity()), "nl")
        lines = [line for block in blocks for line in (*block.why, *block.how, *block.texts, *block.stop)]
        lines += [line for block in blocks for tip in block.tips for line in (*tip.lines, *tip.stop)]
        assert len(lines) == len(set(lines))


def test_the_explanation_is_that_of_this_headache_and_comes_first() -> None:
    content = agreed(MIGRAINE, activity())
    titles = [block.title for block in blocks_of(content, "nl")]
    explained = [section["title"]["nl"] for section in content["reading"]]
    assert explained
    assert titles[: len(explained)] == explained
    text = read(reading_html(content, "nl")).words
    assert all(line["nl"] in text for section in content["reading"] for line in section["lines"])


def test_how_to_do_what_begins_now_stands_on_the_plan_only() -> None:
    content = agreed(NECK, activity())
    card = next(card for card in content["cards"] if card["when"] == "now")
    card |= {"how": {"nl": ["Alleen op het plan."], "en": ["On the plan only."]}}
    card |= {"why": both("Waarom dit helpt.")}
    text = read(reading_html(content, "nl")).words
    assert "Waarom dit helpt." in text
    assert "Alleen op het plan." not in text


def test_nothing_to_read_makes_no_document() -> None:
    content = agreed(NECK) | {"cards": [], "reading": []}
    assert not has_reading(content)
    assert has_reading(agreed(NECK))


def test_it_begins_with_what_it_is_for() -> None:
    assert read(reading_html(agreed(NECK, activity()), "nl")).words.count(
        "Dit is om te lezen. Wat u doet, staat op uw plan."
    )


def test_a_tip_that_the_plan_asks_for_is_not_told_again() -> None:
    content = with_tips(NECK)
    tip = next(dose for dose in tips_of(content) if dose["exercises"] == ["belly_breathing"])
    about = [text["nl"] for text in texts_of(content) if text["dose"] == tip["id"]]
    assert about
    doing = next(card for card in content["cards"] if card["when"] == "now")
    for exercises, is_told in (([], True), ([exercise("belly_breathing")], False)):
        doing["exercises"] = exercises
        text = read(reading_html(content, "nl")).words
        assert (tip["title"]["nl"] in text) is is_told
        assert ("Word rustig met een korte ademoefening." in text) is is_told


def test_a_card_of_which_the_plan_asks_every_tip_is_left_out() -> None:
    content = with_tips(NECK)
    card = next(card for card in content["cards"] if card["id"] == "self_care")
    card |= {"doses": [dose for dose in card["doses"] if dose["exercises"] == ["belly_breathing"]]}
    card |= {"texts": [text for text in card["texts"] if text["dose"] == card["doses"][0]["id"]]}
    title = card["patient_title"]["nl"]
    doing = next(card for card in content["cards"] if card["when"] == "now")
    assert title in [block.title for block in blocks_of(content, "nl")]
    doing["exercises"] = [exercise("belly_breathing")]
    assert title not in [block.title for block in blocks_of(content, "nl")]


def test_a_tip_of_two_exercises_is_told_until_the_plan_has_both() -> None:
    content = with_tips(NECK)
    doing = next(card for card in content["cards"] if card["when"] == "now")
    both_of = ["shoulder_roll", "shoulder_blades_together"]
    assert both_of in [tip["exercises"] for tip in tips_of(content)]
    for count, is_told in ((1, True), (2, False)):
        doing["exercises"] = [exercise(name) for name in both_of[:count]]
        assert ("Schouders bewegen" in read(reading_html(content, "nl")).words) is is_told


@pytest.mark.slow
@pytest.mark.parametrize("case_id", [NECK, next(iter(FACTS_OF))])
def test_it_can_be_heard(case_id: str) -> None:
    html = reading_html(agreed(case_id, activity()), "nl")
    data = pdf.render_pdf(html).data
    assert faults_of(data) == []
    assert words_left_out(html, heard(data)) == ""
