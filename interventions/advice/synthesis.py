"""The synthesis of one patient: which factors are present, the profile with its signs, and where to begin."""

from dataclasses import dataclass

from interventions.engine import Because
from interventions.engine.evaluate import Evaluation
from interventions.engine.explain import because
from interventions.engine.language.logic import Truth
from interventions.engine.language.nodes import Is
from interventions.engine.questions import to_settle, to_turn
from interventions.knowledge.lines import TextLine
from interventions.knowledge.synthesis_file import Direction, Domain, Factor, Signs, Synthesis


@dataclass(frozen=True)
class FactorState:
    """A factor that is present or still unknown, with the questions that would settle it."""

    factor: Factor
    truth: Truth
    missing: tuple[str, ...]


@dataclass(frozen=True)
class DomainState:
    """One domain; a factor that is known to be absent is left out."""

    domain: Domain
    present: tuple[FactorState, ...]
    unknown: tuple[FactorState, ...]


@dataclass(frozen=True)
class SignState:
    """One sign behind the profile."""

    line: TextLine
    truth: Truth
    missing: tuple[str, ...]


@dataclass(frozen=True)
class DirectionState:
    """One direction: whether the facts point there, why, and what keeps it from being shown."""

    direction: Direction
    truth: Truth
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    closed_gates: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        return self.truth is True and not self.closed_gates


@dataclass(frozen=True)
class SynthesisState:
    """Everything the synthesis page and its picture show."""

    domains: tuple[DomainState, ...]
    signs: tuple[tuple[Signs, tuple[SignState, ...]], ...]
    directions: tuple[DirectionState, ...]
    remarks: tuple[TextLine, ...]


def synthesis_of(synthesis: Synthesis, scope: Evaluation) -> SynthesisState:
    """The synthesis over these facts; the caller shows nothing of it while something blocks."""
    return SynthesisState(
        domains=tuple(_domain(domain, scope) for domain in synthesis.domains),
        signs=tuple((signs, tuple(_sign(line, scope) for line in signs.lines)) for signs in synthesis.signs),
        directions=tuple(_direction(direction, scope) for direction in synthesis.directions),
        remarks=tuple(line for line in synthesis.remarks if line.condition.evaluate(scope) is True),
    )


def _domain(domain: Domain, scope: Evaluation) -> DomainState:
    states = [_factor(factor, scope) for factor in domain.factors]
    return DomainState(
        domain=domain,
        present=tuple(state for state in states if state.truth is True),
        unknown=tuple(state for state in states if state.truth is None),
    )


def _factor(factor: Factor, scope: Evaluation) -> FactorState:
    truth = factor.line.condition.evaluate(scope)
    return FactorState(factor, truth, _missing(factor.line, truth, scope))


def _sign(line: TextLine, scope: Evaluation) -> SignState:
    truth = line.condition.evaluate(scope)
    return SignState(line, truth, _missing(line, truth, scope))


def _missing(line: TextLine, truth: Truth, scope: Evaluation) -> tuple[str, ...]:
    return to_settle(line.condition, scope) if truth is None else ()


def _direction(direction: Direction, scope: Evaluation) -> DirectionState:
    truth = direction.condition.evaluate(scope)
    closed = tuple(gate for gate in direction.record.gate if scope.value(gate) is not True)
    if truth is None:
        missing = to_settle(direction.condition, scope)
    else:
        gates = (Is(gate, value=True, negated=False) for gate in closed if truth)
        missing = tuple(dict.fromkeys(name for gate in gates for name in to_turn(gate, scope, into=True)))
    return DirectionState(direction, truth, because(direction.condition, scope), missing, closed)
