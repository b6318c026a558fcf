"""The accepted cards of a plan, each with when it begins and what the patient does of it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from interventions.advice.board import Board, CardView
from interventions.knowledge import Knowledge
from interventions.models import Decision, DecisionKind, Phase
from interventions.plan.agreed import NOTHING_AGREED, AgreedCard, parse_agreed
from interventions.plan.dosing import Decided
from interventions.plan.exercises import (
    ChosenExercise,
    OfferedExercise,
    chosen_exercises,
    offered_exercises,
)
from interventions.plan.phases import When, phases_of
from interventions.plan.programme import Programme, beginning_of, programme_of


@dataclass(frozen=True)
class AcceptedCard:
    """One accepted card as it goes into the plan.

    `programme` is None for a card that is only talk, of which `exercises` are none either.
    """

    view: CardView
    components: tuple[str, ...]
    dose: Decided
    note: str
    when: When
    agreed: AgreedCard = NOTHING_AGREED
    programme: Programme | None = None
    offered: tuple[OfferedExercise, ...] = ()
    exercises: tuple[ChosenExercise, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the patient does something of it, now or later."""
        return self.programme is not None and self.when.phase is not Phase.READING


@dataclass(frozen=True)
class Draft:
    """The decisions of a plan that is being made, with what its programmes start from.

    `before` is the content of the plan that it goes on from, and `on` the day that counts for it.
    `usual` is what the centre agrees as a rule, by card. `later_from` is when the second phase begins unless
    a card says otherwise. Of `first` (all) cards comes what nobody has given a phase.
    """

    decisions: Mapping[str, Decision]
    before: Mapping[str, Any] | None = None
    on: dt.date | None = None
    later_from: dt.date | None = None
    first: Collection[str] | None = field(default=None)
    usual: Mapping[str, AgreedCard] = field(default_factory=dict)


def accepted_cards(knowledge: Knowledge, board: Board, draft: Draft) -> tuple[AcceptedCard, ...]:
    """The accepted cards in the order of the board. Raises PlanProblem for what cannot be read."""
    decisions = {name: row for name, row in draft.decisions.items() if row.choice != DecisionKind.DECLINED}
    views = [view for view in board.options if view.card.id in decisions]
    components = [value for view in views for value in decisions[view.card.id].components]
    beginning = beginning_of(knowledge, board, components, before=draft.before, on=draft.on)
    agreed = {view.card.id: parse_agreed(decisions[view.card.id].agreed) for view in views}
    programmes = {
        view.card.id: programme_of(
            knowledge,
            view,
            decisions[view.card.id].dose,
            beginning,
            agreed[view.card.id],
            usual=draft.usual.get(view.card.id, NOTHING_AGREED),
        )
        for view in views
    }
    doable = [name for name, found in programmes.items() if found]
    phases = phases_of(
        views,
        decisions,
        doable if draft.first is None else [name for name in doable if name in draft.first],
        most=knowledge.doing.rules.most_now,
        later_from=draft.later_from,
    )
    exercises = _Exercises(knowledge, board)
    found = {}
    for view in sorted(views, key=lambda view: _in_order(phases[view.card.id])):
        name = view.card.id
        decision, programme = decisions[name], programmes[name]
        offered, chosen = exercises.of(view, decision, programme, agreed[name], phases[name])
        found[name] = AcceptedCard(
            view=view,
            components=tuple(decision.components),
            dose=decision.dose,
            note=decision.note,
            when=phases[name],
            agreed=agreed[name],
            programme=programme,
            offered=offered,
            exercises=chosen,
        )
    return tuple(found[view.card.id] for view in views)


def _in_order(when: When) -> tuple[int, int]:
    """What is done first chooses its exercises first."""
    return list(Phase).index(when.phase), when.place or 0


@dataclass
class _Exercises:
    """Gives every card its exercises, and none of them twice."""

    knowledge: Knowledge
    board: Board
    taken: set[str] = field(default_factory=set)

    def of(
        self,
        view: CardView,
        decision: Decision,
        programme: Programme | None,
        agreed: AgreedCard,
        when: When,
    ) -> tuple[tuple[OfferedExercise, ...], tuple[ChosenExercise, ...]]:
        if programme is None:
            return (), ()
        offered = offered_exercises(self.knowledge, self.board, view, decision.components, decision.dose)
        if when.phase is Phase.READING:
            return offered, ()
        chosen = chosen_exercises(offered, programme, agreed, self.taken)
        self.taken |= {entry.exercise.id for entry in chosen}
        return offered, chosen
