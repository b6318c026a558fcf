"""The patient's plan on two pages: in front what to do, on the back what is important and when to call.

Frozen content in, one HTML page out; nothing is looked up, so the same plan reads the same years later.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from headache_cds import keys
from interventions.engine.urgency import Level
from reports.documents.papers.page import page_of
from reports.documents.papers.pictures import Address, for_print
from reports.documents.papers.things import Thing, cards_when, first_day, things_of

Content = Mapping[str, Any]
SHEETS = ("static:print/plan-paper.css",)
ON_SCREEN = ("print/paper.css", "print/plan-paper.css", "print/screen.css")
# A telephone number stays on one line.
DIGITS_APART = re.compile(r"(?<=\d) (?=\d)")
NUMBER = re.compile(r"\b11[23]\b")
# What fits on the back at its usual size, in lines, and the letters in a line there; found by rendering.
MOST_LINES, LETTERS_IN_A_LINE = 36, 90
# What must be done before the others: it stands in front.
IN_FRONT = frozenset({Level.NOW, Level.TODAY, Level.THIS_WEEK})


@dataclass(frozen=True)
class ImportantLine:
    """A sentence of 'Belangrijk voor u'; `is_pressing`: it cannot wait until tomorrow."""

    text: str
    is_pressing: bool


@dataclass(frozen=True)
class CallList:
    """When to call whom; `id` is call_now, call_113 or call_today. The number stands big."""

    id: str
    title: tuple[str, str, str]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Later:
    """Something that was agreed for later, and from when."""

    name: str
    since: dt.date | None


@dataclass(frozen=True)
class PlanPaper:
    """Everything the plan shows; what was not agreed is empty."""

    name: str
    born: dt.date | None
    is_born_estimated: bool
    signed_on: dt.date | None
    therapist: Mapping[str, str]
    centre: str
    things: tuple[Thing, ...]
    first: tuple[dt.date, str] | None
    goals: tuple[str, ...]
    agreement: str
    appointment_on: dt.date | None
    appointment_at: dt.time | None
    evaluation_on: dt.date | None
    contact: str
    important: tuple[ImportantLine, ...]
    also_important: tuple[ImportantLine, ...]
    later: tuple[Later, ...]
    calls: tuple[CallList, ...]
    bad_day: tuple[str, str]
    understanding: tuple[str, ...]
    ruleset: Mapping[str, str]

    @property
    def is_full(self) -> bool:
        """Whether the back holds so much that it is set closer, so that it stays one page."""
        listed = [*self.also_important, *self.later, *self.understanding]
        listed += [line for called in self.calls for line in called.lines]
        agreed = sum(1 + len(line) // LETTERS_IN_A_LINE for line in self.agreement.splitlines())
        heads = bool(self.also_important) + bool(self.later) + bool(self.agreement)
        return len(listed) + agreed + heads > MOST_LINES

    @property
    def is_marked(self) -> bool:
        """Whether a number on it comes from no source."""
        return any(thing.is_marked for thing in self.things)

    @property
    def is_checked(self) -> bool:
        """Whether clinicians have approved the rules that the plan was made with."""
        return self.ruleset["status"] == "approved"


def plan_html(
    content: Content, language: str, sheets: Sequence[str] = (), address: Address = for_print
) -> str:
    """The whole page, with every text of the patient or therapist escaped.

    `sheets` may name other style sheets than those of the PDF engine, and `address` where drawings stand.
    """
    return paper_html("documents/print/plan.html", content, language, tuple(sheets), address)


def paper_html(
    template: str, content: Content, language: str, sheets: tuple[str, ...] = (), address: Address = for_print
) -> str:
    """The plan in one of its forms, with the style sheets of that form."""
    with translation.override(language):
        page = page_of(content, language, SHEETS)
        context = {
            "page": replace(page, sheets=sheets) if sheets else page,
            "plan": plan_paper(content, language, address),
        }
        return render_to_string(template, context)


def plan_paper(content: Content, language: str, address: Address = for_print) -> PlanPaper:
    """The content in one language, each thing in its place. The language must be the active one."""
    things = things_of(content, language, address)
    front, back = important_of(content, language)
    appointment = content["appointment"]
    return PlanPaper(
        name=called(content["patient"]["name"]),
        born=date(content["patient"]["birth_date"]),
        is_born_estimated=content["patient"].get("birth_estimated", False),
        signed_on=date(content["signed_on"]),
        therapist=content["therapist"],
        centre=content["centre"],
        things=things,
        first=first_day(content, things),
        goals=tuple(goal["text"] for goal in content["goals"]),
        agreement=content["agreement"],
        appointment_on=date(appointment["on"]),
        appointment_at=dt.time.fromisoformat(appointment["at"]) if appointment["at"] else None,
        evaluation_on=date(content["evaluation_on"]),
        contact=DIGITS_APART.sub("\N{NO-BREAK SPACE}", content["contact"]),
        important=front,
        also_important=back,
        later=tuple(
            Later(card["patient_title"][language], date(card["later_from"]))
            for card in cards_when(content, "later")
        ),
        calls=calls_of(content, language),
        bad_day=bad_day_of(content["bad_day"][language]),
        understanding=understanding_of(content, language),
        ruleset=content["ruleset"],
    )


def important_of(
    content: Content, language: str
) -> tuple[tuple[ImportantLine, ...], tuple[ImportantLine, ...]]:
    """'Belangrijk voor u': what must be done today or this week, and the rest; together every sentence."""
    lines = [
        (line["urgency"], ImportantLine(line["text"][language], Level(line["urgency"]).is_pressing))
        for line in content["important"]
    ]
    return (
        tuple(line for urgency, line in lines if urgency in IN_FRONT),
        tuple(line for urgency, line in lines if urgency not in IN_FRONT),
    )


def calls_of(content: Content, language: str) -> tuple[CallList, ...]:
    """Every list of calls with all its lines, the most urgent first."""
    return tuple(
        CallList(
            id=calls["id"],
            title=_title(calls["title"][language]),
            lines=tuple(line[language] for line in calls["lines"]),
        )
        for calls in content["calls"]
    )


def _title(text: str) -> tuple[str, str, str]:
    """What stands before the number to call, the number, and what stands after it."""
    found = NUMBER.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def bad_day_of(text: str) -> tuple[str, str]:
    """The question that the rule for a bad day begins with, as its heading, and what to do."""
    question, mark, answer = text.partition("? ")
    return (f"{question}?", answer) if mark else (_("Een slechte dag?"), text)


def understanding_of(content: Content, language: str) -> tuple[str, ...]:
    """The headache of this patient in half a page."""
    return tuple(line[language] for line in content["understanding"]["lines"])


def called(name: str) -> str:
    """'Van den Berg, M.' as a sentence has it: 'M. van den Berg'. A name without initials stays as it is."""
    family, comma, initials = name.rpartition(", ")
    if not comma:
        return name
    words = family.split(" ")
    for at, word in enumerate(words[:-1]):
        if word.casefold() not in keys.PREFIXES:
            break
        words[at] = word.lower()
    return f"{initials} {' '.join(words)}"


def date(text: str | None) -> dt.date | None:
    """A date of the frozen content."""
    return dt.date.fromisoformat(text) if text else None
