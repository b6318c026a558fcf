"""What a rule offers (its kind), how hard and on which part of the body, and what each of these demands.

Which kinds there are, their gates and the dangers that forbid them is data (`knowledge/kinds.yaml`,
`knowledge/dangers.yaml`); here are only the shapes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Names
from interventions.engine.uses import Use


def _as_names(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _as_uses(value: object) -> object:
    return tuple(Use(use) for use in value) if isinstance(value, list) else value


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_as_names)]
Uses = Annotated[tuple[Use, ...], BeforeValidator(_as_uses)]


class Classified(Strict):
    """Base of everything that says its kind: one name or several, for a programme that combines them.

    `intensity` says how hard exertion is, `loads` which part of the body is loaded.
    """

    kind: OneOrMore = ()
    intensity: str | None = None
    loads: OneOrMore = ()


class TreatmentKind(Strict):
    """One kind, and the gates that its rules need when their use is one of `uses`.

    `treatment` is false for what stands beside treatment, such as how the team works together. `exertion`:
    how hard must be said. `alarm`: shown above everything else, never as 'considered'. `planned` names the
    derived fact that is true exactly when something of this kind is in the plan.
    """

    id: str
    definition: str
    gates: Names
    uses: Uses = (Use.ADVISE, Use.DOSE, Use.EDUCATE)
    treatment: bool = True
    exertion: bool = False
    alarm: bool = False
    planned: str | None = None


class Demand(Strict):
    """An intensity or a part of the body, with the gates that it adds for what treats."""

    id: str
    definition: str
    gates: Names = ()


Demands = Annotated[tuple[Demand, ...], BeforeValidator(_as_names)]


class TreatmentList(Strict):
    """A derived fact or rule (`place`) that names treatments one by one.

    Every treatment of these kinds must be named there, or here under `but`.
    """

    place: str
    kinds: Names
    but: Names = ()


class Kinds(Strict):
    """Everything that can be said of a rule, card or component.

    `of_use` gives the kind of rules with that use, whatever their group; `enough` names gates that are
    stricter than others and may stand in their place; `lists` are the places where a new treatment must not
    be forgotten.
    """

    kinds: Annotated[tuple[TreatmentKind, ...], BeforeValidator(_as_names)] = ()
    intensities: Demands = ()
    loads: Demands = ()
    of_use: dict[str, str] = Field(default_factory=dict)
    enough: dict[str, Names] = Field(default_factory=dict)
    lists: Annotated[tuple[TreatmentList, ...], BeforeValidator(_as_names)] = ()


@dataclass(frozen=True)
class Nature:
    """What one rule or component is: its kinds, how hard, what it loads."""

    kinds: tuple[TreatmentKind, ...] = ()
    intensity: Demand | None = None
    loads: tuple[Demand, ...] = ()

    def kinds_for(self, use: Use) -> tuple[TreatmentKind, ...]:
        """The kinds that say something about a rule with this use."""
        return tuple(kind for kind in self.kinds if use in kind.uses)

    def is_treatment(self, use: Use) -> bool:
        """Advice, doses and patient education; background for the therapist is none."""
        return use in (Use.ADVISE, Use.DOSE, Use.EDUCATE) and any(kind.treatment for kind in self.kinds)

    @property
    def is_alarm(self) -> bool:
        return any(kind.alarm for kind in self.kinds)

    def gates(self, use: Use) -> tuple[str, ...]:
        """The gates that a rule with this use needs, each once."""
        demands: Iterable[TreatmentKind | Demand] = self.kinds_for(use)
        if use.treats:
            demands = (*demands, *((self.intensity,) if self.intensity else ()), *self.loads)
        return tuple(dict.fromkeys(gate for demand in demands for gate in demand.gates))


NOTHING_SAID = Nature()


class Forbidden(Strict):
    """What a danger forbids: every treatment, or what has one of these kinds, intensities or loads."""

    treatment: bool = False
    kind: OneOrMore = ()
    intensity: OneOrMore = ()
    loads: OneOrMore = ()

    def includes(self, nature: Nature, use: Use) -> bool:
        if self.treatment and nature.is_treatment(use):
            return True
        if any(kind.id in self.kind for kind in nature.kinds_for(use)):
            return True
        hard = nature.intensity is not None and nature.intensity.id in self.intensity
        return use.treats and (hard or any(part.id in self.loads for part in nature.loads))


class ClosingValue(NamedTuple):
    """One answer that may close something, and the condition that it was given."""

    fact: str
    value: bool | str

    @property
    def when(self) -> str:
        if isinstance(self.value, bool):
            return f"{self.fact} == {str(self.value).lower()}"
        return f"{self.fact} contains {self.value}"


Values = Annotated[tuple[bool | str, ...], BeforeValidator(_as_names)]


class ClosedPart(Strict):
    """A part of the body, or a kind of exertion: each value of `closed_by` closes each of its `gates`."""

    id: str
    definition: str
    gates: Names
    closed_by: dict[str, Values]
    source: str

    @property
    def values(self) -> tuple[ClosingValue, ...]:
        return tuple(ClosingValue(fact, value) for fact, values in self.closed_by.items() for value in values)

    @property
    def when(self) -> str:
        """The condition that one of its values was given."""
        return " or ".join(value.when for value in self.values)


class ClosesNothing(Strict):
    """Values of a contraindication question that close no part of the body, and why."""

    fact: str
    values: Values
    why: str


class Danger(Strict):
    """`when` holds, or something closes `part`: no rule that `forbids` includes may apply.

    `source` says who wants that. Loading fills in the `when` of a danger with a part.
    """

    name: str
    when: str = "false"
    part: str | None = None
    forbids: Forbidden
    source: str


class Opposites(Strict):
    """Statements that point in opposite directions: none of one side for whom one of the other holds."""

    one: Names
    other: Names
    source: str


class Dangers(Strict):
    """What must never stand beside what.

    `parts` say which answers close which gates, `closes_nothing` which values of their questions do not;
    `contradictions` are statements that never hold for one patient; `stated` is the condition under which a
    contraindication was recorded, which the withheld item names itself; `screened_here` the one under which
    every red flag needs an answer.
    """

    parts: Annotated[tuple[ClosedPart, ...], BeforeValidator(_as_names)] = ()
    closes_nothing: Annotated[tuple[ClosesNothing, ...], BeforeValidator(_as_names)] = ()
    dangers: Annotated[tuple[Danger, ...], BeforeValidator(_as_names)] = ()
    contradictions: Annotated[tuple[Opposites, ...], BeforeValidator(_as_names)] = ()
    stated: str = "false"
    screened_here: str = "true"

    @property
    def judged(self) -> tuple[ClosingValue, ...]:
        """Every answer of which it is said what it closes, or that it closes nothing; each once."""
        idle = (ClosingValue(row.fact, value) for row in self.closes_nothing for value in row.values)
        closing = (value for part in self.parts for value in part.values)
        return tuple(dict.fromkeys((*closing, *idle)))


NO_DANGERS = Dangers()
