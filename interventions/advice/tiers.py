"""Three tiers of advice: what must be done, what the findings of this patient call for, and everything else.

The first is never cut. The second holds at most MAX_CARDS cards; one that says the same to everybody never
stands there, so it pushes out none that a finding calls for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from interventions.advice.cards import CardView
from interventions.engine import Item
from interventions.engine.urgency import Level

MAX_CARDS = 5


@dataclass(frozen=True)
class Tiers:
    """One board by tier.

    `today` cannot wait; `soon` holds what must be done this week, and what is critical without a term.
    `guides` are cards for the therapist alone, with nothing to take home: their sentence says where to begin.
    `called_for` is false when no finding called for any card, and those for the headache type stand there
    instead.
    """

    today: tuple[Item, ...] = ()
    soon: tuple[Item, ...] = ()
    guides: tuple[CardView, ...] = ()
    cards: tuple[CardView, ...] = ()
    further: tuple[CardView, ...] = ()
    called_for: bool = True

    @property
    def options(self) -> tuple[CardView, ...]:
        """Every card, in the order in which the page shows them."""
        return self.cards + self.further

    @property
    def everybody(self) -> tuple[CardView, ...]:
        """The cards that say nothing but what holds for nearly everybody."""
        return tuple(view for view in self.further if view.is_universal)


def arrange(warnings: Sequence[Item], flags: Sequence[Item], views: Sequence[CardView]) -> Tiers:
    """The tiers of what applies: the warnings to act on, the red flags that stop nothing, and every card."""
    urgent = [item for item in (*flags, *warnings) if is_urgent(item)]
    cards, called_for = _for_this_patient(views)
    chosen = {view.card.id for view in cards}
    ranked = sorted(views, key=_rank)
    return Tiers(
        today=tuple(item for item in urgent if is_for_today(item)),
        soon=tuple(item for item in urgent if not is_for_today(item)),
        guides=tuple(view for view in ranked if view.is_guide and view.findings),
        cards=cards,
        further=tuple(view for view in ranked if view.card.id not in chosen),
        called_for=called_for,
    )


def is_urgent(item: Item) -> bool:
    """Whether somebody has to act on it beside the treatment: it has a term, or is critical."""
    return item.urgency is not Level.NONE or item.rule.record.priority == "critical"


def is_for_today(item: Item) -> bool:
    """Whether it cannot wait: its term, or somebody writes down what was done about it."""
    return item.urgency.is_pressing or item.rule.record.acknowledge


def _rank(view: CardView) -> tuple[bool, int, int]:
    """A referral that leads, then the best matched, then the order of the cards."""
    return not _leads(view), -view.relevance, view.card.order


def _leads(view: CardView) -> bool:
    return view.main.rule.record.leads


def _for_this_patient(views: Sequence[CardView]) -> tuple[tuple[CardView, ...], bool]:
    """The cards that a finding calls for, then those with a dose for the headache type.

    Without any of these, those for that type: a page without a card says nothing to begin with.
    """
    possible = [view for view in views if not view.is_guide and not view.is_universal]
    called = [view for view in possible if view.relevance or _leads(view)]
    if called:
        first = sorted(called, key=lambda view: (not (view.findings or _leads(view)), _rank(view)))
        return tuple(sorted(first[:MAX_CARDS], key=_rank)), True
    fitting = [view for view in possible if view.types]
    return tuple(sorted(fitting, key=_rank)[:MAX_CARDS]), not fitting
