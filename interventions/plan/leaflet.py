"""What a plan keeps of the leaflet: only what is true for this patient, in both languages."""

from collections.abc import Iterable, Iterator
from typing import Any

from headache_cds.vocabulary.names import HEADACHE_TYPE
from headache_cds.vocabulary.spec import Text
from interventions.advice.board import Board
from interventions.advice.important import patient_text
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.syntax import parse_condition
from interventions.knowledge import Knowledge
from interventions.knowledge.leaflet_file import CallLine, CallList, KnownAura, Leaflet, LeafletLine

Frozen = dict[str, str]


def freeze_leaflet(knowledge: Knowledge, board: Board) -> dict[str, Any]:
    """The keys `leaflet`, `calls`, `understanding` and `reading` of a content."""
    leaflet, scope = knowledge.leaflet, board.scope
    types = frozenset(scope.value(HEADACHE_TYPE) or ())
    talks = {
        part: [_both(line.text) for line in _true_for(types, lines)] for part, lines in leaflet.talks.items()
    }
    return {
        "leaflet": talks,
        "calls": [
            {
                "id": name,
                "urgency": str(calls.urgency),
                "title": _both(calls.title),
                "lines": [_both(text) for text in called_for(calls, leaflet.known_aura, scope)],
            }
            for name, calls in leaflet.calls.items()
        ],
        "understanding": {"lines": talks["understand"]},
        "reading": _reading(leaflet, board),
    }


def called_for(calls: CallList, aura: KnownAura, scope: Evaluation) -> Iterator[Text]:
    """The signs that somebody may have; what a known aura looks like comes last, behind words that say so.

    What is unknown leaves nothing out, and puts no condition before a sign.
    """
    lines = [line for line in calls.lines if not _holds(line.not_for, scope)]
    with_aura: list[CallLine] = []
    if _holds(aura.only_when, scope):
        with_aura = [line for line in lines if line.known_aura]
    yield from (line.text for line in lines if line not in with_aura)
    if with_aura:
        yield aura.text
        yield from (line.text for line in with_aura)


def _holds(condition: str | None, scope: Evaluation) -> bool:
    return condition is not None and parse_condition(condition).evaluate(scope) is True


def _true_for(types: frozenset[str], lines: Iterable[LeafletLine]) -> Iterator[LeafletLine]:
    return (line for line in lines if not line.headache_types or types & set(line.headache_types))


def _reading(leaflet: Leaflet, board: Board) -> list[dict[str, Any]]:
    """The sections with a sentence that holds for this patient, in the order of the file."""
    told = {
        item.rule.id: _both(text)
        for item in board.advice.items
        if item.status == "applies" and (text := patient_text(item, board.advice))
    }
    sections = [
        {"title": _both(section.title), "lines": [told[name] for name in section.rules if name in told]}
        for section in leaflet.reading
    ]
    return [section for section in sections if section["lines"]]


def _both(text: Text) -> Frozen:
    return {"nl": text.nl, "en": text.en}
