"""What stands in a plan instead of what: of two alternatives a plan holds one.

Rules say what their alternatives are (`alternative_to`). Here they become parts of a plan: one of several
doses of a card, or a whole card. Two doses that fill the same fact are alternatives as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.opened import print_of
from interventions.advice.board import Board, CardView
from interventions.engine.ruleset import Rule
from interventions.models import Decision, DecisionKind
from interventions.plan.dosing import is_left_out
from interventions.plan.problems import PlanProblem
from interventions.plan.seen import decision_print

Decisions = Mapping[str, Decision]


@dataclass(frozen=True)
class Part:
    """What can be left out of a plan: one dose of a card that has several, or ('') the card."""

    card: str
    dose: str = ""

    def __str__(self) -> str:
        """As a form sends it."""
        return f"{self.card}:{self.dose}"

    @classmethod
    def read(cls, text: str) -> "Part":
        """What a form sent; one that does not exist is no part of any choice."""
        card, _colon, dose = text.partition(":")
        return cls(card, dose)


@dataclass(frozen=True)
class Choice:
    """Two parts of which a plan holds one; the board leads with the first."""

    first: Part
    second: Part

    @property
    def parts(self) -> tuple[Part, Part]:
        return self.first, self.second


class AlternativeProblem(PlanProblem):
    """What is taken over stands instead of something that is in the plan: one of the two must be chosen."""

    def __init__(self, board: Board, choices: tuple[Choice, ...]) -> None:
        self.choices = choices
        super().__init__([choice_words(board, choice) for choice in choices])


def choices_of(board: Board) -> tuple[Choice, ...]:
    """Every pair of alternatives among the offers, in the order of the board."""
    found = [*_of_rules(board), *_of_facts(board)]
    return tuple(dict.fromkeys(choice for choice in found if choice.first != choice.second))


def second_doses(board: Board, card: str) -> frozenset[str]:
    """The doses of a card that stand behind another dose of that same card."""
    pairs = [choice for choice in choices_of(board) if {part.card for part in choice.parts} == {card}]
    return frozenset(choice.second.dose for choice in pairs if choice.second.dose)


def alternatives_in(board: Board, decisions: Decisions) -> tuple[Choice, ...]:
    """The pairs of which a plan with these decisions holds both."""
    return tuple(
        choice
        for choice in choices_of(board)
        if holds_part(decisions, choice.first) and holds_part(decisions, choice.second)
    )


def alternatives_with(board: Board, decisions: Decisions, card: str) -> tuple[Choice, ...]:
    """The pairs with a part of this card of which the plan holds both, or would once the card is accepted."""
    taken = decisions.get(card)
    if taken is None or taken.choice == DecisionKind.DECLINED:
        taken = Decision(card=card, choice=DecisionKind.ACCEPTED)
    found = alternatives_in(board, {**decisions, card: taken})
    return tuple(choice for choice in found if any(part.card == card for part in choice.parts))


def groups_of(choices: Iterable[Choice]) -> tuple[tuple[Part, ...], ...]:
    """The parts of these pairs, together with all that they exclude one by one."""
    groups: list[list[Part]] = []
    for choice in choices:
        touched = [group for group in groups if set(group) & set(choice.parts)]
        joined = dict.fromkeys([*(part for group in touched for part in group), *choice.parts])
        groups = [*(group for group in groups if group not in touched), list(joined)]
    return tuple(map(tuple, groups))


def left_out_for(keep: Part, choices: Iterable[Choice], group: Iterable[Part]) -> tuple[Part, ...]:
    """What of a group goes when one part is kept: as little as leaves no pair whole."""
    pairs = {frozenset(choice.parts) for choice in choices}
    kept: list[Part] = [keep]
    left: list[Part] = []
    for part in group:
        if part != keep:
            (left if any(frozenset((part, other)) in pairs for other in kept) else kept).append(part)
    return tuple(left)


def leave_out(board: Board, decision: Decision, part: Part) -> bool:
    """Take a part out of its decision, without storing it; False when nothing of the card is left."""
    view = board.option(part.card)
    if view is None or not part.dose:
        return False
    decision.dose = {**decision.dose, part.dose: None}
    decision.choice = DecisionKind.ADAPTED
    return any(not is_left_out(decision.dose, dose.id) for dose in view.doses)


def lead_only(board: Board, decisions: Decisions) -> dict[str, Decision]:
    """The same decisions with one of every two alternatives: the one that the board leads with."""
    kept = dict(decisions)
    while clashing := alternatives_in(board, kept):
        part = clashing[0].second
        if not leave_out(board, kept[part.card], part):
            del kept[part.card]
    return kept


def name_of(board: Board, part: Part) -> str:
    """What a part is called for the therapist."""
    view = board.option(part.card)
    if view is None:
        return part.card
    title = next((dose.title for dose in view.doses if dose.id == part.dose), view.card.title)
    return str(title.in_language(language()))


def choice_words(board: Board, choice: Choice) -> str:
    """The sentence that asks for the choice, with both named."""
    return _("Kies %(first)s of %(second)s: een plan bevat er één van.") % {
        "first": f"“{name_of(board, choice.first)}”",
        "second": f"“{name_of(board, choice.second)}”",
    }


def choice_print(decisions: Decisions, choices: Iterable[Choice], card: str) -> str:
    """A print of what was decided on this card and on all that these choices name."""
    cards = sorted({card, *(part.card for choice in choices for part in choice.parts)})
    return print_of([(name, decision_print(decisions.get(name))) for name in cards])


def _of_rules(board: Board) -> Iterator[Choice]:
    ruleset = board.advice.ruleset
    told = {
        (_offer(rule), _offer(ruleset.rules_by_id[other]))
        for rule in ruleset.rules
        for other in ruleset.alternatives_of(rule.id)
    }
    parts = {
        _offer(item.rule): _part(view, item.rule.record.dose)
        for view in board.options
        for item in view.items
        if item.rule.record.use.treats
    }
    for (offer, first), (other, second) in combinations(parts.items(), 2):
        if (offer, other) in told:
            yield Choice(first, second)


def _offer(rule: Rule) -> str:
    """What a rule offers: its dose, whichever rule tells of it, else what only this rule says."""
    return rule.record.dose or rule.id


def _of_facts(board: Board) -> Iterator[Choice]:
    filled = [
        (part.fact, _part(view, dose.id))
        for view in board.options
        for dose in view.doses
        for part in dose.parts
        if part.fact
    ]
    for (fact, first), (other, second) in combinations(filled, 2):
        if fact == other:
            yield Choice(first, second)


def _part(view: CardView, dose: str | None) -> Part:
    """The dose by itself where the card has more of them; else it stands for the card."""
    doses = [found.id for found in view.doses]
    return Part(view.card.id, dose if dose and dose in doses and len(doses) > 1 else "")


def holds_part(decisions: Decisions, part: Part) -> bool:
    decision = decisions.get(part.card)
    if decision is None or decision.choice == DecisionKind.DECLINED:
        return False
    return not (part.dose and is_left_out(decision.dose, part.dose))
