"""What there is to read: the explanation for this headache, and each tip that was chosen as one block."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from reports.documents.papers.page import page_of
from reports.documents.papers.plan import called
from reports.documents.papers.programme import LATER, NOW, Content, date_of
from reports.documents.papers.things import cards_when

SHEETS = ("static:print/sheets.css", "static:print/reading.css")
READING = "reading"
# What a sentence about one tip begins with elsewhere; here it stands once, on top of all of them.
RESERVATION = {
    "nl": re.compile(r"Tip \(niet onderzocht bij hoofdpijn\): "),
    "en": re.compile(r"Tip \(not studied in headache\): "),
}


@dataclass(frozen=True)
class Tip:
    """One thing to try: how it is done and when to stop."""

    title: str
    lines: tuple[str, ...]
    stop: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """One subject: why, or the reservation that holds for all of it, on top; every sentence once."""

    title: str
    why: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    tips: tuple[Tip, ...] = ()
    texts: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there is more than a title and when to stop."""
        return bool(self.why or self.how or self.tips or self.texts)


def reading_html(content: Content, language: str) -> str:
    """The whole page."""
    with translation.override(language):
        context = {
            "page": page_of(content, language, SHEETS),
            "plan": content,
            "name": called(content["patient"]["name"]),
            "signed_on": date_of(content["signed_on"]),
            "blocks": blocks_of(content, language),
        }
        return render_to_string("documents/print/reading.html", context)


def has_reading(content: Content) -> bool:
    """Whether there is anything to read."""
    return bool(blocks_of(content, "nl"))


def blocks_of(content: Content, language: str) -> tuple[Block, ...]:
    """The explanation for this headache, then every card; a sentence of two of them stands with the first."""
    once = Once()
    explained = [_explanation(section, language, once) for section in content["reading"]]
    done = {exercise["id"] for card in cards_when(content, NOW) for exercise in card["exercises"]}
    cards = [
        _block(card, language, once, is_now=when == NOW)
        for when in (NOW, LATER, READING)
        for whole in cards_when(content, when)
        for card in [_without_repeated(whole, done)]
        # How to choose a tip says nothing when the plan asks for all of them.
        if card["texts"] or card["doses"] or card["note"] or not whole["doses"]
    ]
    return tuple(
        block for block in (*explained, *cards) if block.why or block.how or block.tips or block.texts
    )


class Once:
    """Lets every sentence through once in a document."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def leave_out(self, texts: Iterable[str]) -> None:
        """Let these through nowhere after this."""
        self._seen.update(texts)

    def __call__(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Those that did not stand anywhere before."""
        new = tuple(text for text in dict.fromkeys(texts) if text and text not in self._seen)
        self._seen.update(new)
        return new


def _without_repeated(card: Content, done: Set[str]) -> Content:
    """A card without the tips that the plan asks for already, as exercises with a dose of their own."""
    repeated = {
        dose["id"]
        for dose in card["doses"]
        if not dose["parts"] and dose.get("exercises") and done >= set(dose["exercises"])
    }
    told = {
        "doses": [dose for dose in card["doses"] if dose["id"] not in repeated],
        "texts": [text for text in card["texts"] if text.get("dose") not in repeated],
    }
    return {**card, **told}


def _explanation(section: Content, language: str, once: Once) -> Block:
    return Block(section["title"][language], texts=once(line[language] for line in section["lines"]))


def _block(card: Content, language: str, once: Once, *, is_now: bool) -> Block:
    """What a card tells; how to do what begins now, and when to stop, stands on the plan."""
    expected = [dose["expect"] for dose in card["doses"]]
    why = once(_sides([card["why"], *expected], language))
    title = card["patient_title"][language]
    if is_now:
        return Block(title, why=why, texts=once(_sides(card["texts"], language)))
    tips = tuple(_tip(dose, card, language, once) for dose in card["doses"] if not dose["parts"])
    return Block(
        title=title,
        why=why,
        how=once(_lines(card, language)),
        tips=tuple(tip for tip in tips if tip.lines),
        texts=once(_without_reservation(text, language) for text in _sides(card["texts"], language)),
        stop=once(_sides([card["stop"]], language)),
        note=card["note"],
    )


def _tip(dose: Content, card: Content, language: str, once: Once) -> Tip:
    """A dose without numbers, such as a tip; what it is for, and who must ask first, goes before how."""
    about = _sides([text for text in card["texts"] if text["dose"] == dose["id"]], language)
    once.leave_out(about)
    told = [*_sides([dose["intensity"], dose["build_up"], dose["maintain"]], language)]
    lines = (*once(_without_reservation(text, language) for text in about), *once(told))
    return Tip(dose["title"][language], lines, once(_sides([dose["stop"]], language)))


def _without_reservation(text: str, language: str) -> str:
    """A sentence about a tip as it reads under the reservation of its card."""
    found = RESERVATION[language].search(text)
    if not found:
        return text
    after = text[found.end() :]
    return text[: found.start()] + after[:1].upper() + after[1:]


def _lines(card: Content, language: str) -> list[str]:
    lines: list[str] = card["how"][language]
    return lines


def _sides(texts: Iterable[Content | None], language: str) -> list[str]:
    return [text[language] for text in texts if text]
