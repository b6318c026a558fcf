"""The plan as it was printed until content version 2: plans that were signed then keep their paper.

Everything is read from the content that was frozen at signing; nothing is looked up, so the same plan reads
the same years later.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from headache_cds.vocabulary.values import format_number
from interventions.engine.urgency import Level

# By the version of the content: a plan of before prints with the words it was signed with, letter by letter.
TEMPLATES = {1: "documents/print/first/plan.html", 2: "documents/print/second/plan.html"}
# The style sheets for the PDF engine, which reads the product's own print files and nothing else.
PRINTED = ("static:print/fonts.css", "static:print/plan.css")
PRESSING = frozenset(level for level in Level if level.is_pressing)
Content = Mapping[str, Any]


@dataclass(frozen=True)
class DoseLine:
    """One number of a dose: 'Hoe vaak: 3 keer per week'."""

    label: str
    value: str
    unit: str
    is_frequency: bool


@dataclass(frozen=True)
class CardPage:
    """One intervention as the patient reads it."""

    title: str
    components: tuple[str, ...]
    measures: tuple[DoseLine, ...]
    how: tuple[str, ...]
    intensity: tuple[str, ...]
    build_up: tuple[str, ...]
    maintain: tuple[str, ...]
    stop: tuple[str, ...]
    why: str
    expect: tuple[str, ...]
    texts: tuple[str, ...]
    note: str

    @property
    def frequencies(self) -> tuple[DoseLine, ...]:
        """How often."""
        return tuple(measure for measure in self.measures if measure.is_frequency)

    @property
    def durations(self) -> tuple[DoseLine, ...]:
        """How long, and every other amount."""
        return tuple(measure for measure in self.measures if not measure.is_frequency)

    @property
    def lacks_dose(self) -> bool:
        """Whether it is a treatment for which the sources give no numbers."""
        return bool(self.components) and not self.measures


@dataclass(frozen=True)
class ImportantLine:
    """A sentence of the box 'Belangrijk voor u'; `is_pressing`: it cannot wait until tomorrow."""

    text: str
    is_pressing: bool


@dataclass(frozen=True)
class CallList:
    """When to call whom, under its own heading; what is `now` stands in a heavy frame."""

    title: str
    lines: tuple[str, ...]
    is_now: bool


@dataclass(frozen=True)
class Goal:
    """A goal in the patient's own words."""

    text: str
    measure: str
    due_on: dt.date | None


@dataclass(frozen=True)
class PlanPages:
    """Everything the print template shows."""

    language: str
    patient: Mapping[str, Any]
    centre: str
    therapist: Mapping[str, str]
    signed_on: dt.date | None
    goals: tuple[Goal, ...]
    agreement: str
    evaluation_on: dt.date | None
    contact: str
    important: tuple[ImportantLine, ...]
    cards: tuple[CardPage, ...]
    calls: tuple[CallList, ...]
    leaflet: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    ruleset: Mapping[str, str]

    @property
    def is_draft_knowledge(self) -> bool:
        """Whether no clinician had signed the rules yet."""
        return self.ruleset["status"] != "approved"

    @property
    def dosed(self) -> tuple[CardPage, ...]:
        """The interventions with numbers: what stands in the boxes of the first page."""
        return tuple(card for card in self.cards if card.measures)

    @property
    def undosed(self) -> tuple[CardPage, ...]:
        """The other parts of the plan."""
        return tuple(card for card in self.cards if not card.measures)


def plan_html(content: Content, language: str, sheets: Sequence[str] = PRINTED) -> str:
    """The whole page, with every text of the patient or therapist escaped; `sheets` are its style sheets.

    Raises KeyError for a content of a version that this product does not know.
    """
    template = TEMPLATES[content["version"]]
    with translation.override(language):
        return render_to_string(template, {"plan": plan_pages(content, language), "sheets": sheets})


def plan_pages(content: Content, language: str) -> PlanPages:
    """The content in one language, with what would stand there twice standing once."""
    deduplicate_sentences = _once()
    patient = content["patient"]
    # Plans that were signed before a card could stay off the paper do not say so.
    cards = [card for card in content["cards"] if card.get("on_paper", True)]
    return PlanPages(
        language=language,
        patient={**patient, "birth_date": _date(patient["birth_date"])},
        centre=content["centre"],
        therapist=content["therapist"],
        signed_on=_date(content["signed_on"]),
        goals=tuple(
            Goal(goal["text"], goal["measure"] or "", _date(goal["due_on"])) for goal in content["goals"]
        ),
        agreement=content["agreement"],
        evaluation_on=_date(content["evaluation_on"]),
        contact=content["contact"],
        # Plans of before lack the box, and their lists of calls stand in the leaflet.
        important=tuple(
            ImportantLine(line["text"][language], line["urgency"] in PRESSING)
            for line in content.get("important", ())
        ),
        calls=tuple(
            CallList(
                called["title"][language],
                tuple(line[language] for line in called["lines"]),
                called["urgency"] == Level.NOW,
            )
            for called in content.get("calls", ())
        ),
        cards=tuple(_card(card, language, deduplicate_sentences) for card in cards),
        leaflet={part: tuple(line[language] for line in lines) for part, lines in content["leaflet"].items()},
        sources=tuple(sorted({name for card in content["cards"] for name in card["statements"]})),
        ruleset=content["ruleset"],
    )


def _card(card: Content, language: str, deduplicate_sentences: "Filter") -> CardPage:
    def of_doses(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(dose[name][language] for dose in card["doses"] if dose[name]))

    stops = [card["stop"][language]] if card["stop"] else []
    return CardPage(
        title=card["patient_title"][language],
        components=tuple(component[language] for component in card["components"]),
        measures=tuple(_measure(part, language) for dose in card["doses"] for part in dose["parts"]),
        how=tuple(card["how"][language]),
        intensity=of_doses("intensity"),
        build_up=of_doses("build_up"),
        maintain=of_doses("maintain"),
        stop=tuple(dict.fromkeys([*stops, *of_doses("stop")])),
        why=card["why"][language] if card["why"] else "",
        expect=of_doses("expect"),
        texts=deduplicate_sentences(text[language] for text in card["texts"]),
        note=card["note"],
    )


def _measure(part: Content, language: str) -> DoseLine:
    return DoseLine(
        label=part["label"][language],
        value=format_number(part["value"], language),
        unit=part["unit"][language],
        is_frequency=part["tells"] == "how_often",
    )


Filter = Callable[[Iterable[str]], tuple[str, ...]]


def _once() -> Filter:
    """A filter that lets every sentence through once in a document."""
    seen: set[str] = set()

    def deduplicate_sentences(texts: Iterable[str]) -> tuple[str, ...]:
        new = [text for text in dict.fromkeys(texts) if text not in seen]
        seen.update(new)
        return tuple(new)

    return deduplicate_sentences


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
