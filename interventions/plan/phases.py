"""When the patient begins with each accepted card: at most a few things now, the rest later or as reading."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from interventions.advice.board import CardView
from interventions.models import Decision, Phase


@dataclass(frozen=True)
class When:
    """The phase of one card; `place` is the order of what is done now, from 1."""

    phase: Phase
    place: int | None = None
    later_from: dt.date | None = None


def phases_of(
    views: Iterable[CardView],
    decisions: Mapping[str, Decision],
    doable: Iterable[str],
    *,
    most: int,
    later_from: dt.date | None,
) -> dict[str, When]:
    """When each accepted card begins; `views` are the accepted ones in the order of the board.

    What the therapist said counts. Of the others the first that a patient can do (`doable`) fill what is left
    of `most` things to do now, the next come later (from `later_from` unless a date was set), and a card that
    is only talk is reading.
    """
    ordered = [view.card.id for view in views]
    said = {name: Phase(decisions[name].phase) for name in ordered if decisions[name].phase}
    can = [name for name in ordered if name in set(doable)]
    free = most - sum(phase is Phase.NOW for phase in said.values())
    unsaid = [name for name in can if name not in said]
    phases = dict.fromkeys(ordered, Phase.READING)
    phases |= {name: Phase.NOW if at < free else Phase.LATER for at, name in enumerate(unsaid)}
    phases |= said
    now = [name for name in ordered if phases[name] is Phase.NOW]
    now.sort(key=lambda name: (decisions[name].place is None, decisions[name].place or 0))
    return {
        name: When(
            phase,
            now.index(name) + 1 if phase is Phase.NOW else None,
            (decisions[name].later_from or later_from) if phase is Phase.LATER else None,
        )
        for name, phase in phases.items()
    }
