"""What a signed plan keeps of the texts, so that it reads the same years later, whatever the ruleset became.

The content is plain JSON in both languages; documents are rendered from it and from nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.names import HEADACHE_TYPE
from headache_cds.vocabulary.spec import Text
from interventions.advice.board import Board
from interventions.advice.important import important_for, is_boxed
from interventions.engine import Item
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Dose
from interventions.knowledge.shapes import ToldText
from interventions.plan.accepted import AcceptedCard
from interventions.plan.diary import freeze_diary
from interventions.plan.dosing import Decided, is_left_out
from interventions.plan.frozen_doing import doing_of
from interventions.plan.leaflet import freeze_leaflet

# 1 had neither the box 'Belangrijk voor u' nor a list of calls; its plans still print as they did.
# 2 had no ladder, days or exercises.
# 3 lacked at first `doses[].exercises`, `activity.doing_more` and the pregnancy and triptan of `diary`: who
# reads them takes their absence as unknown.
CONTENT_VERSION = 3
DOSE_TEXTS = ("intensity", "build_up", "maintain")


@dataclass(frozen=True)
class Frame:
    """Who the plan is for and what was agreed around the cards; dates as ISO text.

    `hypothesis` is for the professional; no document for the patient reads it. `starts_on` is the first day,
    '' while nobody has signed.
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
    starts_on: str = ""
    appointment_on: str | None = None
    appointment_at: str | None = None
    replaces: Mapping[str, Any] | None = None
    change_reason: str = ""


def freeze(
    knowledge: Knowledge, board: Board, agreed: Iterable[AcceptedCard], frame: Frame
) -> dict[str, Any]:
    """The content of a plan. Raises ValueError while anything blocks: then there is no plan."""
    if board.is_blocked:
        raise ValueError("no plan while something blocks")
    types = tuple(board.scope.value(HEADACHE_TYPE) or ())
    return {
        "version": CONTENT_VERSION,
        "patient": dict(frame.patient),
        "centre": frame.centre,
        "therapist": dict(frame.therapist),
        "signed_on": frame.signed_on,
        "headache_types": list(types),
        "has_aura": board.scope.value(knowledge.leaflet.known_aura.fact),
        "starts_on": frame.starts_on,
        "replaces": dict(frame.replaces) if frame.replaces else None,
        "change_reason": frame.change_reason,
        "appointment": {"on": frame.appointment_on, "at": frame.appointment_at},
        "bad_day": _dump(knowledge.leaflet.bad_day.text),
        "goals": [dict(goal) for goal in frame.goals],
        "agreement": frame.agreement,
        "evaluation_on": frame.evaluation_on,
        "contact": frame.contact,
        "hypothesis": dict(frame.hypothesis) if frame.hypothesis else None,
        "important": [
            {"rule": line.rule, "urgency": str(line.urgency), "text": _dump(line.text)}
            for line in important_for(board.advice).lines
        ],
        "cards": [_card(knowledge, entry, types) for entry in agreed],
        **freeze_leaflet(knowledge, board),
        "diary": freeze_diary(knowledge, board),
        "ruleset": {
            "version": board.advice.ruleset.version,
            "sha256": board.advice.ruleset.sha256,
            "status": knowledge.status,
        },
    }


def _card(knowledge: Knowledge, entry: AcceptedCard, types: tuple[str, ...]) -> dict[str, Any]:
    """A card as it is agreed, with only what is true for these headache types."""
    view = entry.view
    chosen = [component for component in view.card.components if component.value in entry.components]
    return {
        "id": view.card.id,
        "on_paper": view.card.on_paper,
        "title": view.card.title.model_dump(),
        "patient_title": view.card.patient_title.model_dump(),
        "why": _dump(view.card.why.for_types(types)),
        "how": {"nl": list(view.card.how.nl), "en": list(view.card.how.en)},
        "stop": _for_types(view.card.stop, types),
        "components": [_dump(component.patient_label or component.label) for component in chosen],
        "doses": [
            _dose(dose, entry.dose.get(dose.id) or {}, types)
            | {"exercises": _exercises_of(knowledge, view.card.id, dose.id)}
            for dose in view.doses
            if not is_left_out(entry.dose, dose.id)
        ],
        "texts": [_told(item) for item in view.items if _is_told(item, entry.dose)],
        "note": entry.note,
        **doing_of(entry, types),
        "statements": [statement.id for statement in view.statements],
    }


def _told(item: Item) -> dict[str, str | None]:
    """A sentence with the dose that it speaks of, such as one tip of a card with more of them."""
    record = item.rule.record
    return {**(_dump(record.patient) or {}), "dose": record.dose}


def _is_told(item: Item, decided: Decided) -> bool:
    """Whether a card tells it to the patient: not what stands in the box, nor what is left out."""
    record = item.rule.record
    left_out = record.dose is not None and is_left_out(decided, record.dose)
    return record.patient is not None and not is_boxed(item) and not left_out


def _dose(dose: Dose, numbers: Mapping[str, float], types: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": dose.id,
        "title": dose.title.model_dump(),
        "status": dose.status.model_dump(),
        "parts": [
            {
                "tells": part.tells,
                "label": _dump(part.patient_label or part.label),
                "unit": part.unit.beside(value).model_dump(),
                "value": value,
            }
            for part, value in ((part, numbers.get(part.id, part.default)) for part in dose.parts)
        ],
        **{name: _dump(getattr(dose, name)) for name in DOSE_TEXTS},
        **{name: _for_types(getattr(dose, name), types) for name in ("stop", "expect")},
    }


def _exercises_of(knowledge: Knowledge, card: str, dose: str) -> list[str]:
    """The exercises that do what a dose says, so that a tip is not told to who has them in the plan."""
    return [
        exercise.id
        for exercise in knowledge.doing.exercises_of(card)
        if any(place.card == card and place.dose == dose for place in exercise.places)
    ]


def _for_types(text: ToldText | None, types: tuple[str, ...]) -> dict[str, str] | None:
    return _dump(text.for_types(types)) if text else None


def _dump(text: Text | None) -> dict[str, str] | None:
    return {"nl": text.nl, "en": text.en} if text else None
