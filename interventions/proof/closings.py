"""Which gates each answer about a contraindication closes, whatever else is known."""

from collections.abc import Iterator
from dataclasses import dataclass

from interventions.engine.kinds import ClosingValue
from interventions.engine.language.syntax import parse_condition
from interventions.engine.ruleset import Ruleset
from interventions.proof.encoder import Encoder
from interventions.proof.prover import find
from interventions.proof.symbols import both
from interventions.proof.truths import truth


@dataclass(frozen=True)
class Closing:
    """One answer, and the gates that are open for nobody who gave it."""

    value: ClosingValue
    gates: tuple[str, ...]


def closings(ruleset: Ruleset) -> Iterator[Closing]:
    """Each answer that `dangers.yaml` judges, in its order. Raises Undecided when z3 gives up."""
    encoder = Encoder(ruleset)
    gates = sorted({gate for rule in ruleset.rules for gate in rule.record.gate})
    for value in ruleset.dangers.judged:
        given = truth(parse_condition(value.when), encoder).yes
        yield Closing(
            value,
            tuple(
                gate
                for gate in gates
                if find(encoder, both(given, encoder.gate(gate).yes), encoder.cone({value.fact, gate}))
                is None
            ),
        )
