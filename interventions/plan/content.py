"""What a signed plan keeps of the texts, so that it reads the same years later, whatever the ruleset became.

The content is plain JSON in both languages; documents are rendered from it and from nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.spec import Text
from interventions.advice.board import Board, CardView
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Dose

CONTENT_VERSION = 1
DOSE_TEXTS = ("intensity", "build_up", "maintain", "stop", "expect")


@dataclass(frozen=True)
class AcceptedCard:
    """One accepted card as it goes into the plan."""

    view: CardView
    components: tuple[str, ...]
    dose: Mapping[str, Mapping[str, float]]
    note: str


@dataclass(frozen=True)
class Frame:
    """Who the plan is for and what was agreed around the cards; dates as ISO text.

    `hypothesis` is for the professional; no document for the patient reads it.
    """

    patient: Mapping[str, Any]
    centre: str
    therapist: Mapping[str, str]
    signed_on: str
    goals: tuple[Mapping[str, str | None], ...]
    agreement: str
    evaluation_on: str | None
    contact: str
    hypothesis: Mapping[str, Any] | None = None


def freeze(
    knowledge: Knowledge, board: Board, agreed: Iterable[AcceptedCard], frame: Frame
) -> dict[str, Any]:
    """The content of a plan. Raises ValueError while anything blocks: then there is no plan."""
    if board.is_blocked:
        raise ValueError("no plan while something blocks")
    leaflet = knowledge.leaflet
    return {
        "version": CONTENT_VERSION,
        "patient": dict(frame.patient),
        "centre": frame.centre,
        "therapist": dict(frame.therapist),
        "signed_on": frame.signed_on,
        "goals": [dict(goal) for goal in frame.goals],
        "agreement": frame.agreement,
        "evaluation_on": frame.evaluation_on,
        "contact": frame.contact,
        "hypothesis": dict(frame.hypothesis) if frame.hypothesis else None,
        "cards": [_card(entry) for entry in agreed],
        "leaflet": {
            part: [line.text.model_dump() for line in getattr(leaflet, part)]
            for part in ("understand", "in_an_attack", "call_today", "call_now")
        },
        "ruleset": {
            "version": board.advice.ruleset.version,
            "sha256": board.advice.ruleset.sha256,
            "status": knowledge.status,
        },
    }


def _card(entry: AcceptedCard) -> dict[str, Any]:
    view = entry.view
    chosen = [component for component in view.card.components if component.value in entry.components]
    return {
        "id": view.card.id,
        "on_paper": view.card.on_paper,
        "title": view.card.title.model_dump(),
        "patient_title": view.card.patient_title.model_dump(),
        "why": view.card.why.model_dump(),
        "how": {"nl": list(view.card.how.nl), "en": list(view.card.how.en)},
        "stop": _dump(view.card.stop),
        "components": [component.label.model_dump() for component in chosen],
        "doses": [_dose(dose, entry.dose.get(dose.id, {})) for dose in view.doses],
        "texts": [item.rule.record.patient.model_dump() for item in view.items if item.rule.record.patient],
        "note": entry.note,
        "statements": [statement.id for statement in view.statements],
    }


def _dose(dose: Dose, numbers: Mapping[str, float]) -> dict[str, Any]:
    return {
        "id": dose.id,
        "title": dose.title.model_dump(),
        "status": dose.status.model_dump(),
        "parts": [
            {
                "tells": part.tells,
                "label": part.label.model_dump(),
                "unit": part.unit.beside(value).model_dump(),
                "value": value,
            }
            for part, value in ((part, numbers.get(part.id, part.default)) for part in dose.parts)
        ],
        **{name: _dump(getattr(dose, name)) for name in DOSE_TEXTS},
    }


def _dump(text: Text | None) -> dict[str, str] | None:
    return text.model_dump() if text else None
