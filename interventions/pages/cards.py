"""One card in words: its sentence, its dose, why it is shown, what it rests on, and what was decided."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import HEADACHE_TYPE
from headache_cds.vocabulary.values import choice_text
from interventions.advice.background import Background
from interventions.advice.board import Board, CardView
from interventions.advice.cards import types_of
from interventions.engine import Because, Item
from interventions.engine.urgency import Level
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Statement
from interventions.models import Decision, DecisionKind
from interventions.pages.forms import AdaptForm, DeclineForm
from interventions.pages.questioned import conflicts_among
from interventions.plan.alternatives import Choice, Part, choices_of, holds_part, name_of
from interventions.plan.dosing import is_left_out
from interventions.plan.seen import decision_print
from interventions.words.doses import DoseWords, dose_words
from interventions.words.reasons import Explainer, Reason
from interventions.words.sources import place_of

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
SHORT_REASONS = 3


@dataclass(frozen=True)
class Sentence:
    """One offer in words, and its `headline` of at most one short sentence.

    `also` holds the same offer for another headache type, with its own strength.
    """

    rule: str
    text: str
    headline: str
    strength: str
    place: str
    also: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceLine:
    """A statement behind a card. `strength` is that of the advice that carries it out, '' for a support."""

    statement: Statement
    place: str
    strength: str
    caution: str


@dataclass(frozen=True)
class ChoiceOnPage:
    """What a plan does not hold beside a part of this card: its name, its card, and whether that is taken."""

    card: str
    name: str
    is_here: bool
    is_taken: bool


@dataclass(frozen=True)
class CardOnPage:
    """Everything the template of one card needs.

    `reasons` are the findings that call for the sentence that leads. `differs` counts the places in which its
    sources disagree. `adapt` and `decline` hold a form that was refused; else the forms are fetched when
    somebody opens them.
    """

    view: CardView
    decision: Decision | None
    lead: Sentence
    notes: tuple[Sentence, ...]
    doses: tuple[DoseWords, ...]
    choices: tuple[ChoiceOnPage, ...]
    reasons: tuple[Reason, ...]
    differs: int
    has_more: bool
    adapt: AdaptForm | None
    decline: DeclineForm | None

    @property
    def title(self) -> str:
        """The name of the card for the therapist."""
        return str(self.view.card.title.in_language(language()))

    @property
    def because(self) -> str:
        """The first findings on one line."""
        return "; ".join(reason.short for reason in self.reasons[:SHORT_REASONS])

    @property
    def dose(self) -> DoseWords | None:
        """The dose that stands open: that of the sentence that leads, else the first with numbers."""
        own = self.view.main.rule.record.dose
        numbered = sorted(self.doses, key=lambda words: (not words.numbers, words.dose.id != own))
        return numbered[0] if numbered else None

    @property
    def dose_line(self) -> tuple[str, ...]:
        """The numbers of that dose; with their names where two tell the same, such as how often."""
        numbers = self.dose.numbers if self.dose else ()
        told = Counter(number.tells for number in numbers)
        return tuple(
            f"{number.label}: {number.value}" if told[number.tells] > 1 else number.value
            for number in numbers
        )

    @property
    def dose_is_proposed(self) -> bool:
        """Whether one of these numbers does not stand in a source."""
        return any(number.external for number in (self.dose.numbers if self.dose else ()))

    @property
    def lead_is_urgent(self) -> bool:
        """Whether the sentence that leads has a term of its own."""
        return self.view.main.urgency is not Level.NONE

    @property
    def decided(self) -> str:
        """The print of the decision that the page shows, which an act on the card sends along."""
        return decision_print(self.decision)

    @property
    def is_declined(self) -> bool:
        return self.decision is not None and self.decision.choice == DecisionKind.DECLINED

    @property
    def is_taken(self) -> bool:
        """Whether it stands in the plan."""
        return self.decision is not None and not self.is_declined

    @property
    def findable(self) -> str:
        """The words by which it is found: its name, those of its parts and doses, and its sentence."""
        doses = (words.dose.title.in_language(language()) for words in self.doses)
        return " ".join([self.title, self.lead.headline, *self.usual, *self.possible, *doses])

    @property
    def texts(self) -> list[DoseWords]:
        """The doses that say more than numbers."""
        return [words for words in self.doses if words.dose.intensity or words.dose.stop]

    @property
    def usual(self) -> list[str]:
        """The components that 'Overnemen' puts into the plan."""
        return parts_of(self.view, default=True)

    @property
    def possible(self) -> list[str]:
        """The components that can be added under 'Aanpassen'."""
        return parts_of(self.view, default=False)

    @property
    def chosen(self) -> list[str]:
        """The accepted components, in words."""
        taken = self.decision.components if self.decision else []
        parts = self.view.card.components
        return [part.label.in_language(language()) for part in parts if part.value in taken]


@dataclass(frozen=True)
class MoreOfCard:
    """What stands behind a card, fetched when somebody opens it.

    `reasons` are those of every offer, `gates` the conditions under which they may be shown at all.
    """

    lead: Sentence
    reasons: tuple[Reason, ...]
    gates: tuple[Reason, ...]
    types: str
    usual: list[str]
    possible: list[str]
    others: tuple[Sentence, ...]
    doses: tuple[DoseWords, ...]
    explained: tuple[Sentence, ...]
    taught: tuple[Sentence, ...]


@dataclass
class CardWriter:
    """Puts the cards of one board into words; each sentence is shown once per card."""

    knowledge: Knowledge
    board: Board
    decisions: Mapping[str, Decision]
    adapt: AdaptForm | None = None
    decline: tuple[str, DeclineForm] | None = None
    explainer: Explainer = field(init=False)

    def __post_init__(self) -> None:
        self.explainer = Explainer(self.knowledge, self.board.scope)

    def card(self, view: CardView) -> CardOnPage:
        """One card with its state."""
        decision = self.decisions.get(view.card.id)
        decided = decision.dose if decision else {}
        seen: set[str] = set()
        lead = self.sentence(view.main, view, seen)
        beside = view.others or view.doses or view.card.id in self.board.background
        because = view.findings or view.main.because
        return CardOnPage(
            view=view,
            decision=decision,
            lead=lead,
            notes=tuple(self.sentence(item, view, seen) for item in view.notes),
            doses=tuple(
                dose_words(dose, decided) for dose in view.doses if not is_left_out(decided, dose.id)
            ),
            choices=self._choices(view),
            reasons=self._reasons(view, because[:SHORT_REASONS]),
            differs=len(conflicts_among(self.knowledge, view.everything)),
            has_more=bool(beside or lead.more or lead.text != lead.headline),
            adapt=self.adapt if self.adapt and self.adapt.view.card.id == view.card.id else None,
            decline=self.decline[1] if self.decline and self.decline[0] == view.card.id else None,
        )

    def _reasons(self, view: CardView, because: Iterable[Because]) -> tuple[Reason, ...]:
        """Why it leads; of the types of headache those that the card speaks of."""
        types = self._type_words(types_of(view.main) or view.types)
        return tuple(
            replace(reason, short=types) if types and reason.fact == HEADACHE_TYPE else reason
            for reason in self.explainer.reasons(because, deeper=False)
        )

    def _choices(self, view: CardView) -> tuple[ChoiceOnPage, ...]:
        """What of which a plan holds a part of this card or that; of two doses of this card the second."""
        found: dict[Part, ChoiceOnPage] = {}
        for choice in self._all_choices:
            mine = [part for part in choice.parts if part.card == view.card.id]
            if mine:
                other = choice.second if mine[0] == choice.first else choice.first
                found[other] = ChoiceOnPage(
                    card=other.card,
                    name=name_of(self.board, other),
                    is_here=other.card == view.card.id,
                    is_taken=holds_part(self.decisions, other),
                )
        return tuple(found.values())

    @cached_property
    def _all_choices(self) -> tuple[Choice, ...]:
        return choices_of(self.board)

    def more(self, view: CardView) -> MoreOfCard:
        """What stands behind one card, in the order in which a therapist wants it."""
        seen: set[str] = set()
        decision = self.decisions.get(view.card.id)
        return MoreOfCard(
            lead=self.sentence(view.main, view, seen),
            reasons=self.explainer.reasons(view.because),
            gates=self.explainer.gates(view.everything),
            types=self._type_words(view.types) if len(view.types) > 1 else "",
            usual=parts_of(view, default=True),
            possible=parts_of(view, default=False),
            others=tuple(self.sentence(item, view, seen) for item in view.others),
            doses=tuple(dose_words(dose, decision.dose if decision else {}) for dose in view.doses),
            **self.background(view.card.id, seen),
        )

    def sources(self, view: CardView) -> tuple[SourceLine, ...]:
        """The statements behind one card."""
        return tuple(self.source(statement, view.everything) for statement in view.statements)

    def sentence(self, item: Item, view: CardView | None = None, seen: set[str] | None = None) -> Sentence:
        """One item in words; advice that is already on the card is left out."""
        record = item.rule.record
        duplicates = view.duplicates.get(item.rule.id, ()) if view else ()
        advice = record.advice.in_language(language()) if record.advice else ""
        return Sentence(
            rule=record.id,
            text=record.summary.in_language(language()),
            headline=record.headline.in_language(language()),
            strength=record.strength.in_language(language()),
            place=self.place(record.implements),
            also=tuple(
                (self._type_words(types_of(echo)), echo.rule.record.strength.in_language(language()))
                for echo in duplicates
            ),
            more=fresh_sentences(advice, set() if seen is None else seen),
        )

    def place(self, statements: Iterable[str]) -> str:
        """Where the first of these statements stands: 'handvat r. 697-700'."""
        return place_of(self.knowledge, self.knowledge.statements[next(iter(statements))])

    def background(self, card: str, seen: set[str] | None = None) -> dict[str, tuple[Sentence, ...]]:
        """What explains the advice of a card, and what is told to the patient."""
        found = self.board.background.get(card, Background())
        return {
            "explained": tuple(self.sentence(item, seen=seen) for item in found.explained),
            "taught": tuple(self.sentence(item, seen=seen) for item in found.taught),
        }

    def _type_words(self, types: Iterable[str]) -> str:
        spec = self.knowledge.spec(HEADACHE_TYPE)
        return ", ".join(choice_text(spec, name, language()) for name in types)

    def source(self, statement: Statement, items: Iterable[Item]) -> SourceLine:
        """A statement behind these items, with the strength of the one that carries it out."""
        document = self.knowledge.documents[statement.document]
        carriers = [item for item in items if statement.id in item.rule.record.implements]
        strength = carriers[0].rule.record.strength.in_language(language()) if carriers else ""
        caution = document.caution.in_language(language()) if document.caution else ""
        return SourceLine(statement, place_of(self.knowledge, statement), strength, caution)


def parts_of(view: CardView, *, default: bool) -> list[str]:
    """The treatments that accepting a card puts into the plan, or those that can be added to it."""
    return [part.label.in_language(language()) for part in view.card.components if part.default is default]


def fresh_sentences(text: str, seen: set[str]) -> tuple[str, ...]:
    """The sentences of a text that were not seen before on this card."""
    fresh = [sentence for sentence in _SENTENCE.split(text) if sentence and sentence not in seen]
    seen.update(fresh)
    return tuple(fresh)
