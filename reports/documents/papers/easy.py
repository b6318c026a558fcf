"""The patient's plan in pictures: one idea a line, at most eight words on it, for who reads with effort.

It tells what to do now, what must be done first, and when to call whom. What comes later, the explanation and
the agreements in the words of others stand on the other papers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from reports.documents.papers.page import page_of
from reports.documents.papers.pictures import for_print
from reports.documents.papers.plan import plan_paper
from reports.documents.papers.things import Thing

LONGEST = 8
# So many lines of when to call fit on the back in larger letters; found by rendering.
ROOMY = 38
# The mark behind a sentence (things.MARK) belongs to it.
SENTENCES = re.compile(r"(?:(?<=[.!;])|(?<=[.]\*))\s+")
# Within a sentence, or between a question and its answer: a new line only where both do not fit on one.
PAUSES = re.compile(r"(?<=[?:])\s+")
# Where a long sentence may go on in the next line: before these words, or after a comma.
JOINTS = frozenset(
    (
        *(
            "en",
            "of",
            "als",
            "maar",
            "want",
            "dat",
            "die",
            "dan",
            "door",
            "met",
            "voor",
            "op",
            "bij",
            "anders",
        ),
        *("and", "or", "when", "if", "but", "that", "which", "with", "for", "at", "by"),
    )
)
SHORTEST = 3


def easy_html(content: Mapping[str, Any], language: str) -> str:
    """The whole page, with every text of the patient or therapist escaped."""
    with translation.override(language):
        plan = plan_paper(content, language, for_print)
        calls = [(called, list(map(short_lines, called.lines))) for called in plan.calls]
        also = [short_lines(line.text) for line in plan.also_important]
        context = {
            "page": page_of(content, language, ("static:print/easy.css",)),
            "plan": plan,
            "first": [(short_lines(line.text), line.is_pressing) for line in plan.important],
            "also": also,
            "things": [(thing, _how(thing), short_lines(thing.stop)) for thing in plan.things],
            "bad_day": short_lines(plan.bad_day[1]),
            "calls": calls,
            "is_roomy": sum(map(len, chain(also, *(entries for _called, entries in calls)))) <= ROOMY,
        }
        return render_to_string("documents/print/easy.html", context)


def _how(thing: Thing) -> tuple[str, ...]:
    """What the thing grows to and how it feels; what has no dose, in the words of its card."""
    told = short_lines(" ".join((thing.goal, thing.steps, *thing.how)))
    # How it feels is one idea, often in two very short sentences.
    is_short = len(thing.feels.split()) <= LONGEST
    return (*told, thing.feels) if thing.feels and is_short else (*told, *short_lines(thing.feels))


def short_lines(text: str) -> tuple[str, ...]:
    """The text in lines of at most eight words, broken where a reader would take breath."""
    return tuple(
        line
        for sentence in SENTENCES.split(text.strip())
        for part in ([sentence] if len(sentence.split()) <= LONGEST else PAUSES.split(sentence))
        for line in _lines(part.split())
    )


def _lines(words: Sequence[str]) -> Iterator[str]:
    while len(words) > LONGEST:
        at = _joint(words)
        yield " ".join(words[:at])
        words = words[at:]
    if words:
        yield " ".join(words)


def _joint(words: Sequence[str]) -> int:
    """After how many words the line ends: at the last joint that leaves no crumb, else in the middle."""
    places: Iterable[int] = range(min(LONGEST, len(words) - SHORTEST), SHORTEST - 1, -1)
    joints = [
        at
        for at in places
        if words[at - 1].endswith(",") or (words[at].casefold() in JOINTS and not _binds(words[at - 1]))
    ]
    return joints[0] if joints else min(LONGEST, (len(words) + 1) // 2)


def _binds(word: str) -> bool:
    """Whether a word belongs to what follows: 'anders dan' is not broken."""
    return word.casefold() in JOINTS
