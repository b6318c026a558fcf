"""The shapes of the knowledge that is not a rule: statements, doses, cards, the checklist."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Names, Number, Text
from interventions.engine.kinds import Classified
from interventions.knowledge.doing_records import Ladder, ToDo
from interventions.knowledge.shapes import Lines, Told, Unit, as_tuple


class Statement(Strict):
    """One numbered statement of a source document: where it stands and how strongly it is put.

    `lines` is the place in the source document, None for the product's own safety rules. `refs` are reference
    numbers that the document cites; its list is not public, so they are never links. `applies_to_headache`
    says whether what was studied carries over to headache.
    """

    id: str
    document: str
    section: str
    lines: str | int | None
    use: str
    group: str
    applies_to_headache: Literal["directly", "with_caution", "not_transferable"] = "directly"
    text: Text
    strength: str
    refs: Annotated[tuple[int, ...], BeforeValidator(as_tuple)] = ()
    overlaps_with: Names = ()
    collects: Names = ()
    note: str = ""
    change: str = ""


class NotUsed(Strict):
    """A statement that the product leaves out, and why."""

    id: str
    reason: Text


CARRIERS = ("parameter", "derived", "dose", "card", "document", "fact", "rule", "code")


class ProductSetting(Strict):
    """A statement that shapes the product itself, what the product does about it, and what carries it.

    `carried_by` names records as `kind:id`, kind one of CARRIERS; `code:` names a Python object by its path.
    """

    id: str
    how: Text
    carried_by: Names

    @model_validator(mode="after")
    def _names_known_carriers(self) -> Self:
        for carrier in self.carried_by:
            kind, _, name = carrier.partition(":")
            if kind not in CARRIERS or not name:
                raise ValueError(f"'{carrier}' is not one of {', '.join(CARRIERS)}, a colon and a name")
        return self


class SourceDocument(Strict):
    """One source document, as it is named on screen and in print. `on_headache`: it studied headache.

    Rules are listed by the `order` of the document that they rest on.
    """

    id: str
    order: int
    short: Text
    title: Text
    kind: Text
    on_headache: bool = False
    caution: Text | None = None


class DosePart(Strict):
    """One number of a dose, with the bounds a therapist may set. `fact` is the plan fact it fills in.

    `patient_label` is what it is called on paper, where the label of the screen is no word for a patient.
    """

    id: str
    label: Text
    patient_label: Text | None = None
    unit: Unit
    tells: Literal["how_often", "how_long", "how_many_weeks"]
    fact: str | None = None
    default: Number
    min: Number
    max: Number
    origin: Literal["DOC", "EXT"]
    source: str

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        if not self.min <= self.default <= self.max:
            raise ValueError(f"default {self.default} lies outside {self.min}-{self.max}")
        return self


class Dose(Strict):
    """A dose: numbers, how hard, how to build up, keep up and stop; a text the source lacks is absent.

    `conflict` names what the source contradicts itself on; it is for the professional only. A `quoted` dose
    is the programme of a trial, for the professional to read; it never becomes the dose of a plan. `ladder`
    is how somebody comes to its numbers.
    """

    id: str
    title: Text
    status: Text
    source: Names
    quoted: bool = False
    parts: Annotated[tuple[DosePart, ...], BeforeValidator(as_tuple)] = ()
    intensity: Text | None = None
    build_up: Text | None = None
    maintain: Text | None = None
    stop: Told | None = None
    expect: Told | None = None
    conflict: Text | None = None
    ladder: Ladder | None = None

    def as_json(self) -> dict[str, Any]:
        """The dose with its default numbers, for `manage.py advise`."""
        return {
            "id": self.id,
            "title": self.title.nl,
            "status": self.status.nl,
            "source": list(self.source),
            "quoted": self.quoted,
            "parts": [
                {
                    "id": part.id,
                    "label": part.label.nl,
                    "unit": part.unit.nl,
                    "value": part.default,
                    "min": part.min,
                    "max": part.max,
                    "origin": part.origin,
                }
                for part in self.parts
            ],
            **{
                name: text.nl
                for name in ("intensity", "build_up", "maintain", "stop", "expect")
                if (text := getattr(self, name))
            },
        }


class Component(Classified):
    """A treatment that accepting a card puts into the plan (a value of planned_interventions).

    It says its kind where that differs from its card. `patient_label` is what it is called on paper, where
    the label of the screen is a professional's word.
    """

    value: str
    label: Text
    patient_label: Text | None = None
    default: bool


class Card(Classified):
    """One intervention or topic as the therapist sees it, with the texts the patient takes home (B1).

    `group_kinds` holds the groups that are of another kind than the card. `on_paper` is false for what the
    therapist works with and the patient does not take home. `todo` is there when a patient can do it; a card
    that is only talk has none.
    """

    id: str
    groups: Names
    group_kinds: dict[str, Classified] = Field(default_factory=dict)
    on_paper: bool = True
    order: int
    title: Text
    patient_title: Text
    components: Annotated[tuple[Component, ...], BeforeValidator(as_tuple)] = ()
    why: Told
    how: Lines
    stop: Told | None = None
    todo: ToDo | None = None
    sources: Names


class ChecklistItem(Strict):
    """What holds for every patient: good care in one line."""

    id: str
    text: Text
    sources: Names


class Elsewhere(Classified):
    """A group without a card: its kind, and where its rules are shown."""

    why: str


@dataclass(frozen=True)
class Cards:
    """The cards, the groups that have none (with the reason), and the checklist."""

    cards: tuple[Card, ...]
    no_card: Mapping[str, Elsewhere]
    checklist: tuple[ChecklistItem, ...]

    def of_group(self, group: str) -> Card | None:
        """The card that gathers a rule group."""
        return self._by_group.get(group)

    @cached_property
    def _by_group(self) -> dict[str, Card]:
        return {group: card for card in reversed(self.cards) for group in card.groups}

    def kind_of_group(self, group: str) -> Classified:
        """What the rules of a group are unless they say otherwise; nothing for a group without a place."""
        card = self.of_group(group)
        if card is None:
            return self.no_card.get(group, Classified())
        return card.group_kinds.get(group, card)


class Tier(Strict):
    """What to do at one tier of urgency."""

    title: Text
    action: Text


class RedFlagRecord(Strict):
    """The facts about all red flags, and when a single one is unresolved; FLAG is its name.

    `named_by` is the question whose choices are the flags, `signs` what is asked to conclude to one,
    `open` whether one is unresolved, `tier` how urgent that is, `complete` whether every flag has an answer,
    `screening` whether the setting needs no more of them. `also_open_when` holds what must be true as well
    before a flag counts as unresolved, by flag: something else than a work-up settles it too.
    `after_screening` are examples of what is known once somebody else has screened.
    """

    named_by: str
    signs: Names
    open: str
    tier: str
    complete: str
    screening: str
    after_screening: Annotated[tuple[dict[str, Any], ...], BeforeValidator(as_tuple)]
    open_when: str
    also_open_when: dict[str, str]


class Urgency(Strict):
    """The actions per tier of red flag, extra lines for single flags, and which flags there are."""

    tiers: dict[str, Tier]
    at_least: Text
    incomplete: Text
    flags: dict[str, Text]
    all_flags: RedFlagRecord


class Closed(Strict):
    """What the rail says while a derived fact is 'no'."""

    fact: str
    label: Text
    text: Text


class Rail(Strict):
    """The derived facts of the rail: those shown in this order, the clearance, and what may not be done."""

    shown: Names
    cleared: str
    closed: Annotated[tuple[Closed, ...], BeforeValidator(as_tuple)] = ()
